/** Which cells of a matrix are selected: whole rows, or some columns of them. */
import type { Matrix } from '../core/matrix/matrix';
import type { ColumnId, MatrixSelect } from './matrixMessages';

type Columns = 'all' | ReadonlySet<number>;

/** Rows that follow each other: the first, how many, and which of their columns, null for whole rows. */
export type SelectedRun = readonly [first: number, count: number, places: readonly number[] | null];

export class MatrixSelection {
  version = 0;
  readonly #rows = new Map<number, Columns>();

  /** @param kept what was selected before; rows and columns that the matrix does not have are passed over */
  constructor(
    private readonly matrix: Matrix,
    kept: readonly SelectedRun[] = [],
  ) {
    for (const [first, count, places] of kept) {
      const known = places?.filter((place) => matrix.places[place] !== undefined);
      if (known?.length === 0) continue;
      const columns = known === undefined ? 'all' : new Set(known);
      const end = Math.min(first + count, matrix.addresses.length);
      for (let row = first; row < end; row += 1) this.#rows.set(row, columns);
    }
  }

  /** The rows of which something is selected, in the order in which they were selected. */
  get rows(): readonly number[] {
    return [...this.#rows.keys()];
  }

  get size(): number {
    return this.#rows.size;
  }

  has(row: number, place?: number): boolean {
    const columns = this.#rows.get(row);
    return columns === 'all' || (place !== undefined && columns?.has(place) === true);
  }

  /** The selected columns of a row. */
  places(row: number): readonly number[] {
    const columns = this.#rows.get(row);
    return columns === 'all' ? [...this.matrix.places.keys()] : [...(columns ?? [])];
  }

  /** What is selected, in the order of the matrix. */
  runs(): SelectedRun[] {
    const runs: [number, number, number[] | null][] = [];
    let last: Columns | undefined;
    for (const [row, columns] of [...this.#rows].sort(([a], [b]) => a - b)) {
      const run = runs.at(-1);
      if (run !== undefined && run[0] + run[1] === row && isSame(columns, last)) run[1] += 1;
      else runs.push([row, 1, columns === 'all' ? null : [...columns]]);
      last = columns;
    }
    return runs;
  }

  /** @param shown the rows of the view, which the indices mean */
  apply(select: MatrixSelect, shown: Uint32Array): void {
    this.version += 1;
    if (select.kind !== 'toggle') this.#rows.clear();
    switch (select.kind) {
      case 'none':
        return;
      case 'all':
        for (const row of shown) this.#add(row, this.#columns(select.column));
        return;
      case 'range': {
        const ends = [indexOf(shown, select.fromRow, select.from), indexOf(shown, select.toRow, select.to)];
        const columns = this.#columnsOf(select.columns);
        for (const row of shown.subarray(Math.max(0, Math.min(...ends)), Math.max(...ends) + 1))
          this.#add(row, columns);
        return;
      }
      case 'only':
        return this.#add(this.#row(select.row, select.index, shown), this.#columns(select.column));
      case 'toggle':
        return this.#toggle(this.#row(select.row, select.index, shown), this.#columns(select.column));
    }
  }

  /** The row that was meant, also where it has left the view meanwhile. */
  #row(row: number | undefined, index: number, shown: Uint32Array): number | undefined {
    return row !== undefined && row < this.matrix.addresses.length ? row : shown[index];
  }

  /** A row with no column is not selected. */
  #add(row: number | undefined, columns: Columns): void {
    if (row !== undefined && (columns === 'all' || columns.size > 0)) this.#rows.set(row, columns);
  }

  #toggle(row: number | undefined, columns: Columns): void {
    if (row === undefined) return;
    const before = this.#rows.get(row);
    if (columns === 'all') {
      if (before === 'all') this.#rows.delete(row);
      else this.#rows.set(row, 'all');
      return;
    }
    const now = new Set(this.places(row));
    const isIn = [...columns].every((place) => now.has(place));
    for (const place of columns) {
      if (isIn) now.delete(place);
      else now.add(place);
    }
    if (now.size === 0) this.#rows.delete(row);
    else this.#rows.set(row, now);
  }

  #columnsOf(columns: readonly ColumnId[] | undefined): Columns {
    if (columns === undefined) return 'all';
    return new Set(columns.flatMap((column) => placesOf(this.matrix, column)));
  }

  #columns(column: ColumnId | undefined): Columns {
    return this.#columnsOf(column === undefined ? undefined : [column]);
  }
}

/** Where a row is now; where it was if that is not known. */
function indexOf(shown: Uint32Array, row: number | undefined, index: number): number {
  const now = row === undefined ? -1 : shown.indexOf(row);
  return now < 0 ? index : now;
}

function isSame(one: Columns, other: Columns | undefined): boolean {
  if (one === other) return true;
  if (one === 'all' || other === 'all' || other === undefined) return false;
  return one.size === other.size && [...one].every((place) => other.has(place));
}

/** The columns of the matrix that a shown column stands for. */
export function placesOf(matrix: Matrix, column: ColumnId): number[] {
  if (typeof column === 'number') return matrix.places[column] === undefined ? [] : [column];
  return matrix.places.flatMap(({ list }, place) => (list === column ? [place] : []));
}
