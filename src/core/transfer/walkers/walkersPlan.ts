/** When an idle walker splits a stretch of the list, which one and where. Counts, so that there are never too many requests. */
import { AddressGuess } from './walkersGuess';
import type { Segment } from './walkersSegment';

/** A stretch with fewer pages left than this is left to its walker. */
const WORTH_SPLITTING = 4;
/** How many times as much as a walker has read may be left of its stretch, at most. A guess that says more is taken to be wrong. */
const FARTHEST = 8;
/** For each request that was of no use, so many walkers must be idle: what is left of them is for a stretch that turns out to be long. */
const THRIFT = 0.5;
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
  /** Answers that came, or were given up. */
  #answers = 0;
  /** Pages to let pass before it is worth looking again. */
  #patience = 0;

  constructor(private readonly walkers: number) {
    this.stage = walkers > 1 ? 'alone' : 'settled';
  }

  /** Segments whose first page has not come, but for the head. */
  get starting(): readonly Segment[] {
    return this.line.filter((segment) => segment.state === 'starting' && !segment.isHead);
  }

  /** Takes in a segment that begins. */
  add(segment: Segment, after?: Segment): void {
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

  /** Takes note that a request for a page has come to its end. */
  answered(): void {
    this.#answers++;
  }

  /** Learns from a page of a segment, before the segment takes note of it. */
  learn(segment: Segment, entries: readonly { readonly address: string }[]): void {
    if (this.stage === 'settled') return;
    const step = segment.count === 0 ? 1 : CHECK_EVERY;
    this.#pageSize ||= entries.length;
    this.#guess.learn(entries.filter((_entry, at) => at % LEARN_EVERY === 0).map(({ address }) => address));
    for (let at = 1; at < entries.length; at += step) {
      this.#guess.check(entries[at - 1]?.address ?? '', entries[at]?.address ?? '');
    }
    if (segment.position !== '') this.#guess.check(segment.position, entries[0]?.address ?? '');
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
    const idle = this.walkers - active;
    const lost = this.#lost();
    // Should all that is under way and the new one end badly: who meets another may have a page for nothing. So has, with one walker, who
    // comes to the end of the list; and the last address was a request.
    if (lost + active > 2 * this.walkers - 3 || idle <= lost * THRIFT) return false;
    const starting = this.starting.length;
    // What the new ones find makes the next guess better.
    return starting < active - starting + 2 || !this.#guess.isOrdered;
  }

  /** Pages that were asked for in vain so far, parts of pages included. */
  #lost(): number {
    return this.#answers - this.line.reduce((sum, { count }) => sum + count, 0) / this.#pageSize;
  }

  /** The split of the longest stretch that is left. */
  #choose(): Split | undefined {
    // At first by place alone; later a stretch goes by what its own walker found.
    const overall = this.line.length < this.walkers ? this.#overallDensity() : undefined;
    const stretches: Stretch[] = [];
    for (const [index, after] of this.line.entries()) {
      if (!after.isActive) continue;
      const to = this.line[index + 1]?.edge ?? this.#last;
      const from = this.#guess.place(after.position);
      const span = this.#guess.place(to) - from;
      const { entries, half } =
        overall === undefined ? this.#left(after, span) : { entries: span * overall, half: 0.5 };
      if (entries > WORTH_SPLITTING * this.#pageSize)
        stretches.push({ after, to, entries, middle: from + span * half });
    }
    for (const { after, to, middle } of stretches.sort((a, b) => b.entries - a.entries)) {
      const divider = this.#guess.textAt(middle, after.position, to);
      if (divider !== undefined) return { after, divider };
    }
    return undefined;
  }

  /** How many entries may be left of a segment's stretch, and behind which part of it half of them are. */
  #left(
    { count, failures, first, position, recent, from }: Segment,
    span: number,
  ): Pick<Stretch, 'entries'> & { half: number } {
    if (count === 0) return { entries: 0, half: 0 };
    const place = this.#guess.place(position);
    const [lately, always] = [recent / (place - this.#guess.place(from)), count / (place - this.#guess.place(first))];
    const most = (count * FARTHEST) / 2 ** failures;
    // Each of the three is often wrong by far: who has read much without an end is likely to have as much before it.
    const guessed = Math.cbrt(lately * span * always * span * count) / 2 ** failures;
    return { entries: Math.min(guessed, most), half: Math.min(1, most / (lately * span)) / 2 };
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
