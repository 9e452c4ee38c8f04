import assert from 'node:assert/strict';
import fc from 'fast-check';
import { runCopy, startCopy, type CopyHead } from '../../../../src/core/transfer/bulk/copy';
import { planCopy } from '../../../../src/core/transfer/bulk/copyPlan';
import type { Job } from '../../../../src/core/transfer/jobs';
import { LIST_NAMES, type ListName } from '../../../../src/mailgun/lists';
import type { SampleEntry } from '../../../../src/sample/server';
import { DOMAIN, EU, US } from '../sample';
import { bounces, bulkKit, listRef, written, type Kit } from './bulkKit';

const TO = 'new.example.com';
const EUROPE = 'eu.example.com';
const to = { accountId: US, domain: TO };
const europe = { accountId: EU, domain: EUROPE };

describe('copying to domains', () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await bulkKit();
    kit.test.server.store.addDomain('Sample Account', TO);
    kit.test.server.store.addDomain('Sample Account EU', EUROPE);
  });
  afterEach(() => kit.close());

  const ref = listRef('bounces');
  const open = async (id = ''): Promise<Job<CopyHead>> => {
    const job = await kit.ports.jobs.open(id);
    assert.equal(job?.head.kind, 'copy');
    return job as Job<CopyHead>;
  };

  it('shows what is new, what is there and what differs, and sends only what is needed', async () => {
    kit.test.put('bounces', bounces(2500));
    kit.test.put('bounces', bounces(500), TO);
    kit.test.put('bounces', [{ address: 'A00000@x.com', code: '999' }, { address: 'own@x.com' }], TO);
    kit.test.server.requests.clear();
    const plan = await planCopy({ list: ref }, [to, europe, { ...ref }, to], kit.ports);
    assert.deepEqual(
      plan.targets.toSorted((a, b) => (a.domain < b.domain ? -1 : 1)),
      [
        { ...europe, fresh: 2500, same: 0, differs: 0 },
        { ...to, fresh: 2000, same: 499, differs: 1 },
      ],
    );
    assert.deepEqual([plan.records, plan.missing, plan.refused], [2500, 0, []]);
    assert.deepEqual([plan.cost.leave.requests, plan.cost.replace.requests], [6, 6]);
    // Three pages of the source, one of each target, and what the walkers of the source ask on top.
    assert.equal(kit.count('POST'), 0);
    assert.ok(kit.count('GET') <= 8, String(kit.count('GET')));

    kit.test.server.requests.clear();
    const report = await startCopy(plan, 'leave', kit.ports);
    assert.equal(report.state, 'done');
    assert.deepEqual(
      report.targets.find(({ domain }) => domain === TO),
      {
        ...to,
        ...{ added: 2000, updated: 0, same: 499, left: 1, rejected: [], notSent: 0 },
      },
    );
    assert.deepEqual([kit.count('POST'), kit.test.server.requests.total], [6, 6]);
    assert.equal(kit.test.server.store.count(TO, 'bounces'), 2501);
    assert.deepEqual(kit.test.all(EUROPE).bounces, kit.test.all().bounces);
    assert.deepEqual([await kit.ports.jobs.unfinished(), await kit.left()], [[], []]);
  });

  it('replaces what differs when told to, and counts it as updated', async () => {
    kit.test.put('bounces', bounces(10));
    kit.test.put('bounces', [{ address: 'A00000@x.com', code: '999' }], TO);
    const report = await startCopy(await planCopy({ list: ref }, [to], kit.ports), 'replace', kit.ports);
    assert.deepEqual([report.targets[0]?.added, report.targets[0]?.updated, report.targets[0]?.left], [9, 1, 0]);
    assert.deepEqual(kit.test.all(TO).bounces, kit.test.all().bounces);
  });

  it('never narrows what an unsubscribe covers', async () => {
    kit.test.put('unsubscribes', [
      { address: 'a@x.com', tags: ['news'], createdAt: 5000 },
      { address: 'b@x.com', tags: ['news'], createdAt: 5000 },
      { address: 'c@x.com', tags: ['news'], createdAt: 5000 },
    ]);
    kit.test.put(
      'unsubscribes',
      [
        { address: 'a@x.com', tags: ['*'], createdAt: 9000 },
        { address: 'b@x.com', tags: ['*', 'news'], createdAt: 5000 },
      ],
      TO,
    );
    const plan = await planCopy({ list: listRef('unsubscribes') }, [to], kit.ports);
    // What b is unsubscribed from there covers all that it is here.
    assert.deepEqual(plan.targets, [{ ...to, fresh: 1, same: 1, differs: 1 }]);
    await startCopy(plan, 'replace', kit.ports);
    assert.deepEqual(
      kit.test.all(TO).unsubscribes.map(({ tags, createdAt }) => [tags?.toSorted(), createdAt]),
      [
        [['*', 'news'], 5000],
        [['*', 'news'], 5000],
        [['news'], 5000],
      ],
    );
    const again = await planCopy({ list: listRef('unsubscribes') }, [to], kit.ports);
    assert.deepEqual(again.targets, [{ ...to, fresh: 0, same: 3, differs: 0 }]);
    await again.discard();
  });

  it('copies certain addresses, those with a prefix, entries at hand, and the allowlist with its reasons', async () => {
    kit.test.put('bounces', bounces(100));
    const some = await planCopy({ list: ref, addresses: ['A00001@x.com', 'nobody@x.com'] }, [to], kit.ports);
    assert.deepEqual([some.records, some.missing, some.targets[0]?.fresh], [1, 1, 1]);
    await some.discard();
    const prefix = await planCopy({ list: ref, term: 'A0000' }, [to], kit.ports);
    assert.deepEqual([prefix.records, prefix.targets[0]?.fresh], [10, 10]);
    await prefix.discard();
    const entries = [{ list: 'allowlist', kind: 'domain', address: 'x.com', reason: 'ours' }] as const;
    const at = await planCopy({ list: listRef('allowlist'), entries }, [to], kit.ports);
    await startCopy(at, 'leave', kit.ports);
    assert.deepEqual(
      kit.test.all(TO).allowlist.map(({ address, kind, reason }) => [address, kind, reason]),
      [['x.com', 'domain', 'ours']],
    );
  });

  it('reads the list where the question for an address is refused, and leaves none out', async () => {
    kit.test.put('bounces', bounces(3));
    kit.test.put('bounces', [{ address: 'A00000@x.com', code: '999' }], TO);
    const addresses = bounces(3).map(({ address }) => address);
    for (const domain of [DOMAIN, TO]) {
      kit.test.server.faults.failNext(1, 400, { method: 'GET', domain });
      const plan = await planCopy({ list: ref, addresses }, [to], kit.ports);
      assert.deepEqual([plan.records, plan.missing, plan.refused], [3, 0, []]);
      assert.deepEqual(plan.targets, [{ ...to, fresh: 2, same: 0, differs: 1 }]);
      await plan.discard();
    }
  });

  it('goes past targets that refuse, when reading and when writing', async () => {
    kit.test.put('bounces', bounces(10));
    kit.test.server.store.addDomain('Sample Account', 'third.example.com');
    const third = { accountId: US, domain: 'third.example.com' };
    const nobody = { accountId: 'nobody', domain: 'x.example.com' };
    kit.test.server.faults.failNext(1, 403, { method: 'GET', domain: TO });
    const plan = await planCopy({ list: ref }, [to, nobody, third, europe], kit.ports);
    assert.deepEqual(plan.refused.map(({ domain }) => domain).toSorted(), [TO, 'x.example.com']);
    kit.test.server.faults.failNext(1, 403, { method: 'POST', domain: 'third.example.com' });
    const report = await startCopy(plan, 'leave', kit.ports);
    assert.equal(report.state, 'failed');
    const of = (name: string) => report.targets.find(({ domain }) => domain === name);
    assert.deepEqual([of(EUROPE)?.added, of('third.example.com')?.notSent, of(TO)?.notSent], [10, 10, 10]);
    assert.match(of('third.example.com')?.error?.reason ?? '', /no right/);
    assert.match(of('x.example.com')?.error?.reason ?? '', /no key/);
    kit.test.server.requests.clear();
    const resumed = await runCopy(await open(report.jobId), kit.ports);
    assert.deepEqual([resumed.state, kit.count('POST')], ['done', 1]);
    assert.equal(kit.test.server.store.count('third.example.com', 'bounces'), 10);
  });

  it('reports what a target rejects', async () => {
    kit.test.put('bounces', [...bounces(5), { address: 'white space @x.com' }]);
    const report = await startCopy(await planCopy({ list: ref }, [to], kit.ports), 'leave', kit.ports);
    assert.deepEqual([report.state, report.targets[0]?.added, report.targets[0]?.notSent], ['done', 5, 0]);
    assert.deepEqual(
      report.targets[0]?.rejected.map(({ address }) => address),
      ['white space @x.com'],
    );
  });

  it('goes on after a cancel, and sends no batch twice', async () => {
    kit.test.put('bounces', bounces(5000));
    const plan = await planCopy({ list: ref }, [to], kit.ports);
    const controller = new AbortController();
    const api = await kit.ports.api(US);
    let sent = 0;
    const stopping = Object.assign(Object.create(api) as typeof api, {
      addMany: async (...args: Parameters<typeof api.addMany>) => {
        await api.addMany(...args);
        if ((sent += 1) === 2) controller.abort();
      },
    });
    const ports = { ...kit.ports, concurrency: () => 1, api: () => Promise.resolve(stopping) };
    const report = await startCopy(plan, 'leave', ports, { signal: controller.signal });
    assert.equal(report.state, 'cancelled');
    assert.deepEqual([report.targets[0]?.added, report.targets[0]?.notSent], [1998, 3002]);
    kit.test.server.requests.clear();
    const resumed = await runCopy(await open(report.jobId), kit.ports);
    assert.deepEqual([resumed.state, resumed.targets[0]?.added, kit.count('POST')], ['done', 5000, 4]);
    assert.deepEqual(kit.test.all(TO).bounces, kit.test.all().bounces);
  });

  it('leaves nothing behind when planning fails or is given up', async () => {
    kit.test.put('bounces', bounces(10));
    kit.test.server.faults.failNext(1, 403, { method: 'GET', domain: DOMAIN });
    await assert.rejects(planCopy({ list: ref }, [to], kit.ports), { reason: 'forbidden' });
    const plan = await planCopy({ list: ref }, [to], kit.ports);
    await plan.discard();
    assert.deepEqual([await kit.left(), await kit.ports.jobs.unfinished()], [[], []]);
  });

  for (const fault of [429, 500, 'reset', 'truncated', 'garbled'] as const) {
    it(`comes to the same end through ${fault}`, async () => {
      kit.test.put('bounces', bounces(2500));
      kit.test.server.faults.failNext(4, fault);
      const report = await startCopy(await planCopy({ list: ref }, [to], kit.ports), 'leave', kit.ports);
      assert.equal(report.state, 'done');
      assert.deepEqual(kit.test.all(TO).bounces, kit.test.all().bounces);
    });
  }
});

