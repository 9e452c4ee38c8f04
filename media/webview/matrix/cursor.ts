/** Where one is in the grid: the cell with the focus, and the one from which a selection is extended. */
import type { ColumnId, MatrixSelect } from '../../../src/views/matrixMessages';
import type { Column } from './view';

/** A cell. The row that is meant stays meant when others come before it. */
export interface CellPlace {
  readonly index: number;
  readonly column: number;
  /** The id of the row, as far as the page has it. */
  readonly row?: number | undefined;
}

export class Cursor {
  focus: CellPlace = { index: 0, column: 0 };
  private anchor: CellPlace = this.focus;

  /** Goes to a cell; with `extend` a selection still begins where it began. */
  move(to: CellPlace, extend = false): void {
    this.focus = to;
    if (!extend) this.anchorHere();
  }

  /** From now on a selection begins at the focus. */
  anchorHere(row = this.focus.row): void {
    this.anchor = { ...this.focus, row };
  }

  /** Stays within so many rows and columns. */
  fit(rows: number, columns: number): void {
    const { index, column, row } = this.focus;
    const [inRows, inColumns] = [within(index, rows), within(column, columns)];
    this.focus = { index: inRows, column: inColumns, row: inRows === index ? row : undefined };
  }

  /** Takes in which row it is that has the focus, unless that is known. */
  know(row: number | undefined): void {
    if (this.focus.row !== undefined || row === undefined) return;
    if (this.anchor.index === this.focus.index) this.anchor = { ...this.anchor, row: this.anchor.row ?? row };
    this.focus = { ...this.focus, row };
  }

  /** Goes along with the row that has the focus: it is at another index now. Nothing when the focus has gone elsewhere meanwhile. */
  follow(row: number | undefined, index: number | undefined): void {
    if (row === undefined || index === undefined || this.focus.row !== row) return;
    this.focus = { ...this.focus, index };
  }

  /** What lies between the anchor and the focus. */
  range(columns: readonly Column[], toRow = this.focus.row): MatrixSelect {
    const { anchor, focus } = this;
    const [first, last] = [Math.min(anchor.column, focus.column), Math.max(anchor.column, focus.column)];
    const ids = columns.slice(first, last + 1).map(({ id }) => id);
    // Who takes in the address takes in the row.
    const taken = ids.flatMap((id): ColumnId[] => (id === 'address' || id === 'verdict' ? [] : [id]));
    return {
      ...{ kind: 'range', from: anchor.index, to: focus.index, fromRow: anchor.row, toRow },
      columns: taken.length === ids.length ? taken : undefined,
    };
  }
}

function within(value: number, count: number): number {
  return Math.min(Math.max(0, value), Math.max(0, count - 1));
}
