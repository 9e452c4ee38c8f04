/** Which texts of an arena hold another text, without regard to case. */
import type { Work } from './slices';
import type { TextArena, TextChunk } from './textArena';

/** After so many hits it is looked whether they are so frequent that calls into native code cost more than they save. */
const TRIAL = 64;
/** Bytes from hit to hit up to which they are frequent. */
const FREQUENT = 1000;
/** So many bytes tell which of the needle's is the rarest. */
const SAMPLE = 1024;

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
  /** The same, four at a time; there may be more behind the end. */
  readonly #words: Uint32Array;
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
    const { buffer, byteOffset } = chunk.bytes;
    this.#words = new Uint32Array(buffer, byteOffset, Math.ceil(this.#bytes.length / 4));
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

  /** Goes through the bytes four at a time for the rarest of the needle's. */
  #scan(marks: Uint8Array, base: number): number {
    const { arena, needle } = this;
    const words = this.#words;
    if (this.id >= this.#last) return 0;
    const offset = rarest(needle, this.#bytes, arena.startOf(this.id));
    const four = Math.imul(needle[offset] ?? 0, 0x01010101);
    let from = arena.startOf(this.id) + offset;
    let hits = 0;
    for (let word = from >>> 2; word < words.length; word++) {
      const unlike = (words[word] ?? 0) ^ four;
      // A byte is zero only where this leaves its highest bit.
      const zeros = (unlike - 0x01010101) & ~unlike & 0x80808080;
      if (zeros === 0) continue;
      const at = this.#hitIn(zeros, word * 4 - offset, from - offset);
      if (at < 0) continue;
      this.#advance(at);
      marks[this.id++ - base] = 1;
      hits++;
      if (this.id >= this.#last) return hits;
      from = arena.startOf(this.id) + offset;
      word = (from >>> 2) - 1;
    }
    return hits;
  }

  /**
   * Where the needle stands, not before `from`: at `first` or up to three places on, where the highest bits of the bytes of `places` are set.
   * The lowest byte is the first, as on every machine that VS Code runs on. Negative where it does not.
   */
  #hitIn(places: number, first: number, from: number): number {
    const bytes = this.#bytes;
    const { needle } = this;
    for (let left = places; left !== 0; left &= left - 1) {
      const at = first + ((31 - Math.clz32(left & -left)) >>> 3);
      if (at >= from && holdsAt(bytes, needle, at)) return at;
    }
    return -1;
  }
}

/** Which byte of a needle is the rarest in a sample of the bytes. */
function rarest(needle: Buffer, bytes: Buffer, from: number): number {
  const counts = new Uint16Array(256);
  const to = Math.min(from + SAMPLE, bytes.length);
  for (let at = from; at < to; at++) counts[bytes[at] ?? 0] = (counts[bytes[at] ?? 0] ?? 0) + 1;
  const countAt = (at: number): number => counts[needle[at] ?? 0] ?? 0;
  let best = 0;
  for (let at = 1; at < needle.length; at++) if (countAt(at) < countAt(best)) best = at;
  return best;
}

/** Whether a needle stands at a place. */
function holdsAt(bytes: Buffer, needle: Buffer, at: number): boolean {
  let same = 0;
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
