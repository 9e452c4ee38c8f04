/** Exports by the thread that is shipped, over HTTP and from lists of any order. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { exportList } from '../../../../src/core/transfer';
import { withExportThread } from '../../../../src/core/transfer/files/exportThread';
import { LIST_NAMES, type ListName } from '../../../../src/mailgun/lists';
import { MailgunError } from '../../../../src/mailgun/errors';
import type { SampleEntry } from '../../../../src/sample/server';
import { DOMAIN, startTestServer, type TestServer } from '../sample';
import { FakeServer, ORDERS } from './walkersFake';
import { WORKER } from './workerFile';

const AT = Date.UTC(2026, 2, 26, 12, 59, 15);
const TEXTS = ['550 no such user', 'no, "none"; <a@b>', 'Überläuft 📮', '=1+1', ' two\r\nlines ', ''];
const REF = { domain: DOMAIN, list: 'bounces' } as const;

function entries(list: ListName, count: number): SampleEntry[] {
  return Array.from({ length: count }, (_value, n) => {
    const base = { address: `user+${n}@${n % 7}.example`, createdAt: AT + n * 1000 };
    const text = TEXTS[n % TEXTS.length] ?? '';
    if (list === 'bounces') return { ...base, code: '550', error: text };
    if (list === 'unsubscribes')
      return { ...base, tags: n % 3 === 0 ? ['*'] : [`news ${n}`, text].slice(n % 3 === 1 ? 0 : 1) };
    if (list === 'allowlist') return { ...base, address: n % 2 === 0 ? base.address : `${n}.example`, reason: text };
    return base;
  });
}

/** How many threads this process has, where the system says it; those of the engine and of libuv are there throughout. */
const threads = async (): Promise<number> => (await readdir('/proc/self/task').catch(() => [])).length;

/** The files of a folder that are open. */
async function openFiles(folder: string): Promise<string[]> {
  const numbers = await readdir('/proc/self/fd').catch(() => []);
  const files = await Promise.all(numbers.map((number) => readlink(`/proc/self/fd/${number}`).catch(() => '')));
  return files.filter((name) => name.startsWith(folder));
}

