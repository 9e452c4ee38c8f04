/** Whole lists into files and out of them. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { exportList } from '../../../src/core/transfer/files/exportList';
import { resumeImport, startImport } from '../../../src/core/transfer/import/import';
import type { ImportReport, ImportSpec } from '../../../src/core/transfer/import/importTypes';
import { inspectFile } from '../../../src/core/transfer/read';
import type { ListName } from '../../../src/mailgun/lists';
import type { Entry } from '../../../src/mailgun/records';
import { WORKER } from '../core/transfer/workerFile';
import { assertList, placeKey, type Place } from './model';
import { anyPlace, type Operation, type Person } from './operation';
import { entryFor, isLarge, peopleOf } from './people';
import type { Possible, Turn } from './turn';

type Cells = Readonly<Record<string, unknown>>;

/** A record of an exported file. The CSV of the allowlist has no reason, as Mailgun imports none. */
function entryFrom(list: ListName, cells: Cells, known: Entry | undefined): Entry {
  const text = (name: string): string => {
    const cell = cells[name];
    return typeof cell === 'string' ? cell : '';
  };
  const address = text('address') || text('value') || text('domain');
  const createdAt = Date.parse(text('created_at') || text('createdAt'));
  const base = { address, ...(!Number.isNaN(createdAt) && { createdAt }) };
  switch (list) {
    case 'bounces':
      return { list, ...base, code: text('code'), error: text('error') };
    case 'complaints':
      return { list, ...base };
    case 'unsubscribes':
      return { list, ...base, tags: tagsOf(cells['tags']) };
    case 'allowlist': {
      const reason = 'reason' in cells || known?.list !== 'allowlist' ? text('reason') : known.reason;
      return { list, ...base, kind: address.includes('@') ? 'address' : 'domain', reason };
    }
  }
}

function tagsOf(tags: unknown): string[] {
  const isJson = typeof tags === 'string' && tags.startsWith('[');
  if (isJson) return JSON.parse(tags) as string[];
  return typeof tags === 'string' ? [tags] : (tags as string[]);
}

/** The records of a file in any format, read by others than the product. */
export async function recordsIn(file: string): Promise<readonly Cells[]> {
  const text = await readFile(file, 'utf8');
  if (file.endsWith('.csv')) return parse(text, { columns: true });
  if (file.endsWith('.json')) return JSON.parse(text) as Cells[];
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Cells);
}

async function exportOne(turn: Turn, { random, name }: Person, [place]: readonly Place[]): Promise<void> {
  if (place === undefined) return;
  const { model, stage } = turn.scene;
  const format = random.pick(['csv', 'json', 'ndjson'] as const);
  const file = stage.file(`${name}.${format}`);
  const client = stage.client(place.accountId);
  const written = await turn.attempt((call) =>
    exportList(client, place, file, format, { ...call, worker: WORKER, walkers: 3 }),
  );
  if (!('value' in written)) {
    turn.judge(written.error);
    await assert.rejects(readFile(file), 'A failed export has left a file.');
    return;
  }
  const wanted = model.entries(place);
  const entries = (await recordsIn(file)).map((cells, index) => entryFrom(place.list, cells, wanted[index]));
  assertList(entries, wanted, `Export of ${placeKey(place)} as ${format}`);
  assert.equal(written.value.records, wanted.length);
  await rm(file);
}

function csvOf(list: ListName, entries: readonly Entry[]): string {
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = entries.map((entry) => {
    const date = entry.createdAt === undefined ? '' : new Date(entry.createdAt).toUTCString();
    switch (entry.list) {
      case 'bounces':
        return [entry.address, entry.code, entry.error, date];
      case 'complaints':
        return [entry.address, date];
      case 'unsubscribes':
        return [entry.address, JSON.stringify(entry.tags), date];
      case 'allowlist':
        return entry.kind === 'domain' ? ['', entry.address, entry.reason] : [entry.address, '', entry.reason];
    }
  });
  const columns = { bounces: 'address,code,error,created_at', complaints: 'address,created_at', unsubscribes: 'address,tags,created_at', allowlist: 'address,domain,reason' }; // prettier-ignore
  return `${columns[list]}\n${rows.map((row) => `${row.map(cell).join(',')}\n`).join('')}`;
}

