/** Plain records as rows of a file, from bytes to bytes. Writes what the `ExportWriter` of the format would write. */
import type { ListName } from '../../../mailgun/lists';
import type { ExportFormat } from '../files/exportFormat';
import { dayAt, TIME_AT, TIME_LENGTH } from './byteDates';
import { ADDRESS, bytesOf, DATE, FIRST, isAt, SECOND, type RecordScanner } from './recordScanner';

/** A row is written step by step: texts that are always the same, and fields of the record. */
type Step = Uint8Array | number;

const SPACE = 0x20;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const FORMULA = bytesOf('=+-@');
const TEXTS = [ADDRESS, FIRST, SECOND];
/** What a tag must not have in it, lest it be read as several. */
const BRACKETS = bytesOf('[]');
const DOMAIN = bytesOf('domain"');
const ADDRESS_TYPE = bytesOf('address"');
/** Bytes that a row may have more than its record. */
const MORE = 256;

export class RowWriter {
  /** Room for rows; a larger one is made where it is too small. */
  bytes = new Uint8Array(0);
  length = 0;
  /** Where the address of the row that was written last begins; it stands there as in the record. */
  addressAt = 0;
  readonly #isCsv: boolean;
  readonly #steps: readonly Step[];
  readonly #domainSteps: readonly Step[];
  readonly #beforeDate: Uint8Array;

  constructor(
    private readonly list: ListName,
    format: ExportFormat,
    private readonly guard: boolean,
  ) {
    this.#isCsv = format === 'csv';
    this.#steps = steps(list, format, false);
    this.#domainSteps = steps(list, format, true);
    this.#beforeDate = bytesOf(this.#isCsv ? '"' : list === 'allowlist' ? ',"createdAt":"' : ',"created_at":"');
  }

  /** Writes the record that was scanned last; false if its row is for the `ExportWriter` to write. */
  add(bytes: Uint8Array, record: RecordScanner, recordLength: number): boolean {
    if (!this.#isUsual(bytes, record)) return false;
    this.reserve(recordLength + MORE);
    const isDomain = this.list === 'allowlist' && isAt(bytes, record.start[FIRST] ?? 0, DOMAIN);
    const began = this.length;
    for (const step of isDomain ? this.#domainSteps : this.#steps) {
      if (typeof step !== 'number') this.#copy(step, 0, step.length);
      else if (step !== DATE) this.#field(bytes, record, step);
      else if (!this.#date(bytes, record)) {
        this.length = began;
        return false;
      }
    }
    return true;
  }

  /** Writes a row as text. */
  addText(text: string): void {
    this.reserve(text.length * 3);
    this.length += Buffer.from(this.bytes.buffer, this.bytes.byteOffset).write(text, this.length);
  }

  /** Makes room for so many bytes more. */
  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array((this.length + more) * 2);
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  #isUsual(bytes: Uint8Array, { start, end, delimited }: RecordScanner): boolean {
    const first = start[FIRST] ?? -1;
    // Without an address it is no record.
    if ((end[ADDRESS] ?? 0) <= (start[ADDRESS] ?? 0)) return false;
    // Behind an apostrophe there may be a formula.
    if (this.guard && this.#isCsv && TEXTS.some((field) => bytes[start[field] ?? -1] === APOSTROPHE)) return false;
    if (this.list === 'allowlist') return isAt(bytes, first, DOMAIN) || isAt(bytes, first, ADDRESS_TYPE);
    if (this.list !== 'unsubscribes') return true;
    const last = (end[FIRST] ?? 0) - 1;
    if (first < 0 || last < first || delimited[FIRST] === 1) return false;
    if (bytes[first] === SPACE || bytes[last] === SPACE) return false;
    for (let at = first; at <= last; at++) if (BRACKETS.includes(bytes[at] ?? 0)) return false;
    return true;
  }

  #field(bytes: Uint8Array, { start, end, delimited }: RecordScanner, field: number): void {
    const from = start[field] ?? -1;
    if (from < 0) return;
    const to = end[field] ?? 0;
    const mustGuard = this.guard && this.#isCsv && FORMULA.includes(bytes[from] ?? 0) && from < to;
    const isQuoted =
      this.#isCsv &&
      (delimited[field] === 1 || (!mustGuard && bytes[from] === SPACE) || (to > from && bytes[to - 1] === SPACE));
    if (isQuoted) this.bytes[this.length++] = QUOTE;
    if (mustGuard) this.bytes[this.length++] = APOSTROPHE;
    if (field === ADDRESS) this.addressAt = this.length;
    this.#copy(bytes, from, to);
    if (isQuoted) this.bytes[this.length++] = QUOTE;
  }

  /** False for a date that is not written as usual. */
  #date(bytes: Uint8Array, { start, end }: RecordScanner): boolean {
    const from = start[DATE] ?? -1;
    if (from < 0) return true;
    const day = dayAt(bytes, from, end[DATE] ?? 0);
    if (day === undefined) return false;
    const text = this.#isCsv ? day.rfc : day.iso;
    const after = this.#isCsv ? RFC_END : ISO_END;
    this.#copy(this.#beforeDate, 0, this.#beforeDate.length);
    this.#copy(text, 0, text.length);
    this.#copy(bytes, from + TIME_AT, from + TIME_AT + TIME_LENGTH);
    this.#copy(after, 0, after.length);
    return true;
  }

  #copy(from: Uint8Array, start: number, end: number): void {
    const to = this.bytes;
    const shift = this.length - start;
    for (let at = start; at < end; at++) to[at + shift] = from[at] ?? 0;
    this.length += end - start;
  }
}

const RFC_END = bytesOf(' +0000"');
const ISO_END = bytesOf('.000Z"');

/** `isDomain`: of an allowlist's domain. */
function steps(list: ListName, format: ExportFormat, isDomain: boolean): Step[] {
  const template = format === 'csv' ? csvSteps(list, isDomain) : [...JSON_STEPS[list], DATE, '}'];
  const [before, after] = format === 'json' ? [',\n', ''] : ['', '\n'];
  return [before, ...template, after].map((step) => (typeof step === 'string' ? bytesOf(step) : step));
}

function csvSteps(list: ListName, isDomain: boolean): readonly (string | number)[] {
  switch (list) {
    case 'bounces':
      return [ADDRESS, ',', FIRST, ',', SECOND, ',', DATE];
    case 'complaints':
      return [ADDRESS, ',', DATE];
    case 'unsubscribes':
      return [ADDRESS, ',', FIRST, ',', DATE];
    case 'allowlist':
      return isDomain ? [',', ADDRESS] : [ADDRESS, ','];
  }
}

const JSON_STEPS: Readonly<Record<ListName, readonly (string | number)[]>> = {
  bounces: ['{"address":"', ADDRESS, '","code":"', FIRST, '","error":"', SECOND, '"'],
  complaints: ['{"address":"', ADDRESS, '"'],
  unsubscribes: ['{"address":"', ADDRESS, '","tags":["', FIRST, '"]'],
  allowlist: ['{"type":"', FIRST, '","value":"', ADDRESS, '","reason":"', SECOND, '"'],
};
