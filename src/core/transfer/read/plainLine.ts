/**
 * One line of a CSV that needs no thought, taken apart as bytes: no text is made of what is only passed on. Most lines of most files are
 * like this.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const LF = 0x0a;
const CR = 0x0d;

/** The cells of a line. */
export class PlainLine {
  /** The bytes that the line stands in. */
  bytes: Buffer = Buffer.alloc(0);
  /** Where each cell begins, quotation marks left out. */
  readonly from: Int32Array;
  /** Where each cell ends. Cells that the line does not have are empty, and so is always one more than there are columns. */
  readonly to: Int32Array;
  readonly #isQuoted: Uint8Array;
  readonly #isBare: Uint8Array;

  /** The delimiter is a sign of ASCII, no space. */
  constructor(
    private readonly delimiter: number,
    private readonly columns: number,
  ) {
    this.from = new Int32Array(columns + 1);
    this.to = new Int32Array(columns + 1);
    this.#isQuoted = new Uint8Array(columns + 1);
    this.#isBare = new Uint8Array(columns + 1);
  }

  /**
   * Takes the line apart that begins at a position; returns where the next one begins. -1 for a line that is not plain: with more cells
   * than columns, control characters, stray quotation marks, a line break in a cell. A line feed must follow somewhere.
   */
  read(bytes: Buffer, begin: number): number {
    this.bytes = bytes;
    let at = begin;
    for (let cell = 0; cell < this.columns; cell += 1) {
      const isQuoted = bytes[at] === QUOTE;
      const from = isQuoted ? at + 1 : at;
      const to = isQuoted ? this.#quotedEnd(bytes, from, cell) : this.#bareEnd(bytes, from, cell);
      if (to < 0) return -1;
      this.from[cell] = from;
      this.to[cell] = to;
      this.#isQuoted[cell] = isQuoted ? 1 : 0;
      at = isQuoted ? to + 1 : to;
      const unit = bytes[at];
      if (unit !== this.delimiter) {
        for (let missing = cell + 1; missing < this.columns; missing += 1) this.from[missing] = this.to[missing] = 0;
        if (unit === LF) return at + 1;
        return unit === CR && bytes[at + 1] === LF ? at + 2 : -1;
      }
      at += 1;
    }
    return -1;
  }

  /** Where a cell without quotation marks ends. */
  #bareEnd(bytes: Buffer, from: number, cell: number): number {
    const { delimiter } = this;
    let at = from;
    let isBare = 1;
    for (let unit = bytes[at] ?? 0; unit !== delimiter && unit >= SPACE; unit = bytes[at] ?? 0) {
      if (unit === QUOTE) return -1;
      if (unit === BACKSLASH) isBare = 0;
      at += 1;
    }
    this.#isBare[cell] = isBare;
    return at;
  }

  /** Where a cell in quotation marks ends; -1 when it does not end in its line. */
  #quotedEnd(bytes: Buffer, from: number, cell: number): number {
    let isBare = 1;
    for (let at = from; ; at += 1) {
      const unit = bytes[at] ?? 0;
      if (unit < SPACE) return -1;
      if (unit === BACKSLASH) isBare = 0;
      if (unit !== QUOTE) continue;
      if (bytes[at + 1] !== QUOTE) {
        this.#isBare[cell] = isBare;
        return at;
      }
      isBare = 0;
      at += 1;
    }
  }

  /** Whether a cell has neither quotation marks nor backslashes in it; said of cells that the line has. */
  isBare(cell: number): boolean {
    return this.#isBare[cell] === 1;
  }

  /** Whether a cell is the same with and without the white space that is not part of it. */
  isTrim(cell: number): boolean {
    const [from, to] = [this.from[cell] ?? 0, this.to[cell] ?? 0];
    return from === to || this.#isQuoted[cell] === 1 || (isInk(this.bytes[from]) && isInk(this.bytes[to - 1]));
  }

  /** All cells as they would be read. */
  cells(): string[] {
    return Array.from(this.from.subarray(0, this.columns), (from, cell) => {
      const text = this.bytes.toString('utf8', from, this.to[cell]);
      return this.#isQuoted[cell] === 1 ? text.replaceAll('""', '"') : text.trim();
    });
  }
}

/** Neither white space nor part of a character that may be. */
function isInk(unit: number | undefined): boolean {
  return unit !== undefined && unit > SPACE && unit < 0x80;
}
