/** What an import tells of itself: what is in the file, how far it is, what came of it. Plain data, and no word of Node: a webview shows it. */
import type { ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import type { ErrorText } from '../../errorText';

/** `batches`: acknowledged JSON batches (single calls on the allowlist). `upload`: CSV files that Mailgun imports by itself later. */
export type ImportMethod = 'batches' | 'upload';

/** Entries of the allowlist up to which each is a call of its own; more are uploaded, which does not keep their reasons. */
export const ALLOWLIST_CALLS = 1000;

/** A row that makes no entry. */
export interface RowProblem {
  readonly line: number;
  /** The cells of the row as they were read, separated by commas, cut to 200 characters. */
  readonly text: string;
  readonly problem: string;
}

/** What a file holds and what importing it will do. Of every row it is known whether it is valid, a duplicate or invalid. */
export interface Analysis {
  readonly rows: number;
  /** Rows that will be sent: the first one of each address on its list. */
  readonly valid: number;
  /** Further rows of an address. */
  readonly duplicates: number;
  readonly invalid: number;
  /** The valid rows by list. */
  readonly byList: Readonly<Partial<Record<ListName, number>>>;
  /** How the valid rows compare with what is on the lists; absent without a comparison. */
  readonly compared?: { readonly fresh: number; readonly same: number; readonly differs: number } | undefined;
  /** The first 100 invalid rows. */
  readonly problems: readonly RowProblem[];
  /** How many rows lose something, such as a date that cannot be read. */
  readonly warnings: number;
  /** The first 100 of those. */
  readonly firstWarnings: readonly RowProblem[];
  /** The first 10 valid rows, as they will be stored. */
  readonly preview: readonly { readonly line: number; readonly entry: Entry }[];
  /** Requests that the import will make with the method `batches`. */
  readonly requests: number;
  /** Files that it will upload with the method `upload`, about. */
  readonly uploads: number;
  readonly bytesRead: number;
  /** Whether the whole file has been read (and compared). */
  readonly complete: boolean;
}

/** How far the work is. */
export interface Progress {
  /** Rows that are settled, or entries read while a list is read to compare with. */
  readonly done: number;
  /** Rows of the file, as far as known. */
  readonly total: number | undefined;
  /** Rows a second in the last seconds. */
  readonly perSecond: number;
  readonly secondsLeft: number | undefined;
  readonly phase: 'reading' | 'sending' | 'uploading' | 'watching';
}

/** What came of an import, over all its runs. `rows` is the sum of the five numbers after it. */
export interface ImportReport {
  /** `cancelled` and `failed`: can be resumed by `jobId`. */
  readonly state: 'done' | 'cancelled' | 'failed';
  readonly error?: ErrorText | undefined;
  readonly rows: number;
  /** Sent and accepted. Without a comparison these may have been on the list before. */
  readonly added: number;
  /** Sent and accepted, and on the list before; 0 without a comparison. */
  readonly updated: number;
  readonly duplicates: number;
  /** Invalid in the file, or refused by the server. */
  readonly rejected: number;
  readonly notSent: number;
  readonly compared: boolean;
  /** Added and updated together, by list. */
  readonly byList: Readonly<Partial<Record<ListName, number>>>;
  /** The first 20. */
  readonly firstRejected: readonly { readonly line: number; readonly address: string; readonly reason: string }[];
  /** The CSV of the rejected rows, if there are any. */
  readonly rejectedFile?: string | undefined;
  /** Duration of this run. */
  readonly ms: number;
  readonly jobId?: string | undefined;
  /** `visible`: whether the last entries of every uploaded file have been seen on the list. */
  readonly upload?: { readonly parts: number; readonly visible: boolean } | undefined;
}
