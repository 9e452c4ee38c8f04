/** The rows a table page holds: those in sight and around it, each by its index in the view. */
import type { Select, TableRow } from './tableMessages';

/** Rows kept at most. */
const KEPT = 4000;

/** Whether a row is selected after a change of the selection. */
export function selectedAfter(select: Select, index: number, selected: boolean): boolean {
  switch (select.kind) {
    case 'only':
      return index === select.index;
    case 'toggle':
      return index === select.index ? !selected : selected;
    case 'add':
      return selected || index === select.index;
    case 'range':
      return (
        (index >= Math.min(select.from, select.to) && index <= Math.max(select.from, select.to)) ||
        (select.add && selected)
      );
    case 'all':
      return true;
    case 'none':
      return false;
  }
}

/** Rows of one version of the view. Changes of the selection are shown at once, before the host has confirmed them. */
export class RowCache {
  private rows = new Map<number, TableRow>();
  private readonly selects: Select[] = [];

  /** How many changes of the selection there were: an answer is asked at one, and may arrive after others. */
  get moment(): number {
    return this.selects.length;
  }

  get(index: number): TableRow | undefined {
    return this.rows.get(index);
  }

  /** Forgets the rows, because they have moved. */
  clear(): void {
    this.rows.clear();
  }

  /** Takes rows in that were asked for at a moment. */
  put(from: number, rows: readonly TableRow[], moment: number): void {
    const later = this.selects.slice(moment);
    rows.forEach((row, offset) => {
      const index = from + offset;
      const selected = later.reduce((now, select) => selectedAfter(select, index, now), row.selected);
      this.rows.set(index, selected === row.selected ? row : { ...row, selected });
    });
  }

  /** Shows a change of the selection. */
  select(select: Select): void {
    this.selects.push(select);
    for (const [index, row] of this.rows) {
      const selected = selectedAfter(select, index, row.selected);
      if (selected !== row.selected) this.rows.set(index, { ...row, selected });
    }
  }

  /** The first and last index between two (the second not included) that are missing; undefined when none is. */
  missing(from: number, to: number): { readonly from: number; readonly to: number } | undefined {
    let [first, last] = [from, to];
    while (first < last && this.rows.has(first)) first += 1;
    while (last > first && this.rows.has(last - 1)) last -= 1;
    return first < last ? { from: first, to: last } : undefined;
  }

  /** Lets go of what is far from an index, when there is too much. */
  trim(around: number): void {
    if (this.rows.size <= KEPT) return;
    this.rows = new Map([...this.rows].filter(([index]) => Math.abs(index - around) < KEPT / 4));
  }
}
