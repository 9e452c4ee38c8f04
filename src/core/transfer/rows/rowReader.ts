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
import { printOfAscii } from '../walkers/print';

/** An entry as its row. */
export class Row {
  /** The address as a number, where that was made of its bytes. */
  print: number | undefined;
  /** Where its row ends. */
  end = 0;
  /** Where the address stands in the rows. */
  from = 0;
  to = 0;
  /** The address, where it does not stand there. */
  text: string | undefined;

  /** `rows`: the rows of its page, one behind the other. */
  constructor(readonly rows: Rows) {}

  get address(): string {
    return this.text ?? this.rows.bytes.toString('latin1', this.from, this.to);
  }
}

/** The rows of a page. Each row of a JSON file begins with its comma. Used again, page after page: a thousand objects are soon garbage. */
export class Rows {
  bytes = Buffer.from(new ArrayBuffer(ROOM));
  #isFree = false;
  #count = 0;
  readonly #rows: Row[] = [];

  constructor(private readonly free: Rows[]) {}

  get entries(): readonly Row[] {
    return this.#rows.slice(0, this.#count);
  }

  /** One more row. */
  add(): Row {
    const row = (this.#rows[this.#count] ??= new Row(this));
    this.#count++;
    return row;
  }

  begin(): void {
    this.#count = 0;
    this.#isFree = false;
  }

  /** Lets all of it be used again; what it held is no more to be looked at. */
  release(): void {
    // What was made larger for one page is not kept.
    if (this.#isFree || this.bytes.length !== ROOM) return;
    this.#isFree = true;
    this.free.push(this);
  }
}

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
  readonly #free: Rows[] = [];

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
    const rest = this.#quickly(Buffer.from(body.buffer, body.byteOffset, body.length), rows);
    if (rest !== undefined) return pageOf(this.#finish(rows), rest.links, asked);
    rows.release();
    const json = parseJson(textOf(body));
    return json === undefined ? undefined : this.rowsOf(readPage(this.list, json, asked));
  }

  /** A page with its entries as rows. */
  rowsOf({ entries, ...page }: Page): Page<Row> {
    const rows = this.#begin();
    for (const entry of entries) this.#write(entry, rows);
    return { ...page, entries: this.#finish(rows) };
  }

  #begin(): Rows {
    const rows = this.#free.pop() ?? new Rows(this.#free);
    rows.begin();
    this.#out.bytes = rows.bytes;
    this.#out.length = 0;
    return rows;
  }

  #finish(rows: Rows): readonly Row[] {
    const { bytes } = this.#out;
    if (bytes !== rows.bytes) rows.bytes = Buffer.from(bytes.buffer);
    return rows.entries;
  }

  /** Reads an answer record by record; returns its links, or undefined where anything is not as usual. */
  #quickly(body: Buffer, rows: Rows): { readonly links: RawPage['paging'] } | undefined {
    let at = 0;
    for (const part of BEGINNING) {
      at = behindSpace(body, at);
      if (!isAt(body, at, part)) return undefined;
      at += part.length;
    }
    at = behindSpace(body, at);
    while (body[at] !== END) {
      at = this.#record(body, at, rows);
      if (at < 0) return undefined;
      at = behindSpace(body, at);
      if (body[at] === COMMA && body[behindSpace(body, at + 1)] !== END) at = behindSpace(body, at + 1);
      else if (body[at] !== END) return undefined;
    }
    return this.#links(body, at + 1);
  }

  /** Reads one record; the index behind it, or -1 where it is none. */
  #record(body: Buffer, from: number, rows: Rows): number {
    const end = this.#scanner.plain(body, from);
    if (end >= 0 && this.#out.add(body, this.#scanner, end - from)) {
      const { start, end: ends } = this.#scanner;
      const [first = 0, last = 0] = [start[ADDRESS], ends[ADDRESS]];
      const row = rows.add();
      row.print = printOfAscii(body, first, last);
      row.text = undefined;
      row.from = this.#out.addressAt;
      row.to = row.from + last - first;
      row.end = this.#out.length;
      return end;
    }
    const behind = end >= 0 ? end : behindObject(body, from);
    if (behind < 0) return -1;
    try {
      this.#write(decodeEntry(this.list, JSON.parse(textOf(body.subarray(from, behind)))), rows);
    } catch {
      return -1;
    }
    return behind;
  }

  #write(entry: Entry, rows: Rows): void {
    this.#out.addText(this.#writer.rows([entry], false));
    const row = rows.add();
    row.print = undefined;
    row.text = entry.address;
    row.end = this.#out.length;
  }

  /** What follows the records, which must be JSON and have no more of them. */
  #links(body: Uint8Array, from: number): { readonly links: RawPage['paging'] } | undefined {
    const json = parseJson(`{"":0${textOf(body.subarray(from))}`);
    if (typeof json !== 'object' || json === null || 'items' in json) return undefined;
    return { links: decodePage(this.list, { ...json, items: [] }).paging };
  }
}
