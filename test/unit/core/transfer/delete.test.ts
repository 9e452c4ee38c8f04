import assert from 'node:assert/strict';
import { startDelete, type DeleteHead } from '../../../../src/core/transfer/bulk/deleteMany';
import { runDelete, type DeleteReport } from '../../../../src/core/transfer/bulk/deleteMany';
import { planDelete } from '../../../../src/core/transfer/bulk/deletePlan';
import type { Job } from '../../../../src/core/transfer/jobs';
import { restore } from '../../../../src/core/transfer/bulk/restore';
import type { FaultKind } from '../../../../src/sample/server';
import { DOMAIN, US } from '../sample';
import { bounces, bulkKit, impatientClock, listRef, written, type Kit } from './bulkKit';

const NEVER = { resolve: () => Promise.reject(new Error('There should be no conflict.')) };

describe('deleting many', () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await bulkKit();
  });
  afterEach(() => kit.close());

  const ref = listRef('bounces');
  const refs = (addresses: readonly string[]) => addresses.map((address) => ({ ...ref, address }));
  const open = async (id = ''): Promise<Job<DeleteHead>> => {
    const job = await kit.ports.jobs.open(id);
    assert.equal(job?.head.kind, 'delete');
    return job as Job<DeleteHead>;
  };
  const numbers = ({ deleted, missing, failed, notSent }: DeleteReport) => [deleted, missing, failed, notSent];

  it('deletes with one request each, and brings all of it back', async () => {
    kit.test.put('bounces', bounces(600));
    const before = kit.test.all().bounces;
    const plan = await planDelete({ list: ref, filter: { code: '552' } }, kit.ports);
    kit.test.server.requests.clear();
    kit.test.server.faults.slow(5);
    const progress: number[] = [];
    const report = await startDelete(plan, kit.ports, { onProgress: ({ done }) => progress.push(done) });
    assert.deepEqual([report.state, ...numbers(report)], ['done', 300, 0, 0, 0]);
    assert.deepEqual([kit.test.server.requests.total, kit.count('DELETE')], [300, 300]);
    const { peakRequests } = kit.test.server.requests;
    assert.ok(peakRequests > 8 && peakRequests <= 16, String(peakRequests));
    kit.test.server.faults.clear();
    assert.equal(progress.at(-1), 300);
    assert.deepEqual(await kit.ports.jobs.unfinished(), []);
    assert.ok(kit.test.all().bounces.every(({ code }) => code === '550'));

    const [change] = await kit.store.list();
    assert.deepEqual(change, report.change);
    kit.test.server.requests.clear();
    const outcome = await restore({ id: change?.id ?? '' }, kit.ports, NEVER);
    assert.deepEqual([outcome.state, outcome.restored, outcome.same, outcome.kept], ['done', 300, 0, false]);
    // The list is read by one page, for it has fewer than a thousand entries, and 300 are one batch.
    assert.deepEqual([kit.count('GET'), kit.count('POST')], [1, 1]);
    assert.deepEqual(kit.test.all().bounces, before);
    assert.deepEqual([await kit.store.list(), await kit.left()], [[], []]);
  });

  it('deletes from several lists as one change; one that refuses stops no other', async () => {
    kit.test.put('bounces', bounces(30));
    kit.test.put('complaints', [{ address: 'jane@x.com', createdAt: 5000 }]);
    const more = { ...listRef('complaints'), address: 'jane@x.com' };
    const refused = { ...listRef('bounces', 'mg.unknown.example'), address: 'jane@x.com' };
    const noKey = { ...listRef('bounces', DOMAIN, 'nobody'), address: 'jane@x.com' };
    const plan = await planDelete(
      { refs: [...refs(['a00001@x.com', 'a00002@x.com']), more, refused, noKey] },
      kit.ports,
    );
    assert.deepEqual(
      plan.refused.map(({ domain, accountId }) => [accountId, domain]),
      [
        [US, 'mg.unknown.example'],
        ['nobody', DOMAIN],
      ],
    );
    const report = await startDelete(plan, kit.ports);
    assert.deepEqual(numbers(report), [3, 0, 0, 0]);
    assert.equal((await kit.store.list()).length, 1);
    const outcome = await restore({ id: report.change?.id ?? '' }, kit.ports, NEVER);
    assert.deepEqual([outcome.restored, outcome.lists.length], [3, 2]);
    assert.equal(kit.test.all().complaints[0]?.createdAt, 5000);
  });

  it('lists what fails, keeps the rest for later, and undoes exactly what was deleted', async () => {
    kit.test.put('bounces', bounces(100));
    const before = kit.test.all().bounces;
    const plan = await planDelete({ list: ref, filter: {} }, kit.ports);
    kit.test.server.store.delete(DOMAIN, 'bounces', 'a00010@x.com');
    kit.test.server.faults.failNext(5, 500, { method: 'DELETE', path: 'a00020' });
    kit.test.server.faults.failNext(1, 400, { method: 'DELETE', path: 'a00030' });
    const report = await startDelete(plan, kit.ports);
    assert.deepEqual([report.state, ...numbers(report)], ['failed', 97, 1, 2, 0]);
    assert.deepEqual(report.failures.map(({ address }) => address).toSorted(), ['a00020@x.com', 'a00030@x.com']);
    assert.match(report.error?.reason ?? '', /500/);
    // A 500 may have come after the work was done.
    assert.equal(report.change?.parts[0]?.records, 99);

    kit.test.server.requests.clear();
    const resumed = await runDelete(await open(report.jobId), kit.ports);
    assert.deepEqual([resumed.state, ...numbers(resumed)], ['done', 98, 1, 1, 0]);
    // What was refused is not tried again, and named all the same.
    assert.deepEqual(
      resumed.failures,
      report.failures.filter(({ address }) => address === 'a00030@x.com'),
    );
    assert.equal(kit.count('DELETE'), 1);
    assert.equal((await kit.store.list()).length, 1);
    await restore({ id: resumed.change?.id ?? '' }, kit.ports, NEVER);
    assert.deepEqual(kit.test.all().bounces, before);
  });

  it('stops a list that refuses everything after one round, and can go on when it does no more', async () => {
    kit.test.put('bounces', bounces(100));
    const plan = await planDelete({ list: ref, filter: {} }, kit.ports);
    kit.test.server.faults.refuseDomain(DOMAIN, 403);
    kit.test.server.requests.clear();
    const report = await startDelete(plan, kit.ports);
    assert.equal(report.state, 'failed');
    assert.ok(kit.count('DELETE') <= 16);
    assert.deepEqual([report.deleted, report.change, (await kit.store.list()).length], [0, undefined, 0]);
    assert.equal(report.failed + report.notSent, 100);
    kit.test.server.faults.clear();
    const resumed = await runDelete(await open(report.jobId), kit.ports);
    assert.deepEqual([resumed.state, ...numbers(resumed)], ['done', 100, 0, 0, 0]);
    assert.equal(resumed.change?.parts[0]?.records, 100);
  });

  const TROUBLES: readonly [string, FaultKind][] = [
    ['429', 429],
    ['500', 500],
    ['a reset', 'reset'],
    ['an answer cut short', 'resetMidBody'],
    ['a truncated answer', 'truncated'],
    ['a garbled answer', 'garbled'],
    ['a proxy in trouble', '502html'],
  ];
  for (const [name, fault] of TROUBLES) {
    it(`comes to the same end through a storm of ${name}`, async () => {
      kit.test.put('bounces', bounces(100));
      const plan = await planDelete({ list: ref, filter: { code: '550' } }, kit.ports);
      kit.test.server.faults.failNext(30, fault, { method: 'DELETE' });
      const clock = impatientClock();
      let report = await startDelete(plan, kit.ports, { clock });
      for (let runs = 0; report.state !== 'done' && runs < 10; runs += 1) {
        report = await runDelete(await open(report.jobId), kit.ports, { clock });
      }
      assert.deepEqual([report.state, report.deleted + report.missing], ['done', 50]);
      assert.ok(kit.test.all().bounces.every(({ code }) => code === '552'));
      assert.equal(report.change?.parts[0]?.records, 50);
    });
  }

  it('stops at once when cancelled, leaves the rest, and goes on when asked to', async () => {
    kit.test.put('bounces', bounces(400));
    const before = kit.test.all().bounces;
    const plan = await planDelete({ list: ref, filter: {} }, kit.ports);
    const controller = new AbortController();
    const api = await kit.ports.api(US);
    let answered = 0;
    const stopping = Object.assign(Object.create(api) as typeof api, {
      delete: async (...args: Parameters<typeof api.delete>) => {
        await api.delete(...args);
        if ((answered += 1) === 50) controller.abort();
      },
    });
    const ports = { ...kit.ports, api: () => Promise.resolve(stopping) };
    const report = await startDelete(plan, ports, { signal: controller.signal });
    assert.equal(report.state, 'cancelled');
    assert.ok(report.deleted >= 50 && report.deleted < 50 + 16, String(report.deleted));
    assert.equal(report.deleted + report.notSent, 400);
    const [unfinished] = await kit.ports.jobs.unfinished();
    assert.equal(unfinished?.id, report.jobId);
    assert.match(unfinished?.head.title ?? '', /^Deletion of 400 entries from the bounces of mg.example.com$/);
    // What was deleted can be undone already; what was under way counts as deleted.
    const records = report.change?.parts[0]?.records ?? 0;
    assert.ok(records >= report.deleted && records <= report.deleted + 16);
    await restore({ id: report.change?.id ?? '' }, kit.ports, NEVER);
    assert.deepEqual(written('bounces', kit.test.all().bounces), written('bounces', before));
    // Undone meanwhile, what was acknowledged stays; the rest goes.
    kit.test.server.requests.clear();
    const resumed = await runDelete(await open(report.jobId), kit.ports);
    assert.equal(resumed.state, 'done');
    assert.equal(kit.count('DELETE'), 400 - report.deleted);
    assert.equal(kit.test.server.store.count(DOMAIN, 'bounces'), report.deleted);
    assert.equal((await kit.store.list()).length, 1);
  });

  it('records the change before the first delete, and deletes nothing when it cannot', async () => {
    kit.test.put('bounces', bounces(20));
    const store = Object.assign(Object.create(kit.store) as typeof kit.store, {
      update: () => Promise.resolve(false),
      add: () => Promise.reject(new Error('The disk is full.')),
    });
    const plan = await planDelete({ list: ref, filter: {} }, kit.ports);
    const report = await startDelete(plan, { ...kit.ports, store });
    assert.deepEqual([report.state, report.error?.reason, kit.count('DELETE')], ['failed', 'The disk is full.', 0]);
    assert.equal((await runDelete(await open(report.jobId), kit.ports)).deleted, 20);
  });

  it('removes the undo record of a change that is too old to be kept', async () => {
    kit.test.put('bounces', bounces(10));
    const report = await startDelete(await planDelete({ list: ref, filter: {} }, kit.ports), kit.ports);
    assert.equal((await kit.left()).length, 1);
    const item = { ...ref, address: 'a@x.com', before: null, after: null };
    for (let index = 0; index < 100; index += 1) {
      const id = `999999999999999-${index}`;
      await kit.store.add({ id, at: Date.now(), kind: 'add', items: [item] });
    }
    assert.ok(!(await kit.store.list()).some(({ id }) => id === report.change?.id));
    assert.deepEqual(await kit.left(), []);
  });
});
