/** The entries of a table, what the filter leaves of them, and what is selected. */
import { addressKey } from '../core/addressSyntax';
import type { EntryRef, ListRef } from '../core/refs';
import { Selection, TableStore, TableView } from '../core/table';
import type { Entry } from '../mailgun/records';
import type { Select, SelectedRow, SelectionInfo, TableRow } from './tableMessages';
import { entryRow } from './entryRow';

/** Most selected rows that are kept over a restart. */
export const KEPT_ROWS = 10_000;

export class TableData {
  readonly store: TableStore;
  readonly view: TableView;
  readonly selection: Selection;
  /** Rows to be selected once they are read. */
  readonly #wanted = new Set<string>();

  constructor(readonly lists: readonly ListRef[]) {
    this.store = new TableStore(lists);
    this.view = new TableView(this.store);
    this.selection = new Selection(this.store, this.view);
  }

  /** Takes entries in; those of a reading with the segment they were read in. */
  append(list: number, entries: readonly Entry[], segment?: number): void {
    this.store.append(list, entries, segment);
    if (this.#wanted.size === 0) return;
    const found = entries.filter(({ address }) => this.#wanted.delete(wantedKey(list, address)));
    this.#select(list, found);
  }

  /** Selects rows as soon as they are there. */
  want(rows: readonly SelectedRow[]): void {
    for (const { domain, list, address } of rows.slice(0, KEPT_ROWS)) {
      const index = this.lists.findIndex((ref) => ref.list === list && sameDomain(ref.domain, domain));
      const ref = this.lists[index];
      if (ref === undefined) continue;
      if (this.store.rowOf({ ...ref, address }) === undefined) this.#wanted.add(wantedKey(index, address));
      else this.#select(index, [{ address }]);
    }
  }

  /** Rows that have not come are not to be selected any more. */
  forgetWanted(): void {
    this.#wanted.clear();
  }

  /** What is selected, to be kept; undefined when it is too much. */
  selected(): readonly SelectedRow[] | undefined {
    const pending = [...this.#wanted].flatMap((key) => this.#wantedRow(key));
    if (this.selection.count + pending.length > KEPT_ROWS) return undefined;
    const rows = [...this.selection.rows()].map((row) => selectedRow(this.store.ref(row)));
    return [...rows, ...pending];
  }

  /** Changes the selection. A row that is meant by its id and gone by now is left out, whatever stands in its place. */
  select(change: Select): void {
    const { selection } = this;
    if (change.kind === 'all' || change.kind === 'none') return selection.apply(change);
    if (change.kind === 'range') {
      const [from, to] = [this.#now(change.from, change.fromRow), this.#now(change.to, change.toRow)];
      if (from !== undefined && to !== undefined) selection.apply({ kind: 'range', from, to, add: change.add });
      return;
    }
    const index = this.#now(change.index, change.row);
    if (index !== undefined) selection.apply({ kind: change.kind, index });
    else if (change.kind === 'only') selection.apply({ kind: 'none' });
  }

  selectionInfo(): SelectionInfo {
    const { version, count } = this.selection;
    return { version, count, hidden: this.selection.hidden() };
  }

  /** Rows of the view as they are drawn. */
  rows(from: number, count: number): readonly TableRow[] {
    return this.view.rows(from, count).map((id) => {
      const { domain } = this.store.ref(id);
      return entryRow(this.store.entry(id), { id, domain, selected: this.selection.has(id) });
    });
  }

  /** Where a row stands now. */
  #now(index: number, row: number | undefined): number | undefined {
    return row === undefined ? index : this.view.indexOf(row);
  }

  #select(list: number, entries: readonly Pick<Entry, 'address'>[]): void {
    const ref = this.lists[list];
    if (ref === undefined || entries.length === 0) return;
    this.selection.addRows(entries.flatMap(({ address }) => this.store.rowOf({ ...ref, address }) ?? []));
  }

  #wantedRow(key: string): SelectedRow[] {
    const [list, address] = JSON.parse(key) as [number, string];
    const ref = this.lists[list];
    return ref === undefined ? [] : [{ domain: ref.domain, list: ref.list, address }];
  }
}

function selectedRow({ domain, list, address }: EntryRef): SelectedRow {
  return { domain, list, address };
}

function wantedKey(list: number, address: string): string {
  return JSON.stringify([list, addressKey(address)]);
}

function sameDomain(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
