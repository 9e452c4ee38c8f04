/** Selected entries as text: those of one list as an export of that list, those of several with a column that says which. */
import { formatRfc2822 } from '../../../mailgun/dates';
import type { Entry } from '../../../mailgun/records';
import type { ListRef } from '../../refs';
import { csvCell, guardedCell, tagsText } from '../files/exportCsv';
import { exportWriter, type CsvOptions, type ExportFormat } from '../files/exportFormat';
import { jsonText } from '../files/exportJson';

/** An entry and the domain it stands on. */
export interface PlacedEntry {
  readonly domain: string;
  readonly entry: Entry;
}

/** How rows become a text: `head`, any number of `rows`, `tail`. */
export interface RowWriter {
  readonly head: string;
  /** Some rows; `first` says that nothing but the head comes before them. */
  rows(rows: readonly PlacedEntry[], first: boolean): string;
  readonly tail: string;
}

/** What a CSV of several lists has beside the place. *Import CSV…* reads the list off its column. */
const COLUMNS = ['list', 'address', 'code', 'error', 'tags', 'reason', 'created_at'];

/** The writer for entries of these lists, of which there is at least one. */
export function rowWriter(format: ExportFormat, lists: readonly ListRef[], options: CsvOptions = {}): RowWriter {
  const [first] = lists;
  if (first !== undefined && lists.length === 1) {
    const { head, tail, ...writer } = exportWriter(format, first.list, options);
    return {
      head,
      tail,
      rows: (rows, isFirst) =>
        writer.rows(
          rows.map(({ entry }) => entry),
          isFirst,
        ),
    };
  }
  const domains = new Set(lists.map(({ domain }) => domain)).size > 1;
  if (format === 'csv') return csvWriter(domains, options.guardFormulas === true ? guardedCell : csvCell);
  const json = (row: PlacedEntry): string => jsonRow(row, domains);
  if (format === 'ndjson') return { head: '', rows: (rows) => rows.map((row) => `${json(row)}\n`).join(''), tail: '' };
  return {
    head: '[',
    rows: (rows, isFirst) => rows.map((row, at) => `${isFirst && at === 0 ? '' : ','}\n${json(row)}`).join(''),
    tail: '\n]\n',
  };
}

function csvWriter(domains: boolean, cell: (text: string) => string): RowWriter {
  const columns = domains ? ['sending_domain', ...COLUMNS] : COLUMNS;
  const line = ({ domain, entry }: PlacedEntry): string => {
    const { createdAt } = entry;
    const cells = [
      ...(domains ? [domain] : []),
      ...[entry.list, entry.address],
      ...(entry.list === 'bounces' ? [entry.code, entry.error] : ['', '']),
      entry.list === 'unsubscribes' ? tagsText(entry.tags) : '',
      entry.list === 'allowlist' ? entry.reason : '',
      createdAt === undefined ? '' : formatRfc2822(createdAt),
    ];
    return `${cells.map(cell).join(',')}\n`;
  };
  return { head: `${columns.join(',')}\n`, rows: (rows) => rows.map(line).join(''), tail: '' };
}

function jsonRow({ domain, entry }: PlacedEntry, domains: boolean): string {
  const place = { ...(domains && { sending_domain: domain }), list: entry.list };
  return `${JSON.stringify(place).slice(0, -1)},${jsonText(entry).slice(1)}`;
}
