/** Entries as text for files: CSV that Mailgun imports, JSON and NDJSON. */
import type { ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import { csvHeader, csvRows } from './exportCsv';
import { jsonText } from './exportJson';

/** How an export is written. */
export type ExportFormat = 'csv' | 'json' | 'ndjson';

/** How entries become a file: `head`, any number of `rows`, `tail`. Stateless, so that parts of a file may be written apart. */
export interface ExportWriter {
  readonly head: string;
  /** Some rows; `first` says that nothing but the head comes before them. */
  rows(entries: readonly Entry[], first: boolean): string;
  readonly tail: string;
  /** With so many characters a row begins that is not the first, to part it from the one before. */
  readonly separator: number;
}

/** What changes how a CSV is written. */
export interface CsvOptions {
  /**
   * Puts `'` before a cell that a spreadsheet would take for a formula (`= + - @`, a tab, a carriage return). Off unless asked for,
   * because an address or a reason written so is another one when it is imported again.
   */
  readonly guardFormulas?: boolean | undefined;
}

/** One record a line; all lists alike. */
export const NDJSON: ExportWriter = { head: '', rows: ndjsonRows, tail: '', separator: 0 };

/** The writer of a format. The CSV has exactly the columns, order and dates of Mailgun's own import. */
export function exportWriter(format: ExportFormat, list: ListName, options: CsvOptions = {}): ExportWriter {
  const guard = options.guardFormulas === true;
  switch (format) {
    case 'csv':
      return { head: csvHeader(list), rows: (entries) => csvRows(entries, guard), tail: '', separator: 0 };
    case 'ndjson':
      return NDJSON;
    case 'json':
      return { head: '[', rows: jsonRows, tail: '\n]\n', separator: 1 };
  }
}

function ndjsonRows(entries: readonly Entry[]): string {
  let text = '';
  for (const entry of entries) text += `${jsonText(entry)}\n`;
  return text;
}

function jsonRows(entries: readonly Entry[], first: boolean): string {
  let text = '';
  for (const entry of entries) text += `${first && text === '' ? '' : ','}\n${jsonText(entry)}`;
  return text;
}
