/** What a filter and a sort leave of a store. */
import { Bits } from './columns';
import { Matcher } from './matcher';
import { rowOrder } from './rowOrder';
import { sortRows } from './rowSort';
import type { Sequence } from './runs';
import { inSlices, type SliceOptions, type Work } from './slices';
import type { TableFilter, TableSort } from './tableTypes';
import type { TableStore } from './tableStore';
import { bytesOf } from './textBytes';
import { appended, listed, merged, type RowList, without } from './viewRows';

/** So many rows that were updated are taken in one by one; with more it is quicker to begin anew. */
const FEW_CHANGES = 2000;
/** With a sort, new rows are merged in unless they are more than so many times those that are there. */
const FEW_MORE = 0.5;
/** Rows between two yields. */
const STEPS = 1 << 13;

/** What is shown, as of a moment. */
interface Shown extends RowList {
  readonly filter: TableFilter;
  readonly sort: TableSort | undefined;
  readonly matcher: Matcher;
  readonly sequence: Sequence;
  /** The rows that are shown, as a set. */
  readonly members: Bits;
  /** Rows of the store that have been looked at, and the mark of its changes. */
  readonly seen: number;
  readonly mark: number;
}

/** Rows of a store in an order. Nothing is shown until `show` or `follow` is called. */
export class TableView {
  #shown: Shown | undefined;
  #version = 0;
  /** Ends whatever was begun before. */
  #turn = 0;
  #running: Promise<void> | undefined;
  #following: Promise<boolean> | undefined;
  /** A `follow` was broken off. */
  #isBroken = false;

  constructor(
    private readonly store: TableStore,
    private readonly options: SliceOptions = {},
  ) {}

  /** Grows whenever rows move, come or go. */
  get version(): number {
    return this.#version;
  }

  get count(): number {
    return this.#shown?.count ?? 0;
  }

  /** The filter of what is shown. */
  get filter(): TableFilter {
    return this.#shown?.filter ?? {};
  }

  /** The order of what is shown; undefined for list order. */
  get sort(): TableSort | undefined {
    return this.#shown?.sort;
  }

  /** The rows that are shown, as a set that is not to be changed. */
  get members(): Bits {
    return this.#shown?.members ?? new Bits();
  }

  /**
   * Shows what a filter leaves, in an order. Until it is done, what was shown before stays. A later call wins: the promise of the earlier one
   * resolves with it. Rejects with the signal's reason.
   */
  async show(filter: TableFilter, sort: TableSort | undefined, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await this.#run(this.#showing(filter, sort), signal);
  }

  /**
   * Takes in what the store got, lost or reordered up to now; waits for what is under way. Resolves to whether anything is different. Cheap when
   * little is new.
   */
  follow(): Promise<boolean> {
    this.#following ??= this.#follow();
    return this.#following;
  }

  /** The row at an index. Throws RangeError where there is none. */
  row(index: number): number {
    const row = index >= 0 && index < this.count ? this.#shown?.rows[index] : undefined;
    if (row === undefined) throw new RangeError(`The view has no row ${index}.`);
    return row;
  }

