/** All entries that a table is made of. */
import type { Entry } from '../../mailgun/records';
import { addressKey } from '../addressSyntax';
import type { EntryRef, ListRef } from '../refs';
import { EntryColumns } from './entryColumns';
import { HashIndex } from './hashIndex';
import { ListReading } from './listReading';
import { type Run, Sequence } from './runs';
import { stage } from './stagedText';
import { topOf } from './top';

/** Values that a filter can be given, the most frequent first. */
export interface StoreFacets {
  /** Codes of bounces as they stand. */
  readonly codes: readonly string[];
  /** Domains of recipients. */
  readonly domains: readonly string[];
  readonly tags: readonly string[];
}

/** Values of one kind at most. */
const MOST_FACETS = 100;
/** Changes that are remembered, so that views need not look at everything again. */
const MOST_CHANGES = 50_000;

interface ListState {
  readonly ref: ListRef;
  readonly reading: ListReading;
  count: number;
}

/**
 * Millions of entries outside the heap. A row is a number that names an entry as long as the store lives: one that is removed and comes
 * back has its old row. All entries given for a list must be of its kind.
 */
export class TableStore {
  readonly columns = new EntryColumns();
  readonly #lists: readonly ListState[];
  readonly #index: HashIndex;
  readonly #listeners: ((row: number) => void)[] = [];
  /** Rows that were updated, went or came back, the oldest first. */
  #changes: number[] = [];
  /** How many changes came before these. */
  #forgotten = 0;
  #sequence: Sequence | undefined;
  #size = 0;
  #version = 0;

  constructor(readonly lists: readonly ListRef[]) {
    this.#lists = lists.map((ref) => ({ ref, reading: new ListReading(), count: 0 }));
    const { addresses, list } = this.columns;
    this.#index = new HashIndex((row, key, at) => list.get(row) === at && addresses.isLower(row, key));
  }

  /** Entries that are there. */
  get size(): number {
    return this.#size;
  }

  /** Grows with each change. */
  get version(): number {
    return this.#version;
  }

  /** How many entries of a list are there. */
  count(list: number): number {
    return this.#list(list).count;
  }

  /** Which of the lists this is; undefined when it is none of them. */
  listOf({ accountId, domain, list }: ListRef): number | undefined {
    const isIt = (ref: ListRef) =>
      ref.accountId === accountId && ref.list === list && ref.domain.toLowerCase() === domain.toLowerCase();
    const at = this.lists.findIndex(isIt);
    return at < 0 ? undefined : at;
  }

  /**
   * Takes entries of a list: with a segment what a walker read, in order; without one what a change brought, which wins over what is read until
   * the list is settled. An entry already there (same address but for case) is updated in place. Segments are numbers, unique in the list.
   */
  append(list: number, entries: readonly Entry[], segment?: number): void {
    const { reading } = this.#list(list);
    if (segment !== undefined) reading.continue();
    for (const entry of entries) {
      const key = addressKey(entry.address);
      if (segment !== undefined && reading.isGone(key)) continue;
      const { rows } = this.columns;
      const row = this.#take(list, entry, key, segment !== undefined);
      if (segment === undefined) reading.change(row, key);
      else reading.take(row, segment, row === rows);
    }
  }

  /** Takes out entries. What is not there, but comes from a walker before the list is settled, is left out, too. */
  remove(list: number, addresses: readonly string[]): void {
    const { reading } = this.#list(list);
    for (const address of addresses) {
      const key = addressKey(address);
      const row = this.#find(list, key);
      if (row < 0) reading.leaveOut(key);
      else reading.change(row, key);
      if (row >= 0 && this.columns.isAlive(row)) this.#remove(row);
    }
  }

  /**
   * A list was read to its end, and is these segments in this order. What is in none of them goes, but for what changes have brought since the
   * reading began.
   */
  settle(list: number, segments: readonly number[]): void {
    const { runs, stays } = this.#list(list).reading.settle(segments, this.#all);
    for (const run of runs) this.#removeAll(list, run, stays);
    this.#sequence = undefined;
    this.#version++;
  }

  /** A new reading of the list begins. Rows stay until it is settled. */
  reread(list: number): void {
    this.#list(list).reading.begin();
  }

  /** Takes out all entries of a list. */
  clear(list: number): void {
    this.#removeAll(list, this.#all, () => false);
  }

  alive(row: number): boolean {
    return this.columns.isAlive(row);
  }

