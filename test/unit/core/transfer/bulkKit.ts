/** What tests of bulk changes share: a server, a folder, jobs and a store of changes. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileChangeStore } from '../../../../src/core/changeStore';
import type { ListRef } from '../../../../src/core/refs';
import type { BulkPorts } from '../../../../src/core/transfer/bulk/bulkPorts';
import { Jobs } from '../../../../src/core/transfer/jobs';
import { MailgunClient } from '../../../../src/mailgun/client';
import type { Clock } from '../../../../src/mailgun/clock';
import type { ListName } from '../../../../src/mailgun/lists';
import type { SampleEntry, SampleRecord } from '../../../../src/sample/server';
import { DOMAIN, EU, startTestServer, US, type TestServer } from '../sample';

export interface Kit {
  readonly test: TestServer;
  readonly folder: string;
  readonly ports: BulkPorts;
  readonly store: FileChangeStore;
  /** Requests of a method since the server was last told to forget. */
  count(method: string): number;
  /** What is left in the folder for plans and undo. */
  left(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function bulkKit(): Promise<Kit> {
  const test = await startTestServer();
  const folder = await mkdtemp(join(tmpdir(), 'bulk-'));
  const store = new FileChangeStore(join(folder, 'changes'));
  const own = join(folder, 'bulk');
  const clients = new Map<string, MailgunClient>();
  const clock = impatientClock();
  for (const { region, baseUrl, apiKey } of test.server.accounts) {
    clients.set(region === 'us' ? US : EU, new MailgunClient({ baseUrl, apiKey, clock }));
  }
  const api = (id: string) => {
    const client = clients.get(id);
    return client === undefined ? Promise.reject(new Error('The account has no key.')) : Promise.resolve(client);
  };
  const ports = { api, store, jobs: new Jobs(join(folder, 'jobs')), folder: own };
  return {
    ...{ test, folder, ports, store },
    count: (method) => test.server.requests.counts[method] ?? 0,
    left: () => readdir(own).catch(() => []),
    close: async () => {
      for (const client of clients.values()) client.dispose();
      await test.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Whoever sleeps makes the time pass, so that no test waits. */
export function impatientClock(): Clock {
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

export function listRef(list: ListName, domain = DOMAIN, accountId = US): ListRef {
  return { accountId, domain, list };
}

/** So many bounces in order: `a00000@x.com` with codes 550 and 552 in turn. */
export function bounces(count: number): SampleEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    address: `a${String(index).padStart(5, '0')}@${index % 4 === 3 ? 'corp.example' : 'x.com'}`,
    code: index % 2 === 0 ? '550' : '552',
    error: `no such user ${index}, "quoted"\n`,
    createdAt: 1_700_000_000_000 + index * 1000,
  }));
}

/** A list in every field that the API lets one write. */
export function written(list: ListName, records: readonly SampleRecord[]): unknown {
  if (list === 'allowlist') return records.map(({ address, kind, reason }) => ({ address, kind, reason }));
  return records.map(({ tags, ...rest }) => ({ ...rest, ...(tags && { tags: tags.toSorted() }) }));
}
