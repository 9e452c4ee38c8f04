/** Texts that repeat, each kept once. */
import { Uint32Column } from './columns';
import { HashIndex } from './hashIndex';
import { stage } from './stagedText';
import { TextArena } from './textArena';

/** Numbers for texts, from 1 as they come; 0 stands for no text at all. */
export class Dictionary {
  readonly texts = new TextArena();
  readonly #index = new HashIndex((id, text) => this.texts.is(id, text));
  readonly #uses = new Uint32Column();

  constructor() {
    this.texts.add('');
  }

  /** One more than the largest number. */
  get size(): number {
    return this.texts.size;
  }

  get bytes(): number {
    return this.texts.bytes + this.#index.bytes + this.#uses.bytes;
  }

  /** The number of a text, a new one if need be. */
  intern(text: string): number {
    const staged = stage(text);
    const hash = staged.hash();
    const known = this.#index.find(hash, staged);
    if (known >= 0) return known;
    const id = this.texts.add(text);
    this.#index.add(hash, id);
    return id;
  }

  /** The number of a text; -1 when it is not there. */
  find(text: string): number {
    const staged = stage(text);
    return this.#index.find(staged.hash(), staged);
  }

  /** The text of a number; empty for 0. */
  get(id: number): string {
    return this.texts.get(id);
  }

  /** How often a text is used, as `use` was told. */
  uses(id: number): number {
    return this.#uses.get(id);
  }

  use(id: number, more: number): void {
    this.#uses.set(id, this.#uses.get(id) + more);
  }
}
