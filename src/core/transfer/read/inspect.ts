/** Looks at the beginning of a file and decides how to read it. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { splitLine } from '../../entryInput';
import { bomLength, decodeWindows1252, sniffEncoding } from './encoding';
import { looksLikeAddress, looksLikeDomain } from './columns';
import { csvDialect } from './dialect';
import { jsonShape, keysOf } from './jsonShape';
import { understand, type Choices, type Table } from './understand';
import { ReadError } from './readError';
import type { ListName } from '../../../mailgun/lists';
import type { FileEncoding, Hints, Inspection, Mapping, ReadPlan } from './readPlan';
import { cellText } from './recordReader';

/** Bytes looked at, at most. */
export const HEAD_BYTES = 256 * 1024;
/** Lines that decide whether a file is bare addresses. */
const LINES = 50;

/**
 * Looks at the first 256 kB of a file: its format, encoding, delimiter and header, whose it is, which column holds what and which lists
 * its rows go to. Throws ReadError for what is empty or no text, and the file system's errors.
 */
export async function inspectFile(file: string, hints: Hints = {}): Promise<Inspection> {
  return inspectAs(file, hints);
}

/** What can be chosen anew about a plan. */
export interface PlanChange {
  /** The whole mapping; what is not in it is mapped to nothing. Kept if absent, unless the columns change. */
  readonly mapping?: Mapping | undefined;
  /** The list of rows that do not say theirs; of all rows where the mapping has no column for the list. */
  readonly list?: ListName | undefined;
  readonly header?: boolean | undefined;
  readonly delimiter?: string | undefined;
  readonly encoding?: FileEncoding | undefined;
  readonly guarded?: boolean | undefined;
}

/** Looks at a file again with other choices than its plan has. What is not chosen stays, or is found anew where a choice changes the columns. */
export async function replan(file: string, plan: ReadPlan, change: PlanChange): Promise<Inspection> {
  const { header, delimiter, encoding } = change;
  const isAnew = [header, delimiter, encoding].some((choice) => choice !== undefined);
  const isChosen = plan.mapping.list === undefined && isAnew;
  return inspectAs(file, {
    ...(plan.format === 'csv'
      ? { header: header ?? plan.header, delimiter: delimiter ?? plan.delimiter }
      : { header, delimiter }),
    encoding: encoding ?? plan.encoding,
    guarded: change.guarded ?? plan.guarded,
    now: plan.now,
    list: isChosen ? (change.list ?? plan.list) : undefined,
    mapping: change.mapping ?? (isAnew ? undefined : plan.mapping),
    otherwise: change.list ?? plan.list ?? (isAnew ? undefined : null),
  });
}

async function inspectAs(file: string, hints: Choices): Promise<Inspection> {
  const { head, bytes } = await readHead(file);
  if (bytes === 0) throw new ReadError('The file is empty.', 'Choose another file.');
  const encoding = hints.encoding ?? sniffEncoding(head, bytes <= head.length);
  const text = decodeHead(head, encoding, bytes <= head.length);
  if (text.trim() === '') throw new ReadError('There is nothing in the file but blank lines.', 'Choose another file.');
  const table = readTable(text, basename(file), hints);
  return understand(table, { fileName: basename(file), encoding, bytes, hints, now: hints.now ?? Date.now() });
}

async function readHead(file: string): Promise<{ head: Buffer; bytes: number }> {
  const handle = await open(file);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new ReadError('This is not a file.', 'Choose a file.');
    const head = Buffer.alloc(Math.min(HEAD_BYTES, stats.size));
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return { head: head.subarray(0, bytesRead), bytes: stats.size };
  } finally {
    await handle.close();
  }
}

/** The text up to the last line that is whole; the file's end makes a line whole too. */
function decodeHead(head: Buffer, encoding: FileEncoding, whole: boolean): string {
  const bytes = head.subarray(bomLength(head, encoding));
  const text = decodeBytes(bytes, encoding);
  const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
  return whole || end < 0 ? text : text.slice(0, end + 1);
}

function decodeBytes(bytes: Buffer, encoding: FileEncoding): string {
  if (encoding === 'utf-8') return bytes.toString('utf8');
  if (encoding === 'windows-1252') return decodeWindows1252(bytes);
  const even = bytes.subarray(0, bytes.length & ~1);
  return (encoding === 'utf-16be' ? Buffer.from(even).swap16() : even).toString('utf16le');
}

function readTable(text: string, fileName: string, hints: Hints): Table {
  const trimmed = text.trimStart();
  const isForced = hints.delimiter !== undefined || hints.header === true;
  if (!isForced && /^(?:\{\s*["}]|\[\s*(?:[{"\]]|$))/.test(trimmed)) return jsonTable(trimmed);
  if (!isForced && isBare(text, fileName)) return textTable(text);
  return { format: 'csv', ...csvDialect(text, hints) };
}

function jsonTable(text: string): Table {
  const { format, key, values } = jsonShape(text);
  const columns = keysOf(values);
  const isText = columns.length === 0 && values.some((value) => typeof value === 'string');
  const names = isText ? ['Address'] : columns;
  const sample = values.map((value) =>
    typeof value === 'object' && value !== null
      ? names.map((name) => cellText((value as Record<string, unknown>)[name]))
      : [cellText(value)],
  );
  return { format, key, delimiter: '', header: false, skip: 0, preamble: 0, columns: names, sample };
}

function textTable(text: string): Table {
  const sample = firstLines(text).flatMap((line) => splitLine(line).map((piece) => [piece]));
  return { format: 'text', delimiter: '', header: false, skip: 0, preamble: 0, columns: ['Address'], sample };
}

/** Whether every line is addresses (or domains) and nothing else. */
function isBare(text: string, fileName: string): boolean {
  const lines = firstLines(text).map(splitLine);
  const pieces = lines.flat();
  if (pieces.length === 0 || !pieces.every((piece) => looksLikeAddress(piece) || looksLikeDomain(piece))) return false;
  // Two addresses in every line of a CSV are two columns.
  const isTable =
    lines.length > 1 && (lines[0]?.length ?? 0) > 1 && lines.every((line) => line.length === lines[0]?.length);
  const hasBoth = pieces.some(looksLikeAddress) && !pieces.every(looksLikeAddress);
  return !(isTable && (/\.csv$/i.test(fileName) || hasBoth));
}

function firstLines(text: string): string[] {
  return text
    .slice(0, 65_536)
    .split(/\r\n|[\r\n]/, LINES)
    .filter((line) => line.trim() !== '');
}