async function importOne(turn: Turn, person: Person, [place]: readonly Place[]): Promise<void> {
  if (place === undefined) return;
  const { random, name } = person;
  const { model, stage } = turn.scene;
  const { list, domain, accountId } = place;
  const count = isLarge(place) ? random.between(200, 2300) : random.between(1, 30);
  const isDated = list !== 'allowlist' && random.chance(0.6);
  const entries = random.some(peopleOf(place), count).map((address) => entryFor(list, address, random, isDated));
  const file = stage.file(`${name}-import.csv`);
  await writeFile(file, csvOf(list, entries));
  const { plan } = await inspectFile(file, { list });
  const method = list !== 'allowlist' && random.chance(0.25) ? 'upload' : 'batches';
  const spec: ImportSpec = { file, read: plan, accountId, domain, method, compare: random.chance(0.3) };
  const worker = isLarge(place) || random.chance(0.05) ? WORKER : '';
  const ports = { ...stage.ports, clock: stage.clock, worker };
  const before = new Map(entries.map((entry) => [entry, model.get(place, entry.address)]));
  const begun = await turn.attempt((call) => startImport(stage.ports.jobs, spec, ports, call));
  if (!('value' in begun)) assert.fail(`An import that can begin never rejects: ${String(begun.error)}`);
  let report = begun.value;
  assertReport(turn, report, entries.length);
  const isWhole = (): boolean => report.state === 'done' && report.rejected === 0;
  const outcome = (isSure: boolean): Possible[] =>
    [...before].map(([entry, was]) => ({ address: entry.address, allowed: isSure ? [entry] : [was, entry] }));
  await turn.checkAll(place, outcome(isWhole()));
  if (report.state !== 'done' && report.jobId !== undefined) {
    const { jobId } = report;
    if (random.chance(0.3)) return stage.ports.jobs.discard(jobId);
    for (const entry of entries) before.set(entry, model.get(place, entry.address));
    const resumed = await turn.calmly((call) => resumeImport(stage.ports.jobs, jobId, ports, call));
    assert.ok('value' in resumed && resumed.value !== undefined, 'An import that was stopped can be resumed.');
    report = resumed.value;
    assertReport(turn, report, entries.length);
    turn.scene.outcomes.add(`import resumed: ${report.state}`);
    await turn.checkAll(place, outcome(isWhole() && isDated));
    if (report.state !== 'done') await stage.ports.jobs.discard(jobId);
  }
}

function assertReport(turn: Turn, report: ImportReport, rows: number): void {
  const { added, updated, duplicates, rejected, notSent, state } = report;
  assert.equal(added + updated + duplicates + rejected + notSent, report.rows, 'Each row has one fate.');
  // Where the list to compare with cannot be read, the file is not.
  assert.ok(
    report.rows === rows || (report.rows === 0 && turn.mayFail),
    `${report.rows} of ${rows} rows, ${state}: ${report.error?.reason ?? ''}`,
  );
  if (state !== 'done' || rejected > 0)
    assert.ok(turn.mayFail, `${state}, ${rejected} rejected: ${report.error?.reason ?? ''}`);
}

/** One list, a large one in one case of eight. */
const someList: Operation['places'] = (person) => {
  const { account, random } = person;
  const isLargeOne = random.chance(0.12);
  return [isLargeOne ? { accountId: account.id, domain: account.domains[2], list: 'bounces' } : anyPlace(person)];
};

export const FILES: readonly Operation[] = [
  { name: 'export', weight: 0.6, places: someList, run: exportOne },
  { name: 'import', weight: 0.6, places: someList, run: importOne },
];
