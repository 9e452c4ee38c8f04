/**
 * CSV as records. Well-formed rows (RFC 4180, with white space around quotation marks) are taken apart here, as a million of them must take
 * seconds; what is not well-formed goes to csv-parse, line by line, so that a stray quotation mark costs one row and not all that follow.
 */
import { parse } from 'csv-parse/sync';
import type { RawRecord } from './readPlan';
import type { TextPiece } from './source';
import { countLines, excerpt, LineEnds, MAX_RECORD, TextBuffer, TOO_LONG, type RecordReader } from './textBuffer';

const QUOTE = 34;
const SPACE = 32;
const TAB = 9;
const LF = 10;
const CR = 13;
/** The shortest that a record may be limited to, see `#limit`. */
const LEAST_LIMIT = 4096;
const MENDED = 'The quotation marks of this row are not in order; it was read as well as possible.';

/** A record, or why there is none: `more` text is needed, or the quotation mark at a position is not closed properly. */
type Scan =
  { readonly cells: string[]; readonly next: number } | { readonly more: number } | { readonly broken: number };

/** Reads the records of a CSV. Blank lines and rows of empty cells are left out. */
export class CsvReader implements RecordReader {
  readonly #buffer = new TextBuffer();
  /** Longest record that is looked for; halved with each quotation mark that is never closed, so that hostile files end too. */
  #limit = MAX_RECORD;
  /** In a line that is too long. */
  #skipping = false;

  constructor(private readonly delimiter: string) {}

  /** The line that is read next. */
  get line(): number {
    return this.#buffer.line;
  }

  /** Whether what comes next begins a record. */
  get isBetween(): boolean {
    return this.#buffer.text === '' && !this.#skipping;
  }

  /** Leaves out so many lines, which somebody else has read. Only between records. */
  pass(lines: number): void {
    this.#buffer.line += lines;
  }

  push(piece: TextPiece): RawRecord[] {
    this.#buffer.append(piece);
    return this.#take(false);
  }

  end(): RawRecord[] {
    return this.#take(true);
  }

  #take(final: boolean): RawRecord[] {
    const { text } = this.#buffer;
    const ends = new LineEnds(text);
    const records: RawRecord[] = [];
    let quote = -1;
    let position = 0;
    while (position < text.length) {
      const end = ends.at(position);
      if (ends.isOpen(end) && !final) break;
      if (quote < position) quote = indexOrEnd(text, '"', position);
      const next = quote < end && !this.#skipping ? this.#quoted(position, end, final, records) : undefined;
      if (next === 'more') break;
      if (quote >= end && !this.#skipping) this.#plain(position, end, records);
      this.#skipping = false;
      const after = next ?? ends.after(end);
      this.#buffer.line += next === undefined ? 1 : countLines(text, position, next);
      position = after;
    }
    this.#buffer.drop(Math.min(position, text.length));
    if (!final) this.#skipLong(records);
    return records;
  }

  /** A line without quotation marks. */
  #plain(from: number, to: number, records: RawRecord[]): void {
    const cells = this.#buffer.text.slice(from, to).split(this.delimiter);
    for (const [index, cell] of cells.entries()) cells[index] = trim(cell);
    this.#add(records, cells, from, to);
  }

  /** A record with quotation marks: where the next one begins, undefined for the next line. */
  #quoted(from: number, to: number, final: boolean, records: RawRecord[]): number | 'more' | undefined {
    const { text } = this.#buffer;
    const scan = scanRecord(text, from, this.delimiter, final);
    if ('more' in scan && text.length - from <= this.#limit) return 'more';
    if ('cells' in scan && scan.next - from <= Math.max(this.#limit, to + 2 - from)) {
      this.#add(records, scan.cells, from, scan.next);
      return scan.next;
    }
    const opened = 'cells' in scan ? from : 'more' in scan ? scan.more : scan.broken;
    this.#mend(from, to, opened, records);
    return undefined;
  }

  /** Makes what can be made of a line alone. */
  #mend(from: number, to: number, opened: number, records: RawRecord[]): void {
    const { text, line } = this.#buffer;
    const mended = to - from > MAX_RECORD ? undefined : parseLine(text.slice(from, to), this.delimiter);
    if (mended !== undefined) return this.#add(records, mended, from, to, MENDED);
    this.#limit = Math.max(this.#limit / 2, LEAST_LIMIT);
    const where = line + countLines(text, from, opened);
    const problem = `The quotation mark that opens on line ${where} is never closed.`;
    records.push({ line, cells: text.slice(from, Math.min(to, from + 1000)).split(this.delimiter), problem });
  }

  #add(records: RawRecord[], cells: readonly string[], from: number, to: number, warning?: string): void {
    if (cells.every((cell) => cell === '')) return;
    const { line } = this.#buffer;
    records.push({ line, cells, ...(warning !== undefined && { warning }), ...this.#buffer.warning(from, to) });
  }

  #skipLong(records: RawRecord[]): void {
    const { text, line } = this.#buffer;
    if (text.length <= MAX_RECORD * 2) return;
    if (!this.#skipping) records.push({ line, cells: [excerpt(text)], problem: TOO_LONG });
    this.#skipping = true;
    // The last character may be half of a line break.
    this.#buffer.drop(text.length - 1);
  }
}

