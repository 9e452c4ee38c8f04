import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Resolution } from '../../../../src/core/undo';
import { FileChangeStore } from '../../../../src/core/changeStore';
import { backupFile, clearList } from '../../../../src/core/transfer/bulk/clear';
import { exportList } from '../../../../src/core/transfer/files/exportList';
import { startImport } from '../../../../src/core/transfer/import/import';
import { inspectFile } from '../../../../src/core/transfer/read';
import { restore, runRestore, type BulkConflicts, type RestoreHead } from '../../../../src/core/transfer/bulk/restore';
import type { Job } from '../../../../src/core/transfer/jobs';
import { LIST_NAMES, type ListName } from '../../../../src/mailgun/lists';
import { DOMAIN } from '../sample';
import { bounces, bulkKit, listRef, written, type Kit } from './bulkKit';

const NEVER = { resolve: () => Promise.reject(new Error('There should be no conflict.')) };

describe('taking back a bulk change', () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await bulkKit();
  });
  afterEach(() => kit.close());

  const clear = async (list: ListName = 'bounces') =>
    clearList(listRef(list), await backupFile(join(kit.folder, 'backups'), listRef(list), Date.now()), kit.ports);
  const answer = (resolution: Resolution, seen: BulkConflicts[] = []) => ({
    resolve: (conflicts: BulkConflicts) => {
      seen.push(conflicts);
      return Promise.resolve(resolution);
    },
  });

  it('leaves what is back already, and asks about what has changed', async () => {
    kit.test.put('bounces', bounces(2000));
    const before = kit.test.all().bounces;
    const { change } = await clear();
    const id = change?.id ?? '';
    kit.test.put('bounces', bounces(900).slice(100));
    const changed = bounces(100).map((entry) => ({ ...entry, code: '421' }));
    kit.test.put('bounces', [...changed, { address: 'new@x.com', code: '550' }]);
    const seen: BulkConflicts[] = [];

    const cancelled = await restore({ id }, kit.ports, answer('cancel', seen));
    assert.deepEqual([cancelled.state, cancelled.kept, kit.test.all().bounces.length], ['cancelled', true, 901]);
    assert.deepEqual([seen[0]?.count, seen[0]?.first.length], [100, 20]);
    const first = seen[0]?.first[0];
    assert.deepEqual([first?.item.before?.address, first?.item.after], ['a00000@x.com', null]);
    assert.equal(first?.now?.list === 'bounces' && first.now.code, '421');

    kit.test.server.requests.clear();
    const kept = await restore({ id }, kit.ports, answer('keep'));
    assert.deepEqual([kept.state, kept.restored, kept.same, kept.conflicts], ['done', 1100, 800, 100]);
    assert.equal(kit.count('POST'), 2);
    // The list was cleared a moment ago: what stood there may have been about to go.
    assert.equal(kept.kept, true);

    const later = { ...kit.ports, now: () => Date.now() + 3_600_000 };
    const overwritten = await restore({ id }, later, answer('overwrite'));
    assert.deepEqual([overwritten.restored, overwritten.same, overwritten.kept], [100, 1900, false]);
    kit.test.server.store.delete(DOMAIN, 'bounces', 'new@x.com');
    assert.deepEqual(kit.test.all().bounces, before);
  });

  it('takes away surplus tags when it overwrites', async () => {
    kit.test.put('unsubscribes', [{ address: 'a@x.com', tags: ['news'], createdAt: 5000 }]);
    const { change } = await clear('unsubscribes');
    kit.test.put('unsubscribes', [{ address: 'a@x.com', tags: ['news', '*'], createdAt: 6000 }]);
    await restore({ id: change?.id ?? '' }, kit.ports, answer('overwrite'));
    assert.deepEqual(
      kit.test.all().unsubscribes.map(({ tags, createdAt }) => [tags, createdAt]),
      [[['news'], 5000]],
    );
    assert.equal(kit.test.server.requests.entries.filter(({ query }) => query === 'tag=*').length, 1);
  });

  it('keeps the change for another try when it fails or is cancelled', async () => {
    kit.test.put('bounces', bounces(3000));
    const before = kit.test.all().bounces;
    const { change } = await clear();
    const id = change?.id ?? '';
    const ports = { ...kit.ports, now: () => Date.now() + 3_600_000, concurrency: () => 1 };
    kit.test.server.faults.failNext(1, 403, { method: 'POST' });
    const failed = await restore({ id }, ports, NEVER);
    assert.deepEqual([failed.state, failed.restored, failed.notSent, failed.kept], ['failed', 0, 3000, true]);
    const controller = new AbortController();
    const api = await ports.api(listRef('bounces').accountId);
    const once = Object.assign(Object.create(api) as typeof api, {
      listPage: api.listPage.bind(api),
      addMany: async (...args: Parameters<typeof api.addMany>) => {
        await api.addMany(...args);
        controller.abort();
      },
    });
    const stopping = { ...ports, api: () => Promise.resolve(once) };
    const cancelled = await restore({ id }, stopping, { ...NEVER, signal: controller.signal });
    assert.deepEqual([cancelled.restored, cancelled.notSent], [999, 2001]);
    assert.deepEqual([cancelled.state, cancelled.kept], ['cancelled', true]);
    assert.deepEqual(await kit.ports.jobs.unfinished(), []);
    kit.test.server.requests.clear();
    const done = await restore({ id }, ports, NEVER);
    assert.deepEqual([done.state, done.restored + done.same, done.kept], ['done', 3000, false]);
    assert.ok(kit.count('POST') <= 4);
    assert.deepEqual(kit.test.all().bounces, before);
  });

  it('lets one window only take it back', async () => {
    kit.test.put('bounces', bounces(10));
    const { change } = await clear();
    const id = change?.id ?? '';
    const other = { ...kit.ports, store: new FileChangeStore(join(kit.folder, 'changes'), 1, () => true) };
    const outcomes = await Promise.all([restore({ id }, kit.ports, NEVER), restore({ id }, other, NEVER)]);
    assert.deepEqual(outcomes.map(({ state }) => state).toSorted(), ['done', 'gone']);
  });

  it('goes on after a crash', async () => {
    kit.test.put('bounces', bounces(1500));
    const before = kit.test.all().bounces;
    const { change } = await clear();
    const id = change?.id ?? '';
    // What a process leaves that ends in the middle: a claim, a job, and a part of the entries.
    const ended = new FileChangeStore(join(kit.folder, 'changes'), 999_999_999);
    await ended.claim(id);
    const head: RestoreHead = { kind: 'restore', title: 'Undo', changeId: id };
    await (await kit.ports.jobs.create(head)).release();
    kit.test.put('bounces', bounces(999));
    const [unfinished] = await kit.ports.jobs.unfinished();
    const job = (await kit.ports.jobs.open(unfinished?.id ?? '')) as Job<RestoreHead>;
    const outcome = await runRestore(job, kit.ports, NEVER);
    assert.deepEqual([outcome.state, outcome.restored, outcome.same], ['done', 501, 999]);
    assert.deepEqual(kit.test.all().bounces, before);
    assert.deepEqual(await kit.ports.jobs.unfinished(), []);
  });

  for (const fault of [429, 500, 'reset', 'truncated', 'garbled'] as const) {
    it(`brings all back through ${fault}`, async () => {
      kit.test.put('bounces', bounces(2500));
      const before = kit.test.all().bounces;
      const { change } = await clear();
      kit.test.server.faults.failNext(4, fault);
      const outcome = await restore({ id: change?.id ?? '' }, kit.ports, NEVER);
      assert.deepEqual([outcome.state, outcome.kept], ['done', outcome.same > 0]);
      assert.deepEqual(kit.test.all().bounces, before);
    });
  }
});

