/** The tags of unsubscribes: few sets of few tags, each kept once. */
import { Uint32Column } from './columns';
import { Dictionary } from './dictionary';

/** Numbers for lists of tags, from 1 as they come; 0 stands for no list at all. */
export class TagSets {
  /** The single tags. */
  readonly tags = new Dictionary();
  readonly #sets = new Dictionary();
  /** Where the tags of a set begin in `#members`. */
  readonly #starts = new Uint32Column();
  readonly #members = new Uint32Column();
  #length = 0;

  /** One more than the largest number. */
  get size(): number {
    return this.#sets.size;
  }

  get bytes(): number {
    return this.tags.bytes + this.#sets.bytes + this.#starts.bytes + this.#members.bytes;
  }

  intern(tags: readonly string[]): number {
    const known = this.size;
    const set = this.#sets.intern(JSON.stringify(tags));
    if (set < known) return set;
    for (const tag of tags) this.#members.set(this.#length++, this.tags.intern(tag));
    this.#starts.set(set + 1, this.#length);
    return set;
  }

  get(set: number): string[] {
    return this.idsOf(set).map((tag) => this.tags.get(tag));
  }

  /** The numbers of a set's tags, in their order. */
  idsOf(set: number): number[] {
    const ids: number[] = [];
    for (let at = this.#starts.get(set); at < this.#starts.get(set + 1); at++) ids.push(this.#members.get(at));
    return ids;
  }

  /** How many entries have a set. */
  uses(set: number): number {
    return this.#sets.uses(set);
  }

  use(set: number, more: number): void {
    this.#sets.use(set, more);
  }

  /** How many entries have each tag, by the tag's number. */
  tagUses(setUses: (set: number) => number): Uint32Array {
    const uses = new Uint32Array(this.tags.size);
    for (let set = 1; set < this.size; set++) {
      const times = setUses(set);
      if (times > 0) for (const tag of new Set(this.idsOf(set))) uses[tag] = (uses[tag] ?? 0) + times;
    }
    return uses;
  }

  /** The order of two sets: by their first tags in lower case, then by the second ones; a shorter one first. */
  compare(a: number, b: number): number {
    const [left, right] = [this.idsOf(a), this.idsOf(b)];
    for (const [at, tag] of left.entries()) {
      const other = right[at];
      if (other === undefined) return 1;
      const order = this.tags.texts.compare(tag, other);
      if (order !== 0) return order;
    }
    return left.length - right.length;
  }
}
