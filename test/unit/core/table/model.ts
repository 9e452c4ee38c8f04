/** What a table is to do, by plain arrays. */
import type { ListRef } from '../../../../src/core/refs';
import type { Select } from '../../../../src/views/tableMessages';
import type { TableFilter, TableSort } from '../../../../src/core/table';
import type { Entry } from '../../../../src/mailgun/records';

export interface ModelRow {
  readonly list: number;
  readonly key: string;
  entry: Entry;
  isThere: boolean;
}

class Reading {
  segments = new Map<number, ModelRow[]>();
  changed = new Set<string>();
  isOn = true;
  settled: ModelRow[] | undefined;

  begin(): void {
    this.segments = new Map();
    this.changed = new Set();
    this.isOn = true;
  }
}

export class ModelStore {
  readonly rows: ModelRow[] = [];
  readonly #readings: readonly Reading[];

  constructor(readonly lists: readonly ListRef[]) {
    this.#readings = lists.map(() => new Reading());
  }

  append(list: number, entries: readonly Entry[], segment?: number): void {
    const reading = this.reading(list);
    if (segment !== undefined && !reading.isOn) reading.begin();
    for (const entry of entries) {
      const key = entry.address.toLowerCase();
      if (segment === undefined) reading.changed.add(key);
      const known = this.find(list, key);
      const isNewer = segment === undefined || !reading.changed.has(key);
      if (isNewer && known) Object.assign(known, { entry, isThere: true });
      const row = known ?? (isNewer ? { list, key, entry, isThere: true } : undefined);
      if (row && !known) this.rows.push(row);
      if (row && segment !== undefined) reading.segments.set(segment, [...(reading.segments.get(segment) ?? []), row]);
    }
  }

  remove(list: number, addresses: readonly string[]): void {
    for (const address of addresses) {
      const key = address.toLowerCase();
      this.reading(list).changed.add(key);
      const row = this.find(list, key);
      if (row) row.isThere = false;
    }
  }

  settle(list: number, segments: readonly number[]): void {
    const reading = this.reading(list);
    const settled = segments.flatMap((segment) => reading.segments.get(segment) ?? []);
    reading.settled = [...new Set(settled)];
    for (const row of this.rows) {
      if (row.list === list && !settled.includes(row) && !reading.changed.has(row.key)) row.isThere = false;
    }
    reading.begin();
    reading.isOn = false;
  }

  reread(list: number): void {
    this.reading(list).begin();
  }

  clear(list: number): void {
    for (const row of this.rows) if (row.list === list) row.isThere = false;
  }

  /** Everything that is there, in list order. */
  inOrder(): ModelRow[] {
    const settled = this.#readings.flatMap((reading) => reading.settled ?? []);
    return [...settled, ...this.rows.filter((row) => !settled.includes(row))].filter((row) => row.isThere);
  }

