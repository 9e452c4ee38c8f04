/** The client against the embedded Mailgun: every operation, over real HTTP. */
import assert from 'node:assert/strict';
import { LIST_NAMES, type ListName } from '../../../src/mailgun/lists';
import type { Entry } from '../../../src/mailgun/records';
import { SAMPLE_SUBACCOUNT_ID, type SampleServer } from '../../../src/sample/server';
import { SampleBench } from './sampleBench';
import { TestClock, failure } from './support';

const at = Date.UTC(2020, 1, 3, 4, 5, 6);
/** Addresses that every layer between here and a store might get wrong. */
const ODD = ['a+tag@x.example', 'A.Upper@X.Example', 'jürgen@exämple.de', "o'hara%41@x.example", 'dir/part@x.example'];

function entryOf(list: ListName, address: string): Entry {
  switch (list) {
    case 'bounces':
      return { list, address, code: '552', error: 'full & "over" quota' };
    case 'complaints':
      return { list, address };
    case 'unsubscribes':
      return { list, address, tags: ['news'] };
    case 'allowlist':
      return { list, address, kind: address.includes('@') ? 'address' : 'domain', reason: 'ours' };
  }
}

const numbered = (n: number) => `${n % 3 === 0 ? 'User+' : 'user'}${n}@${n % 7}.example`;

