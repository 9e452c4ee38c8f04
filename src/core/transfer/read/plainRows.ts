/** Rows that need no thought: read and written down again at a fraction of what it takes to understand any row. */
import type { ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import { jsonDate } from '../../../mailgun/wire';
import { ALL_TAGS, DEFAULT_CODE } from '../../entryInput';
import { createdAtOf } from './entryReader';
import { isDigits, isPlainAddress, PlainDates } from './plainBytes';
import { copyBytes, copyEscaped } from './plainJson';
import { PlainLine } from './plainLine';
import { FIELDS, type Field, type ReadPlan } from './readPlan';

/** Lists whose rows are plain enough. */
type PlainList = Exclude<ListName, 'allowlist'>;

const DELIMITERS = /^[\t!#-~]$/;
/** One tag that stands for itself, in CSV and in JSON. */
const PLAIN_TAG = /^[\w.:@/+*-]+$/;
/** The longest of what is written beside the cells. */
const FRAME = 200;
const QUOTE = 0x22;
const ADDRESS = Buffer.from('{"address":"');
const CODE = Buffer.from('","code":"');
const ERROR = Buffer.from('","error":"');
const CREATED_AT = Buffer.from(',"created_at":"');
const END = Buffer.from('"}');
const NO_CODE = Buffer.from(DEFAULT_CODE);

/**
 * The row that was read last; the same object for all. What it gives is exactly what the general way gives for that row: an entry without
 * a warning.
 */
export class PlainRow {
  /** The line of the file, counted from 1. */
  line = 0;
  /** In milliseconds since the epoch. */
  createdAt: number | undefined = undefined;
  readonly #line: PlainLine;
  readonly #columns: Readonly<Record<Field, number>>;
  readonly #dates = new PlainDates();
  readonly #isOwn: boolean;
  #tag = ALL_TAGS;
  /** Whether the date can be sent just as it stands there. */
  #isDatePlain = false;
  #isDoubtful = false;

  constructor(
    private readonly plan: ReadPlan,
    readonly list: PlainList,
  ) {
    const width = plan.columns.length;
    const columnOf = (field: Field): [Field, number] => [field, plan.mapping[field] ?? width];
    this.#columns = Object.fromEntries(FIELDS.map(columnOf)) as Record<Field, number>;
    this.#line = new PlainLine(plan.delimiter.charCodeAt(0), width);
    this.#isOwn = plan.provider === 'mailgun';
  }

  /** Reads the line that begins at a position; returns where the next one begins, -1 when it needs thought. */
  read(bytes: Buffer, begin: number, line: number): number {
    const next = this.#line.read(bytes, begin);
    if (next < 0 || !isPlainAddress(bytes, this.addressFrom, this.addressTo, this.#isOwn)) return -1;
    this.line = line;
    return this.#readDate() && this.#readMore() ? next : -1;
  }

  /** Where the row stands. */
  get bytes(): Buffer {
    return this.#line.bytes;
  }

  /** Where its address begins, which is of ASCII. */
  get addressFrom(): number {
    return this.#from('address');
  }

  get addressTo(): number {
    return this.#to('address');
  }

  get address(): string {
    return this.#text('address');
  }

  /** For unsubscribes what they are for, as `tagsContent` says it. */
  get tags(): string | undefined {
    return this.list === 'unsubscribes' ? this.#tag : undefined;
  }

  get jsonBytes(): number {
    const error = this.#to('error') - this.#from('error');
    return FRAME + this.addressTo - this.addressFrom + this.#tag.length + 2 * error;
  }

  /** Writes the entry as `entryJson` does. */
  writeJson(into: Buffer, at: number): number {
    const { bytes } = this;
    let to = copyBytes(ADDRESS, 0, ADDRESS.length, into, at);
    to = copyBytes(bytes, this.addressFrom, this.addressTo, into, to);
    if (this.list === 'bounces') to = this.#writeBounce(into, to);
    if (this.list === 'unsubscribes') to += into.write(`","tags":["${this.#tag}"]`, to, 'latin1');
    else into[to++] = QUOTE;
    if (!this.#isDatePlain) return to + into.write(`${jsonDate(this.createdAt)}}`, to, 'latin1');
    to = copyBytes(CREATED_AT, 0, CREATED_AT.length, into, to);
    to = copyBytes(bytes, this.#from('created_at'), this.#to('created_at'), into, to);
    return copyBytes(END, 0, END.length, into, to);
  }

  #writeBounce(into: Buffer, at: number): number {
    const { bytes } = this;
    let to = copyBytes(CODE, 0, CODE.length, into, at);
    if (this.#from('code') === this.#to('code')) to = copyBytes(NO_CODE, 0, NO_CODE.length, into, to);
    else to = copyBytes(bytes, this.#from('code'), this.#to('code'), into, to);
    to = copyBytes(ERROR, 0, ERROR.length, into, to);
    const [from, end] = [this.#from('error'), this.#to('error')];
    // The engine copies a long text faster than a loop does.
    if (this.#line.isBare(this.#columns.error)) return to + bytes.copy(into, to, from, end);
    return copyEscaped(bytes, from, end, into, to);
  }

  /** The cells as the general way reads them. */
  cells(): string[] {
    return this.#line.cells();
  }

  /** The entry as an object of its own. */
  entry(): Entry {
    const { list, address, createdAt } = this;
    const base = createdAt === undefined ? { address } : { address, createdAt };
    if (list === 'complaints') return { list, ...base };
    if (list === 'unsubscribes') return { list, ...base, tags: [this.#tag] };
    return { list, ...base, code: this.#text('code') || DEFAULT_CODE, error: this.cells()[this.#columns.error] ?? '' };
  }

  #from(field: Field): number {
    return this.#line.from[this.#columns[field]] ?? 0;
  }

  #to(field: Field): number {
    return this.#line.to[this.#columns[field]] ?? 0;
  }

  /** A cell of ASCII as it stands there. */
  #text(field: Field): string {
    return this.bytes.toString('latin1', this.#from(field), this.#to(field));
  }

  #readDate(): boolean {
    this.#isDatePlain = false;
    this.createdAt = undefined;
    const [from, to] = [this.#from('created_at'), this.#to('created_at')];
    if (from === to) return true;
    const ms = this.#dates.read(this.bytes, from, to);
    this.#isDatePlain = ms > 0 && ms <= this.plan.now;
    if (this.#isDatePlain) this.createdAt = ms;
    return this.#isDatePlain || this.#readOtherDate();
  }

  #readOtherDate(): boolean {
    this.#isDoubtful = false;
    this.createdAt = createdAtOf(this.#text('created_at'), this.plan.now, this.#warn);
    return !this.#isDoubtful;
  }

  readonly #warn = (): void => void (this.#isDoubtful = true);

  #readMore(): boolean {
    if (this.list === 'bounces') return this.#isPlainBounce();
    if (this.list === 'complaints') return true;
    this.#tag = this.#text('tags') || ALL_TAGS;
    return PLAIN_TAG.test(this.#tag);
  }

  #isPlainBounce(): boolean {
    const [from, to] = [this.#from('code'), this.#to('code')];
    // Without a code it is looked for in the text.
    const hasCode =
      from === to ? this.#from('error') === this.#to('error') : isReplyCode(this.bytes, from, to, this.#isOwn);
    return hasCode && this.#line.isTrim(this.#columns.error);
  }
}

/** Codes that are taken as they stand: Mailgun's own files have others than servers do. */
function isReplyCode(bytes: Buffer, from: number, to: number, isOwn: boolean): boolean {
  return isOwn ? isDigits(bytes, from, to, 1, 6) : isDigits(bytes, from, to, 3, 3);
}

/** Reads plain rows by a plan. */
export class PlainRows {
  readonly #row: PlainRow;

  private constructor(plan: ReadPlan, list: PlainList) {
    this.#row = new PlainRow(plan, list);
  }

  /** The reader for a plan; undefined for a plan by which no row is plain. */
  static of(plan: ReadPlan): PlainRows | undefined {
    const { format, encoding, delimiter, mapping, list, guarded, columns } = plan;
    const isPlain = format === 'csv' && encoding === 'utf-8' && DELIMITERS.test(delimiter);
    if (!isPlain || guarded || mapping.list !== undefined || mapping.address === undefined) return undefined;
    // A header that stands there again is no data, also where it is made of addresses.
    if (columns[mapping.address]?.includes('@') !== false) return undefined;
    return list === undefined || list === 'allowlist' ? undefined : new PlainRows(plan, list);
  }

  /**
   * Hands out one row after the other, of bytes that are UTF-8 and begin with a line, until one is not plain; returns where that begins
   * and how many lines come before it.
   */
  take(bytes: Buffer, from: number, line: number, each: (row: PlainRow) => void): { position: number; lines: number } {
    const end = bytes.lastIndexOf('\n') + 1;
    const row = this.#row;
    let position = from;
    let lines = 0;
    while (position < end) {
      const next = row.read(bytes, position, line + lines);
      if (next < 0) break;
      each(row);
      position = next;
      lines += 1;
    }
    return { position, lines };
  }
}