/** Takes one record apart that begins at a position. */
function scanRecord(text: string, from: number, delimiter: string, final: boolean): Scan {
  const cells: string[] = [];
  const separator = delimiter.charCodeAt(0);
  for (let position = from; ;) {
    const begin = skipSpace(text, position, separator);
    let end: number;
    if (text.charCodeAt(begin) === QUOTE) {
      const close = closingQuote(text, begin);
      if (close < 0 || (close + 1 >= text.length && !final))
        return close < 0 && final ? { broken: begin } : { more: begin };
      const cell = text.slice(begin + 1, close);
      cells.push(cell.includes('"') ? cell.replaceAll('""', '"') : cell);
      end = skipSpace(text, close + 1, separator);
      if (end < text.length && !isBreak(text, end) && text.charCodeAt(end) !== separator) return { broken: begin };
    } else {
      end = cellEnd(text, begin, separator);
      cells.push(trim(text.slice(begin, end)));
    }
    if (end >= text.length) return final ? { cells, next: text.length } : { more: begin };
    if (text.charCodeAt(end) === separator) position = end + 1;
    else if (end + 1 === text.length && text.charCodeAt(end) === CR && !final) return { more: begin };
    else return { cells, next: end + (text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF ? 2 : 1) };
  }
}

function skipSpace(text: string, from: number, separator: number): number {
  let position = from;
  for (let unit = text.charCodeAt(position); (unit === SPACE || unit === TAB) && unit !== separator;) {
    position += 1;
    unit = text.charCodeAt(position);
  }
  return position;
}

/** The quotation mark that closes the one at a position; -1 when the text has none. */
function closingQuote(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close >= 0 && text.charCodeAt(close + 1) === QUOTE) close = text.indexOf('"', close + 2);
  return close;
}

function cellEnd(text: string, from: number, separator: number): number {
  let position = from;
  while (position < text.length && !isBreak(text, position) && text.charCodeAt(position) !== separator) position += 1;
  return position;
}

function isBreak(text: string, position: number): boolean {
  const unit = text.charCodeAt(position);
  return unit === LF || unit === CR;
}

/** One line by csv-parse at its most lenient; undefined when a quotation mark is left open. */
export function parseLine(line: string, delimiter: string): string[] | undefined {
  try {
    const options = { delimiter, relax_quotes: true, relax_column_count: true, ltrim: true } as const;
    return parse(line, options)[0]?.map((cell) => trim(cell));
  } catch {
    return undefined;
  }
}

function indexOrEnd(text: string, unit: string, from: number): number {
  const found = text.indexOf(unit, from);
  return found < 0 ? text.length : found;
}

/** `trim`, for cells of which most have nothing to trim. */
function trim(cell: string): string {
  const first = cell.charCodeAt(0);
  const last = cell.charCodeAt(cell.length - 1);
  return first <= SPACE || last <= SPACE || first >= 0x80 || last >= 0x80 ? cell.trim() : cell;
}
