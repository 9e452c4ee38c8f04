/**
 * Reads the records of a page as the bytes they came in, for as long as they are plain: objects of texts without escapes in ASCII, with the
 * fields of their list. Whatever else they are, `JSON.parse` is to read them.
 */
import type { ListName } from '../../../mailgun/lists';

/** What a record is made of, by the place its text has in `start` and `end`. */
export const ADDRESS = 0;
/** The code, the tags or the type. */
export const FIRST = 1;
/** The bounce's error or the reason. */
export const SECOND = 2;
export const DATE = 3;

const FIELDS: Readonly<Record<ListName, Readonly<Record<string, number>>>> = {
  bounces: { address: ADDRESS, code: FIRST, error: SECOND, created_at: DATE },
  complaints: { address: ADDRESS, created_at: DATE },
  unsubscribes: { address: ADDRESS, tags: FIRST, created_at: DATE },
  allowlist: { type: FIRST, value: ADDRESS, reason: SECOND, createdAt: DATE },
};

/** A field's name, quotes included. */
interface Field {
  readonly name: Uint8Array;
  readonly field: number;
}

const code = (character: string): number => character.charCodeAt(0);
const [QUOTE, BACKSLASH, COMMA, COLON, ZERO, NINE] = [
  code('"'),
  code('\\'),
  code(','),
  code(':'),
  code('0'),
  code('9'),
];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [code('{'), code('}'), code('['), code(']')];

/** Kinds of bytes within a text: plain, plain but a delimiter in CSV, none that is read here. */
const PLAIN = 0;
const DELIMITER = 1;
const OTHER = 2;
const KINDS = new Uint8Array(256).fill(OTHER).fill(PLAIN, 0x20, 0x7f);
for (const byte of bytesOf(',;|')) KINDS[byte] = DELIMITER;
for (const byte of bytesOf('"\\')) KINDS[byte] = OTHER;
/** More digits than a number has exactly. */
const DIGITS = 15;

export class RecordScanner {
  /** Where the texts of the last record begin; -1 for what it does not have. */
  readonly start = new Int32Array(4);
  /** Where they end. */
  readonly end = new Int32Array(4);
  /** Whether those that it has have delimiters of CSV in them. */
  readonly delimited = new Uint8Array(4);
  readonly #fields: readonly Field[];
  readonly #hasTags: boolean;

  constructor(list: ListName) {
    this.#fields = Object.entries(FIELDS[list]).map(([name, field]) => ({ name: bytesOf(`"${name}"`), field }));
    this.#hasTags = list === 'unsubscribes';
  }

  /** Reads the record that begins at an index, and returns the index behind it; -1 where it is not plain. */
  plain(bytes: Uint8Array, from: number): number {
    const { start, end } = this;
    start[0] = start[1] = start[2] = start[3] = -1;
    end[0] = end[1] = end[2] = end[3] = -1;
    if (bytes[from] !== OPEN_OBJECT) return -1;
    for (let at = from; ;) {
      at = behindSpace(bytes, at + 1);
      const known = this.#knownAt(bytes, at);
      if (known === undefined || this.start[known.field] !== -1) return -1;
      at = behindSpace(bytes, at + known.name.length);
      if (bytes[at] !== COLON) return -1;
      at = this.#value(bytes, behindSpace(bytes, at + 1), known.field);
      if (at < 0) return -1;
      at = behindSpace(bytes, at);
      if (bytes[at] === CLOSE_OBJECT) return at + 1;
      if (bytes[at] !== COMMA) return -1;
    }
  }

  #knownAt(bytes: Uint8Array, at: number): Field | undefined {
    for (const known of this.#fields) if (isAt(bytes, at, known.name)) return known;
    return undefined;
  }

  #value(bytes: Uint8Array, at: number, field: number): number {
    if (field !== FIRST || bytes[at] === QUOTE) return this.#text(bytes, at, field);
    return this.#hasTags ? this.#tag(bytes, at) : this.#digits(bytes, at, field);
  }

  #text(bytes: Uint8Array, from: number, field: number): number {
    if (bytes[from] !== QUOTE) return -1;
    const kinds = KINDS;
    let at = from + 1;
    let seen = 0;
    for (let kind = 0; kind !== OTHER; kind = kinds[bytes[at++] ?? 0] ?? OTHER) seen |= kind;
    if (bytes[--at] !== QUOTE) return -1;
    this.delimited[field] = seen;
    this.start[field] = from + 1;
    this.end[field] = at;
    return at + 1;
  }

  /** One tag in an array. */
  #tag(bytes: Uint8Array, from: number): number {
    if (bytes[from] !== OPEN_ARRAY) return -1;
    const at = this.#text(bytes, behindSpace(bytes, from + 1), FIRST);
    if (at < 0) return -1;
    const end = behindSpace(bytes, at);
    return bytes[end] === CLOSE_ARRAY ? end + 1 : -1;
  }

  /** A whole number that is written as it would be written again. */
  #digits(bytes: Uint8Array, from: number, field: number): number {
    let at = from;
    while ((bytes[at] ?? 0) >= ZERO && (bytes[at] ?? 0) <= NINE) at++;
    const isUsual = at > from && at - from <= DIGITS && bytes[from] !== ZERO;
    if (!isUsual || (bytes[at] !== COMMA && bytes[at] !== CLOSE_OBJECT)) return -1;
    this.delimited[field] = 0;
    this.start[field] = from;
    this.end[field] = at;
    return at;
  }
}

/** The index behind the object that begins at an index, if it is one: only its brackets and quotes are looked at; -1 if it has no end. */
export function behindObject(bytes: Uint8Array, from: number): number {
  let depth = 0;
  let inText = false;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (inText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
    else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && --depth === 0) return at + 1;
  }
  return -1;
}

/** The next index whose byte is no white space of JSON. */
export function behindSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let byte = bytes[at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = bytes[at]) at++;
  return at;
}

/** Whether these bytes are at an index. */
export function isAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let index = 0; index < wanted.length; index++) if (bytes[at + index] !== wanted[index]) return false;
  return true;
}

/** ASCII as bytes. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}