describe('exportList on a thread of its own', () => {
  let server: TestServer;
  let folder: string;
  let before: number;
  const file = (name: string): string => path.join(folder, name);
  const text = (name: string): Promise<string> => readFile(file(name), 'utf8');

  beforeEach(async () => {
    server = await startTestServer();
    folder = await mkdtemp(path.join(tmpdir(), 'mailgun-thread-'));
    await writeFile(file('old'), 'as it was');
    before = await threads();
  });
  afterEach(async () => {
    assert.ok((await threads()) <= before, 'a thread is left over');
    assert.deepEqual(await openFiles(folder), []);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.includes('.partial')),
      [],
    );
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs some work with a look at whether it was a thread that did it. */
  async function onThread<T>(work: () => Promise<T>): Promise<T> {
    return withExportThread(WORKER, async (thread) => {
      assert.ok(thread.isThread, 'no thread has been started; has the worker been built?');
      return work();
    });
  }

  it('writes what it would write without', async () => {
    for (const list of LIST_NAMES) {
      server.put(list, entries(list, 2_321));
      for (const format of ['csv', 'ndjson', 'json'] as const) {
        const ref = { domain: DOMAIN, list };
        const options = { guardFormulas: format === 'csv' };
        // Without `streamPage` there is no thread.
        const { client } = server;
        const plain = { listPage: client.listPage.bind(client) } as Partial<typeof client> as typeof client;
        await exportList(plain, ref, file('here'), format, options);
        const result = await onThread(() =>
          exportList(client, ref, file('there'), format, { ...options, worker: WORKER }),
        );
        assert.deepEqual(result, { records: 2_321 });
        assert.equal(await text('there'), await text('here'), `${list} as ${format}`);
      }
    }
  });

  it('makes no more requests, and tells of the progress', async () => {
    server.put('bounces', entries('bounces', 30_000));
    const seen: number[] = [];
    const options = { walkers: 8, worker: WORKER, onProgress: (records: number) => void seen.push(records) };
    assert.deepEqual(await exportList(server.client, REF, file('x'), 'csv', options), { records: 30_000 });
    assert.ok(server.server.requests.entries.length <= 31 + 2 * 7);
    assert.equal(seen.at(-1), 30_000);
    assert.ok(seen.length > 20);
  });

  it('writes each entry once and in order, whatever the order is, while others come and go', async () => {
    const address = fc
      .tuple(fc.string({ unit: fc.constantFrom(...'aaabcdefgstzAZ019.-_+é"<'), minLength: 1, maxLength: 8 }), fc.nat(4))
      .map(([name, at]) => `${name}@${at}.example`);
    const order = fc.constantFrom(...Object.keys(ORDERS)).map((name) => ORDERS[name] ?? assert.fail());
    const change = fc.record({ isNew: fc.boolean(), address, at: fc.nat(1000) });
    const changes = fc.oneof(fc.constant([]), fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 40 }));
    const shape = {
      addresses: fc.uniqueArray(address, { maxLength: 300, size: 'max' }),
      pageSize: fc.integer({ min: 4, max: 30 }),
      walkers: fc.integer({ min: 1, max: 16 }),
      strangers: fc.constantFrom('work', 'work', 'refused', 'ignored', 'empty' as const),
      order,
    };
    await withExportThread(WORKER, async () => {
      await fc.assert(
        fc.asyncProperty(fc.record(shape), changes, async ({ addresses, walkers, strangers, ...options }, plan) => {
          const steady = new Set(addresses);
          const fake = new FakeServer(addresses, {
            ...options,
            // A cursor whose address is gone is a divider like any other.
            strangers: plan.length > 0 ? 'work' : strangers,
            before: (request, _query, list) => {
              for (const { isNew, address: added, at } of plan[request] ?? []) {
                const gone = list.addresses[at % Math.max(1, list.addresses.length)];
                if (isNew) list.add(added);
                else if (gone !== undefined) {
                  steady.delete(gone);
                  list.remove(gone);
                }
              }
            },
          });
          const ref = { domain: DOMAIN, list: 'complaints' } as const;
          const { records } = await exportList(fake.api, ref, file('x'), 'ndjson', { walkers, worker: WORKER });
          const found = (await text('x')).split('\n').slice(0, -1);
          const all = found.map((line) => (JSON.parse(line) as { address: string }).address);
          assert.equal(all.length, records);
          assert.deepEqual(all, [...new Set(all)].sort(options.order));
          const there = new Set(all);
          assert.deepEqual(
            [...steady].filter((one) => !there.has(one)),
            [],
          );
        }),
        { numRuns: 60 },
      );
    });
  });

  it('gets through trouble', async () => {
    server.put('bounces', entries('bounces', 30_000));
    await exportList(server.client, REF, file('here'), 'csv', { worker: '' });
    const kinds = ['500', '429', 'reset', 'truncated', 'garbled', '502html', 'resetMidBody', 'truncated'] as const;
    let pages = 0;
    const onProgress = (): void => {
      const kind = kinds[pages++];
      if (kind !== undefined) server.server.faults.failNext(1, kind);
    };
    await exportList(server.client, REF, file('there'), 'csv', { worker: WORKER, onProgress });
    assert.ok(pages > kinds.length);
    assert.equal(await text('there'), await text('here'));
  });

  it('fails as it would without', async () => {
    server.put('bounces', entries('bounces', 20_000));
    for (const kind of [403, 'garbled', 'truncated'] as const) {
      const messages: string[] = [];
      for (const worker of ['', WORKER]) {
        const onProgress = (): void => server.server.faults.failNext(10_000, kind);
        const exporting = exportList(server.client, REF, file('old'), 'csv', { worker, walkers: 1, onProgress });
        await assert.rejects(exporting, (error) => {
          assert.ok(MailgunError.is(error));
          messages.push([error.reason, error.status, error.message, error.nextStep].join(' | '));
          return true;
        });
        server.server.faults.clear();
        assert.equal(await text('old'), 'as it was');
      }
      assert.equal(messages[0], messages[1]);
    }
    await assert.rejects(exportList(server.client, REF, file('none/x.csv'), 'csv', { worker: WORKER }), {
      code: 'ENOENT',
    });
    await assert.rejects(exportList(server.client, REF, folder, 'csv', { worker: WORKER }));
    const onProgress = (): void => {
      throw new Error('Nobody listens.');
    };
    await assert.rejects(exportList(server.client, REF, file('old'), 'csv', { worker: WORKER, onProgress }), {
      message: 'Nobody listens.',
    });
    assert.equal(await text('old'), 'as it was');
  });

  it('leaves the file as it was when it is cancelled at any point', async () => {
    server.put('bounces', entries('bounces', 20_000));
    for (const at of [0, 1, 1000, 9000, 20_000]) {
      const controller = new AbortController();
      const onProgress = (records: number): void => void (at > 0 && records >= at && controller.abort());
      const options = { worker: WORKER, signal: controller.signal, onProgress };
      const exporting = exportList(server.client, REF, file('old'), 'csv', options);
      if (at === 0) controller.abort();
      await assert.rejects(exporting, (error) => MailgunError.is(error, 'cancelled'));
      assert.deepEqual(await readdir(folder), ['old']);
      assert.equal(await text('old'), 'as it was');
    }
  });

  it('begins anew without a thread when that is lost', async () => {
    server.put('bounces', entries('bounces', 20_000));
    await exportList(server.client, REF, file('here'), 'csv', { worker: '' });
    for (const messages of [1, 2, 9, 20]) {
      const dying = file('dying.cjs');
      const count = `let n = 0; parentPort.on('message', () => { if (++n === ${messages}) process.exit(1); });`;
      await writeFile(
        dying,
        `const { parentPort } = require('node:worker_threads'); ${count} require(${JSON.stringify(WORKER)});`,
      );
      const seen: number[] = [];
      const onProgress = (records: number): void => void seen.push(records);
      await exportList(server.client, REF, file('old'), 'csv', { worker: dying, onProgress });
      assert.equal(seen.at(-1), 20_000);
      assert.equal(await text('old'), await text('here'));
      assert.deepEqual((await readdir(folder)).sort(), ['dying.cjs', 'here', 'old']);
      await rm(dying);
      await writeFile(file('old'), 'as it was');
    }
  });

  it('writes a page that is too large for the memory of the thread', async () => {
    const huge = Array.from({ length: 1_500 }, (_value, n) => ({
      address: `user${n}@x.example`,
      createdAt: AT,
      code: '550',
      // What has to be read by records.
      error: '"é\u2028'.repeat(3_000),
    }));
    server.put('bounces', huge);
    const { records } = await exportList(server.client, REF, file('x'), 'ndjson', { worker: WORKER });
    assert.equal(records, 1_500);
    assert.equal((await text('x')).split('\n').length, 1_501);
  });

  it('shares one thread among exports, of which one may be cancelled', async () => {
    for (const list of LIST_NAMES) server.put(list, entries(list, 5_000));
    const controller = new AbortController();
    let most = 0;
    const exports = LIST_NAMES.map((list) =>
      exportList(server.client, { domain: DOMAIN, list }, file(list), 'csv', {
        worker: WORKER,
        signal: list === 'complaints' ? controller.signal : undefined,
        onProgress: () => {
          if (list === 'complaints') controller.abort();
          void threads().then((count) => (most = Math.max(most, count)));
        },
      }),
    );
    const settled = await Promise.allSettled(exports);
    assert.deepEqual(
      settled.map((one) => (one.status === 'fulfilled' ? one.value.records : (one.reason as MailgunError).reason)),
      LIST_NAMES.map((list) => (list === 'complaints' ? 'cancelled' : 5_000)),
    );
    // A thread of the engine's comes with it on some systems.
    assert.ok(most <= before + 2, `${most - before} threads`);
  });
});
