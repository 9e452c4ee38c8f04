/** What the parts of this page are given. */
import type {
  ColumnId,
  ListInfo,
  ListName,
  MatrixAction,
  MatrixFilter,
  MatrixSort,
  MatrixState,
  Method,
  PlaceInfo,
} from '../../../src/views/matrixMessages';

/** A column on the screen. */
export interface Column {
  readonly id: 'address' | 'verdict' | ColumnId;
  readonly list?: ListInfo | undefined;
  /** The domain of a list that is unfolded. */
  readonly place?: PlaceInfo | undefined;
}

export interface Actions {
  filter(filter: Partial<MatrixFilter>): void;
  type(text: string): void;
  sort(column: MatrixSort['column']): void;
  fold(list: ListName): void;
  act(action: MatrixAction): void;
  method(method: Method): void;
  again(): void;
  retry(): void;
  cancel(): void;
  clearSelection(): void;
}

export interface View {
  readonly state: MatrixState;
  readonly actions: Actions;
  readonly now: number;
  /** What went wrong with what was last asked for. */
  readonly problem: string | undefined;
  /** What stands in the field of the filter. */
  readonly draft: string;
}

/** The columns, lists folded or with a column for each of their domains. */
export function columnsOf({ lists }: MatrixState, unfolded: ReadonlySet<ListName>): Column[] {
  const shown = lists.flatMap((list): Column[] =>
    unfolded.has(list.list) && list.places.length > 1
      ? list.places.map((place) => ({ id: place.id, list, place }))
      : [{ id: list.list, list }],
  );
  return [{ id: 'address' }, { id: 'verdict' }, ...shown];
}

/** Those of the columns with these indices that cells are asked for. */
export function cellColumns(columns: readonly Column[], shown: readonly number[]): ColumnId[] {
  return shown.flatMap((at) => {
    const id = columns[at]?.id;
    return id === undefined || id === 'address' || id === 'verdict' ? [] : [id];
  });
}
