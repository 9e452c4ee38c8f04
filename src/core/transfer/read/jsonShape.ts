/** How a JSON file holds its rows. */
import { looksLikeAddress, namesAddress } from './columns';
import { JsonReader } from './jsonReader';

/** Values looked at. */
const LOOKED_AT = 200;
/** Keys looked at. */
const KEYS = 20;

/** Where the rows are, and the first of them. */
export interface JsonShape {
  readonly format: 'json' | 'ndjson';
  readonly key?: string | undefined;
  readonly values: readonly unknown[];
}

/** The shape of a JSON file by the beginning of its text. */
export function jsonShape(text: string): JsonShape {
  const whole = firstValues(text);
  if (text.startsWith('[')) return { format: 'json', values: whole };
  const keys = [
    ...new Set([...text.matchAll(/"([^"\\]{1,100})"\s*:\s*\[/g)].slice(0, 2000).map((match) => match[1] ?? '')),
  ];
  const arrays = keys.slice(0, KEYS).map((key) => ({ key, values: firstValues(text, key) }));
  const found =
    arrays.find(({ values }) => values.some(hasAddress)) ?? (whole.some(hasAddress) ? undefined : arrays[0]);
  if (found !== undefined && !whole.some(isRecord)) return { format: 'json', ...found };
  const lines = text.split(/\r\n|[\r\n]/).filter((line) => line.trim() !== '');
  return { format: lines.slice(0, 2).every(isObjectLine) ? 'ndjson' : 'json', values: whole };
}

/** Whether a top-level object is itself a row: an address stands in it, or a text in its place, and not in an array. */
function isRecord(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).some(
      ([key, cell]) => typeof cell === 'string' && (namesAddress(key) || looksLikeAddress(cell)),
    )
  );
}

function hasAddress(value: unknown): boolean {
  return typeof value === 'string' ? looksLikeAddress(value) : isRecord(value);
}

function isObjectLine(line: string): boolean {
  try {
    return typeof JSON.parse(line.trim().replace(/,$/, '')) === 'object' && line.trim().startsWith('{');
  } catch {
    return line.startsWith('{"') && line.length > 10_000;
  }
}

function firstValues(text: string, key?: string): unknown[] {
  const values: unknown[] = [];
  const reader = new JsonReader((value) => {
    if (values.length < LOOKED_AT) values.push(value);
    return { cells: [] };
  }, key);
  reader.push({ text, doubtful: false });
  return values;
}

/** The keys of objects, in the order in which they are met. */
export function keysOf(values: readonly unknown[]): string[] {
  const keys = new Set<string>();
  for (const value of values) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const key of Object.keys(value)) keys.add(key);
  }
  return [...keys];
}
