/** A stretch of a list that one walker reads, from a divider to where the next stretch begins. */
import { linkSignals, type LinkedSignal } from '../../../mailgun/clock';

/**
 * `starting`: its first page has not come. `reading`. `linked`: it met the first entries of `next`. `ended`: it came to the end of the list.
 * `dropped`: of no use, as it was refused, was empty or began where another walker had been.
 */
export type SegmentState = 'starting' | 'reading' | 'linked' | 'ended' | 'dropped';

/** As many entries of a segment's first page are known to the others: so many may be deleted before they are met. */
export const FIRSTS = 50;

/** A segment as it is part of a list. */
export interface Part {
  readonly id: number;
  readonly isHead: boolean;
  /**
   * How many of its first entries are not: whoever reads the part before came by their place without meeting them. Either it has them,
   * and the segment began too early, or they came later.
   */
  readonly skip: number;
  /** Its entries, without those. */
  readonly records: number;
}

/** How many pages back the density of a segment is measured. */
const RECENT = 3;

export class Segment {
  state: SegmentState = 'starting';
  next: Segment | undefined;
  /** Which of the first entries of `next` it met. */
  met = 0;
  /** Whether everything it claimed has been handed over. */
  isDone = false;
  /** Entries that were handed over. */
  records = 0;
  /** Entries that were claimed. */
  count = 0;
  /** The first of them, by its address. */
  first = '';
  /** How many pages had come when it began that cannot be where it begins. */
  since = 0;
  /** How often a split of its stretch came to nothing. */
  failures = 0;
  /** Where the stretch before it ends, as far as is known: its divider, its first entry, or before that. */
  edge: string | undefined;
  readonly #link: LinkedSignal;
  /** Ends of the last pages, the oldest first, with the number of entries read up to there. */
  #marks: { readonly address: string; readonly count: number }[] = [];

  /** Without a divider it is the head of the list. */
  constructor(
    readonly id: number,
    readonly divider: string | undefined,
    signal: AbortSignal | undefined,
  ) {
    this.edge = divider;
    this.#link = linkSignals(signal);
  }

  get signal(): AbortSignal {
    return this.#link.signal;
  }

  get isHead(): boolean {
    return this.divider === undefined;
  }

  get isActive(): boolean {
    return this.state === 'starting' || this.state === 'reading';
  }

  /** The first address of what was read of late, or the divider. */
  get from(): string {
    return this.#marks[0]?.address ?? this.divider ?? '';
  }

  /** The last address read, or the divider. */
  get position(): string {
    return this.#marks.at(-1)?.address ?? this.divider ?? '';
  }

  /** Entries between `from` and `position`. */
  get recent(): number {
    return this.count - (this.#marks[0]?.count ?? 0);
  }

  /** Takes note of the entries of a page that were claimed. */
  advance(entries: readonly { readonly address: string }[]): void {
    const [first, last] = [entries[0]?.address, entries.at(-1)?.address];
    if (first === undefined || last === undefined) return;
    if (this.#marks.length === 0) {
      this.first = first;
      this.#marks.push({ address: first, count: 0 });
      this.edge = first;
    }
    this.count += entries.length;
    this.#marks.push({ address: last, count: this.count });
    if (this.#marks.length > RECENT + 1) this.#marks.shift();
  }

  /** Stops its requests. */
  stop(): void {
    this.#link.abort();
    this.#link.release();
  }
}
