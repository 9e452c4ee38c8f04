/** Arguments and results of the commands that work on many entries. */
import type { EntryInput } from '../core/entryInput';
import type { NotAsked } from '../core/findings';
import type { DomainRef, ListRef } from '../core/refs';
import type { ListName } from '../mailgun/lists';

/** `missing` were gone already, which counts as success. */
export interface DeleteResult {
  readonly deleted: number;
  readonly missing: number;
  readonly failed: readonly {
    readonly address: string;
    readonly domain: string;
    readonly list: ListName;
    readonly reason: string;
  }[];
}

/** What *Export…* can be told in advance. Without a list, or without a domain too, several lists are written into a folder. */
export interface ExportArgs {
  readonly accountId: string;
  readonly domain?: string;
  readonly list?: ListName;
  /** Path of the file to write; of the folder where several lists are exported. */
  readonly file: string;
  readonly format?: 'csv' | 'json' | 'ndjson';
  /** Only addresses that start with this text. */
  readonly term?: string;
}

/** `files` and `failed` are there when several lists were exported. */
export interface ExportResult {
  readonly records: number;
  readonly files?: readonly string[];
  readonly failed?: readonly { readonly domain: string; readonly list: ListName; readonly reason: string }[];
}

/** What a column of an imported file can hold. `reason` is the allowlist's; `list` says which list a row is for. */
export type ImportField = 'address' | 'domain' | 'code' | 'error' | 'tags' | 'created_at' | 'reason' | 'list';

/** What *Import CSV…* can be told in advance. */
export interface ImportArgs extends DomainRef {
  /** The list; read off the file if absent. */
  readonly list?: ListName;
  /** Path of the file. */
  readonly file: string;
  /** Field → column, by its header or by its index from 0. Read off the file if absent. */
  readonly mapping?: Readonly<Partial<Record<ImportField, string | number>>>;
  readonly method?: 'batches' | 'upload';
  /** Whether what stands on the list already is looked up first, so that it is not sent again. */
  readonly compare?: boolean;
  /** Import without a preview. */
  readonly confirm?: boolean;
}

/** What became of every row of an imported file: it is one of added, updated, duplicate, rejected or not sent. */
export interface ImportResult {
  readonly state: 'done' | 'cancelled' | 'failed';
  readonly rows: number;
  readonly added: number;
  readonly updated: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly notSent: number;
  /** CSV of the rejected rows, each with its line and the reason. */
  readonly rejectedFile?: string | undefined;
  /** To go on with an import that is not finished; see *Resume Unfinished Work…*. */
  readonly jobId?: string | undefined;
}

/** What *Copy to Domains…* can be told in advance. */
export interface CopyArgs {
  readonly from: ListRef;
  readonly to: readonly DomainRef[];
  /** Only these addresses; the whole list if absent. */
  readonly addresses?: readonly string[];
  /** What becomes of entries that a target holds otherwise; `replace` if absent. */
  readonly different?: 'replace' | 'keep';
}

/** `jobId`: to go on with a copy that was stopped; see *Resume Unfinished Work…*. */
export interface CopyResult {
  readonly jobId?: string | undefined;
  readonly targets: readonly CopyTargetResult[];
}

/** What came of copying to one domain. `same` and `left` stood there already: alike, or otherwise and left alone. */
export interface CopyTargetResult extends DomainRef {
  readonly added: number;
  readonly updated: number;
  readonly same: number;
  readonly left: number;
  readonly rejected: readonly { readonly address: string; readonly reason: string }[];
  readonly notSent: number;
  /** Why nothing could be copied there. */
  readonly problem?: string | undefined;
}

/** `backup`: path of the file with all that was on the list; undefined when there was nothing. */
export interface ClearResult {
  readonly deleted: number;
  readonly backup: string | undefined;
}

/** Which entries of a list to delete: those for which all that is given is true, or those of a file. */
export interface DeleteMatch {
  /** All addresses that start with this text. */
  readonly prefix?: string;
  /** All addresses at this domain. */
  readonly at?: string;
  /** All bounces with this code. */
  readonly code?: string;
  /** All unsubscribes with this tag. */
  readonly tag?: string;
  /** All addresses that stand in this file, by its path. */
  readonly file?: string;
}

/** `failed` names the first hundred. `notSent`: left over, with `jobId` to go on; see *Resume Unfinished Work…*. */
export interface DeleteMatchingResult extends DeleteResult {
  readonly notSent: number;
  readonly jobId?: string | undefined;
}

export interface DeleteMatchingArgs extends ListRef {
  readonly match: DeleteMatch;
  readonly confirm?: boolean;
}

/** What *Add to All Domains…* can be told in advance: the address and what the list keeps beside it. */
export interface AddEverywhereArgs extends Omit<EntryInput, 'domain'> {
  readonly address: string;
  readonly list: ListName;
  /** Only these accounts; all if absent. */
  readonly accountIds?: readonly string[];
  readonly confirm?: boolean;
}

/** What *Delete from All Domains…* can be told in advance. */
export interface DeleteEverywhereArgs {
  readonly address: string;
  /** Only these lists; all four if absent. */
  readonly lists?: readonly ListName[];
  readonly accountIds?: readonly string[];
  readonly confirm?: boolean;
}

/** `same`: domains on whose list the entry stood already just so. `notAsked`: what could not be read. */
export interface AddEverywhereResult {
  readonly added: number;
  readonly same: number;
  readonly failed: readonly { readonly accountId: string; readonly domain: string; readonly reason: string }[];
  readonly notAsked: readonly NotAsked[];
}

/** `notAsked`: lists that could not be asked, on which the address may still stand. */
export interface DeleteEverywhereResult extends DeleteResult {
  readonly notAsked: readonly NotAsked[];
}

/** Which unfinished import, copy or deletion to go on with; asked for if absent. */
export interface ResumeArgs {
  readonly jobId?: string;
  /** Forget it instead. */
  readonly discard?: boolean;
}
