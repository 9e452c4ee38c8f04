/** Addresses against lists: what is known of each address on each list, as it comes to be known. Compact, for thousands by hundreds. */
import type { ListName } from '../../mailgun/lists';
import { LIST_NAMES } from '../../mailgun/lists';
import type { Entry } from '../../mailgun/records';
import { addressKey, domainOf } from '../addressSyntax';
import type { ErrorText } from '../errorText';
import { groupBy } from '../groupBy';
import type { EntryRef, ListRef } from '../refs';
import type { CellState } from './matrixTypes';

const STATES: readonly CellState[] = ['waiting', 'clear', 'listed', 'deleted', 'failed', 'notAsked'];

const [WAITING, LISTED, FAILED, NOT_ASKED] = (['waiting', 'listed', 'failed', 'notAsked'] as const).map((state) =>
  STATES.indexOf(state),
);

/** An entry in a cell. On the allowlist there may be two: the address, and its domain. */
export interface CellEntry {
  readonly entry: Entry;
  readonly deleted: boolean;
}

/** How many of some cells are in each state. */
export type Tally = Readonly<Record<CellState, number>>;

/** One list of one domain of one account: a column. */
interface Place extends ListRef {
  readonly cells: Uint8Array;
  readonly tally: Uint32Array;
}

export class Matrix {
  /** Each address once, in the order and spelling given. */
  readonly addresses: readonly string[];
  /** Grows with every change. */
  version = 0;
  readonly #rows: ReadonlyMap<string, number>;
  #byDomain: ReadonlyMap<string, readonly number[]> | undefined;
  readonly #places: Place[] = [];
  readonly #placeIndex = new Map<string, number>();
  readonly #found = new Map<number, readonly CellEntry[]>();
  readonly #problems = new Map<number, ErrorText>();
  readonly #problemCounts: number[] = [];
  /** Of each row, how many cells are in each state, and how many are listed on each list. */
  readonly #rowTallies: Uint32Array;
  readonly #rowLists: Uint32Array;
  readonly #listCounts = new Uint32Array(LIST_NAMES.length);
  readonly #tally = new Uint32Array(STATES.length);
  #listedRows = 0;

  constructor(addresses: readonly string[]) {
    const rows = new Map<string, number>();
    const distinct: string[] = [];
    for (const address of addresses) {
      const key = addressKey(address);
      if (rows.has(key)) continue;
      rows.set(key, distinct.length);
      distinct.push(address);
    }
    this.addresses = distinct;
    this.#rows = rows;
    this.#rowTallies = new Uint32Array(distinct.length * STATES.length);
    this.#rowLists = new Uint32Array(distinct.length * LIST_NAMES.length);
  }

  /** The columns, in the order in which they were added. */
  get places(): readonly ListRef[] {
    return this.#places;
  }

