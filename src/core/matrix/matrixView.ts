/** Which rows of a matrix are shown, and in which order. */
import { isListName } from '../../mailgun/lists';
import { addressKey } from '../addressSyntax';
import type { Matrix } from './matrix';
import type { CellState, MatrixFilter, MatrixSort } from './matrixTypes';
import { verdictOf, verdictRank } from './verdict';

export const NO_FILTER: MatrixFilter = { show: 'all', text: '' };

const STATE_ORDER: readonly CellState[] = ['listed', 'deleted', 'failed', 'notAsked', 'waiting', 'clear'];

/** The rows, by index in the matrix. Without a sort in the order in which the addresses were given. */
export function shownRows(
  matrix: Matrix,
  filter: MatrixFilter,
  sort: MatrixSort | undefined,
  isWhole: boolean,
): Uint32Array {
  const text = addressKey(filter.text.trim());
  const rows: number[] = [];
  for (let row = 0; row < matrix.addresses.length; row += 1) {
    if (text !== '' && !addressKey(matrix.addresses[row] ?? '').includes(text)) continue;
    if (isShown(matrix, row, filter.show, isWhole)) rows.push(row);
  }
  if (sort !== undefined) sortRows(matrix, rows, sort, isWhole);
  return Uint32Array.from(rows);
}

function isShown(matrix: Matrix, row: number, show: MatrixFilter['show'], isWhole: boolean): boolean {
  switch (show) {
    case 'all':
      return true;
    case 'listed':
      return matrix.rowTally(row).listed > 0;
    case 'clear':
      return verdictOf(matrix, row, isWhole) === 'clear';
    case 'trouble': {
      const { failed, notAsked } = matrix.rowTally(row);
      return failed + notAsked > 0;
    }
  }
}

function sortRows(matrix: Matrix, rows: number[], { column, descending }: MatrixSort, isWhole: boolean): void {
  const sign = descending ? -1 : 1;
  if (column === 'address') {
    const keys = new Map(rows.map((row) => [row, addressKey(matrix.addresses[row] ?? '')]));
    const key = (row: number): string => keys.get(row) ?? '';
    rows.sort((a, b) => (key(a) < key(b) ? -sign : key(a) > key(b) ? sign : 0));
    return;
  }
  const places = matrix.places.flatMap(({ list }, place) => (list === column || place === column ? [place] : []));
  const ranks = new Map(rows.map((row) => [row, rankOf(matrix, row, column, places, isWhole)]));
  rows.sort((a, b) => sign * ((ranks.get(a) ?? 0) - (ranks.get(b) ?? 0)) || a - b);
}

/** The smaller, the more there is to see. `places` are those of the column. */
function rankOf(
  matrix: Matrix,
  row: number,
  column: Exclude<MatrixSort['column'], 'address'>,
  places: readonly number[],
  isWhole: boolean,
): number {
  if (column === 'verdict') {
    const { listed } = matrix.rowTally(row);
    return verdictRank(verdictOf(matrix, row, isWhole)) * 1_000_000 - listed;
  }
  if (isListName(column)) {
    const on = matrix.listedOn(row, column);
    if (on > 0) return -on;
  }
  return Math.min(STATE_ORDER.length, ...places.map((place) => STATE_ORDER.indexOf(matrix.state(place, row))));
}
