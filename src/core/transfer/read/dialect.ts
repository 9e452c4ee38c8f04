/** How a CSV is written: what separates its cells, and where its data begins. */
import { CsvReader } from './csvReader';
import { isHeader, looksLikeAddress, looksLikeDomain } from './columns';
import type { RawRecord } from './readPlan';

/** What can separate cells, the most likely first. */
export const DELIMITERS: readonly string[] = [',', ';', '\t', '|'];
/** Records looked at for the dialect. */
const LOOKED_AT = 50;
/** Characters that mostly hold enough records. */
const PROBE = 32_768;
/** Records among which the header is looked for: reports begin with a title or two. */
const PREAMBLE = 10;

/** A CSV's dialect, and its first records. */
export interface CsvDialect {
  readonly delimiter: string;
  readonly header: boolean;
  /** Records before the data. */
  readonly skip: number;
  /** Of these, records before the header that mean nothing. */
  readonly preamble: number;
  readonly columns: readonly string[];
  /** First records of data. */
  readonly sample: readonly (readonly string[])[];
}

/** The dialect of a CSV by the beginning of its text; what is given is not guessed. */
export function csvDialect(
  text: string,
  given: { delimiter?: string | undefined; header?: boolean | undefined },
): CsvDialect {
  const told = /^"?sep=(.)"?(?:\r|\n|$)/i.exec(text)?.[1];
  const candidates = given.delimiter === undefined ? (told === undefined ? DELIMITERS : [told]) : [given.delimiter];
  const skipped = told === undefined ? 0 : 1;
  const [best] = candidates
    .map((delimiter) => ({ delimiter, records: firstRecords(text, delimiter).slice(skipped) }))
    .sort((a, b) => score(b.records) - score(a.records));
  const { delimiter, records } = best ?? { delimiter: ',', records: [] };
  const begin = findBeginning(records, given.header);
  const columns = trimEnd(begin.header ? (records[begin.at]?.cells ?? []) : []);
  const data = begin.at + (begin.header ? 1 : 0);
  const sample = records
    .slice(data)
    .filter(({ problem }) => problem === undefined)
    .map(({ cells }) => cells);
  return { delimiter, header: begin.header, skip: skipped + data, preamble: begin.at, columns, sample };
}

function firstRecords(text: string, delimiter: string): RawRecord[] {
  const reader = new CsvReader(delimiter);
  const records = reader.push({ text: text.slice(0, PROBE), doubtful: false });
  // Few are there when the file is short, or when a quotation mark is open that may never be closed.
  if (records.length < LOOKED_AT)
    records.push(...reader.push({ text: text.slice(PROBE), doubtful: false }), ...reader.end());
  return records.slice(0, LOOKED_AT);
}

/** How well a delimiter fits: it lays an address or the name of its column bare, rows are equally long, and it is there at all. */
function score(records: readonly RawRecord[]): number {
  const first = records.slice(0, PREAMBLE);
  const widest = Math.max(0, ...first.map(({ cells }) => cells.length));
  const bare = first.some(({ cells }) => isHeader(cells))
    ? 2
    : first.some(({ cells }) => cells.some(looksLikeAddress))
      ? 1
      : 0;
  const equal = records.filter(({ cells }) => cells.length === widest).length / Math.max(records.length, 1);
  return bare * 1000 + (widest > 1 ? 100 * equal : 0) + Math.min(widest, 50);
}

/** Where the data begins, and whether the record there is a header. */
function findBeginning(records: readonly RawRecord[], header: boolean | undefined): { at: number; header: boolean } {
  const first = records.slice(0, PREAMBLE);
  const headerAt = first.findIndex(({ cells }) => isHeader(cells));
  const dataAt = first.findIndex(
    ({ cells }) => cells.some(looksLikeAddress) || cells.every((cell) => cell === '' || looksLikeDomain(cell)),
  );
  const named = headerAt >= 0 && (dataAt < 0 || headerAt < dataAt);
  if (header === false) return { at: named ? headerAt : Math.max(0, dataAt), header: false };
  if (named) return { at: headerAt, header: true };
  if (header === true || dataAt < 0) return { at: Math.max(0, dataAt - 1), header: header ?? true };
  if (dataAt === 0) return { at: 0, header: false };
  // A line of as many cells right before the data is a header whose names are not known.
  const before = first[dataAt - 1]?.cells.length ?? 0;
  const isNamed = before === first[dataAt]?.cells.length;
  return isNamed ? { at: dataAt - 1, header: true } : { at: dataAt, header: false };
}

function trimEnd(cells: readonly string[]): readonly string[] {
  const last = cells.findLastIndex((cell) => cell !== '');
  return cells.slice(0, last + 1);
}
