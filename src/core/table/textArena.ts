/** Texts by the million outside the heap, ready to be searched and compared without regard to case. */
import { Uint32Column } from './columns';
import type { StagedText } from './stagedText';
import { clearBit, END, hasBit, readText, setBit, textBytes, unitBytes, upperUnit, writeText } from './textBytes';

/** Bytes of a chunk; a longer text has one to itself. */
const SIZE_BITS = 18;
const SIZE = 1 << SIZE_BITS;
const MOST_CHUNKS = 2 ** (32 - SIZE_BITS);

/** A stretch of memory with texts one after the other, each ended by a byte that is in none. */
export interface TextChunk {
  readonly bytes: Buffer;
  /** Number of the first text. */
  readonly first: number;
  /** Where the last text ends. */
  readonly end: number;
}

interface Chunk extends TextChunk {
  end: number;
  /** Marks the first byte of each unit that was in upper case; made when the first comes. */
  upper: Uint8Array | undefined;
}

/**
 * Texts numbered from 0 as they come. Kept in lower case, with a bit for each unit that was not; a text that does not follow from these, such
 * as one with `İ` or `ẞ`, is kept as it is, too.
 */
export class TextArena {
  readonly #chunks: Chunk[] = [];
  /** The memory of the chunks. */
  readonly #bytes: Buffer[] = [];
  /** Chunk and place in it. */
  readonly #starts = new Uint32Column();
  #size = 0;
  /** Numbers of texts kept as they are, in `#plain`. */
  readonly #odd = new Map<number, number>();
  #plain: TextArena | undefined;

