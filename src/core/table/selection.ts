/** Which rows are selected, whatever the view shows of them. */
import { Bits } from './columns';
import type { TableStore } from './tableStore';
import type { TableView } from './tableView';

/** A change of a selection; indices count in the view. */
export type SelectChange =
  | { readonly kind: 'only' | 'toggle' | 'add'; readonly index: number }
  | { readonly kind: 'range'; readonly from: number; readonly to: number; readonly add: boolean }
  | { readonly kind: 'all' }
  | { readonly kind: 'none' };

/** Selected rows. Those that go are deselected. */
export class Selection {
  #rows = new Bits();
  #count = 0;
  #version = 0;

  constructor(
    private readonly store: TableStore,
    private readonly view: TableView,
  ) {
    store.onRemoved((row) => this.#delete(row));
  }

  get count(): number {
    return this.#count;
  }

  /** Grows with each change. */
  get version(): number {
    return this.#version;
  }

  has(row: number): boolean {
    return this.#rows.has(row);
  }

  /** How many of the selected rows the view does not show. */
  hidden(): number {
    return this.#count - this.#rows.count(this.view.members);
  }

  /** Changes the selection; indices that the view does not have are passed over. */
  apply(change: SelectChange): void {
    switch (change.kind) {
      case 'only':
        this.#clear();
        return this.#addRange(change.index, change.index);
      case 'add':
        return this.#addRange(change.index, change.index);
      case 'toggle':
        for (const row of this.view.rows(change.index, 1)) if (!this.#delete(row)) this.addRows([row]);
        return;
      case 'range':
        if (!change.add) this.#clear();
        return this.#addRange(Math.min(change.from, change.to), Math.max(change.from, change.to));
      case 'all':
        return this.#selectAll();
      case 'none':
        return this.#clear();
    }
  }

  /** Selects rows beside those that are; rows that are not there are passed over. */
  addRows(rows: Iterable<number>): void {
    for (const row of rows) {
      if (!this.store.alive(row) || !this.#rows.add(row)) continue;
      this.#count++;
      this.#version++;
    }
  }

  /** Those in the view in its order, then the others in list order. */
  *rows(): Generator<number, void, void> {
    const { view } = this;
    let left = this.#count;
    for (let index = 0; index < view.count && left > 0; index++) {
      const row = view.row(index);
      if (!this.#rows.has(row)) continue;
      left--;
      yield row;
    }
    if (left === 0) return;
    for (const { first, count } of this.store.sequence.runs(this.store.columns.rows)) {
      for (let row = first; row < first + count; row++) if (this.#rows.has(row) && !view.has(row)) yield row;
    }
  }

  #addRange(first: number, last: number): void {
    const start = Math.max(0, first);
    for (let index = start; index <= last && index < this.view.count; index++) this.addRows([this.view.row(index)]);
  }

  #selectAll(): void {
    this.#rows = this.view.members.copy();
    // The view may not know yet what went.
    this.#rows.retain((row) => this.store.alive(row));
    this.#count = this.#rows.count();
    this.#version++;
  }

  #clear(): void {
    if (this.#count === 0) return;
    this.#rows = new Bits();
    this.#count = 0;
    this.#version++;
  }

  #delete(row: number): boolean {
    if (!this.#rows.delete(row)) return false;
    this.#count--;
    this.#version++;
    return true;
  }
}
