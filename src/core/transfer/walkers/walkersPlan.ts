/** When an idle walker splits a stretch of the list, which one and where. Counts, so that there are never too many requests. */
import { AddressGuess } from './walkersGuess';
import type { Segment } from './walkersSegment';

/** A stretch with fewer pages left than this is left to its walker. */
const WORTH_SPLITTING = 4;
/** How many times as much as a walker has read may be left of its stretch, at most. A guess that says more is taken to be wrong. */
const FARTHEST = 8;
/** Behind a segment's first page, one in so many neighbours is held against the guessed order. */
const CHECK_EVERY = 20;
/** One in so many addresses goes into the guess. */
const LEARN_EVERY = 20;

/** A new segment: behind which one it begins, and at which divider. */
export interface Split {
  readonly after: Segment;
  readonly divider: string;
}

interface Stretch {
  readonly after: Segment;
  readonly to: string;
  /** Guessed. */
  readonly entries: number;
  /** Where half of them are passed. */
  readonly middle: number;
}

/** `alone`: only the head is read. `asking` for the last address. `parting`: there may be splits. `settled`: there are no more. */
type Stage = 'alone' | 'asking' | 'parting' | 'settled';

export class SplitPlan {
  stage: Stage;
  /** Segments in guessed order, without those dropped. */
  readonly line: Segment[] = [];
  readonly #guess = new AddressGuess();
  #last = '';
  #pageSize = 0;
  #created = 0;
  /** Pages to let pass before it is worth looking again. */
  #patience = 0;

  /** As many segments as there may be, the head left out. */
  readonly #most: number;

  constructor(private readonly walkers: number) {
    this.#most = 2 * walkers - 2;
    this.stage = walkers > 1 ? 'alone' : 'settled';
  }

  /** Segments whose first page has not come, but for the head. */
  get starting(): readonly Segment[] {
    return this.line.filter((segment) => segment.state === 'starting' && !segment.isHead);
  }

  /** Takes in a segment that begins. */
  add(segment: Segment, after?: Segment): void {
    this.#created++;
    this.line.splice(after ? this.line.indexOf(after) + 1 : 0, 0, segment);
  }

  /** Takes out a segment that was of no use; `isVoid` where there was nothing between its divider and the stretch behind it. */
  drop(segment: Segment, isVoid: boolean): void {
    const at = this.line.indexOf(segment);
    this.line.splice(at, 1);
    const [before, follower, divider] = [this.line[at - 1], this.line[at], segment.divider ?? ''];
    if (before) before.failures++;
    if (!isVoid) return;
    if (follower) follower.edge = divider;
    else this.#last = divider;
  }

  /** Learns from a page of a segment, before the segment takes note of it. */
  learn(segment: Segment, addresses: readonly string[]): void {
    if (this.stage === 'settled') return;
    const isFirst = segment.count === 0;
    this.#pageSize ||= addresses.length;
    this.#guess.learn(addresses.filter((_address, at) => at % LEARN_EVERY === 0));
    for (let at = 1; at < addresses.length; at += isFirst ? 1 : CHECK_EVERY) {
      this.#guess.check(addresses[at - 1] ?? '', addresses[at] ?? '');
    }
    if (segment.position !== '') this.#guess.check(segment.position, addresses[0] ?? '');
  }

  /** Whether to ask for the last address now: with a second page that is full, the list is long enough. */
  mustAsk(): boolean {
    const [head] = this.line;
    return this.stage === 'alone' && head?.state === 'reading' && head.count > this.#pageSize;
  }

  /** Begins to split, given the first and the last address of the list. */
  begin(first: string, last: string): void {
    this.#last = last;
    this.#guess.span(first, last);
    this.stage = 'parting';
  }

  /** The next split, to be added before asking again; undefined when there is none for now. */
  next(): Split | undefined {
    if (this.stage !== 'parting' || this.#patience-- > 0) return undefined;
    if (this.#created >= this.#most) {
      this.stage = 'settled';
      return undefined;
    }
    const split = this.#maySplit() ? this.#choose() : undefined;
    if (split !== undefined) {
      this.#patience = 0;
      return split;
    }
    this.#patience = this.line.length / 2;
    // In an order of its own, a later divider could lead to what was read long ago: the first ones are all.
    if (!this.#guess.isOrdered) this.stage = 'settled';
    return undefined;
  }

  #maySplit(): boolean {
    const active = this.line.filter((segment) => segment.isActive).length;
    const [idle, left] = [this.walkers - active, this.#most - this.#created];
    // The fewer are left, the more walkers must be idle: some are kept for a stretch that turns out to be much longer than the others.
    if (idle <= 0 || left <= 0 || idle <= this.#created - this.walkers) return false;
    const starting = this.starting.length;
    // What the new ones find makes the next guess better.
    return starting < active - starting + 2 || !this.#guess.isOrdered;
  }

  /** The split of the longest stretch that is left. */
  #choose(): Split | undefined {
    // At first by place alone; later a stretch goes by what its own walker found.
    const overall = this.#created < this.walkers ? this.#overallDensity() : undefined;
    const stretches: Stretch[] = [];
    for (const [index, after] of this.line.entries()) {
      if (!after.isActive) continue;
      const to = this.line[index + 1]?.edge ?? this.#last;
      const from = this.#guess.place(after.position);
      const density = overall ?? this.#densityOf(after);
      const most = overall === undefined ? (after.count * FARTHEST) / 2 ** after.failures : Infinity;
      const entries = Math.min((this.#guess.place(to) - from) * density, most);
      if (entries > WORTH_SPLITTING * this.#pageSize) {
        stretches.push({ after, to, entries, middle: from + entries / 2 / density });
      }
    }
    for (const { after, to, middle } of stretches.sort((a, b) => b.entries - a.entries)) {
      const divider = this.#guess.textAt(middle, after.position, to);
      if (divider !== undefined) return { after, divider };
    }
    return undefined;
  }

  /** Entries per unit of place, as a segment was measured of late. */
  #densityOf(segment: Segment): number {
    const span = this.#spanOf(segment);
    return span > 0 ? segment.recent / span : 0;
  }

  /** Entries per unit of place, as all segments were measured. */
  #overallDensity(): number {
    const span = this.line.reduce((sum, segment) => sum + Math.max(0, this.#spanOf(segment)), 0);
    return span > 0 ? this.line.reduce((sum, segment) => sum + segment.recent, 0) / span : 0;
  }

  #spanOf(segment: Segment): number {
    return segment.recent > 0 ? this.#guess.place(segment.position) - this.#guess.place(segment.from) : 0;
  }
}
