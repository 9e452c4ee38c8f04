/** The rows and cells that have come, and the asking for those in sight. Old ones are shown until newer ones come. */
import type { ColumnId, MatrixCell, MatrixRow } from '../../../src/views/matrixMessages';

/** Rows asked for beyond what is in sight. */
const AHEAD = 20;
/** Cells taken before those out of sight are let go. */
const MOST = 60_000;

export interface RowAnswer {
  readonly version: number;
  readonly from: number;
  readonly rows: readonly MatrixRow[];
  /** Where the row is that was asked for with them; undefined where it is not in the view. */
  readonly focus?: number | undefined;
}

interface Held<T> {
  readonly value: T;
  readonly version: number;
}

interface HeldRow extends Held<MatrixRow> {
  readonly cells: Map<ColumnId, Held<MatrixCell>>;
}

export class RowStore {
  private readonly rows = new Map<number, HeldRow>();
  private asking = false;
  private taken = 0;

  constructor(
    private readonly load: (from: number, count: number, columns: readonly ColumnId[]) => Promise<RowAnswer>,
    private readonly onRows: () => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  get(index: number): MatrixRow | undefined {
    return this.rows.get(index)?.value;
  }

  /** The row at an index if it is that of a version. */
  fresh(index: number, version: number): MatrixRow | undefined {
    const row = this.rows.get(index);
    return row !== undefined && row.version >= version ? row.value : undefined;
  }

  cell(index: number, column: ColumnId): MatrixCell | undefined {
    return this.rows.get(index)?.cells.get(column)?.value;
  }

  /** What came before is not worth showing any more: rows have moved. */
  clear(): void {
    this.rows.clear();
  }

  /** Sees to it that the rows from `first` to `last` are those of a version, in these columns; whether they are. */
  need(first: number, last: number, version: number, columns: readonly ColumnId[]): boolean {
    let isThere = true;
    for (let index = first; index <= last && isThere; index += 1) {
      const row = this.rows.get(index);
      isThere =
        (row?.version ?? -1) >= version && columns.every((id) => (row?.cells.get(id)?.version ?? -1) >= version);
    }
    if (this.asking || isThere) return isThere;
    const from = Math.max(0, first - AHEAD);
    void this.ask(from, last + AHEAD + 1 - from, columns);
    return false;
  }

  private async ask(from: number, count: number, columns: readonly ColumnId[]): Promise<void> {
    this.asking = true;
    try {
      this.take(await this.load(from, count, columns), count, columns);
    } catch (error) {
      this.onError(error);
      return;
    } finally {
      this.asking = false;
    }
    this.onRows();
  }

  private take({ from, rows, version }: RowAnswer, count: number, columns: readonly ColumnId[]): void {
    this.taken += count * (columns.length + 1);
    if (this.taken > MOST) this.forget(from, count);
    for (let step = 0; step < count; step += 1) {
      const value = rows[step];
      if (value === undefined) {
        this.rows.delete(from + step);
        continue;
      }
      const before = this.rows.get(from + step);
      const cells = before?.value.id === value.id ? before.cells : new Map<ColumnId, Held<MatrixCell>>();
      value.cells.forEach((cell, at) => {
        const id = columns[at];
        if (id !== undefined) cells.set(id, { value: cell, version });
      });
      this.rows.set(from + step, { value, version, cells });
    }
  }

  /** Lets everything go that is about to be taken anew or is out of sight. */
  private forget(from: number, count: number): void {
    this.taken = count;
    for (const [index, { cells }] of this.rows) {
      if (index < from || index >= from + count) this.rows.delete(index);
      else cells.clear();
    }
  }
}
