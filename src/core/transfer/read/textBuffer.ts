/** The part of a text that has not been understood yet, with the line it begins in. */
import type { RawRecord } from './readPlan';
import type { TextPiece } from './source';

const LF = 10;
const CR = 13;

/** Longest record; a longer one is a quotation mark or a bracket that is not closed. */
export const MAX_RECORD = 1024 * 1024;
/** What is kept of a line that makes no record. */
const EXCERPT = 1000;

/** Turns pieces of text into records. `end` is called once, after the last piece. */
export interface RecordReader {
  push(piece: TextPiece): RawRecord[];
  end(): RawRecord[];
}

const DOUBTFUL = 'This line is not UTF-8 as the rest of the file; it was read as Windows-1252.';
export const TOO_LONG = 'This line is longer than a megabyte.';

/** Text that arrives at the end and is taken from the beginning. Positions count from the beginning of `text`. */
export class TextBuffer {
  text = '';
  /** Line of the file, from 1, in which `text` begins. */
  line = 1;
  /** Characters dropped so far. */
  #dropped = 0;
  /** Where lines are that were read in another encoding, counted from the beginning of the file. */
  readonly #doubtful: { readonly from: number; readonly to: number }[] = [];

  append({ text, doubtful }: TextPiece): void {
    const from = this.#dropped + this.text.length;
    if (doubtful) this.#doubtful.push({ from, to: from + text.length });
    this.text += text;
  }

  /** Forgets what is before a position. The caller keeps `line` right. */
  drop(position: number): void {
    this.#dropped += position;
    this.text = this.text.slice(position);
    while (this.#doubtful[0] !== undefined && this.#doubtful[0].to <= this.#dropped) this.#doubtful.shift();
  }

  /** A warning if something between two positions was read in another encoding. */
  warning(from: number, to: number): { warning?: string } {
    if (this.#doubtful.length === 0) return {};
    const begin = this.#dropped + from;
    const end = this.#dropped + to;
    return this.#doubtful.some((range) => range.from < end && range.to > begin) ? { warning: DOUBTFUL } : {};
  }
}

/** How many lines end between two positions; `\r\n` ends one. */
export function countLines(text: string, from: number, to: number): number {
  let count = 0;
  for (let index = from; index < to; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === LF || (unit === CR && text.charCodeAt(index + 1) !== LF)) count += 1;
  }
  return count;
}

/** Finds where lines end, looking at each character once. */
export class LineEnds {
  #lf = -1;
  #cr = -1;
  #counted = 0;

  constructor(private readonly text: string) {}

  /** Position of the line break at or after a position; the text's length when there is none. Positions must not decrease. */
  at(position: number): number {
    if (this.#lf < position) this.#lf = this.#find('\n', position);
    if (this.#cr < position) this.#cr = this.#find('\r', position);
    return Math.min(this.#lf, this.#cr);
  }

  /** Where the line begins that follows the break at a position. */
  after(end: number): number {
    return end + (this.text.charCodeAt(end) === CR && this.text.charCodeAt(end + 1) === LF ? 2 : 1);
  }

  /** How many lines end before a position that were not counted yet. Positions must not decrease. */
  countTo(position: number): number {
    let count = 0;
    for (let end = this.at(this.#counted); end < position; end = this.at(this.#counted)) {
      this.#counted = this.after(end);
      count += 1;
    }
    return count;
  }

  /** Whether more text could still change where the line ends. */
  isOpen(end: number): boolean {
    return end >= this.text.length || (end === this.text.length - 1 && this.text.charCodeAt(end) === CR);
  }

  #find(unit: string, from: number): number {
    const found = this.text.indexOf(unit, from);
    return found < 0 ? this.text.length : found;
  }
}

/** The beginning of a text that makes no record. */
export function excerpt(text: string): string {
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
}
