/** From texts to numbers, without keeping the texts. */
import type { StagedText } from './stagedText';

const SHARDS = 64;
const FIRST_SLOTS = 16;
/** Fuller, a look-up would take long. */
const FULLEST = 0.8;
const GROWTH = 1.5;

/** Whether a number stands for a text of a scope. */
export type IsSame = (id: number, text: StagedText, scope: number) => boolean;

/** Numbers by the hash of what they stand for; growing copies a sixty-fourth at a time. Numbers are never taken out. */
export class HashIndex {
  readonly #shards = Array.from({ length: SHARDS }, () => new Shard());

  constructor(private readonly isSame: IsSame) {}

  get bytes(): number {
    return this.#shards.reduce((sum, shard) => sum + shard.bytes, 0);
  }

  /** The number for a text with that hash; -1 when there is none. */
  find(hash: number, text: StagedText, scope = 0): number {
    return this.#shard(hash).find(hash, text, scope, this.isSame);
  }

  /** Takes a number that is not there. */
  add(hash: number, id: number): void {
    this.#shard(hash).add(hash, id);
  }

  #shard(hash: number): Shard {
    const shard = this.#shards[hash % SHARDS];
    if (shard === undefined) throw new RangeError('There is a shard for every hash.');
    return shard;
  }
}

/** Open addressing; where the search begins follows from the upper bits. */
class Shard {
  #size = 0;
  #hashes = new Uint32Array(FIRST_SLOTS);
  /** One more than the number; 0 is an empty slot. */
  #ids = new Uint32Array(FIRST_SLOTS);

  get bytes(): number {
    return this.#ids.byteLength * 2;
  }

  find(hash: number, text: StagedText, scope: number, isSame: IsSame): number {
    const hashes = this.#hashes;
    const ids = this.#ids;
    for (let slot = firstSlot(hash, ids.length); ; slot = slot + 1 === ids.length ? 0 : slot + 1) {
      const id = ids[slot] ?? 0;
      if (id === 0) return -1;
      if (hashes[slot] === hash && isSame(id - 1, text, scope)) return id - 1;
    }
  }

  add(hash: number, id: number): void {
    if (this.#size >= this.#ids.length * FULLEST) this.#grow();
    put(this.#hashes, this.#ids, hash, id + 1);
    this.#size++;
  }

  #grow(): void {
    const slots = Math.ceil(this.#ids.length * GROWTH);
    const [hashes, ids] = [new Uint32Array(slots), new Uint32Array(slots)];
    for (let slot = 0; slot < this.#ids.length; slot++) {
      const id = this.#ids[slot] ?? 0;
      if (id !== 0) put(hashes, ids, this.#hashes[slot] ?? 0, id);
    }
    [this.#hashes, this.#ids] = [hashes, ids];
  }
}

function put(hashes: Uint32Array, ids: Uint32Array, hash: number, id: number): void {
  let slot = firstSlot(hash, ids.length);
  while (ids[slot] !== 0) slot = slot + 1 === ids.length ? 0 : slot + 1;
  hashes[slot] = hash;
  ids[slot] = id;
}

function firstSlot(hash: number, slots: number): number {
  return Math.floor((hash / 0x1_0000_0000) * slots);
}
