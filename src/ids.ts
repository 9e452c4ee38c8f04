/** Every id that the manifest, the code and the tests must agree on, with the types that go with it. */
import type { EntryInput } from './core/entryInput';
import type { CheckResult, Finding, NotAsked } from './core/findings';
import type { DomainRef, EntryRef, ListRef } from './core/refs';
import type {
  AddEverywhereArgs,
  AddEverywhereResult,
  ClearResult,
  CopyArgs,
  CopyResult,
  DeleteEverywhereArgs,
  DeleteEverywhereResult,
  DeleteMatchingArgs,
  DeleteMatchingResult,
  DeleteResult,
  ExportArgs,
  ExportResult,
  ImportArgs,
  ImportResult,
  ResumeArgs,
} from './ids/bulkTypes';
import type { ListName } from './mailgun/lists';

export type * from './ids/bulkTypes';

/** The extension's namespace: settings section and prefix of every id. */
export const NAMESPACE = 'mailgunSuppressions';
/** The one view. */
export const VIEW_ID = 'mailgunSuppressions.explorer';
/** The view's container in the activity bar. */
export const CONTAINER_ID = 'mailgunSuppressions';
/** Scheme of the read-only documents that show one entry. */
export const DOCUMENT_SCHEME = 'mailgun-suppressions';
/** View type of the check result panel. */
export const CHECK_RESULT_VIEW = 'mailgunSuppressions.checkResult';
/** View type of the import panel. */
export const IMPORT_VIEW = 'mailgunSuppressions.import';
/** View type of a table of entries. */
export const TABLE_VIEW = 'mailgunSuppressions.table';
/** View type of the matrix of addresses and lists. */
export const MATRIX_VIEW = 'mailgunSuppressions.matrix';
/** View type of the recent events of an address. */
export const EVENTS_VIEW = 'mailgunSuppressions.events';
/** View types of the panels that the bundle for looking at entries makes, and brings back after a reload. */
export const INSPECT_VIEWS = [TABLE_VIEW, MATRIX_VIEW, EVENTS_VIEW] as const;

/** What *Add Account…* can be told in advance. */
export interface AddAccountArgs {
  readonly name?: string;
  readonly region?: 'us' | 'eu' | 'custom';
  /** Endpoint for region `custom`: https, or http on loopback. */
  readonly baseUrl?: string;
  readonly apiKey?: string;
  readonly subaccountId?: string;
}

/** What *Check Address…* can be told in advance. */
export interface CheckArgs {
  readonly addresses?: readonly string[];
  readonly accountIds?: readonly string[];
  readonly domains?: readonly string[];
}

/** A list, all lists of a domain, or all domains of an account. */
export interface ScopeArgs {
  readonly accountId: string;
  readonly domain?: string;
  readonly list?: ListName;
}

/** What *Check Addresses…* can be told in advance. */
export interface CheckManyArgs extends CheckArgs {
  /** Path of a file with addresses: CSV, JSON, any text. */
  readonly file?: string;
  /** How lists are asked: by whichever takes fewer requests (if absent), for each address, or by reading them. */
  readonly method?: 'auto' | 'single' | 'lists';
}

/** What *Check Addresses…* found. */
export interface CheckManyResult {
  /** How many were checked. */
  readonly addresses: number;
  /** What was not: repetitions, lines without an address, addresses beyond what is checked at once. */
  readonly ignored: { readonly repeated: number; readonly without: number; readonly beyond: number };
  readonly findings: readonly Finding[];
  readonly notAsked: readonly NotAsked[];
  /** Requests that were made to lists. */
  readonly requests: number;
}

/** What *Copy as cURL* can be told in advance: an account, a domain, a list, an entry, or the events of an address on a domain. */
export interface CopyAsCurlArgs {
  readonly accountId: string;
  readonly domain?: string;
  readonly list?: ListName;
  readonly address?: string;
  readonly events?: boolean;
  /** `DELETE` for an entry only; `GET` if absent. */
  readonly method?: 'GET' | 'DELETE';
}

export interface AddResult {
  readonly added: number;
  readonly rejected: readonly { readonly entry: EntryInput; readonly reason: string }[];
}

export interface DeleteArgs extends ListRef {
  readonly addresses: readonly string[];
  readonly confirm?: boolean;
}

export interface RemoveTagArgs extends DomainRef {
  readonly address: string;
  readonly tag?: string;
  readonly confirm?: boolean;
}

export interface UndoArgs {
  /** Which change to take back; the last one if absent. */
  readonly changeId?: string;
  /** Answers in advance what to do with entries changed on the server since: true puts the old state over them. */
  readonly overwrite?: boolean;
}

/** `conflicts` had been changed on the server in between and were left as they are. */
export interface UndoResult {
  readonly restored: number;
  readonly conflicts: number;
  readonly failed: number;
}

