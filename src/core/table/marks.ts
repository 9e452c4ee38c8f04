/** What of a dictionary fits, worked out once for each text in it. */
import type { Work } from './slices';
import type { TextArena } from './textArena';
import { searchTexts } from './textSearch';

/** A byte for each number of something that grows: 1 where it fits. */
export class Marks {
  #marks = new Uint8Array(0);
  /** Numbers below this one have been looked at. */
  #known = 0;
  #any = false;

  /** Marks that are known from the start. */
  static of(fits: readonly boolean[]): Marks {
    const marks = new Marks();
    marks.extend(fits.length);
    for (const [at, fit] of fits.entries()) if (fit) marks.set(at);
    return marks;
  }

  /** Whether there is any. */
  get any(): boolean {
    return this.#any;
  }

  /** The marks as they are now; what is beyond fits not. */
  get bytes(): Uint8Array {
    return this.#marks;
  }

  /** Numbers from which on nothing has been looked at; makes room up to `size`, and takes them to be looked at. */
  extend(size: number): readonly [number, number] {
    if (size > this.#marks.length) {
      const larger = new Uint8Array(Math.max(size, Math.ceil(this.#marks.length * 1.5)));
      larger.set(this.#marks);
      this.#marks = larger;
    }
    const from = this.#known;
    this.#known = Math.max(size, from);
    return [from, this.#known];
  }

  /** Marks have been set in `bytes`. */
  touch(): void {
    this.#any = true;
  }

  set(at: number): void {
    this.#marks[at] = 1;
    this.#any = true;
  }
}

/** Marks those texts that hold the bytes. */
export function* markTexts(marks: Marks, texts: TextArena, needle: Buffer): Work<void> {
  const range = marks.extend(texts.size);
  if (range[0] === range[1]) return;
  if ((yield* searchTexts(texts, needle, range, { bytes: marks.bytes, base: 0 })) > 0) marks.touch();
}
