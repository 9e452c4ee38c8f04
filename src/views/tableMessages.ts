/** What the table page and its host say to each other. */
import type { Picture, TableColumn, TableFilter, TableSort } from '../core/table/tableTypes';
import type { ListName } from '../mailgun/lists';
import type { Call } from './messages';

export type * from '../core/table/tableTypes';

/** A row as it is drawn. Texts are cut and free of control characters; they are shown as text, never as markup. */
export interface TableRow {
  /** Names the row as long as the table lives. */
  readonly id: number;
  readonly domain: string;
  readonly list: ListName;
  readonly address: string;
  readonly code?: string | undefined;
  /** What a bounce's code means, or what else there is to say of the entry, in a few words. */
  readonly title: string;
  readonly text?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt?: number | undefined;
  readonly selected: boolean;
}

/** How one of the lists is being read. */
export interface ListReading {
  readonly domain: string;
  readonly list: ListName;
  readonly read: number;
  readonly state: 'waiting' | 'reading' | 'done' | 'failed' | 'stopped';
  readonly problem?: string | undefined;
}

/** How the reading goes. */
export interface ReadingInfo {
  readonly state: 'reading' | 'done' | 'failed' | 'stopped';
  readonly read: number;
  readonly lists: readonly ListReading[];
  /** When the reading of the list began that was read first, in milliseconds since the epoch. */
  readonly readAt?: number | undefined;
  /** Whether another window has changed a list since it was read. */
  readonly isStale?: boolean | undefined;
  /** Why nothing comes at the moment, such as a request limit. */
  readonly notice?: string | undefined;
  /** Why nothing at all can be read; `remedy` is the label of a button that asks for `remedy`. */
  readonly problem?: { readonly text: string; readonly remedy?: string | undefined } | undefined;
}

/** What the filter leaves. `version` grows whenever rows move, come or go: what was asked with another one is stale. */
export interface ViewInfo {
  readonly version: number;
  readonly count: number;
  /** Whether the count is final: the lists are read. */
  readonly complete: boolean;
  readonly filter: TableFilter;
  readonly sort?: TableSort | undefined;
}

/** What is selected. `version` grows with every change of the selection. */
export interface SelectionInfo {
  readonly version: number;
  readonly count: number;
  /** How many of the selected rows the filter hides. */
  readonly hidden: number;
}

/** Values that the filter can be given, the most frequent first, at most a hundred each. */
export interface Facets {
  readonly codes: readonly string[];
  readonly domains: readonly string[];
  readonly tags: readonly string[];
}

/** Rows of one version of the view, from an index on. */
export interface Rows {
  readonly version: number;
  readonly from: number;
  readonly rows: readonly TableRow[];
}

/** The first rows come by themselves: asking for them would take as long again. */
export interface FirstRows {
  readonly first?: Rows | undefined;
}

/** Everything the page shows beside rows and pictures. */
export interface TableState {
  /** Names this panel: goes as `panel` into `data-vscode-context`, so that commands of the context menu find its selection. */
  readonly panel: string;
  /** What is shown: `Bounces of mg.example.com`. */
  readonly title: string;
  readonly source: TableSource;
  readonly account: string;
  readonly columns: readonly TableColumn[];
  /** The lists the table is made of. */
  readonly lists: readonly ListName[];
  /** Entries read and not deleted since. */
  readonly total: number;
  readonly reading: ReadingInfo;
  readonly view: ViewInfo;
  readonly selection: SelectionInfo;
  readonly facets: Facets;
  readonly canUndo: boolean;
}

/**
 * A change of the selection; indices count in the view. The view may have moved on since the page was drawn: with the ids of the
 * rows that are meant, those are meant, wherever they stand by now.
 */
export type Select =
  | { readonly kind: 'only' | 'toggle' | 'add'; readonly index: number; readonly row?: number | undefined }
  /** Both ends included; `add` keeps what is selected beside it. */
  | {
      readonly kind: 'range';
      readonly from: number;
      readonly to: number;
      readonly add: boolean;
      readonly fromRow?: number | undefined;
      readonly toRow?: number | undefined;
    }
  /** Everything that the filter leaves. */
  | { readonly kind: 'all' }
  | { readonly kind: 'none' };

/** What is done with the selected rows. */
export type TableAction =
  | 'delete'
  | 'copyAddresses'
  | 'copyCsv'
  | 'copyJson'
  | 'exportSelection'
  | 'copyToDomains'
  | 'checkElsewhere'
  | 'showDetails'
  | 'showEvents'
  | 'openInTree'
  | 'copyAsCurl';

/** What the page tells and asks the host. */
export interface TableHostSide {
  readonly requests: {
    /** The page is there, with what it kept across hiding or a reload. */
    readonly ready: Call<StoredTable | undefined, TableState & FirstRows>;
    /** Rows of the view from an index on; fewer where the view ends. An answer of another version is stale. */
    readonly rows: Call<{ readonly from: number; readonly count: number }, Rows>;
    /** Where a row stands in the view now; undefined when the filter hides it or it is gone. */
    readonly indexOf: Call<number, number | undefined>;
    /** Index of the next row whose address begins with a text, from an index on and round the end. */
    readonly findPrefix: Call<{ readonly text: string; readonly from: number }, number | undefined>;
    readonly filter: Call<TableFilter, ViewInfo>;
    readonly sort: Call<TableSort | undefined, ViewInfo>;
    readonly select: Call<Select, SelectionInfo>;
    /** The selected rows, to be stored; undefined when they are too many to keep. */
    readonly selected: Call<undefined, readonly SelectedRow[] | undefined>;
    /** Does what the button of the problem says. */
    readonly remedy: Call<undefined, void>;
    readonly insight: Call<undefined, { readonly version: number; readonly pictures: readonly Picture[] }>;
    readonly act: Call<TableAction, void>;
    readonly undo: Call<undefined, void>;
    /** Reads everything anew, or what is not read yet: lists that refused or were stopped. */
    readonly reload: Call<'all' | 'unread' | undefined, void>;
    /** Writes a picture (PNG, base64) or its numbers (CSV) where the user says, or copies the numbers. */
    readonly savePicture: Call<{ readonly name: string; readonly png: string }, boolean>;
    readonly copyText: Call<string, void>;
  };
  readonly events: {
    /** Stop reading. */
    readonly stop: undefined;
    /** The page has drawn what was read first. */
    readonly shown: undefined;
  };
}

/** What the host tells the page: what changed of the state. */
export interface TablePageSide {
  readonly requests: object;
  readonly events: {
    readonly changed: Partial<TableState> & FirstRows;
  };
}

/** What the page keeps for the next time it is made. `source` is the host's; the page hands it back as it got it. */
export interface StoredTable {
  readonly source: TableSource;
  readonly filter: TableFilter;
  readonly sort?: TableSort | undefined;
  /** Index of the first row in sight, and of the row with the focus. */
  readonly top: number;
  readonly focus: number;
  /** Whether the pictures are shown. */
  readonly insight: boolean;
  /** Selected rows by list and address, if they are few enough to keep. */
  readonly selected?: readonly SelectedRow[] | undefined;
}

/** A selected row, by what stays the same over a restart. */
export interface SelectedRow {
  readonly domain: string;
  readonly list: ListName;
  readonly address: string;
}

/** Of what a table is made: a list, a domain, or an account. */
export interface TableSource {
  readonly accountId: string;
  readonly domain?: string | undefined;
  readonly list?: ListName | undefined;
}