/** Commands: the part of the id after the namespace → argument and result. Tree nodes come as the first argument instead where a menu calls. */
export interface CommandTypes {
  addAccount: { argument: AddAccountArgs; result: { accountId: string } };
  openSampleAccount: { argument: undefined; result: { accountId: string } };
  replaceKey: { argument: { accountId: string; apiKey?: string }; result: { accountId: string } };
  renameAccount: { argument: { accountId: string; name?: string }; result: { accountId: string; name: string } };
  removeAccount: { argument: { accountId: string; confirm?: boolean }; result: { removed: boolean } };
  refresh: { argument: { accountId: string; domain?: string; list?: ListName } | undefined; result: void };
  loadMore: { argument: ListRef | { accountId: string }; result: { loaded: number } };
  loadAll: { argument: ListRef; result: { loaded: number; complete: boolean } };
  filterList: { argument: ListRef & { term?: string }; result: { term: string } };
  clearFilter: { argument: ListRef; result: void };
  showFromStart: { argument: ListRef; result: void };
  checkAddress: { argument: CheckArgs; result: CheckResult };
  checkSelection: { argument: undefined; result: CheckResult };
  checkAddresses: { argument: CheckManyArgs; result: CheckManyResult };
  addAddresses: { argument: Partial<ListRef> & { entries?: readonly EntryInput[] }; result: AddResult };
  deleteEntries: { argument: DeleteArgs; result: DeleteResult };
  removeTag: { argument: RemoveTagArgs; result: { removed: boolean } };
  undo: { argument: UndoArgs | undefined; result: UndoResult };
  exportList: { argument: ExportArgs; result: ExportResult };
  importCsv: { argument: ImportArgs; result: ImportResult };
  copyEntries: { argument: CopyArgs; result: CopyResult };
  clearList: { argument: ListRef & { confirm?: boolean }; result: ClearResult };
  deleteMatching: { argument: DeleteMatchingArgs; result: DeleteMatchingResult };
  addToAllDomains: { argument: AddEverywhereArgs; result: AddEverywhereResult };
  deleteFromAllDomains: { argument: DeleteEverywhereArgs; result: DeleteEverywhereResult };
  resumeJob: {
    argument: ResumeArgs | undefined;
    result: { jobId: string; state: 'done' | 'cancelled' | 'failed' | 'discarded' };
  };
  openTable: { argument: ScopeArgs; result: void };
  exportSelection: {
    argument: { file?: string; format?: 'csv' | 'json' | 'ndjson' } | undefined;
    result: ExportResult;
  };
  showDetails: { argument: EntryRef; result: void };
  showEvents: { argument: DomainRef & { address: string }; result: { events: number; hasMore: boolean } };
  copyAsCurl: { argument: CopyAsCurlArgs; result: { copied: number; text: string } };
  openInMailgun: { argument: DomainRef; result: { url: string; opened: boolean } };
  copyAddress: { argument: EntryRef; result: { copied: number } };
  copyAsCsv: { argument: undefined; result: { copied: number } };
  copyAsJson: { argument: undefined; result: { copied: number } };
  revealEntry: { argument: EntryRef; result: { found: boolean } };
  showLog: { argument: undefined; result: void };
}

/** A command's id without the namespace. */
export type CommandName = keyof CommandTypes;

/** The full id of a command. */
export function commandId(name: CommandName): string {
  return `${NAMESPACE}.${name}`;
}

/** All commands; the compiler complains when one is missing. */
export const COMMANDS: Readonly<Record<CommandName, true>> = {
  addAccount: true,
  openSampleAccount: true,
  replaceKey: true,
  renameAccount: true,
  removeAccount: true,
  refresh: true,
  loadMore: true,
  loadAll: true,
  filterList: true,
  clearFilter: true,
  showFromStart: true,
  checkAddress: true,
  checkSelection: true,
  checkAddresses: true,
  addAddresses: true,
  deleteEntries: true,
  removeTag: true,
  undo: true,
  exportList: true,
  importCsv: true,
  copyEntries: true,
  clearList: true,
  deleteMatching: true,
  addToAllDomains: true,
  deleteFromAllDomains: true,
  resumeJob: true,
  openTable: true,
  exportSelection: true,
  showDetails: true,
  showEvents: true,
  copyAsCurl: true,
  openInMailgun: true,
  copyAddress: true,
  copyAsCsv: true,
  copyAsJson: true,
  revealEntry: true,
  showLog: true,
};

/** Context keys the extension sets, with their types. */
export interface ContextKeys {
  /** Set once the accounts are read, so that the welcome text does not flash. */
  'mailgunSuppressions.ready': boolean;
  'mailgunSuppressions.hasAccounts': boolean;
  /** Whether there is a change to undo. */
  'mailgunSuppressions.canUndo': boolean;
}

/** Settings: key without the namespace → type. Defaults and descriptions stand in the manifest. */
export interface Settings {
  /** Entries a page in the tree, 10 to 1000. */
  pageSize: number;
  /** Entries *Load All* puts into the tree at most. */
  loadAllLimit: number;
  /** Requests at once for one account. */
  concurrency: number;
  /** Seconds to wait for one answer. */
  requestTimeout: number;
  /** Ask before a single entry is deleted from the tree by mouse. */
  confirmDelete: boolean;
  /** Whether a CSV export keeps cells from being read as formulas by a spreadsheet. */
  exportGuardFormulas: boolean;
}

/** Every setting, for the test that holds the manifest against this file. */
export const SETTINGS: Readonly<Record<keyof Settings, true>> = {
  pageSize: true,
  loadAllLimit: true,
  concurrency: true,
  requestTimeout: true,
  confirmDelete: true,
  exportGuardFormulas: true,
};
