/** What the templates of the table page are given. */
import type { Select, TableAction, TableFilter, TableSort, TableState } from '../../../src/views/tableMessages';
import type { FilterChange } from './insight';

export interface Actions {
  /** Changes the filter as it is by then, which may be ahead of what is drawn, with what is being typed. */
  filter(change: FilterChange): void;
  /** Text as it is typed: it becomes the filter when nothing more is typed for a moment. */
  type(field: TextField, text: string): void;
  sort(sort: TableSort | undefined): void;
  select(select: Select): void;
  act(action: TableAction): void;
  undo(): void;
  /** Reads everything anew, or only the lists that were not read to their end. */
  reload(which: 'all' | 'unread'): void;
  stop(): void;
  /** Does what helps against the problem that nothing can be read. */
  remedy(): void;
  /** Shows or hides the fields of the filter where there is little room. */
  unfold(open: boolean): void;
}

/** Fields of the filter into which text is typed. */
export type TextField = 'text' | 'code' | 'at' | 'tag';

export interface View {
  readonly state: TableState;
  /** What is asked for, perhaps ahead of what is shown. */
  readonly filter: TableFilter;
  /** What is being typed, by field. */
  readonly drafts: Partial<Record<TextField, string>>;
  /** Whether the fields of the filter are shown where there is little room. */
  readonly unfolded: boolean;
  readonly actions: Actions;
  /** Milliseconds since the epoch. */
  readonly now: number;
}