  /** The entry of a row, even if it went. */
  entry(row: number): Entry {
    return this.columns.entry(row, this.#list(this.columns.list.get(row)).ref.list);
  }

  /** The position of the list of a row. */
  list(row: number): number {
    return this.columns.list.get(row);
  }

  ref(row: number): EntryRef {
    const { accountId, domain, list } = this.#list(this.columns.list.get(row)).ref;
    return { accountId, domain, list, address: this.columns.addresses.get(row) };
  }

  /** The row of an entry that is there. */
  rowOf(ref: EntryRef): number | undefined {
    const list = this.listOf(ref);
    if (list === undefined) return undefined;
    const key = addressKey(ref.address);
    const row = this.#find(list, key);
    return row >= 0 && this.columns.isAlive(row) ? row : undefined;
  }

  /** Memory taken by all buffers, in bytes. */
  bytes(): number {
    return this.columns.bytes + this.#index.bytes;
  }

  facets(): StoreFacets {
    const { codes, domains, tagSets } = this.columns;
    const tagUses = tagSets.tagUses((set) => tagSets.uses(set));
    return {
      codes: topOf(codes.size, MOST_FACETS, (id) => (id === 0 ? 0 : codes.uses(id))).map((id) => codes.get(id)),
      domains: topOf(domains.size, MOST_FACETS, (id) => domains.uses(id)).map((id) => domains.get(id)),
      tags: topOf(tagUses.length, MOST_FACETS, (id) => tagUses[id] ?? 0).map((id) => tagSets.tags.get(id)),
    };
  }

  /** The order of the rows: settled lists as they are, then what else there is as it came. */
  get sequence(): Sequence {
    this.#sequence ??= new Sequence(
      this.#lists.flatMap(({ reading }) => reading.settled ?? []),
      this.columns.rows,
    );
    return this.#sequence;
  }

  /** A mark for `changesSince`. */
  get changes(): number {
    return this.#forgotten + this.#changes.length;
  }

  /** Rows that were updated, went or came back since a mark, perhaps more than once; undefined when they are too many to know. */
  changesSince(mark: number): readonly number[] | undefined {
    return mark < this.#forgotten ? undefined : this.#changes.slice(mark - this.#forgotten);
  }

  /** Has somebody told of each row that goes. */
  onRemoved(listener: (row: number) => void): void {
    this.#listeners.push(listener);
  }

  #list(list: number): ListState {
    const state = this.#lists[list];
    if (state === undefined) throw new RangeError(`There is no list ${list}.`);
    return state;
  }

  /** The row of an address, even if it went; -1 when there is none. */
  #find(list: number, key: string): number {
    const staged = stage(key);
    return this.#index.find(staged.hash(list), staged, list);
  }

  /** Adds an entry, or brings its row up to date unless what is read is older. Returns its row. */
  #take(list: number, entry: Entry, key: string, isRead: boolean): number {
    const staged = stage(key);
    const hash = staged.hash(list);
    const known = this.#index.find(hash, staged, list);
    if (known < 0) {
      const row = this.columns.add(list, entry, key);
      this.#index.add(hash, row);
      this.#count(list, 1);
      return row;
    }
    if (isRead && this.#list(list).reading.isOutdated(known)) return known;
    const wasAlive = this.columns.isAlive(known);
    if (this.columns.update(known, entry)) {
      this.#count(list, wasAlive ? 0 : 1);
      this.#note(known);
    }
    return known;
  }

  get #all(): Run {
    return { first: 0, count: this.columns.rows };
  }

  #removeAll(list: number, { first, count }: Run, stays: (row: number) => boolean): void {
    const { columns } = this;
    if (this.#list(list).count === 0) return;
    for (let row = first; row < first + count; row++) {
      if (columns.list.get(row) === list && columns.isAlive(row) && !stays(row)) this.#remove(row);
    }
  }

  #remove(row: number): void {
    this.columns.remove(row);
    this.#count(this.columns.list.get(row), -1);
    this.#note(row);
    for (const tell of this.#listeners) tell(row);
  }

  #count(list: number, more: number): void {
    this.#list(list).count += more;
    this.#size += more;
    this.#version++;
  }

  #note(row: number): void {
    this.#changes.push(row);
    if (this.#changes.length <= MOST_CHANGES) return;
    this.#forgotten += this.#changes.length;
    this.#changes = [];
  }
}
