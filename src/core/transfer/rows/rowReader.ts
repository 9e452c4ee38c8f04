/** Pages of a list as rows of a file, read without making records of them where that can be. */
import type { PageQuery } from '../../../mailgun/api';
import { decodeEntry, decodePage } from '../../../mailgun/decode';
import type { ListName } from '../../../mailgun/lists';
import { pageOf, readPage } from '../../../mailgun/paging';
import type { Entry, Page, RawPage } from '../../../mailgun/records';
import { parseJson } from '../../../mailgun/serverText';
import { exportWriter, type CsvOptions, type ExportFormat, type ExportWriter } from '../files/exportFormat';
import { textOf } from '../pages/sharedBytes';
import { ADDRESS, behindObject, behindSpace, bytesOf, isAt, RecordScanner } from './recordScanner';
import { RowWriter } from './rowWriter';

/** An entry as its row. */
export interface Row {
  readonly address: string;
  /** The rows of its page, one behind the other. */
  readonly rows: Rows;
  /** Where its row ends. */
  readonly end: number;
}

/** The rows of a page. Each row of a JSON file begins with its comma. */
export class Rows {
  bytes = NONE;

  constructor(private readonly free: Uint8Array<ArrayBuffer>[]) {}

  /** Lets the memory be used again; what it held is no more to be looked at. */
  release(): void {
    // What was made larger for one page is not kept.
    if (this.bytes.length === ROOM) this.free.push(this.bytes);
    this.bytes = NONE;
  }
}

const NONE = new Uint8Array(0);
/** Holds the rows of a usual page, in bytes. */
const ROOM = 1 << 19;
const COMMA = 0x2c;
const END = 0x5d;
const BEGINNING = ['{', '"items"', ':', '['].map(bytesOf);

/** Reads the pages of one list for a file of one format. */
export class RowReader {
  readonly #scanner: RecordScanner;
  readonly #out: RowWriter;
  readonly #writer: ExportWriter;
  readonly #free: Uint8Array<ArrayBuffer>[] = [];

  constructor(
    private readonly list: ListName,
    format: ExportFormat,
    options: CsvOptions = {},
  ) {
    this.#scanner = new RecordScanner(list);
    this.#out = new RowWriter(list, format, options.guardFormulas === true);
    this.#writer = exportWriter(format, list, options);
  }

  /** The page that an answer is; undefined where it is no JSON. Throws MailgunError `badResponse` where it is no page. */
  read(body: Uint8Array, asked: PageQuery): Page<Row> | undefined {
    const rows = this.#begin();
    const found: Row[] = [];
    const rest = this.#quickly(Buffer.from(body.buffer, body.byteOffset, body.length), rows, found);
    if (rest !== undefined) return pageOf(this.#finish(rows, found), rest.links, asked);
    const json = parseJson(textOf(body));
    return json === undefined ? undefined : this.rowsOf(readPage(this.list, json, asked));
  }

  /** A page with its entries as rows. */
  rowsOf({ entries, ...page }: Page): Page<Row> {
    const rows = this.#begin();
    const found: Row[] = [];
    for (const entry of entries) this.#write(entry, rows, found);
    return { ...page, entries: this.#finish(rows, found) };
  }

  #begin(): Rows {
    // What was begun in vain is begun anew in the same memory.
    if (this.#out.bytes.length !== ROOM) this.#out.bytes = this.#free.pop() ?? new Uint8Array(ROOM);
    this.#out.length = 0;
    return new Rows(this.#free);
  }

  #finish(rows: Rows, found: Row[]): readonly Row[] {
    rows.bytes = this.#out.bytes;
    this.#out.bytes = NONE;
    return found;
  }

  /** Reads an answer record by record; returns its links, or undefined where anything is not as usual. */
  #quickly(body: Buffer, rows: Rows, found: Row[]): { readonly links: RawPage['paging'] } | undefined {
    let at = 0;
    for (const part of BEGINNING) {
      at = behindSpace(body, at);
      if (!isAt(body, at, part)) return undefined;
      at += part.length;
    }
    at = behindSpace(body, at);
    while (body[at] !== END) {
      at = this.#record(body, at, rows, found);
      if (at < 0) return undefined;
      at = behindSpace(body, at);
      if (body[at] === COMMA && body[behindSpace(body, at + 1)] !== END) at = behindSpace(body, at + 1);
      else if (body[at] !== END) return undefined;
    }
    return this.#links(body, at + 1);
  }

  /** Reads one record; the index behind it, or -1 where it is none. */
  #record(body: Buffer, from: number, rows: Rows, found: Row[]): number {
    const end = this.#scanner.plain(body, from);
    if (end >= 0 && this.#out.add(body, this.#scanner, end - from)) {
      const { start, end: ends } = this.#scanner;
      const address = body.toString('latin1', start[ADDRESS], ends[ADDRESS]);
      found.push({ address, rows, end: this.#out.length });
      return end;
    }
    const behind = end >= 0 ? end : behindObject(body, from);
    if (behind < 0) return -1;
    try {
      this.#write(decodeEntry(this.list, JSON.parse(textOf(body.subarray(from, behind)))), rows, found);
    } catch {
      return -1;
    }
    return behind;
  }

  #write(entry: Entry, rows: Rows, found: Row[]): void {
    this.#out.addText(this.#writer.rows([entry], false));
    found.push({ address: entry.address, rows, end: this.#out.length });
  }

  /** What follows the records, which must be JSON and have no more of them. */
  #links(body: Uint8Array, from: number): { readonly links: RawPage['paging'] } | undefined {
    const json = parseJson(`{"":0${textOf(body.subarray(from))}`);
    if (typeof json !== 'object' || json === null || 'items' in json) return undefined;
    return { links: decodePage(this.list, { ...json, items: [] }).paging };
  }
}
