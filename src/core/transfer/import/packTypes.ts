/** What is said between an import and the thread that reads its file. Plain data. */
import type { ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import type { ReadPlan, Row } from '../read';
import type { Unit } from '../sending/units';
import type { ImportMethod } from './importTypes';
import type { StandingData } from './standingLists';

/** What is to be read and packed. */
export interface PackInput {
  readonly file: string;
  readonly read: ReadPlan;
  readonly method: ImportMethod;
  /** Whether rows of one address on the unsubscribes may have different tags: then the file is read once more, beforehand. */
  readonly mayWiden: boolean;
  /** Folder for rows that are held back; need not be there. */
  readonly heldFolder: string;
  /** Numbers of the units that need not be packed. */
  readonly done: Float64Array<ArrayBuffer>;
  /** What stands on the lists, where it is to be compared. */
  readonly standing?: Partial<Record<ListName, StandingData>> | undefined;
  /** Batches that may be under way. */
  readonly buffers: number;
  /** Bytes of an uploaded file at most. */
  readonly partBytes: number;
}

/** Entries of one list as a CSV to be uploaded. */
export interface Part {
  readonly list: ListName;
  readonly csv: Uint8Array<ArrayBuffer>;
  readonly entries: number;
  /** How many of them the list had before; absent where that is not known. */
  readonly updated?: number | undefined;
  /** Its last entries. */
  readonly last: readonly Entry[];
}

/** Rows that were read since the last time. */
export interface RowsRead {
  readonly rows: number;
  readonly duplicates: number;
  readonly invalid: number;
  /** The first invalid ones of the file. */
  readonly firstInvalid: readonly Row[];
  /** Bytes of the file that have been read by now. */
  readonly bytesRead: number;
}

/** What the thread tells. */
export type PackMessage =
  /** Rows read beforehand. */
  | { readonly kind: 'looked'; readonly rows: number }
  /** Now it is read for good. */
  | { readonly kind: 'begun' }
  | ({ readonly kind: 'rows' } & RowsRead)
  /** The buffer of a batch is to be given back. */
  | { readonly kind: 'unit'; readonly unit: Unit }
  /** The buffer is to be given back; until then nothing more is read. */
  | { readonly kind: 'part'; readonly part: Part };

/** What the thread is told. */
export type PackOrder =
  /** A batch is not needed any more; without its buffer if that may still be read by somebody. */
  | { readonly kind: 'settled'; readonly buffer?: ArrayBuffer | undefined }
  | { readonly kind: 'uploaded'; readonly buffer: ArrayBuffer }
  /** Nothing will be sent any more: rows are only counted. */
  | { readonly kind: 'halt' };