  /** Adds a column, unless it is there; its index. */
  addPlace({ accountId, domain, list }: ListRef): number {
    const key = placeKey({ accountId, domain, list });
    const known = this.#placeIndex.get(key);
    if (known !== undefined) return known;
    const count = this.addresses.length;
    const tally = new Uint32Array(STATES.length);
    tally[0] = count;
    this.#tally[0] = (this.#tally[0] ?? 0) + count;
    for (let row = 0; row < count; row += 1) bump(this.#rowTallies, row * STATES.length, 1);
    this.#placeIndex.set(key, this.#places.length);
    this.version += 1;
    return this.#places.push({ accountId, domain, list, cells: new Uint8Array(count), tally }) - 1;
  }

  /** Forgets every answer: all cells wait. Each column stays where it is. */
  forget(): void {
    const rows = this.addresses.length;
    const places = this.#places.length;
    for (const { cells, tally } of this.#places) {
      cells.fill(0);
      tally.fill(0).fill(rows, 0, 1);
    }
    this.#tally.fill(0).fill(rows * places, 0, 1);
    for (const counts of [this.#rowTallies, this.#rowLists, this.#listCounts]) counts.fill(0);
    for (let row = 0; row < rows; row += 1) this.#rowTallies[row * STATES.length] = places;
    this.#listedRows = 0;
    this.#found.clear();
    this.#problems.clear();
    this.#problemCounts.length = 0;
    this.version += 1;
  }

  /** The column of a list; undefined when it is none. */
  placeOf(ref: ListRef): number | undefined {
    return this.#placeIndex.get(placeKey(ref));
  }

  /** The row of an address. */
  rowOf(address: string): number | undefined {
    return this.#rows.get(addressKey(address));
  }

  /** The rows that an entry speaks of: that of its address, or on the allowlist all at its domain. */
  rowsOf(list: ListName, address: string): readonly number[] {
    const row = this.rowOf(address);
    const own = row === undefined ? [] : [row];
    if (list !== 'allowlist' || address.includes('@')) return own;
    this.#byDomain ??= groupBy(this.addresses.keys(), (index) => domainOf(this.addresses[index] ?? ''));
    return [...new Set([...own, ...(this.#byDomain.get(addressKey(address)) ?? [])])];
  }

  state(place: number, row: number): CellState {
    return STATES[this.#places[place]?.cells[row] ?? 0] ?? 'waiting';
  }

  /** What stands, or stood, on the list. */
  entries(place: number, row: number): readonly CellEntry[] {
    return this.#found.get(this.#cell(place, row)) ?? [];
  }

  /** Why a cell failed. */
  problem(place: number, row: number): ErrorText | undefined {
    return this.#problems.get(this.#cell(place, row));
  }

  /** How many cells of a column could not be asked, or not in full. */
  problemCount(place: number): number {
    return this.#problemCounts[place] ?? 0;
  }

  /** Notes that a cell is to be asked, was answered without an entry, or will not be answered. What was found in it stays known. */
  mark(place: number, row: number, state: 'waiting' | 'clear' | 'notAsked'): void {
    this.#setProblem(place, row, undefined);
    if (state === 'clear') return this.#answer(place, row, []);
    this.#set(place, row, state);
  }

  /** Notes that an entry stands on the list. */
  found(place: number, row: number, entry: Entry): void {
    const others = this.entries(place, row).filter(({ entry: other }) => !isSame(other.address, entry.address));
    const problem = this.problem(place, row);
    this.#answer(place, row, [...others, { entry, deleted: false }]);
    this.#setProblem(place, row, problem);
  }

  /** Notes that nothing stands on the list but these: what was found before and is not among them was deleted meanwhile. */
  answered(place: number, row: number, entries: readonly Entry[]): void {
    const gone = this.entries(place, row).filter(
      ({ entry }) => !entries.some((now) => isSame(now.address, entry.address)),
    );
    const now = entries.map((entry) => ({ entry, deleted: false }));
    this.#answer(place, row, [...gone.map(({ entry }) => ({ entry, deleted: true })), ...now]);
  }

  /** Notes why a cell could not be asked, or not in full: what stands there stands there. */
  failed(place: number, row: number, problem: ErrorText): void {
    this.#setProblem(place, row, problem);
    this.#set(place, row, this.state(place, row) === 'listed' ? 'listed' : 'failed');
  }

  /** Takes in that an entry was deleted (null) or written, by whomever. */
  changed(ref: EntryRef, after: Entry | null): void {
    const place = this.placeOf(ref);
    if (place === undefined) return;
    for (const row of this.rowsOf(ref.list, ref.address)) {
      if (after !== null) {
        this.found(place, row, after);
        continue;
      }
      const before = this.entries(place, row);
      if (!before.some(({ entry }) => isSame(entry.address, ref.address))) continue;
      const mine = before.map((one) => (isSame(one.entry.address, ref.address) ? { ...one, deleted: true } : one));
      this.#answer(place, row, mine);
    }
  }

  /** How many cells of a row are in each state. */
  rowTally(row: number): Tally {
    return tallyAt(this.#rowTallies, row * STATES.length);
  }

  placeTally(place: number): Tally {
    return tallyAt(this.#places[place]?.tally ?? new Uint32Array(STATES.length), 0);
  }

  /** How many of all cells are in each state. */
  get tally(): Tally {
    return tallyAt(this.#tally, 0);
  }

  /** On how many domains a row's address stands on a list. */
  listedOn(row: number, list: ListName): number {
    return this.#rowLists[row * LIST_NAMES.length + LIST_NAMES.indexOf(list)] ?? 0;
  }

  /** How many addresses stand on a list of at least one domain. */
  countOn(list: ListName): number {
    return this.#listCounts[LIST_NAMES.indexOf(list)] ?? 0;
  }

  /** How many addresses stand on at least one list. */
  get listedRows(): number {
    return this.#listedRows;
  }

  /** The rows of a column that have no answer, or not a whole one. */
  openRows(place: number): number[] {
    const rows: number[] = [];
    this.#places[place]?.cells.forEach((state, row) => {
      const isOpen = state === WAITING || state === FAILED || state === NOT_ASKED;
      if (isOpen || this.problem(place, row) !== undefined) rows.push(row);
    });
    return rows;
  }

  #cell(place: number, row: number): number {
    return place * this.addresses.length + row;
  }

  #answer(place: number, row: number, entries: readonly CellEntry[]): void {
    const cell = this.#cell(place, row);
    this.#setProblem(place, row, undefined);
    if (entries.length === 0) this.#found.delete(cell);
    else this.#found.set(cell, entries);
    const stands = entries.some(({ deleted }) => !deleted);
    this.#set(place, row, entries.length === 0 ? 'clear' : stands ? 'listed' : 'deleted');
  }

  #setProblem(place: number, row: number, problem: ErrorText | undefined): void {
    const cell = this.#cell(place, row);
    const change = Number(problem !== undefined) - Number(this.#problems.has(cell));
    this.#problemCounts[place] = this.problemCount(place) + change;
    if (problem === undefined) this.#problems.delete(cell);
    else this.#problems.set(cell, problem);
  }

  #set(place: number, row: number, state: CellState): void {
    const column = this.#places[place];
    if (column === undefined || row < 0 || row >= this.addresses.length) return;
    this.version += 1;
    const before = column.cells[row] ?? 0;
    const after = STATES.indexOf(state);
    if (before === after) return;
    column.cells[row] = after;
    for (const [tally, offset] of [
      [column.tally, 0],
      [this.#tally, 0],
      [this.#rowTallies, row * STATES.length],
    ] as const) {
      bump(tally, offset + before, -1);
      bump(tally, offset + after, 1);
    }
    const change = Number(after === LISTED) - Number(before === LISTED);
    const { listed } = this.rowTally(row);
    if (change !== 0 && listed === Number(change > 0)) this.#listedRows += change;
    this.#countList(column.list, row, change);
  }

  #countList(list: ListName, row: number, change: number): void {
    if (change === 0) return;
    const index = LIST_NAMES.indexOf(list);
    const at = row * LIST_NAMES.length + index;
    bump(this.#rowLists, at, change);
    const now = this.#rowLists[at] ?? 0;
    if (now === 0) bump(this.#listCounts, index, -1);
    else if (now === 1 && change > 0) bump(this.#listCounts, index, 1);
  }
}

function bump(counts: Uint32Array, at: number, change: number): void {
  counts[at] = (counts[at] ?? 0) + change;
}

function tallyAt(counts: Uint32Array, offset: number): Tally {
  const [waiting = 0, clear = 0, listed = 0, deleted = 0, failed = 0, notAsked = 0] = counts.subarray(
    offset,
    offset + STATES.length,
  );
  return { waiting, clear, listed, deleted, failed, notAsked };
}

function isSame(a: string, b: string): boolean {
  return addressKey(a) === addressKey(b);
}

function placeKey({ accountId, domain, list }: ListRef): string {
  return JSON.stringify([accountId, domain.toLowerCase(), list]);
}