describe('client and sample', () => {
  let bench: SampleBench;
  let sample: SampleServer;

  before(async () => {
    bench = await SampleBench.start();
    sample = bench.sample;
  });
  afterEach(() => bench.reset());
  after(() => bench.close());

  for (const list of LIST_NAMES) {
    describe(list, () => {
      it('adds, finds, lists and deletes one', async () => {
        const domain = bench.domain();
        const client = bench.connect();
        for (const address of list === 'allowlist' ? [...ODD, 'x.example'] : ODD) {
          const entry = entryOf(list, address);
          await client.add(domain, entry);
          const found = await client.find(domain, list, address);
          assert.ok(found?.createdAt);
          assert.deepEqual(found, { ...entry, createdAt: found.createdAt });
          assert.deepEqual((await client.listPage(domain, list)).entries, [found]);
          await client.delete(domain, list, address);
          assert.equal(await client.find(domain, list, address), undefined);
          assert.equal((await failure(client.delete(domain, list, address))).reason, 'notListed');
        }
      });

      it('imports a file and clears the list', async () => {
        const domain = bench.domain();
        const client = bench.connect();
        const csv = list === 'allowlist' ? 'address,domain\na@x.example,\n' : 'address\na@x.example\n';
        await client.importFile(domain, list, csv, 'list.csv');
        await sample.idle();
        assert.equal((await client.find(domain, list, 'a@x.example'))?.address, 'a@x.example');
        await client.clear(domain, list);
        assert.deepEqual(await client.listPage(domain, list), { entries: [] });
        await client.clear(domain, list);
        assert.equal((await failure(client.importFile(domain, list, 'nonsense\n1\n', 'x.csv'))).reason, 'invalid');
      });

      it('says that a domain is not known, and does not take that for an empty list', async () => {
        const client = bench.connect();
        const nowhere = 'nowhere.example.org';
        const calls = [
          client.listPage(nowhere, list),
          client.find(nowhere, list, 'a@b.c'),
          client.delete(nowhere, list, 'a@b.c'),
          client.clear(nowhere, list),
          client.add(nowhere, entryOf(list, 'a@b.c')),
          client.importFile(nowhere, list, 'address\n', 'x.csv'),
        ];
        for (const call of calls) assert.equal((await failure(call)).reason, 'noSuchDomain');
      });

      it('pages backwards and to the end', async () => {
        const addresses = ['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example', 'e@x.example'];
        const domain = bench.domain({ [list]: addresses.map((address) => ({ address })) });
        const client = bench.connect();
        const first = await client.listPage(domain, list, { limit: 2 });
        const second = await client.listPage(domain, list, { limit: 2, cursor: first.next });
        const back = await client.listPage(domain, list, { limit: 2, cursor: second.previous });
        assert.deepEqual(back.entries, first.entries);
        const again = await client.listPage(domain, list, { limit: 2, cursor: back.next });
        assert.deepEqual(again.entries, second.entries);
        const last = await client.listPage(domain, list, { limit: 2, cursor: { page: 'last' } });
        assert.equal(last.entries.at(-1)?.address, 'e@x.example');
        assert.equal(last.next, undefined);
      });
    });
  }

  it('adds many by JSON with date, code, error and tags', async () => {
    const domain = bench.domain();
    const client = bench.connect();
    for (const list of ['bounces', 'complaints', 'unsubscribes'] as const) {
      const entries = ODD.map((address) => ({ ...entryOf(list, address), createdAt: at }));
      await client.addMany(domain, list, entries);
      for (const entry of entries) assert.deepEqual(await client.find(domain, list, entry.address), entry);
      await client.addMany(
        domain,
        list,
        Array.from({ length: 999 }, (_value, n) => entryOf(list, numbered(n))),
      );
      assert.equal(sample.store.count(domain, list), 999 + ODD.length);
    }
  });

  it('keeps date and tags of a single entry', async () => {
    const domain = bench.domain();
    const client = bench.connect();
    const entries: Entry[] = [
      { list: 'unsubscribes', address: 'a@x.example', tags: ['b', 'a'] },
      { list: 'unsubscribes', address: 'b@x.example', tags: ['*'], createdAt: at },
    ];
    for (const entry of entries) {
      await client.add(domain, entry);
      const found = await client.find(domain, 'unsubscribes', entry.address);
      assert.deepEqual(found, { ...entry, createdAt: entry.createdAt ?? found?.createdAt });
    }
  });

  it('removes one tag, and with the last one the entry', async () => {
    const domain = bench.domain({ unsubscribes: [{ address: 'a+1@x.example', tags: ['x', 'y & z'] }] });
    const client = bench.connect();
    await client.deleteTag(domain, 'a+1@x.example', 'y & z');
    const left = await client.find(domain, 'unsubscribes', 'a+1@x.example');
    assert.deepEqual(left?.list === 'unsubscribes' && left.tags, ['x']);
    assert.equal((await failure(client.deleteTag(domain, 'a+1@x.example', 'y & z'))).reason, 'notListed');
    await client.deleteTag(domain, 'a+1@x.example', 'x');
    assert.equal(await client.find(domain, 'unsubscribes', 'a+1@x.example'), undefined);
  });

  it('pages and searches more than 1000 domains', async () => {
    const owner = 'Sample Account EU';
    const names = Array.from({ length: 2345 }, (_value, n) => `m${String(n).padStart(4, '0')}.example.com`);
    for (const name of names) sample.store.addDomain(owner, name);
    const eu = sample.accounts[1] ?? assert.fail();
    const client = bench.connect({ baseUrl: eu.baseUrl, apiKey: eu.apiKey });
    const seen: string[] = [];
    for (;;) {
      const page = await client.listDomains({ limit: 1000, skip: seen.length });
      assert.equal(page.totalCount, names.length);
      if (page.domains.length === 0) break;
      seen.push(...page.domains.map(({ name }) => name));
    }
    assert.deepEqual(seen, names);
    const found = await client.listDomains({ search: '0042' });
    assert.deepEqual(
      found.domains.map(({ name }) => name),
      ['m0042.example.com'],
    );
    const one = await client.getDomain('m0042.example.com');
    assert.deepEqual([one.name, one.state, one.type, one.isDisabled], ['m0042.example.com', 'active', 'custom', false]);
    assert.equal((await failure(client.getDomain('nowhere.example.org'))).reason, 'noSuchDomain');
    assert.equal((await failure(bench.connect().listPage('m0042.example.com', 'bounces'))).reason, 'noSuchDomain');
  });

  it('acts for a subaccount', async () => {
    const domain = bench.domain();
    sample.store.addDomain(SAMPLE_SUBACCOUNT_ID, 'sub.example.com');
    const sub = bench.connect({ subaccountId: SAMPLE_SUBACCOUNT_ID });
    assert.deepEqual(
      (await sub.listDomains()).domains.map(({ name }) => name),
      ['sub.example.com'],
    );
    assert.deepEqual((await sub.listPage('sub.example.com', 'bounces')).entries, []);
    assert.equal((await failure(sub.listPage(domain, 'bounces'))).reason, 'noSuchDomain');
    assert.equal((await failure(bench.connect({ subaccountId: 'nobody' }).listDomains())).reason, 'forbidden');
  });

  it('says what a key may not do', async () => {
    const domain = bench.domain();
    const analyst = bench.connect({ apiKey: sample.restrictedKeys.analyst });
    assert.ok((await analyst.listDomains()).totalCount > 0);
    assert.deepEqual((await analyst.listPage(domain, 'allowlist')).entries, []);
    for (const list of ['bounces', 'complaints', 'unsubscribes'] as const) {
      assert.equal((await failure(analyst.listPage(domain, list))).reason, 'forbidden');
    }
    assert.equal((await failure(analyst.clear(domain, 'allowlist'))).reason, 'forbidden');
    const sending = bench.connect({ apiKey: sample.restrictedKeys.sending });
    for (const call of [sending.listDomains(), sending.find(domain, 'bounces', 'a@b.c')]) {
      assert.equal((await failure(call)).reason, 'forbidden');
    }
    const wrong = await failure(bench.connect({ apiKey: 'wrong-key' }).listDomains());
    assert.equal(wrong.reason, 'unauthorized');
  });

  const passing = [429, 500, '502html', 503, 504, 'reset', 'resetMidBody', 'truncated', 'garbled', 'empty'] as const;
  for (const kind of passing) {
    it(`gets past four times ${kind}, reading and deleting`, async () => {
      const domain = bench.domain({ bounces: [{ address: 'a@x.example' }] });
      const client = bench.connect({ clock: new TestClock() });
      sample.faults.failNext(4, kind);
      assert.equal((await client.listPage(domain, 'bounces')).entries.length, 1);
      sample.faults.failNext(4, kind);
      await client.delete(domain, 'bounces', 'a@x.example');
      assert.equal(sample.store.count(domain, 'bounces'), 0);
    });
  }

  it('answers odd responses with a reason', async () => {
    const domain = bench.domain({ bounces: [{ address: 'a@x.example' }, { address: 'b@x.example' }] });
    const expected = [
      ['wrongType', /items\[0\]\.address/],
      ['redirect', /refused a redirect/],
      ['gigantic', /larger than/],
    ] as const;
    for (const [kind, message] of expected) {
      sample.faults.failNext(1, kind);
      const error = await failure(bench.connect({ maxResponseBytes: 100_000 }).listPage(domain, 'bounces'));
      assert.ok(['badResponse', 'tooLarge'].includes(error.reason));
      assert.match(error.message, message);
    }
    sample.faults.failNext(1, 'itemsNull');
    assert.deepEqual((await bench.connect().listPage(domain, 'bounces')).entries, []);
    sample.faults.failNext(1, 'foreignPaging');
    const page = await bench.connect().listPage(domain, 'bounces', { limit: 1 });
    assert.deepEqual(page.next, { page: 'next', address: 'a@x.example' });
  });

  for (const headers of ['X-Request', 'X-RateLimit'] as const) {
    it(`comes through a limit told by ${headers}-*`, async () => {
      const domain = bench.domain();
      const unit = headers === 'X-Request' ? 'ms' : 's';
      sample.faults.rateLimit({ limit: 5, windowMs: 1000, headers, unit, retryAfter: 'none' });
      const client = bench.connect();
      sample.requests.clear();
      const calls = Array.from({ length: 12 }, (_value, n) => client.find(domain, 'bounces', `a${n}@b.c`));
      assert.deepEqual(await Promise.all(calls), Array(12).fill(undefined));
      assert.equal(sample.requests.count({ status: 404 }), 12);
    });
  }
});
