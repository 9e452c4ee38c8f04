/**
 * JSON as records: the objects of an array, at the top level or under one key of an object. Only where an object begins and ends is found
 * here; JSON.parse reads it. So a damaged object costs one row, and every row knows its line.
 */
import type { RawRecord } from './readPlan';
import type { TextPiece } from './source';
import { excerpt, LineEnds, MAX_RECORD, TextBuffer, type RecordReader } from './textBuffer';

/** The shortest that a record may be limited to. */
const LEAST_LIMIT = 4096;
const QUOTE = 34;
const BACKSLASH = 92;
const SPACE = 32;
const COMMA = 44;
const COLON = 58;
const OPEN: readonly number[] = [0x5b, 0x7b];
const CLOSE: readonly number[] = [0x5d, 0x7d];
const BROKEN = 'This object is not closed, or not JSON.';

/** What an object or a text holds, in the plan's columns; a sentence when it is neither. */
export type ReadValue = (value: unknown) => Pick<RawRecord, 'cells' | 'problem'>;

/** Reads the records of a JSON file. */
export class JsonReader implements RecordReader {
  readonly #buffer = new TextBuffer();
  /** Brackets that are open around the position. */
  readonly #open: ('{' | '[')[] = [];
  /** How many brackets are open in the array that holds the records; 0 outside of it. */
  #recordsAt = 0;
  /** The last text, a possible key, and the key that is being told. */
  #text = '';
  #key = '';
  /** After something that could not be read: looking for a line that begins an object. */
  #lost = false;
  /** Longest record that is looked for; halved with each that is not closed, so that hostile files end too. */
  #limit = MAX_RECORD;

  /** `key` of the array in a top-level object; without one, a top-level object is itself a record. */
  constructor(
    private readonly readValue: ReadValue,
    private readonly key?: string,
  ) {}

  push(piece: TextPiece): RawRecord[] {
    this.#buffer.append(piece);
    return this.#take(false);
  }

  end(): RawRecord[] {
    return this.#take(true);
  }

  #take(final: boolean): RawRecord[] {
    const records: RawRecord[] = [];
    const { text } = this.#buffer;
    const ends = new LineEnds(text);
    let position = 0;
    while (position < text.length) {
      if (this.#lost) {
        position = this.#findAgain(position);
        if (this.#lost) break;
      }
      const unit = text.charCodeAt(position);
      if (unit <= SPACE || unit === COMMA) {
        position += 1;
        continue;
      }
      const isRecord = this.#isRecord(unit);
      const end = isRecord ? valueEnd(text, position, this.#limit) : this.#step(position);
      if (end === undefined && !final && text.length - position <= this.#limit) break;
      if (isRecord || end === undefined) {
        this.#buffer.line += ends.countTo(position);
        this.#add(position, end, records);
      }
      if (end === undefined) this.#lose();
      position = end ?? position + 1;
    }
    // Half of a line break is left for its other half to come.
    if (!final && position === text.length && text.endsWith('\r')) position -= 1;
    this.#buffer.line += ends.countTo(position);
    this.#buffer.drop(position);
    return records;
  }

  #isRecord(unit: number): boolean {
    if (unit === COLON || CLOSE.includes(unit)) return false;
    if (this.#recordsAt > 0) return this.#open.length === this.#recordsAt;
    return this.#open.length === 0 && this.key === undefined && unit === OPEN[1];
  }

  #add(from: number, end: number | undefined, records: RawRecord[]): void {
    const { text, line } = this.#buffer;
    const written = text.slice(from, end);
    let found: Pick<RawRecord, 'cells' | 'problem'> = { cells: [excerpt(written)], problem: BROKEN };
    try {
      if (end !== undefined) found = this.readValue(JSON.parse(written));
    } catch {
      // Stays a problem.
    }
    records.push({ line, ...found, ...this.#buffer.warning(from, end ?? text.length) });
  }

  /** Goes over one sign outside of records; undefined when it is not whole. */
  #step(position: number): number | undefined {
    const { text } = this.#buffer;
    const unit = text.charCodeAt(position);
    if (unit === QUOTE) {
      const end = stringEnd(text, position);
      if (end !== undefined && this.#open.length === 1) this.#text = text.slice(position + 1, end - 1);
      return end;
    }
    if (unit === COLON && this.#open.length === 1) this.#key = this.#text;
    else if (OPEN.includes(unit)) this.#enter(unit === 0x5b);
    else if (CLOSE.includes(unit)) {
      this.#open.pop();
      if (this.#open.length < this.#recordsAt) this.#recordsAt = 0;
    }
    return position + 1;
  }

  #enter(isArray: boolean): void {
    const isTop = this.#open.length === 0;
    const isNamed = this.#open.length === 1 && this.#open[0] === '{' && this.#key === this.key;
    this.#open.push(isArray ? '[' : '{');
    if (isArray && (isTop || isNamed)) this.#recordsAt = this.#open.length;
  }

  #lose(): void {
    this.#lost = true;
    this.#limit = Math.max(this.#limit / 2, LEAST_LIMIT);
  }

  /** The next line that begins with an object. When there is none: how much of the text need not be looked at again. */
  #findAgain(from: number): number {
    const { text } = this.#buffer;
    const start = /[\r\n][ \t]*\{/g;
    start.lastIndex = from;
    this.#lost = !start.test(text);
    if (!this.#lost) return start.lastIndex - 1;
    const last = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
    const begin = text.startsWith('\r\n', last - 1) ? last - 1 : last;
    return begin >= from && text.slice(begin).trim() === '' ? begin : text.length;
  }
}

/** Where the value ends that begins at a position; undefined when the text or the limit ends first. */
function valueEnd(text: string, from: number, limit: number): number | undefined {
  const most = Math.min(text.length, from + limit);
  const first = text.charCodeAt(from);
  if (first === QUOTE) return stringEnd(text, from);
  if (!OPEN.includes(first)) return scalarEnd(text, from);
  let depth = 0;
  for (let index = from; index < most; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === QUOTE) {
      const end = stringEnd(text, index);
      if (end === undefined) return undefined;
      index = end - 1;
    } else if (unit === 0x7b || unit === 0x5b) depth += 1;
    else if (unit === 0x7d || unit === 0x5d) {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return undefined;
}

function stringEnd(text: string, from: number): number | undefined {
  const first = text.indexOf('"', from + 1);
  if (first < 0) return undefined;
  if (text.charCodeAt(first - 1) !== BACKSLASH) return first + 1;
  for (let index = from + 1; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === BACKSLASH) index += 1;
    else if (unit === QUOTE) return index + 1;
  }
  return undefined;
}

function scalarEnd(text: string, from: number): number | undefined {
  const end = /[\s,\]}]/g;
  end.lastIndex = from + 1;
  return end.exec(text)?.index;
}
