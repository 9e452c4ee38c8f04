/** Which texts of an arena hold another text, without regard to case. */
import type { Work } from './slices';
import type { TextArena, TextChunk } from './textArena';
import { END } from './textBytes';

/** After so many hits it is looked whether they are so frequent that calls into native code cost more than they save. */
const TRIAL = 64;
/** Bytes from hit to hit up to which they are frequent. */
const FREQUENT = 250;

/** Where hits are marked: that of a text `base` places before its number. */
export interface HitMarks {
  readonly bytes: Uint8Array;
  readonly base: number;
}

/** Marks by 1 each of the texts `from` up to but without `to` that holds the bytes. Returns how many do. */
export function* searchTexts(
  arena: TextArena,
  needle: Buffer,
  [from, to]: readonly [number, number],
  marks: HitMarks,
): Work<number> {
  let hits = 0;
  for (const chunk of arena.chunksFrom(from)) {
    if (chunk.first >= to) return hits;
    hits += new ChunkSearch(arena, chunk, needle, Math.max(from, chunk.first), to).run(marks);
    yield;
  }
  return hits;
}

class ChunkSearch {
  /** What is searched; ends with the last text. */
  readonly #bytes: Buffer;
  /** One more than the last text's number. */
  readonly #last: number;

  constructor(
    private readonly arena: TextArena,
    chunk: TextChunk,
    private readonly needle: Buffer,
    private id: number,
    to: number,
  ) {
    this.#last = lastOf(arena, chunk, id, to);
    this.#bytes = chunk.bytes.subarray(0, arena.endOf(this.#last - 1) + 1);
  }

  /** Returns the number of hits. */
  run({ bytes, base }: HitMarks): number {
    const first = this.arena.startOf(this.id);
    let hits = 0;
    while (this.id < this.#last) {
      const at = this.#bytes.indexOf(this.needle, this.arena.startOf(this.id));
      if (at < 0) return hits;
      this.#advance(at);
      bytes[this.id++ - base] = 1;
      hits++;
      if (hits % TRIAL === 0 && at - first < hits * FREQUENT) return hits + this.#scan(bytes, base);
    }
    return hits;
  }

  /** Goes on to the text that has a place. */
  #advance(at: number): void {
    const { arena } = this;
    let step = 1;
    let low = this.id;
    while (low + step < this.#last && arena.startOf(low + step) <= at) {
      low += step;
      step *= 2;
    }
    let high = Math.min(low + step, this.#last);
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (arena.startOf(middle) <= at) low = middle;
      else high = middle;
    }
    this.id = low;
  }

  /** Goes through the bytes one by one; each text ends with a byte that is in none. */
  #scan(marks: Uint8Array, base: number): number {
    const bytes = this.#bytes;
    const { arena, needle } = this;
    const last = this.#last;
    const first = needle[0];
    let hits = 0;
    let { id } = this;
    if (id >= last) return hits;
    for (let at = arena.startOf(id); id < last; at++) {
      const byte = bytes[at];
      if (byte === END) id++;
      else if (byte === first && holdsAt(bytes, needle, at)) {
        marks[id - base] = 1;
        hits++;
        if (++id < last) at = arena.startOf(id) - 1;
      }
    }
    return hits;
  }
}

/** Whether a needle, whose first byte fits, stands at a place. */
function holdsAt(bytes: Buffer, needle: Buffer, at: number): boolean {
  let same = 1;
  while (same < needle.length && bytes[at + same] === needle[same]) same++;
  return same === needle.length;
}

/** One more than the number of the last text of a chunk, and at most `to`. */
function lastOf(arena: TextArena, chunk: TextChunk, from: number, to: number): number {
  let low = from;
  let high = Math.min(to, arena.size);
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (arena.chunkOf(middle).first === chunk.first) low = middle;
    else high = middle;
  }
  return low + 1;
}
