/** How one list came: which rows in which segments, and what changes are newer than what is read. */
import { Bits } from './columns';
import { type Run, Runs } from './runs';

/** Rows that go unless they stay, those of other lists among them. */
export interface Leftovers {
  readonly runs: readonly Run[];
  readonly stays: (row: number) => boolean;
}

export class ListReading {
  /** The rows of the list in its order, once it was read to its end. */
  settled: Runs | undefined;
  #segments = new Map<number, Runs>();
  /** Rows that were changed since the reading began, or the last one ended. */
  #changed = new Set<number>();
  /** Keys of addresses that were removed since, and had no row. */
  #gone = new Set<string>();
  #isReading = true;
  /** The first reading of the list has met no row that was there already. */
  #isPlain = true;

  /** Begins anew. */
  begin(): void {
    this.#segments.clear();
    this.#changed.clear();
    this.#gone.clear();
    this.#isReading = true;
    this.#isPlain = false;
  }

  /** Takes note of a row that was read. */
  take(row: number, segment: number, isNew: boolean): void {
    let runs = this.#segments.get(segment);
    if (runs === undefined) this.#segments.set(segment, (runs = new Runs()));
    runs.add(row);
    this.#isPlain &&= isNew;
  }

  /** Whether what is read of a row is older than a change. */
  isOutdated(row: number): boolean {
    return this.#changed.size > 0 && this.#changed.has(row);
  }

  /** Whether an address that has no row was removed. */
  isGone(key: string): boolean {
    return this.#gone.size > 0 && this.#gone.has(key);
  }

  /** A walker brings entries: a reading begins if there is none. */
  continue(): void {
    if (!this.#isReading) this.begin();
  }

  /** Takes note of a row that was added, updated or removed. */
  change(row: number, key: string): void {
    this.#changed.add(row);
    this.#gone.delete(key);
  }

  /** Takes note of an address that was removed and has no row. */
  leaveOut(key: string): void {
    this.#gone.add(key);
  }

  /** Ends the reading: the list is these segments in this order. Returns which of all rows may be gone. */
  settle(segments: readonly number[], all: Run): Leftovers {
    const kept = new Set(segments);
    const leftovers = this.#isPlain ? this.#settlePlainly(kept) : this.#settleAll(kept, all);
    this.begin();
    this.#isReading = false;
    return leftovers;
  }

  /** No row is in two segments, and there are no others. */
  #settlePlainly(kept: ReadonlySet<number>): Leftovers {
    const runs = (segment: number) => [...(this.#segments.get(segment) ?? [])];
    this.settled = Runs.of([...kept].flatMap(runs));
    const changed = new Set(this.#changed);
    const dropped = [...this.#segments.keys()].filter((segment) => !kept.has(segment));
    return { runs: dropped.flatMap(runs), stays: (row) => changed.has(row) };
  }

  #settleAll(kept: ReadonlySet<number>, all: Run): Leftovers {
    const stay = new Bits();
    const settled = new Runs();
    for (const segment of kept) {
      for (const { first, count } of this.#segments.get(segment) ?? []) {
        for (let row = first; row < first + count; row++) if (stay.add(row)) settled.add(row);
      }
    }
    for (const row of this.#changed) stay.add(row);
    this.settled = settled;
    return { runs: [all], stays: (row) => stay.has(row) };
  }
}
