/** Imports of generated files into the embedded Mailgun. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startImport, type ImportOptions, type ImportPorts } from '../../../../src/core/transfer/import/import';
import type { ImportReport, ImportSpec } from '../../../../src/core/transfer/import/importTypes';
import { Jobs } from '../../../../src/core/transfer/jobs';
import { inspectFile, type Hints } from '../../../../src/core/transfer/read';
import type { Clock } from '../../../../src/mailgun/clock';
import { MailgunClient } from '../../../../src/mailgun/client';
import { BadRequest } from '../../../../src/sample/records';
import type { SampleRecord } from '../../../../src/sample/server';
import { DOMAIN, startTestServer, US, type TestServer } from '../sample';
import { WORKER } from './workerFile';

/** A server, a folder for files and one for jobs. */
export interface ImportTest extends TestServer {
  readonly folder: string;
  readonly jobs: Jobs;
  readonly ports: ImportPorts;
  /** Milliseconds for which an answer is waited for, in real time. */
  giveUpAfter(ms: number): void;
  /** Writes a file and says how it is to be imported. */
  spec(name: string, text: string, more?: Partial<ImportSpec>, hints?: Hints): Promise<ImportSpec>;
  start(spec: ImportSpec, options?: ImportOptions): Promise<ImportReport>;
}

export async function startImportTest(): Promise<ImportTest> {
  const test = await startTestServer();
  const folder = await mkdtemp(join(tmpdir(), 'import-'));
  const jobs = new Jobs(join(folder, 'jobs'));
  const clock = impatientClock();
  const [account] = test.server.accounts;
  let timeoutMs = 30_000;
  const client = new MailgunClient({ baseUrl: '', apiKey: '', ...account, clock, timeoutMs: () => timeoutMs });
  const ports: ImportPorts = {
    api: (id) => (id === US ? Promise.resolve(client) : test.api(id)),
    clock,
    worker: WORKER,
  };
  return {
    ...test,
    folder,
    jobs,
    ports,
    giveUpAfter: (ms) => void (timeoutMs = ms),
    spec: (name, text, more, hints) => specOf(join(folder, name), text, more, hints),
    start: (spec, options) => startImport(jobs, spec, ports, options),
    close: async () => {
      client.dispose();
      await test.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whoever sleeps makes the time pass, so that no test waits. */
function impatientClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    sleep: (ms, signal) => {
      ahead += ms;
      return new Promise((resolve, reject) => {
        setImmediate(() => (signal?.aborted === true ? reject(new Error('Aborted.')) : resolve()));
      });
    },
    random: () => 0,
  };
}

async function specOf(file: string, text: string, more?: Partial<ImportSpec>, hints?: Hints): Promise<ImportSpec> {
  await writeFile(file, text);
  const { plan } = await inspectFile(file, hints);
  return { file, read: plan, accountId: US, domain: DOMAIN, method: 'batches', ...more };
}

/** `address,code,error,created_at`, as Mailgun exports it. */
export function bouncesCsv(count: number, error = (n: number) => `5.1.1 <user ${n}>: "unknown", it says`): string {
  const rows = Array.from({ length: count }, (_, n) => {
    const date = new Date(1_700_000_000_000 + n * 1000).toUTCString();
    return `user+${n}@${n % 7}.example,55${n % 10},"${error(n).replaceAll('"', '""')}","${date}"\n`;
  });
  return `address,code,error,created_at\n${rows.join('')}`;
}

/** What a list must hold after `bouncesCsv`. */
export function bouncesOf(count: number): SampleRecord[] {
  return Array.from({ length: count }, (_, n) => ({
    address: `user+${n}@${n % 7}.example`,
    createdAt: 1_700_000_000_000 + n * 1000,
    code: `55${n % 10}`,
    error: `5.1.1 <user ${n}>: "unknown", it says`,
  }));
}

/** In one order, whatever order they came in. */
export function byAddress(records: readonly SampleRecord[]): SampleRecord[] {
  return [...records].sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** The five fates of rows; their sum must be `rows`. */
export function fates({ added, updated, duplicates, rejected, notSent }: ImportReport): number[] {
  return [added, updated, duplicates, rejected, notSent];
}

/** Lets the server refuse whatever holds an address of a domain. */
export function refuse({ server }: TestServer, domain: string): void {
  const put = server.store.putEntries.bind(server.store);
  server.store.putEntries = (name, list, entries) => {
    const all = [...entries];
    const bad = all.find(({ address }) => address.endsWith(`@${domain}`));
    if (bad !== undefined) throw new BadRequest(`Invalid address: ${bad.address}`);
    put(name, list, all);
  };
}

/** Tells of everything that is asked of the server (`before` it is done, and before it is answered) and stored. Ends when called. */
export function watchPuts(
  { server }: TestServer,
  onAsked: (before: boolean) => void,
  onStored: (address: string) => void,
): () => void {
  const { store, requests } = server;
  const put = store.putEntries.bind(store);
  const add = requests.add.bind(requests);
  store.putEntries = (name, list, entries) => {
    const all = [...entries];
    onAsked(true);
    put(name, list, all);
    for (const { address } of all) onStored(address);
  };
  requests.add = (entry) => {
    onAsked(false);
    add(entry);
  };
  return () => {
    store.putEntries = put;
    requests.add = add;
  };
}