type Values<A> = A extends fc.Arbitrary<infer T> ? T : never;

const HOSTILE = ['a', 'B', '+', '%', '%2B', '.', '?', '#', '&', '=', 'é', '用', '😀', "'", '<', '*', ';', '$', '"a b"'];
const text = fc.string({
  unit: fc.constantFrom(...HOSTILE, ' ', '"', '\\', '\n', '\r', '\u202e', ',', '@'),
  maxLength: 9,
});
const local = fc.array(fc.constantFrom(...HOSTILE.slice(0, -1)), { minLength: 1, maxLength: 4 });
const address = fc
  .tuple(local, fc.constantFrom('x.com', 'bücher.de', 'Y.Example'))
  .map(([parts, domain]) => `n${parts.join('')}@${domain}`)
  .filter((value) => !/\.\.|\.@/.test(value));
const createdAt = fc.integer({ min: 1, max: 1_700_000_000 }).map((seconds) => seconds * 1000);
const tags = fc.uniqueArray(fc.constantFrom('*', 'news', 'a b', 'a&b=c', 'é/ü', '%41', '"', 'a,b', '[]'), {
  minLength: 1,
  maxLength: 4,
});
const entries = fc.uniqueArray(
  fc.record({ address, code: fc.constantFrom('550', '421', '777'), error: text, tags, createdAt }),
  {
    maxLength: 40,
    selector: ({ address: value }) => value.toLowerCase(),
  },
);