  constructor(private readonly folds = true) {}

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    const texts = this.#chunks.reduce((sum, { bytes, upper }) => sum + bytes.length + (upper?.length ?? 0), 0);
    return texts + this.#starts.bytes + (this.#plain?.bytes ?? 0);
  }

  /** Takes a text, and returns its number. */
  add(text: string): number {
    const id = this.#size;
    const chunk = this.#room(text);
    const start = chunk.end;
    // ASCII is by far the most frequent, and takes as many bytes as units.
    const isAscii = chunk.bytes.write(text, start) === text.length;
    const end = isAscii ? start + text.length : this.#write(text, chunk, start);
    chunk.bytes[end] = END;
    chunk.end = end + 1;
    this.#starts.set(id, (this.#chunks.length - 1) * SIZE + start);
    this.#size++;
    if (this.folds) {
      if (isAscii) foldAscii(chunk, start, end);
      else this.#spell(id, chunk, start, text);
    }
    return id;
  }

  /** Another spelling of a text, the same in lower case. */
  respell(id: number, text: string): void {
    const chunk = this.chunkOf(id);
    const start = this.startOf(id);
    const end = this.endOf(id);
    this.#odd.delete(id);
    if (chunk.upper) for (let at = start; at < end; at++) clearBit(chunk.upper, at);
    this.#spell(id, chunk, start, text);
  }

  /** The text as it was given. */
  get(id: number): string {
    const odd = this.#odd.size > 0 ? this.#odd.get(id) : undefined;
    if (odd !== undefined) return this.#plain?.get(odd) ?? '';
    const chunk = this.chunkOf(id);
    return readText(chunk.bytes, this.startOf(id), this.endOf(id), chunk.upper);
  }

  /** The text in lower case. */
  lower(id: number): string {
    return readText(this.chunkOf(id).bytes, this.startOf(id), this.endOf(id), undefined);
  }

  /** Whether this is the text with that number. */
  is(id: number, { text, bytes: given, length, isAscii }: StagedText): boolean {
    if (!isAscii || this.#odd.size > 0) return this.get(id) === text;
    const { bytes, upper } = this.chunkOf(id);
    const start = this.startOf(id);
    if (bytes[start + length] !== END) return false;
    for (let at = 0; at < length; at++) {
      const byte = given[at] ?? 0;
      const isUpper = byte >= 65 && byte <= 90;
      if (bytes[start + at] !== (isUpper ? byte + 32 : byte)) return false;
      if (upper === undefined ? isUpper : hasBit(upper, start + at) !== isUpper) return false;
    }
    return true;
  }

  /** Whether the text with that number is this one in lower case. */
  isLower(id: number, { bytes: given, length }: StagedText): boolean {
    const { bytes } = this.chunkOf(id);
    const start = this.startOf(id);
    if (bytes[start + length] !== END) return false;
    for (let at = 0; at < length; at++) if (bytes[start + at] !== given[at]) return false;
    return true;
  }

  /** Whether the text in lower case begins with these bytes. */
  startsWith(id: number, prefix: Buffer): boolean {
    const { bytes } = this.chunkOf(id);
    const start = this.startOf(id);
    for (let at = 0; at < prefix.length; at++) if (bytes[start + at] !== prefix[at]) return false;
    return true;
  }

  /** The order of two texts in lower case, by UTF-16 units; the first `skip` bytes are known to be the same. */
  compare(a: number, b: number, skip = 0): number {
    const left = this.chunkOf(a).bytes;
    const right = this.chunkOf(b).bytes;
    let i = this.startOf(a) + skip;
    let j = this.startOf(b) + skip;
    for (; ; i++, j++) {
      const x = left[i] ?? END;
      const y = right[j] ?? END;
      if (x !== y) return x === END ? -1 : y === END ? 1 : x - y;
      if (x === END) return 0;
    }
  }

  /** How many bytes two texts have in common in lower case, from a byte on. */
  common(a: number, b: number, skip: number): number {
    const left = this.chunkOf(a).bytes;
    const right = this.chunkOf(b).bytes;
    let i = this.startOf(a) + skip;
    let j = this.startOf(b) + skip;
    const from = i;
    for (; left[i] === right[j] && left[i] !== END; i++) j++;
    return i - from;
  }

  /**
   * Six bytes of the text in lower case as a number that sorts as they do. Its last digit (of base 256) is 0 where the text is over by then.
   */
  key(id: number, skip: number): number {
    const place = this.#starts.get(id);
    const bytes = this.#bytes[place >>> SIZE_BITS];
    if (bytes === undefined) return 0;
    let at = (place & (SIZE - 1)) + skip;
    let [high, low] = [0, 0];
    for (let digit = 0; digit < 3; digit++) {
      const byte = bytes[at++] ?? END;
      if (byte === END) return (high << (8 * (3 - digit))) * 0x1000000;
      high = (high << 8) | (byte + 1);
    }
    for (let digit = 0; digit < 3; digit++) {
      const byte = bytes[at++] ?? END;
      if (byte === END) return high * 0x1000000 + (low << (8 * (3 - digit)));
      low = (low << 8) | (byte + 1);
    }
    return high * 0x1000000 + low;
  }

  /** The chunks from that of a text on. */
  *chunksFrom(id: number): Generator<TextChunk, void, void> {
    if (id >= this.#size) return;
    for (let at = this.#starts.get(id) >>> SIZE_BITS; at < this.#chunks.length; at++) {
      const chunk = this.#chunks[at];
      if (chunk) yield chunk;
    }
  }

  chunkOf(id: number): Chunk {
    const chunk = this.#chunks[this.#starts.get(id) >>> SIZE_BITS];
    if (chunk === undefined) throw new RangeError(`There is no text ${id}.`);
    return chunk;
  }

  /** Where a text starts in its chunk. */
  startOf(id: number): number {
    return this.#starts.get(id) & (SIZE - 1);
  }

  /** Where a text ends in its chunk. */
  endOf(id: number): number {
    const start = this.#starts.get(id);
    const next = id + 1 < this.#size ? this.#starts.get(id + 1) : 0;
    if (next >>> SIZE_BITS === start >>> SIZE_BITS && next > start) return (next & (SIZE - 1)) - 1;
    return this.chunkOf(id).end - 1;
  }

  /** A chunk with room for a text at its end. */
  #room(text: string): Chunk {
    const last = this.#chunks.at(-1);
    // Three bytes is the most that a unit can take, in lower case too but for one of two units.
    if (last && last.end + text.length * 4 < SIZE) return last;
    const needed = Math.max(textBytes(this.folds ? text.toLowerCase() : text), Buffer.byteLength(text)) + 1;
    if (last && last.end + needed <= SIZE) return last;
    if (this.#chunks.length === MOST_CHUNKS) throw new RangeError('There is no room for more text.');
    // Whole words: the search reads four bytes at a time.
    const bytes = Buffer.allocUnsafeSlow(Math.max(SIZE, Math.ceil(needed / 4) * 4));
    const chunk: Chunk = { bytes, first: this.#size, end: 0, upper: undefined };
    this.#chunks.push(chunk);
    this.#bytes.push(bytes);
    return chunk;
  }

  #write(text: string, { bytes }: Chunk, start: number): number {
    return writeText(this.folds ? text.toLowerCase() : text, bytes, start);
  }

  /** Notes how a text differs from its lower case. */
  #spell(id: number, chunk: Chunk, start: number, text: string): void {
    const lower = text.toLowerCase();
    if (lower === text) return;
    const upper = upperOf(chunk);
    let at = start;
    let follows = text.length === lower.length;
    for (let index = 0; follows && index < lower.length; index++) {
      const unit = lower.charCodeAt(index);
      const given = text.charCodeAt(index);
      if (given !== unit) {
        setBit(upper, at);
        follows = upperUnit(unit) === given;
      }
      at += unitBytes(unit);
    }
    if (!follows) this.#odd.set(id, (this.#plain ??= new TextArena(false)).add(text));
  }
}

/** Turns ASCII into lower case where it stands. */
function foldAscii(chunk: Chunk, start: number, end: number): void {
  const { bytes } = chunk;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 65 || byte > 90) continue;
    bytes[at] = byte + 32;
    setBit(upperOf(chunk), at);
  }
}

function upperOf(chunk: Chunk): Uint8Array {
  return (chunk.upper ??= new Uint8Array(Math.ceil(chunk.bytes.length / 8)));
}