type Values<A> = A extends fc.Arbitrary<infer T> ? T : never;

const address = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f+1', 'é').map((local) => `${local}@x.com`);
const record = fc.record({
  address,
  code: fc.constantFrom('550', '552'),
  tags: fc.uniqueArray(fc.constantFrom('*', 'news', 'a,b'), { minLength: 1, maxLength: 3 }),
  reason: fc.constantFrom('', 'ours'),
  createdAt: fc.constantFrom(1000, 2000),
});
const records = fc.uniqueArray(record, { selector: ({ address: value }) => value, maxLength: 7 });

describe('a copy of any list to any other', () => {
  let kit: Kit;
  before(async () => {
    kit = await bulkKit();
    kit.test.server.store.addDomain('Sample Account', TO);
  });
  after(() => kit.close());

  const fill = (list: ListName, some: Values<typeof records>, domain: string): void => {
    kit.test.server.store.clear(domain, list);
    const entry = ({ address: to_, createdAt, code, tags, reason }: Values<typeof record>): SampleEntry => ({
      ...{ address: to_, createdAt },
      ...(list === 'bounces' && { code }),
      ...(list === 'unsubscribes' && { tags }),
      ...(list === 'allowlist' && { reason }),
    });
    kit.test.put(list, some.map(entry), domain);
  };

  it('adds what was lacking, changes nothing else, and has nothing to do the second time', async () => {
    const differing = fc.constantFrom('leave' as const, 'replace' as const);
    const law = fc.asyncProperty(
      fc.constantFrom(...LIST_NAMES),
      records,
      records,
      differing,
      async (list, from, into, how) => {
        fill(list, from, DOMAIN);
        fill(list, into, TO);
        const before = new Map(kit.test.all(TO)[list].map((entry) => [entry.address, entry]));
        const report = await startCopy(await planCopy({ list: listRef(list) }, [to], kit.ports), how, kit.ports);
        const [done] = report.targets;
        assert.ok(done !== undefined);
        assert.equal(
          done.added + done.updated + done.same + done.left + done.rejected.length + done.notSent,
          from.length,
        );
        const after = new Map(kit.test.all(TO)[list].map((entry) => [entry.address, entry]));
        const source = new Map(kit.test.all()[list].map((entry) => [entry.address, entry]));
        for (const [key, entry] of after) {
          const [had, wanted] = [before.get(key), source.get(key)];
          if (wanted === undefined || (had !== undefined && how === 'leave')) assert.deepEqual(entry, had);
          else {
            const tags = [...new Set([...(had?.tags ?? []), ...(wanted.tags ?? [])])];
            assert.deepEqual(written(list, [entry]), written(list, [{ ...wanted, ...(wanted.tags && { tags }) }]));
          }
        }
        assert.ok([...source.keys()].every((key) => after.has(key)));
        const again = await planCopy({ list: listRef(list) }, [to], kit.ports);
        assert.equal(again.cost[how].requests, 0);
        await again.discard();
      },
    );
    await fc.assert(law, { numRuns: 40 });
  });
});
