/** The rows that were not wanted, as a CSV to correct and import again. */
import { mkdir, open, readFile, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { addressKey } from '../../addressSyntax';
import { csvCell } from '../files/exportCsv';
import { hasCode } from '../jobs/files';
import type { ImportHead } from './importTypes';
import type { Job } from '../jobs';
import { readRows, type ReadPlan, type Row } from '../read';
import type { RejectedEntry } from '../sending/sendEntries';

/** Keeps the path, so that a resumed import writes the same file again. */
const NOTE = 'rejected-file';
const COLUMNS = ['import_line', 'import_problem'];
/** Names that are tried before giving up. */
const NAMES = 1000;
/** Characters that are kept of the name of a file elsewhere: with four bytes each they fit any file system. */
const LONGEST_NAME = 50;

/**
 * Writes `<name>.rejected.csv` beside the source, or under a free name like it, or, where that cannot be written, into `rejected`
 * beside the job's folder: the columns of the source, then the line and what is wrong with it. Covers the first `rows` rows of the
 * source. Returns the path. Throws the file system's error.
 */
export async function writeRejected(
  job: Job<ImportHead>,
  rejected: readonly RejectedEntry[],
  rows: number,
): Promise<string> {
  const { file, read } = job.head.spec;
  const reasons = new Map(rejected.map((entry) => [reasonKey(entry.line, entry.list, entry.address), entry.reason]));
  const { path, handle } = await openRejected(job);
  try {
    // With a byte order mark spreadsheets read UTF-8.
    await handle.writeFile(`\ufeff${line([...columnNames(read), ...COLUMNS])}`);
    let seen = 0;
    for await (const chunk of readRows(file, read)) {
      await handle.writeFile(chunk.map((row) => (seen++ < rows ? rejectedLine(row, read, reasons) : '')).join(''));
      if (seen >= rows) break;
    }
  } finally {
    await handle.close();
  }
  return path;
}

function rejectedLine(row: Row, { columns }: ReadPlan, reasons: ReadonlyMap<string, string>): string {
  const { entry, cells } = row;
  const problem = entry === undefined ? row.problem : reasons.get(reasonKey(row.line, entry.list, entry.address));
  if (problem === undefined) return '';
  const own = columns.map((_, index) => cells[index] ?? '');
  // Cells beyond the last column have no name.
  return line([...own, String(row.line), problem, ...cells.slice(columns.length)]);
}

/** A line may hold several addresses. */
function reasonKey(row: number, list: string, address: string): string {
  return `${row} ${list} ${addressKey(address)}`;
}

function line(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

/** Names under which the columns are recognised again. */
function columnNames({ header, columns, format, mapping }: ReadPlan): string[] {
  if (header || format === 'json' || format === 'ndjson') return [...columns];
  const fields = new Map(Object.entries(mapping).map(([field, column]) => [column, field]));
  return columns.map((column, index) => fields.get(index) ?? column);
}

async function openRejected(job: Job<ImportHead>): Promise<{ path: string; handle: FileHandle }> {
  const known = await readFile(job.path(NOTE), 'utf8').catch(() => undefined);
  if (known !== undefined) return { path: known, handle: await open(known, 'w') };
  const { file } = job.head.spec;
  const name = basename(file, extname(file)).replace(/\.rejected(-\d+)?$/, '');
  let opened: { path: string; handle: FileHandle };
  try {
    opened = await openFree(dirname(file), name);
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOSPC', 'ENAMETOOLONG')) throw error;
    const folder = join(dirname(job.folder), 'rejected');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    opened = await openFree(folder, [...name].slice(0, LONGEST_NAME).join(''));
  }
  await writeFile(job.path(NOTE), opened.path, { mode: 0o600 });
  return opened;
}

async function openFree(folder: string, name: string): Promise<{ path: string; handle: FileHandle }> {
  for (let count = 1; ; count += 1) {
    const path = join(folder, `${name}.rejected${count === 1 ? '' : `-${count}`}.csv`);
    try {
      return { path, handle: await open(path, 'wx') };
    } catch (error) {
      if (!hasCode(error, 'EEXIST') || count >= NAMES) throw error;
    }
  }
}