  shown(filter: TableFilter, sort: TableSort | undefined): ModelRow[] {
    const left = this.inOrder().filter((row) => this.fits(row, filter));
    return sort ? left.sort((a, b) => this.#compare(a, b, sort)) : left;
  }

  fits({ list, entry }: ModelRow, filter: TableFilter): boolean {
    const ref = this.lists[list];
    const { text = '', lists, domain, code, codeClass, at, from, until, tag } = filter;
    const time = entry.createdAt ?? NaN;
    const own = entry.list === 'bounces' ? entry.code : undefined;
    return (
      (text === '' || this.#holds(list, entry, text)) &&
      lists?.includes(entry.list) !== false &&
      (domain === undefined || ref?.domain.toLowerCase() === domain.toLowerCase()) &&
      (code === undefined || own === code) &&
      (codeClass === undefined ||
        (own !== undefined && (/^\s*([245])\d\d(?!\d)/.exec(own)?.[1] ?? '') === codeClass)) &&
      (at === undefined || domainOf(entry.address) === at.toLowerCase()) &&
      (from === undefined || time >= from) &&
      (until === undefined || time < until) &&
      (tag === undefined || (entry.list === 'unsubscribes' && entry.tags.includes(tag)))
    );
  }

  #holds(list: number, entry: Entry, text: string): boolean {
    const values = [entry.address, this.lists[list]?.domain ?? '', entry.list, textOf(entry), ...tagsOf(entry)];
    if (entry.list === 'bounces') values.push(entry.code);
    if (values.some((value) => value.toLowerCase().includes(text.toLowerCase()))) return true;
    if (!/^\d{4}-\d\d(-\d\d)?$/.test(text.trim()) || entry.createdAt === undefined) return false;
    return new Date(entry.createdAt).toISOString().slice(0, 10).startsWith(text.trim());
  }

  #compare(a: ModelRow, b: ModelRow, { column, descending }: TableSort): number {
    const [left, right] = [a, b].map(({ list, entry }) => {
      switch (column) {
        case 'domain':
          return [this.lists[list]?.domain.toLowerCase() ?? ''];
        case 'list':
          return [entry.list];
        case 'address':
          return [entry.address.toLowerCase()];
        case 'code':
          return [entry.list === 'bounces' ? entry.code.toLowerCase() : ''];
        case 'text':
          return [textOf(entry).toLowerCase()];
        case 'tags':
          return tagsOf(entry).map((tag) => tag.toLowerCase());
        case 'createdAt':
          return entry.createdAt === undefined ? [] : [entry.createdAt];
      }
    });
    const none = ({ length, 0: first }: readonly (string | number)[]) =>
      Number(length === 0 || (first === '' && column !== 'tags'));
    const order = none(left ?? []) - none(right ?? []);
    if (order !== 0 || none(left ?? []) === 1) return order;
    return (descending ? -1 : 1) * compareLists(left ?? [], right ?? []);
  }

  private reading(list: number): Reading {
    const reading = this.#readings[list];
    if (!reading) throw new Error('No such list.');
    return reading;
  }

  private find(list: number, key: string): ModelRow | undefined {
    return this.rows.find((row) => row.list === list && row.key === key);
  }
}

export class ModelSelection {
  #rows = new Set<ModelRow>();

  constructor(private readonly store: ModelStore) {}

  /** What is selected and still there; what went is forgotten. */
  get rows(): Set<ModelRow> {
    this.#rows = new Set([...this.#rows].filter((row) => row.isThere));
    return this.#rows;
  }

  apply(select: Select, view: readonly ModelRow[]): void {
    const rows = this.rows;
    const keep = select.kind === 'toggle' || select.kind === 'add' || (select.kind === 'range' && select.add);
    if (!keep) rows.clear();
    const [from, to] =
      select.kind === 'range'
        ? [Math.min(select.from, select.to), Math.max(select.from, select.to)]
        : select.kind === 'all'
          ? [0, view.length]
          : select.kind === 'none'
            ? [1, 0]
            : [select.index, select.index];
    for (const row of view.slice(Math.max(0, from), Math.max(0, to + 1))) {
      if (select.kind === 'toggle' && rows.has(row)) rows.delete(row);
      else rows.add(row);
    }
  }

  has(row: ModelRow): boolean {
    return this.store.rows.includes(row) && this.rows.has(row);
  }
}

function compareLists(left: readonly (string | number)[], right: readonly (string | number)[]): number {
  for (const [at, a] of left.entries()) {
    const b = right[at];
    if (b === undefined) return 1;
    if (a !== b) return a < b ? -1 : 1;
  }
  return left.length - right.length;
}

export function textOf(entry: Entry): string {
  return entry.list === 'bounces' ? entry.error : entry.list === 'allowlist' ? entry.reason : '';
}

export function tagsOf(entry: Entry): readonly string[] {
  return entry.list === 'unsubscribes' ? entry.tags : [];
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
