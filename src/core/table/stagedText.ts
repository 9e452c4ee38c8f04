/** A text as bytes, to be hashed and compared. */
import { writeText } from './textBytes';

/** Differs from process to process, so that nobody can make texts that fall together. */
const SEED = Math.floor(Math.random() * 0x1_0000_0000);

/** The text that was staged last, as `writeText` has it. */
export class StagedText {
  text = '';
  bytes = Buffer.alloc(4096);
  length = 0;
  isAscii = true;
  #words = new Uint32Array(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length / 4);

  set(text: string): this {
    // UTF-8 takes up to three bytes for a unit, and three more are filled up.
    if (text.length * 3 + 4 > this.bytes.length) this.#grow(text.length * 3 + 4);
    this.text = text;
    this.length = this.bytes.write(text);
    this.isAscii = this.length === text.length;
    if (!this.isAscii) this.length = writeText(text, this.bytes, 0);
    return this;
  }

  /** A 32-bit hash within a scope. */
  hash(scope = 0): number {
    const { bytes, length } = this;
    for (let at = length; at % 4 !== 0; at++) bytes[at] = 0;
    const words = this.#words;
    let hash = SEED ^ Math.imul(scope + 1, 0x9e3779b1) ^ Math.imul(length, 0x27d4eb2f);
    for (let word = 0; word * 4 < length; word++) {
      hash = Math.imul(hash ^ (words[word] ?? 0), 0x5f356495);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  #grow(length: number): void {
    this.bytes = Buffer.alloc(Math.ceil(length / 4096) * 4096);
    this.#words = new Uint32Array(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length / 4);
  }
}

const staged = new StagedText();

/** A text as bytes, until the next is staged. */
export function stage(text: string): StagedText {
  return staged.set(text);
}