describe('the round trip of any list', () => {
  let kit: Kit;
  before(async () => {
    kit = await bulkKit();
  });
  after(() => kit.close());

  /** Fills a list with what it can hold of the records. */
  function fill(list: ListName, records: Values<typeof entries>): void {
    kit.test.server.store.clear(DOMAIN, list);
    kit.test.put(
      list,
      records.map(({ address: to, createdAt: at, code, error, tags: some }) => ({
        address: to,
        createdAt: at,
        ...(list === 'bounces' && { code, error }),
        ...(list === 'unsubscribes' && { tags: some }),
        ...(list === 'allowlist' && { reason: error.trim() }),
      })),
    );
  }

  it('clearing and undoing gives the same list in all that can be written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...LIST_NAMES), entries, async (list, records) => {
        fill(list, records);
        const before = written(list, kit.test.all()[list]);
        const file = await backupFile(join(kit.folder, 'backups'), listRef(list), Date.now());
        const { change, deleted } = await clearList(listRef(list), file, kit.ports);
        assert.deepEqual([deleted, kit.test.all()[list].length], [records.length, 0]);
        if (change === undefined) return;
        const outcome = await restore(change, kit.ports, NEVER);
        assert.deepEqual([outcome.failures, outcome.state], [[], 'done']);
        assert.deepEqual(written(list, kit.test.all()[list]), before);
      }),
      { numRuns: 30 },
    );
  });

  it('exporting, clearing and importing does too', async () => {
    let number = 0;
    const run = fc.asyncProperty(
      fc.constantFrom(...LIST_NAMES),
      fc.constantFrom('csv', 'json', 'ndjson'),
      entries.filter(({ length }) => length > 0),
      async (list, format, records) => {
        // A CSV has no column for the reason of an allowlist entry.
        fill(
          list,
          list === 'allowlist' && format === 'csv' ? records.map((record) => ({ ...record, error: '' })) : records,
        );
        const before = written(list, kit.test.all()[list]);
        const file = join(kit.folder, `${++number}.${format}`);
        await exportList(await kit.ports.api(listRef(list).accountId), listRef(list), file, format);
        kit.test.server.store.clear(DOMAIN, list);
        const { plan } = await inspectFile(file, { list });
        const spec = {
          file,
          read: plan,
          accountId: listRef(list).accountId,
          domain: DOMAIN,
          method: 'batches',
        } as const;
        const report = await startImport(kit.ports.jobs, spec, kit.ports);
        assert.deepEqual([report.state, report.firstRejected], ['done', []]);
        assert.deepEqual(written(list, kit.test.all()[list]), before);
      },
    );
    // One line, whose only array is not of rows, with an address that one would not take for one.
    const odd: Values<typeof entries>[number] = {
      address: 'n;@x.com',
      code: '550',
      error: '',
      tags: ['*'],
      createdAt: 1000,
    };
    await fc.assert(run, { numRuns: 30, examples: [['unsubscribes', 'ndjson', [odd]]] });
  });
});
