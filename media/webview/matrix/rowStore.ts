/** The rows that have come, and the asking for those in sight. Old ones are shown until newer ones come. */
import type { ColumnId, MatrixRow } from '../../../src/views/matrixMessages';

/** Rows asked for beyond what is in sight. */
const AHEAD = 20;

export interface RowAnswer {
  readonly version: number;
  readonly from: number;
  readonly rows: readonly MatrixRow[];
}

export class RowStore {
  private readonly rows = new Map<number, { readonly row: MatrixRow; readonly version: number }>();
  private asking = false;
  private columns = '';

  constructor(
    private readonly load: (from: number, count: number, columns: readonly ColumnId[]) => Promise<RowAnswer>,
    private readonly onRows: () => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  get(index: number): MatrixRow | undefined {
    return this.rows.get(index)?.row;
  }

  /** What came before is not worth showing any more: rows have moved. */
  clear(): void {
    this.rows.clear();
  }

  /** Sees to it that the rows from `first` to `last` are those of a version, with these columns; whether they are. */
  need(first: number, last: number, version: number, columns: readonly ColumnId[]): boolean {
    const key = columns.join();
    if (key !== this.columns) this.rows.clear();
    this.columns = key;
    let isThere = true;
    for (let index = first; index <= last && isThere; index += 1)
      isThere = (this.rows.get(index)?.version ?? -1) >= version;
    if (this.asking || isThere) return isThere;
    const from = Math.max(0, first - AHEAD);
    void this.ask(from, last + AHEAD + 1 - from, columns, key);
    return false;
  }

  private async ask(from: number, count: number, columns: readonly ColumnId[], key: string): Promise<void> {
    this.asking = true;
    try {
      const answer = await this.load(from, count, columns);
      if (key === this.columns) this.take(answer, count);
    } catch (error) {
      this.onError(error);
      return;
    } finally {
      this.asking = false;
    }
    this.onRows();
  }

  private take({ from, rows, version }: RowAnswer, count: number): void {
    for (let step = 0; step < count; step += 1) {
      const row = rows[step];
      if (row === undefined) this.rows.delete(from + step);
      else this.rows.set(from + step, { row, version });
    }
    if (this.rows.size > 2000)
      for (const index of this.rows.keys()) if (index < from || index >= from + count) this.rows.delete(index);
  }
}
