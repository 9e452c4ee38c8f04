/** How a file of suppressions is read: everything decided by looking at its beginning, as plain data. */
import { LIST_NAMES, type ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import type { ProviderId } from './providerNames';

/** What a column can hold. `reason` is that of the allowlist; `list` says which list a row belongs to. */
export type Field = 'address' | 'domain' | 'code' | 'error' | 'tags' | 'created_at' | 'reason' | 'list';

/** The fields in the order in which they are offered. */
export const FIELDS: readonly Field[] = ['address', 'domain', 'list', 'code', 'error', 'tags', 'reason', 'created_at'];

/** Which column, counted from 0, holds which field. */
export type Mapping = Readonly<Partial<Record<Field, number>>>;

/** `text` is bare addresses: one a line, or several separated by commas or semicolons. */
export type FileFormat = 'csv' | 'json' | 'ndjson' | 'text';

/** Encodings that are read. In UTF-8 a line that is not UTF-8 is read as Windows-1252, and its row says so. */
export type FileEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** How one file is read. The same plan on the same file gives the same rows. Plain JSON. */
export interface ReadPlan {
  readonly format: FileFormat;
  readonly encoding: FileEncoding;
  /** What separates the cells of a CSV; empty in other formats. */
  readonly delimiter: string;
  /** Whether a CSV names its columns. */
  readonly header: boolean;
  /** Records of a CSV that come before the data, the header included. Blank lines do not count. */
  readonly skip: number;
  /** Names of the columns: header cells, `Column 1` … without a header, keys in JSON. */
  readonly columns: readonly string[];
  readonly mapping: Mapping;
  /** Where the rows are in a JSON object; absent when the top level is the array. */
  readonly key?: string | undefined;
  readonly provider?: ProviderId | undefined;
  /** The list of rows that do not say theirs. */
  readonly list?: ListName | undefined;
  /** Whether an apostrophe before `=`, `+`, `-` or `@` was put there against spreadsheet formulas and is taken off. */
  readonly guarded: boolean;
  /** When the file was looked at, in milliseconds since the epoch: what makes a date one of the future. */
  readonly now: number;
}

/** The lists that rows may go to. */
export function listsOfPlan({
  mapping,
  list,
}: {
  readonly mapping: { readonly list?: number | undefined };
  readonly list?: ListName | undefined;
}): readonly ListName[] {
  return mapping.list !== undefined || list === undefined ? LIST_NAMES : [list];
}

/** What looking at the beginning of a file told. */
export interface Inspection {
  readonly plan: ReadPlan;
  readonly provider: { readonly id: ProviderId; readonly label: string } | undefined;
  /** Sentences for the person who imports. */
  readonly warnings: readonly string[];
  /** Size of the file. */
  readonly bytes: number;
  /** Cells of the first rows of data, 10 at most. */
  readonly sample: readonly (readonly string[])[];
  /** Lists that rows may go to; empty when nothing says which. */
  readonly lists: readonly ListName[];
}

/** What is known about a file beforehand, or chosen against what was found. */
export interface Hints {
  /** All rows go to this list, also where the file says otherwise. */
  readonly list?: ListName | undefined;
  readonly delimiter?: string | undefined;
  readonly encoding?: FileEncoding | undefined;
  readonly header?: boolean | undefined;
  readonly guarded?: boolean | undefined;
  /** Milliseconds since the epoch; the clock's if absent. */
  readonly now?: number | undefined;
}

/** One row of a file: exactly one of `entry` and `problem`. */
export interface Row {
  /** The line of the file in which the row begins, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  readonly entry?: Entry | undefined;
  /** Why there is no entry: a sentence for a person. */
  readonly problem?: string | undefined;
  /** What of the row was left out or changed: a sentence for a person. */
  readonly warning?: string | undefined;
}

/** One row before it is understood. */
export interface RawRecord {
  readonly line: number;
  readonly cells: readonly string[];
  readonly problem?: string | undefined;
  readonly warning?: string | undefined;
}

/** Columns that this extension adds to a file of rejected rows; they are never data. */
export const REPORT_COLUMNS: readonly string[] = ['import_line', 'import_problem'];

/** Where a CSV has no header. */
export function columnNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `Column ${index + 1}`);
}
