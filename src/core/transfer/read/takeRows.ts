/** The rows of a file for work on millions of them: most are handed over without ever becoming objects. */
import { isUtf8 } from 'node:buffer';
import { CsvReader } from './csvReader';
import { DataFilter } from './dataFilter';
import { entryReader } from './entryReader';
import { PlainRows, type PlainRow } from './plainRows';
import type { RawRecord, ReadPlan, Row } from './readPlan';
import { readRows } from './readRows';
import { readLines, throwIfAborted, utf8Pieces, type ReadOptions } from './source';

/** Takes the rows of a file, in their order. */
export interface RowTaker {
  /** Any row. */
  row(row: Row): void;
  /** A row that makes an entry, without a warning; the object is used again for the next. */
  plain(row: PlainRow): void;
}

/** Lines that are read the general way at once, at most. */
const MOST_LINES = 4096;

/**
 * Reads a file by a plan as `readRows` does, and hands each row over; says after every portion how many there were. Most rows of most
 * files are plain, and cost a third of others.
 */
export async function* takeRows(
  file: string,
  plan: ReadPlan,
  taker: RowTaker,
  options: ReadOptions = {},
): AsyncGenerator<number, void, undefined> {
  const plain = PlainRows.of(plan);
  if (plain === undefined) {
    for await (const rows of readRows(file, plan, options)) {
      for (const row of rows) taker.row(row);
      yield rows.length;
    }
    return;
  }
  const reader = new MixedReader(plan, plain, taker);
  for await (const bytes of readLines(file, options)) {
    throwIfAborted(options.signal);
    yield reader.read(bytes);
  }
  yield reader.end();
}

/** Reads plain rows by themselves, and what is between them as any CSV. */
class MixedReader {
  readonly #csv: CsvReader;
  readonly #filter: DataFilter;
  readonly #toRow: (record: RawRecord) => Row;
  readonly #each: (row: PlainRow) => void;
  /** Lines to read the general way at once: twice as many whenever no plain row came after them. */
  #lines = 1;
  #rows = 0;

  constructor(
    plan: ReadPlan,
    private readonly plain: PlainRows,
    private readonly taker: RowTaker,
  ) {
    this.#csv = new CsvReader(plan.delimiter);
    this.#filter = new DataFilter(plan);
    this.#toRow = entryReader(plan);
    this.#each = (row) => {
      this.#rows += 1;
      taker.plain(row);
    };
  }

  /** Reads whole lines; returns how many rows were handed over. */
  read(bytes: Buffer): number {
    this.#rows = 0;
    if (isUtf8(bytes)) this.#readUtf8(bytes);
    else for (const piece of utf8Pieces(bytes)) this.#take(this.#csv.push(piece));
    return this.#rows;
  }

  end(): number {
    this.#rows = 0;
    this.#take(this.#csv.end());
    return this.#rows;
  }

  #readUtf8(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      const next = this.#csv.isBetween && this.#filter.isBegun ? this.#takePlain(bytes, at) : at;
      if (next > at) this.#lines = 1;
      at = linesEnd(bytes, next, this.#lines);
      this.#lines = Math.min(this.#lines * 2, MOST_LINES);
      if (at > next) this.#take(this.#csv.push({ text: bytes.toString('utf8', next, at), doubtful: false }));
    }
  }

  #takePlain(bytes: Buffer, from: number): number {
    const { position, lines } = this.plain.take(bytes, from, this.#csv.line, this.#each);
    this.#csv.pass(lines);
    return position;
  }

  #take(records: readonly RawRecord[]): void {
    for (const record of records) {
      if (!this.#filter.isData(record)) continue;
      this.#rows += 1;
      this.taker.row(this.#toRow(record));
    }
  }
}

/** Where so many lines end that begin at a position. */
function linesEnd(bytes: Buffer, from: number, lines: number): number {
  let at = from;
  for (let count = 0; count < lines && at < bytes.length; count += 1) {
    const next = bytes.indexOf('\n', at);
    at = next < 0 ? bytes.length : next + 1;
  }
  return at;
}
