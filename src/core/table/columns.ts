/** Numbers and bits by the million, outside the heap, in chunks: growing never copies what is there. */

/** Elements of a chunk. */
export const CHUNK = 1 << 16;
const IN_CHUNK = CHUNK - 1;
const WORDS = CHUNK / 32;

type Numbers = Uint8Array | Uint32Array | Float64Array;

/** An array of numbers that grows at its end; what was never set is 0. */
export interface Column<T extends Numbers> {
  readonly bytes: number;
  get(at: number): number;
  set(at: number, value: number): void;
  /** Elements `index * CHUNK` and so on. */
  chunk(index: number): T;
}

/** A class for each kind of array: compiled code that sees one kind only is much faster. */
function columnsOf<T extends Numbers>(make: (length: number) => T): new () => Column<T> {
  return class {
    readonly #chunks: T[] = [];

    get bytes(): number {
      return this.#chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    }

    get(at: number): number {
      return this.#chunks[at >>> 16]?.[at & IN_CHUNK] ?? 0;
    }

    set(at: number, value: number): void {
      (this.#chunks[at >>> 16] ?? this.chunk(at >>> 16))[at & IN_CHUNK] = value;
    }

    chunk(index: number): T {
      while (this.#chunks.length <= index) this.#chunks.push(make(CHUNK));
      const chunk = this.#chunks[index];
      if (chunk === undefined) throw new RangeError(`There is no chunk ${index}.`);
      return chunk;
    }
  };
}

export const Uint32Column = columnsOf((length) => new Uint32Array(length));
export const Uint8Column = columnsOf((length) => new Uint8Array(length));
export const Float64Column = columnsOf((length) => new Float64Array(length));

/** A set of small numbers, a bit for each. */
export class Bits {
  readonly #chunks: (Uint32Array | undefined)[] = [];

  get bytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + (chunk?.byteLength ?? 0), 0);
  }

  /** One more than the number of the last chunk. */
  get chunks(): number {
    return this.#chunks.length;
  }

  has(at: number): boolean {
    const word = this.#chunks[at >>> 16]?.[(at & IN_CHUNK) >>> 5] ?? 0;
    return ((word >>> (at & 31)) & 1) === 1;
  }

  /** Whether it was not there. */
  add(at: number): boolean {
    const words = this.words(at >>> 16);
    const word = words[(at & IN_CHUNK) >>> 5] ?? 0;
    const bit = 1 << (at & 31);
    words[(at & IN_CHUNK) >>> 5] = word | bit;
    return (word & bit) === 0;
  }

  /** Whether it was there. */
  delete(at: number): boolean {
    if (!this.has(at)) return false;
    const words = this.words(at >>> 16);
    words[(at & IN_CHUNK) >>> 5] = (words[(at & IN_CHUNK) >>> 5] ?? 0) & ~(1 << (at & 31));
    return true;
  }

  /** How many are there; with other bits, how many are in both. */
  count(other?: Bits): number {
    let sum = 0;
    for (let chunk = 0; chunk < this.#chunks.length; chunk++) {
      const words = this.#chunks[chunk];
      const others = other === undefined ? words : other.#chunks[chunk];
      if (words === undefined || others === undefined) continue;
      for (let at = 0; at < WORDS; at++) sum += ones((words[at] ?? 0) & (others[at] ?? 0));
    }
    return sum;
  }

  /** Takes out those that fail a test. */
  retain(test: (at: number) => boolean): void {
    for (const [chunk, words] of this.#chunks.entries()) {
      if (words === undefined) continue;
      for (let at = 0; at < WORDS; at++) {
        for (let word = words[at] ?? 0; word !== 0; word &= word - 1) {
          const bit = word & -word;
          if (!test(chunk * CHUNK + at * 32 + 31 - Math.clz32(bit))) words[at] = (words[at] ?? 0) & ~bit;
        }
      }
    }
  }

  copy(): Bits {
    const copy = new Bits();
    for (const chunk of this.#chunks) copy.#chunks.push(chunk?.slice());
    return copy;
  }

  /** In ascending order. What is added or deleted meanwhile may be missed. */
  *[Symbol.iterator](): Generator<number, void, void> {
    for (const [chunk, words] of this.#chunks.entries()) {
      if (words === undefined) continue;
      for (let at = 0; at < WORDS; at++) {
        for (let word = words[at] ?? 0; word !== 0; word &= word - 1) {
          yield chunk * CHUNK + at * 32 + 31 - Math.clz32(word & -word);
        }
      }
    }
  }

  /** The bits of elements `index * CHUNK` and so on, 32 in a word. */
  words(index: number): Uint32Array {
    return (this.#chunks[index] ??= new Uint32Array(WORDS));
  }
}

function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
