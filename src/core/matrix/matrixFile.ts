/** A matrix as a file: one row for each address, one column for each list of each domain. */
import { csvCell, guardedCell } from '../transfer/files/exportCsv';
import { jsonText } from '../transfer/files/exportJson';
import type { ListRef } from '../refs';
import type { CellEntry, Matrix } from './matrix';
import { entryDay, entryReason } from './cellWords';
import { verdictOf } from './verdict';

/** What a file is made of. */
export interface MatrixFileOptions {
  /** The rows, in order. */
  readonly rows: Iterable<number>;
  /** The columns, by index. */
  readonly places: readonly number[];
  readonly accountName: (accountId: string) => string;
  /** Whether all accounts could be asked. */
  readonly isWhole: boolean;
  /** Puts `'` before cells that a spreadsheet would take for formulas. */
  readonly guardFormulas: boolean;
}

/** CSV with a header, in pieces. Cells are `clear`, `not asked`, `failed: …`, `deleted: …`, or the reason and the day of the entry. */
export function* matrixCsv(matrix: Matrix, options: MatrixFileOptions): Generator<string> {
  const cell = options.guardFormulas ? guardedCell : csvCell;
  const names = columnNames(
    options.places.map((place) => matrix.places[place]),
    options.accountName,
  );
  yield `${['address', 'verdict', ...names].map(cell).join(',')}\n`;
  for (const row of options.rows) {
    const cells = options.places.map((place) => cellText(matrix, place, row));
    const verdict = verdictOf(matrix, row, options.isWhole);
    yield `${[matrix.addresses[row] ?? '', verdict, ...cells].map(cell).join(',')}\n`;
  }
}

/** JSON: an array with one object for each address; what is known of a list stands under its name as in the CSV. */
export function* matrixJson(matrix: Matrix, options: MatrixFileOptions): Generator<string> {
  const names = columnNames(
    options.places.map((place) => matrix.places[place]),
    options.accountName,
  );
  yield '[';
  let isFirst = true;
  for (const row of options.rows) {
    const lists = options.places.map((place, index) => [names[index] ?? '', cellObject(matrix, place, row)] as const);
    const verdict = verdictOf(matrix, row, options.isWhole);
    const object = { address: matrix.addresses[row] ?? '', verdict, lists: Object.fromEntries(lists) };
    yield `${isFirst ? '' : ','}\n${JSON.stringify(object)}`;
    isFirst = false;
  }
  yield '\n]\n';
}

/** `bounces of mg.example.com`, with the account where there are several. */
function columnNames(places: readonly (ListRef | undefined)[], accountName: (id: string) => string): string[] {
  const several = new Set(places.map((place) => place?.accountId)).size > 1;
  return places.map((place) => {
    if (place === undefined) return '';
    const name = `${place.list} of ${place.domain}`;
    return several ? `${name} (${accountName(place.accountId)})` : name;
  });
}

function cellText(matrix: Matrix, place: number, row: number): string {
  const state = matrix.state(place, row);
  const entries = matrix.entries(place, row);
  switch (state) {
    case 'clear':
      return 'clear';
    case 'waiting':
    case 'notAsked':
      return 'not asked';
    case 'failed':
      return `failed: ${matrix.problem(place, row)?.reason ?? ''}`;
    case 'deleted':
      return `deleted: ${entries.map(entryText).join('; ')}`;
    case 'listed':
      return entries
        .filter(({ deleted }) => !deleted)
        .map(entryText)
        .join('; ');
  }
}

function entryText({ entry }: CellEntry): string {
  return [entryReason(entry), entryDay(entry)].filter(Boolean).join(', ');
}

function cellObject(matrix: Matrix, place: number, row: number): object {
  const state = matrix.state(place, row);
  const entries = matrix
    .entries(place, row)
    .map(({ entry, deleted }) => ({ ...fields(entry), ...(deleted && { deleted }) }));
  const reason = matrix.problem(place, row)?.reason;
  return {
    state: state === 'waiting' ? 'notAsked' : state,
    ...(entries.length > 0 && { entries }),
    ...(reason !== undefined && { reason }),
  };
}

/** As in an export of the list. */
function fields(entry: CellEntry['entry']): object {
  return JSON.parse(jsonText(entry)) as object;
}
