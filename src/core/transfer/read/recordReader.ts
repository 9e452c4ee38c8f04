/** The reader of the records of each format. */
import { splitLine } from '../../entryInput';
import { CsvReader } from './csvReader';
import { JsonReader } from './jsonReader';
import { LineReader } from './lineReader';
import type { RawRecord, ReadPlan } from './readPlan';
import type { RecordReader } from './textBuffer';

type Found = Pick<RawRecord, 'cells' | 'problem'>;

/** What of a plan the records depend on. */
export type Dialect = Pick<ReadPlan, 'format' | 'delimiter' | 'columns' | 'key' | 'mapping'>;

/** Makes the reader of one file's records. */
export function recordReader(plan: Dialect): RecordReader {
  switch (plan.format) {
    case 'csv':
      return new CsvReader(plan.delimiter);
    case 'json':
      return new JsonReader((value) => readValue(plan, value), plan.key);
    case 'ndjson':
      return new LineReader((text) => readJsonLine(plan, text));
    case 'text':
      return new LineReader((text) => pieces(text).map((piece) => ({ cells: [piece] })));
  }
}

/** The addresses of a line; most lines hold one. */
function pieces(line: string): string[] {
  if (/[,;"<]/.test(line)) return splitLine(line);
  const piece = line.trim();
  return piece === '' ? [] : [piece];
}

function readJsonLine(plan: Dialect, text: string): Found[] {
  const line = text.trim().replace(/,$/, '');
  if (line === '') return [];
  try {
    return [readValue(plan, JSON.parse(line))];
  } catch {
    return [{ cells: [line.slice(0, 1000)], problem: 'This line is not JSON.' }];
  }
}

/** An object's values by the columns; a text is an address. */
function readValue(plan: Dialect, value: unknown): Found {
  if (typeof value === 'string') {
    const cells = plan.columns.map((_, index) => (index === (plan.mapping.address ?? 0) ? value : ''));
    return { cells: cells.length === 0 ? [value] : cells };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { cells: [JSON.stringify(value).slice(0, 1000)], problem: 'This is not an object with an address.' };
  }
  const cells: string[] = [];
  for (const column of plan.columns)
    cells.push(Object.hasOwn(value, column) ? cellText((value as Record<string, unknown>)[column]) : '');
  return { cells };
}

/** A value of JSON as the text of a cell. */
export function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
