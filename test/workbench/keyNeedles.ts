/** Finds a key in bytes, whole or in pieces, in whatever form it may have got there. */
import { gunzipSync } from 'node:zlib';

/** A piece of a key that is shorter could be chance. */
const PIECE = 8;

interface Needle {
  readonly key: string;
  readonly form: string;
  readonly bytes: Buffer;
}

/** A piece of a key and where it was. */
export interface Found {
  readonly key: string;
  readonly form: string;
  /** In bytes, zeros left out. */
  readonly offset: number;
  /** What stands around it. */
  readonly around: string;
}

/**
 * Looks for every piece of eight characters of the keys: as they are (which what URLs, JSON and HTML make of other
 * characters does not hide), reversed, in hexadecimal, in Base64 at every alignment; as UTF-8 and UTF-16; in gzip too.
 */
export class KeySearch {
  /** The needles that begin with the same four bytes. */
  readonly #byHead = new Map<number, Needle[]>();
  /** Whether there may be such needles: what is asked for each byte. */
  readonly #maybe = new Uint8Array(0x10000);

  constructor(keys: readonly string[]) {
    for (const needle of keys.flatMap(needlesOf)) {
      const head = needle.bytes.readInt32LE(0);
      this.#byHead.set(head, [...(this.#byHead.get(head) ?? []), needle]);
      this.#maybe[fold(head)] = 1;
    }
  }

  /** The first place of each form of each key; none where no key is. */
  find(content: Uint8Array | string): Found[] {
    const bytes = Buffer.from(content as string);
    const found = this.#findIn(withoutZeros(bytes));
    return found.length === 0 && bytes[0] === 0x1f && bytes[1] === 0x8b ? this.find(unzipped(bytes)) : found;
  }

  #findIn(bytes: Buffer): Found[] {
    const found = new Map<string, Found>();
    const maybe = this.#maybe;
    let head = 0;
    for (let end = 0, { length } = bytes; end < length; end++) {
      head = (head >>> 8) | ((bytes[end] ?? 0) << 24);
      if (maybe[fold(head)] === 0) continue;
      const offset = end - 3;
      for (const { key, form, bytes: wanted } of this.#byHead.get(head) ?? []) {
        const name = `${form} ${key}`;
        if (found.has(name) || !bytes.subarray(offset, offset + wanted.length).equals(wanted)) continue;
        found.set(name, { key, form, offset, around: around(bytes, offset) });
      }
    }
    return [...found.values()];
  }
}

/** Characters before and after a place, as far as they can be read. */
function around(bytes: Buffer, offset: number): string {
  const text = bytes.subarray(Math.max(0, offset - 200), offset + 80).toString('latin1');
  return text.replace(/[^\x20-\x7e]+/g, '·');
}

function needlesOf(key: string): Needle[] {
  const reversed = [...key].reverse().join('');
  const coded = ['', 'a', 'ab', 'api:'].flatMap((before) => base64Pieces(before + key, before.length));
  const hex = pieces(key, PIECE).map((piece) => Buffer.from(piece).toString('hex'));
  return [
    ...named(key, 'plain', pieces(key, PIECE)),
    ...named(key, 'reversed', pieces(reversed, PIECE)),
    ...named(key, 'hex', [...hex, ...hex.map((text) => text.toUpperCase())]),
    ...named(key, 'base64', [...coded, ...coded.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))]),
  ];
}

function named(key: string, form: string, texts: readonly string[]): Needle[] {
  return [...new Set(texts)].map((text) => ({ key, form, bytes: Buffer.from(text) }));
}

function pieces(text: string, length: number): string[] {
  return Array.from({ length: Math.max(0, text.length - length + 1) }, (_, start) => text.slice(start, start + length));
}

/** Twelve characters are nine bytes: pieces of the text only, not of what stands before. */
function base64Pieces(text: string, skipped: number): string[] {
  const whole = Buffer.from(text).toString('base64').replace(/=+$/, '');
  return pieces(whole.slice(Math.ceil((skipped * 4) / 3), -1), 12);
}

/** UTF-16 as if it were UTF-8. */
function withoutZeros(bytes: Buffer): Buffer {
  if (!bytes.includes(0)) return bytes;
  const dense = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  // By index, which takes a tenth of the time.
  for (let index = 0, end = bytes.length; index < end; index++) {
    const byte = bytes[index] ?? 0;
    if (byte !== 0) dense[length++] = byte;
  }
  return dense.subarray(0, length);
}

function unzipped(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch {
    // It only begins as gzip does.
    return Buffer.alloc(0);
  }
}

function fold(head: number): number {
  return (head ^ (head >>> 16)) & 0xffff;
}
