/** Which of millions of entries have been seen, and whether they were the same: hashes in typed arrays instead of texts. */
import type { Entry } from '../../mailgun/records';

/** How an entry compares to what is known of its address. */
export type Seen = 'new' | 'same' | 'differs';

const SHARDS = 64;
const FIRST_SLOTS = 256;
/** Fuller, a look-up would take long: here it looks at a hundred slots, side by side; growing by a quarter, a shard is never emptier than 0.74. */
const FULLEST = 0.93;
const GROWTH = 1.25;
/** How full a shard is to be when all expected keys are in it. */
const USUAL = 0.88;

/**
 * A map from 62-bit hashes of keys to 32-bit hashes of contents. A million keys take less than 16 MB (10 MB without contents), and
 * growing takes a sixty-fourth of that for a moment. Two different keys of a million are taken for one with a probability of
 * 1 : 9 000 000.
 */
export class Fingerprints {
  readonly #shards: Shard[];
  readonly #hash = new Hash();

  /** `expected` keys, or a few more, are taken in without growing: what is outgrown is there until the engine looks for garbage. */
  constructor(expected = 0) {
    const slots = Math.max(FIRST_SLOTS, Math.ceil(expected / SHARDS / USUAL));
    this.#shards = Array.from({ length: SHARDS }, () => new Shard(emptyTable(slots)));
  }

  /** A 32-bit hash of a text. */
  static hash(text: string): number {
    return shared.of(text).low;
  }

  /** How many keys there are. */
  get size(): number {
    return this.#shards.reduce((sum, shard) => sum + shard.size, 0);
  }

  /** Memory taken by the tables, in bytes. */
  get bytes(): number {
    return this.#shards.reduce((sum, shard) => sum + shard.bytes, 0);
  }

  /**
   * Takes a key and, if given, its content. `new`: it was not there. `same`: it was, with an equal content or where either has none.
   * `differs`: with another content; the first content stays.
   */
  add(key: string, content?: string): Seen {
    return this.#shardOf(this.#hash.of(key)).add(this.#hash.high, this.#hash.low, contentHash(content, this.#hash));
  }

  /** As `add`, but takes nothing. */
  compare(key: string, content?: string): Seen {
    return this.#shardOf(this.#hash.of(key)).compare(this.#hash.high, this.#hash.low, contentHash(content, this.#hash));
  }

  has(key: string): boolean {
    return this.compare(key) !== 'new';
  }

  /** As `add`, for the key that bytes of ASCII are in small letters. */
  addAscii(bytes: Uint8Array, from: number, to: number, content?: string): Seen {
    const shard = this.#shardOf(this.#hash.ofAscii(bytes, from, to));
    return shard.add(this.#hash.high, this.#hash.low, contentHash(content, this.#hash));
  }

  /** As `compare`, for such bytes. */
  compareAscii(bytes: Uint8Array, from: number, to: number, content?: string): Seen {
    const shard = this.#shardOf(this.#hash.ofAscii(bytes, from, to));
    return shard.compare(this.#hash.high, this.#hash.low, contentHash(content, this.#hash));
  }

  /** All of it as plain data, to be handed to another thread together with its `buffers`. */
  tables(): FingerprintTables {
    return this.#shards.map((shard) => shard.table());
  }

  /** What `tables` has taken apart. */
  static of(tables: FingerprintTables): Fingerprints {
    const prints = new Fingerprints();
    for (const [index, table] of tables.entries()) prints.#shards[index] = new Shard(table);
    return prints;
  }

  /** The shard of the key whose hash is in `#hash`. Empty slots are marked by zeros. */
  #shardOf(hash: Hash): Shard {
    if (hash.high === 0) hash.high = 1;
    const shard = this.#shards[hash.low % SHARDS];
    if (shard === undefined) throw new Error('There is a shard for every number.');
    return shard;
  }
}

/** The content's hash, with that of the key left as it is; 0 stands for none. */
function contentHash(content: string | undefined, { high, low }: Hash): number {
  if (content === undefined) return 0;
  const own = shared.of(content);
  return (own.high ^ Math.imul(own.low, 0x9e3779b1) ^ (high ^ low)) >>> 0 || 1;
}

/** One part of a map as plain data. */
interface ShardTable {
  readonly high: Uint32Array<ArrayBuffer>;
  /** Of the lower half 24 bits, in two parts; six more say which shard it is. */
  readonly middle: Uint16Array<ArrayBuffer>;
  readonly low: Uint8Array<ArrayBuffer>;
  readonly content: Uint32Array<ArrayBuffer> | undefined;
  readonly size: number;
}

/** A map as plain data. */
export type FingerprintTables = readonly ShardTable[];

function emptyTable(slots: number): ShardTable {
  const hashes = { high: new Uint32Array(slots), middle: new Uint16Array(slots), low: new Uint8Array(slots) };
  return { ...hashes, content: undefined, size: 0 };
}

/** The buffers of a map, to be transferred with it. */
export function buffersOf(tables: FingerprintTables): ArrayBuffer[] {
  return tables.flatMap(({ high, middle, low, content }) =>
    [high, middle, low, ...(content ? [content] : [])].map(({ buffer }) => buffer),
  );
}

/** Open addressing; the place of a key follows from the upper half of its hash, whatever the number of slots. */
class Shard {
  #high: Uint32Array<ArrayBuffer>;
  #middle: Uint16Array<ArrayBuffer>;
  #low: Uint8Array<ArrayBuffer>;
  /** Made when the first content comes. */
  #content: Uint32Array<ArrayBuffer> | undefined;
  size: number;

