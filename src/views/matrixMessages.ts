/** What the matrix page and its host say to each other. */
import type { CellState, MatrixFilter, MatrixSort, MatrixVerdict, Method } from '../core/matrix/matrixTypes';
import type { ListName } from '../mailgun/lists';
import type { Call } from './messages';

export type { CellState, MatrixFilter, MatrixSort, MatrixVerdict, Method };
export type { ListName } from '../mailgun/lists';

/** A column as it is shown: a list with all its domains folded together, or one domain of it by its number. */
export type ColumnId = ListName | number;

/** One cell. All texts are cut and free of what deceives; they are shown as text, never as markup. */
export interface MatrixCell {
  readonly state: CellState;
  /** A few words: `550 5.1.1`, `Not listed`. */
  readonly text: string;
  /** Since when: `2024-05-31`. */
  readonly date?: string | undefined;
  /** On how many domains, where several are folded together: `3/5`. */
  readonly domains?: string | undefined;
  /** Whether something else of what is folded together could not be asked. */
  readonly caution: boolean;
  /** The whole of it in sentences. */
  readonly detail: string;
  readonly selected: boolean;
}

/** A row as it is drawn. */
export interface MatrixRow {
  /** Names the row as long as the matrix lives. */
  readonly id: number;
  readonly address: string;
  readonly verdict: MatrixVerdict;
  /** `On 2 lists`. */
  readonly verdictText: string;
  readonly selected: boolean;
  /** Whether something stands on a list in what is selected of the row, or in the row where nothing is. */
  readonly found: boolean;
  /** In the order of the columns that were asked for. */
  readonly cells: readonly MatrixCell[];
}

/** One domain of a list. */
export interface PlaceInfo {
  readonly id: number;
  readonly domain: string;
  readonly account: string;
  readonly listed: number;
  readonly failed: number;
  /** Cells without an answer yet. */
  readonly open: number;
  /** How it is, or was, asked: `Read with 3 requests`. */
  readonly how: string;
}

/** One list with its domains. */
export interface ListInfo {
  readonly list: ListName;
  readonly label: string;
  /** Addresses that stand on it on at least one domain. */
  readonly listed: number;
  readonly failed: number;
  readonly open: number;
  readonly places: readonly PlaceInfo[];
}

/** How the check goes. `kept`: only the question was kept, the answers have to be asked for again. */
export interface RunInfo {
  readonly state: 'running' | 'done' | 'cancelled' | 'interrupted' | 'kept';
  readonly method: Method;
  /** Cells that are settled, and cells in all. */
  readonly done: number;
  readonly total: number;
  /** What was chosen and what it takes: `12 lists are read, 8 are asked address by address: 340 requests so far instead of 6,300`. */
  readonly how: string;
  /** Why nothing comes at the moment, such as a request limit. */
  readonly notice?: string | undefined;
  /** When it ended, in milliseconds since the epoch. */
  readonly finishedAt?: number | undefined;
  /** Whether another window has changed a list since it was asked. */
  readonly isStale: boolean;
}

/** Something that could not be asked. */
export interface ProblemInfo {
  readonly place: string;
  readonly account: string;
  /** How many addresses are concerned; undefined when it is all. */
  readonly addresses?: number | undefined;
  readonly reason: string;
  readonly nextStep?: string | undefined;
}

/** What the filter leaves. `version` grows whenever rows move, come, go or say something else. */
export interface MatrixViewInfo {
  readonly version: number;
  readonly count: number;
  readonly filter: MatrixFilter;
  readonly sort?: MatrixSort | undefined;
}

export interface MatrixSelectionInfo {
  readonly version: number;
  readonly rows: number;
  /** Entries that stand in the selected cells. */
  readonly found: number;
  /** How many of the selected rows the filter hides. */
  readonly hidden: number;
}

/** Everything the page shows beside rows. */
export interface MatrixState {
  /** Names the panel to the menus of its rows. */
  readonly panel: string;
  /** `300 addresses`. */
  readonly title: string;
  /** Where the addresses come from, and what was left out of it. */
  readonly source: string;
  readonly ignored: string;
  readonly addresses: number;
  /** Addresses that stand on at least one list. */
  readonly listed: number;
  readonly run: RunInfo;
  readonly lists: readonly ListInfo[];
  readonly problems: readonly ProblemInfo[];
  readonly moreProblems: number;
  readonly view: MatrixViewInfo;
  readonly selection: MatrixSelectionInfo;
}

/**
 * A change of the selection; indices count in the view as the page has it. `row`, `fromRow` and `toRow` are the ids of the rows there, as far as the
 * page has them: while a check runs, rows move before the page hears of it. Without a column a whole row is meant.
 */
export type MatrixSelect =
  | {
      readonly kind: 'only' | 'toggle';
      readonly index: number;
      readonly row?: number | undefined;
      readonly column?: ColumnId | undefined;
    }
  /** Both ends included. */
  | {
      readonly kind: 'range';
      readonly from: number;
      readonly to: number;
      readonly fromRow?: number | undefined;
      readonly toRow?: number | undefined;
      readonly columns?: readonly ColumnId[] | undefined;
    }
  /** Everything that the filter leaves, or one column of it. */
  | { readonly kind: 'all'; readonly column?: ColumnId | undefined }
  | { readonly kind: 'none' };

/** What is done with what is selected, or with everything that is shown where nothing is. */
export type MatrixAction =
  | 'delete'
  | 'copyAddresses'
  | 'copyCsv'
  | 'copyJson'
  | 'copyToDomains'
  | 'openInTree'
  | 'showDetails'
  | 'export'
  | 'undo';

export interface MatrixRowsQuery {
  readonly from: number;
  readonly count: number;
  readonly columns: readonly ColumnId[];
  /** The id of a row of which the index is wanted too. */
  readonly focus?: number | undefined;
}

export interface MatrixRows {
  readonly version: number;
  readonly from: number;
  readonly rows: readonly MatrixRow[];
  /** The index of the row that was asked for; undefined where the view does not have it. */
  readonly focus?: number | undefined;
}

/** What the page tells and asks the host. */
export interface MatrixHostSide {
  readonly requests: {
    /** The page is there. */
    readonly ready: Call<undefined, MatrixState>;
    /** Rows of the view from an index on, with the cells of these columns. */
    readonly rows: Call<MatrixRowsQuery, MatrixRows>;
    /** Index of the next row whose address begins with a text, from an index on and round the end. */
    readonly findPrefix: Call<{ readonly text: string; readonly from: number }, number | undefined>;
    readonly filter: Call<MatrixFilter, MatrixViewInfo>;
    readonly sort: Call<MatrixSort | undefined, MatrixViewInfo>;
    readonly select: Call<MatrixSelect, MatrixSelectionInfo>;
    readonly act: Call<MatrixAction, void>;
    /** Goes on in another way with what is not answered yet, or asks everything anew where all is. */
    readonly method: Call<Method, void>;
    /** Asks everything anew. */
    readonly again: Call<undefined, void>;
    /** Asks again what has no answer. */
    readonly retry: Call<undefined, void>;
    /** What is to be kept for the time after a reload; beside it what is selected, undefined when that is too much. */
    readonly keep: Call<undefined, unknown>;
    readonly selected: Call<undefined, unknown>;
  };
  readonly events: { readonly cancel: undefined };
}

/** What the host tells the page. */
export interface MatrixPageSide {
  readonly requests: object;
  readonly events: { readonly changed: MatrixState };
}