  /** Rows from an index on; fewer where the view ends. */
  rows(from: number, count: number): readonly number[] {
    const start = Math.max(0, from);
    return Array.from(this.#shown?.rows.subarray(start, Math.max(start, Math.min(from + count, this.count))) ?? []);
  }

  has(row: number): boolean {
    return this.#shown?.members.has(row) === true;
  }

  indexOf(row: number): number | undefined {
    if (!this.has(row)) return undefined;
    const index = this.#shown?.rows.subarray(0, this.count).indexOf(row) ?? -1;
    return index < 0 ? undefined : index;
  }

  /** Index of the next row whose address begins with a text, in whatever case, from an index on and round the end. */
  async findPrefix(text: string, from: number): Promise<number | undefined> {
    const row = await inSlices(this.#finding(bytesOf(text.toLowerCase()), from), this.options);
    return row === undefined ? undefined : this.indexOf(row);
  }

  async #follow(): Promise<boolean> {
    const before = this.#version;
    // Whoever asks until it begins is served by it.
    do await this.#running?.catch(() => undefined);
    while (this.#running !== undefined);
    this.#following = undefined;
    if (!this.#isCurrent()) await this.#run(this.#catchingUp());
    return this.#version !== before;
  }

  #isCurrent(): boolean {
    const { store } = this;
    const shown = this.#shown;
    if (shown === undefined || this.#isBroken) return false;
    return shown.seen === store.columns.rows && shown.mark === store.changes && shown.sequence === store.sequence;
  }

  async #run(work: Work<void>, signal?: AbortSignal): Promise<void> {
    const turn = ++this.#turn;
    const running = inSlices(work, this.options, () => {
      signal?.throwIfAborted();
      if (turn !== this.#turn) throw new Superseded();
    });
    this.#running = running;
    try {
      await running;
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
      while (this.#running !== undefined && this.#running !== running) await this.#running.catch(() => undefined);
    } finally {
      if (this.#running === running) this.#running = undefined;
    }
  }

  *#showing(filter: TableFilter, sort: TableSort | undefined): Work<void> {
    const { store } = this;
    const matcher = new Matcher(store, filter);
    const members = new Bits();
    const { sequence, changes: mark } = store;
    const seen = store.columns.rows;
    const count = yield* matcher.select(0, seen, members);
    const inList = yield* listed(sequence, seen, members, count);
    const rows = sort ? yield* sortRows(store, inList, sort) : inList;
    this.#isBroken = false;
    this.#set({ filter, sort, matcher, sequence, members, rows, count: rows.length, seen, mark });
    // Reordered lists wait for the next time, or there might be no end to it.
    yield* this.#takingIn();
  }

  *#catchingUp(): Work<void> {
    const shown = this.#shown;
    if (shown && !this.#isBroken && shown.sequence === this.store.sequence && (yield* this.#takingIn())) return;
    yield* this.#showing(shown?.filter ?? {}, shown?.sort);
  }

  /** Takes in new rows and those that changed; false when that is more work than beginning anew. */
  *#takingIn(): Work<boolean> {
    const { store } = this;
    const shown = this.#shown;
    const { changes: mark } = store;
    const seen = store.columns.rows;
    const changed = shown && store.changesSince(shown.mark);
    if (shown === undefined || changed === undefined || changed.length > FEW_CHANGES) return false;
    if (shown.sort && seen - shown.seen > shown.seen * FEW_MORE + STEPS) return false;
    this.#isBroken = true;
    const order = rowOrder(store, shown.sequence, undefined);
    const old = [...new Set(changed)].filter((row) => row < shown.seen).sort(order);
    const come = yield* this.#coming(shown, old, seen);
    const gone = new Bits();
    for (const row of old) if (shown.members.has(row)) gone.add(row);
    const list = yield* this.#listWith(shown, gone, come, old.length > 0);
    // A row that changed meanwhile stood where it no more belonged, and others were placed by it.
    if (shown.sort && store.changesSince(mark)?.length !== 0) return yield* this.#takingIn();
    for (const row of gone) shown.members.delete(row);
    for (const row of come) shown.members.add(row);
    this.#isBroken = false;
    const next = { ...shown, ...list, seen, mark };
    if (come.length === 0 && list.count === shown.count) this.#shown = next;
    else this.#set(next);
    return true;
  }

  /** Rows that fit among those that changed and those that are new, in list order. */
  *#coming(shown: Shown, old: readonly number[], seen: number): Work<Uint32Array> {
    const fit = new Bits();
    let count = yield* shown.matcher.select(shown.seen, seen, fit);
    for (const row of old) count += yield* shown.matcher.select(row, row + 1, fit);
    const come = new Uint32Array(count);
    let filled = 0;
    for (const row of old) if (fit.has(row)) come[filled++] = row;
    for (let row = shown.seen; row < seen; row++) {
      if (fit.has(row)) come[filled++] = row;
      if (row % STEPS === 0) yield;
    }
    return come;
  }

  *#listWith(shown: Shown, gone: Bits, come: Uint32Array, isMixed: boolean): Work<RowList> {
    if (shown.sort === undefined && !isMixed) return appended(shown, come);
    const left = isMixed ? yield* without(shown, gone) : shown;
    if (come.length === 0) return left;
    const sorted = shown.sort ? yield* sortRows(this.store, come, shown.sort) : come;
    return yield* merged(left, sorted, rowOrder(this.store, shown.sequence, shown.sort));
  }

  #set(shown: Shown): void {
    this.#shown = shown;
    this.#version++;
  }

  *#finding(prefix: Buffer, from: number): Work<number | undefined> {
    const shown = this.#shown;
    if (shown === undefined || shown.count === 0) return undefined;
    const { addresses } = this.store.columns;
    const { rows, count } = shown;
    const start = Math.min(Math.max(0, from), count);
    for (let step = 0; step < count; step++) {
      const row = rows[(start + step) % count] ?? 0;
      if (addresses.startsWith(row, prefix)) return row;
      if (step % STEPS === STEPS - 1) yield;
    }
    return undefined;
  }
}

/** Another call has begun. */
class Superseded extends Error {}