  constructor({ high, middle, low, content, size }: ShardTable) {
    this.#high = high;
    this.#middle = middle;
    this.#low = low;
    this.#content = content;
    this.size = size;
  }

  table(): ShardTable {
    return { high: this.#high, middle: this.#middle, low: this.#low, content: this.#content, size: this.size };
  }

  get bytes(): number {
    return this.#high.length * (SLOT_BYTES + (this.#content === undefined ? 0 : CONTENT_BYTES));
  }

  add(high: number, low: number, content: number): Seen {
    if (this.size >= this.#high.length * FULLEST) this.#grow();
    const [middle, lowest] = [middleOf(low), lowestOf(low)];
    const slot = this.#find(high, middle, lowest);
    if (this.#high[slot] !== 0) return this.#same(slot, content);
    this.#put(slot, high, middle, lowest, content);
    this.size += 1;
    return 'new';
  }

  compare(high: number, low: number, content: number): Seen {
    const slot = this.#find(high, middleOf(low), lowestOf(low));
    return this.#high[slot] === 0 ? 'new' : this.#same(slot, content);
  }

  #same(slot: number, content: number): Seen {
    const known = this.#content?.[slot] ?? 0;
    return content === 0 || known === 0 || content === known ? 'same' : 'differs';
  }

  /** The slot of a key, or the empty one where it would be. */
  #find(high: number, middle: number, low: number): number {
    const highs = this.#high;
    const slots = highs.length;
    for (let slot = firstSlot(high, slots); ; slot = slot + 1 === slots ? 0 : slot + 1) {
      const h = highs[slot];
      if (h === 0 || (h === high && this.#middle[slot] === middle && this.#low[slot] === low)) return slot;
    }
  }

  #put(slot: number, high: number, middle: number, low: number, content: number): void {
    this.#high[slot] = high;
    this.#middle[slot] = middle;
    this.#low[slot] = low;
    if (content === 0) return;
    this.#content ??= new Uint32Array(this.#high.length);
    this.#content[slot] = content;
  }

  #grow(): void {
    const old = this.table();
    const larger = emptyTable(Math.ceil(old.high.length * GROWTH));
    [this.#high, this.#middle, this.#low] = [larger.high, larger.middle, larger.low];
    this.#content = old.content && new Uint32Array(larger.high.length);
    for (let slot = 0; slot < old.high.length; slot += 1) {
      const high = old.high[slot] ?? 0;
      if (high === 0) continue;
      const [middle, low] = [old.middle[slot] ?? 0, old.low[slot] ?? 0];
      this.#put(this.#find(high, middle, low), high, middle, low, old.content?.[slot] ?? 0);
    }
  }
}

const SLOT_BYTES = 7;
const CONTENT_BYTES = 4;

/** What a shard keeps of the lower half of a hash. */
function middleOf(low: number): number {
  return low >>> 16;
}

function lowestOf(low: number): number {
  return (low >>> 8) & 0xff;
}

/** Where the search for a key begins. */
function firstSlot(high: number, slots: number): number {
  return Math.floor((high * slots) / 0x1_0000_0000);
}

/** Two 32-bit lanes over the UTF-16 units of a text, mixed as MurmurHash3 ends (public domain, Austin Appleby). */
class Hash {
  high = 0;
  low = 0;

  of(text: string): this {
    let a = FIRST;
    let b = SECOND;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      a = Math.imul(a ^ unit, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(b ^ unit, 0x5f356495);
      b ^= b >>> 13;
    }
    return this.#end(a, b, text.length);
  }

  /** As `of`, for the text that bytes of ASCII are in small letters. */
  ofAscii(bytes: Uint8Array, from: number, to: number): this {
    let a = FIRST;
    let b = SECOND;
    for (let index = from; index < to; index += 1) {
      const byte = bytes[index] ?? 0;
      const unit = byte >= UPPER_A && byte <= UPPER_Z ? byte | 0x20 : byte;
      a = Math.imul(a ^ unit, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(b ^ unit, 0x5f356495);
      b ^= b >>> 13;
    }
    return this.#end(a, b, to - from);
  }

  #end(a: number, b: number, length: number): this {
    this.high = finish(a ^ Math.imul(length, 0x27d4eb2f), b);
    this.low = finish(b, a);
    return this;
  }
}

const FIRST = 0xdeadbeef;
const SECOND = 0x41c6ce57;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;

function finish(a: number, b: number): number {
  let mixed = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

const shared = new Hash();

/**
 * What two entries of one address are compared by: every field that the API lets one write. Dates count to the second, tags as a set;
 * the date of an allowlist entry is the server's own and does not count, nor does any with `dates: false`.
 */
export function entryContent(entry: Entry, { dates = true }: { readonly dates?: boolean } = {}): string {
  const date = dates && entry.createdAt !== undefined ? Math.floor(entry.createdAt / 1000) : '';
  switch (entry.list) {
    case 'bounces':
      return `${date}\n${entry.code}\n${entry.error}`;
    case 'complaints':
      return String(date);
    case 'unsubscribes':
      return `${date}\n${tagsContent(entry.tags)}`;
    case 'allowlist':
      return `${entry.kind}\n${entry.reason}`;
  }
}

/** Tags as a set, as text. */
export function tagsContent(tags: readonly string[]): string {
  return tags.length === 1 ? (tags[0] ?? '') : [...new Set(tags)].sort().join('\n');
}
