/** Files of suppressions for tests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  inspectFile,
  readRows,
  type Hints,
  type Inspection,
  type ReadOptions,
  type ReadPlan,
  type Row,
} from '../../../../../src/core/transfer/read';

/** The moment at which test files are read. */
export const NOW = Date.UTC(2026, 5, 1);

/** A folder for the files of one test file, removed when its tests are done. */
export function fileFolder(): (name: string, content: string | Uint8Array) => string {
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'read-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return (name, content) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
}

/** All rows of a file by a plan. */
export async function allRows(file: string, plan: ReadPlan, options?: ReadOptions): Promise<Row[]> {
  const all: Row[] = [];
  for await (const rows of readRows(file, plan, options)) all.push(...rows);
  return all;
}

/** What a file is found to be, and all its rows. */
export async function read(file: string, hints: Hints = {}): Promise<{ inspection: Inspection; rows: Row[] }> {
  const inspection = await inspectFile(file, { now: NOW, ...hints });
  return { inspection, rows: await allRows(file, inspection.plan) };
}

/** The rows as `line: list address …`, short enough to compare. */
export function brief(rows: readonly Row[]): string[] {
  return rows.map(({ line, entry, problem }) => {
    if (entry === undefined) return `${line}: ! ${problem ?? ''}`;
    const { list, address, createdAt } = entry;
    const date = createdAt === undefined ? '' : ` @${new Date(createdAt).toISOString()}`;
    if (entry.list === 'bounces')
      return `${line}: ${list} ${address} ${entry.code} ${JSON.stringify(entry.error)}${date}`;
    if (entry.list === 'unsubscribes') return `${line}: ${list} ${address} ${JSON.stringify(entry.tags)}${date}`;
    if (entry.list === 'allowlist') return `${line}: ${list} ${entry.kind} ${address} ${JSON.stringify(entry.reason)}`;
    return `${line}: ${list} ${address}${date}`;
  });
}
