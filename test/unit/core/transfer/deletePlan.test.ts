import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addressesOfFile } from '../../../../src/core/transfer/files/addressFile';
import { entryFilter } from '../../../../src/core/transfer/bulk/deleteFilter';
import { planDelete } from '../../../../src/core/transfer/bulk/deletePlan';
import { bounces, bulkKit, listRef, type Kit } from './bulkKit';

describe('planning to delete many', () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await bulkKit();
  });
  afterEach(() => kit.close());

  const ref = listRef('bounces');
  const refs = (addresses: readonly string[]) => addresses.map((address) => ({ ...ref, address }));

  it('plans what a filter finds, and says how many, how long and the first of them', async () => {
    kit.test.put('bounces', bounces(2500));
    kit.test.server.requests.clear();
    const plan = await planDelete({ list: ref, filter: { code: '552', recipientDomain: '@Corp.Example' } }, kit.ports);
    assert.deepEqual(plan.parts, [{ ...ref, records: 625 }]);
    assert.deepEqual([plan.records, plan.missing, plan.refused.length, plan.first.length], [625, 0, 0, 5]);
    assert.equal(plan.first[0]?.address, 'a00003@corp.example');
    assert.ok(plan.seconds > 0);
    assert.equal(kit.count('DELETE'), 0);
    await plan.discard();
    assert.deepEqual(await kit.left(), []);
    assert.deepEqual(await kit.ports.jobs.unfinished(), []);
  });

  it('finds few by asking for them, and counts what is not there', async () => {
    kit.test.put('bounces', bounces(3000));
    kit.test.server.requests.clear();
    const plan = await planDelete({ refs: refs(['A00001@x.com', 'a00001@x.com', 'nobody@x.com', '../x']) }, kit.ports);
    assert.deepEqual([plan.records, plan.missing, plan.unusable.map(({ address }) => address)], [1, 1, ['../x']]);
    assert.equal(kit.test.server.requests.total, 2);
    assert.deepEqual(
      plan.first.map(({ address }) => address),
      ['a00001@x.com'],
    );
    await plan.discard();
  });

  it('plans what is named on several lists, as it comes', async () => {
    kit.test.put('bounces', bounces(1500));
    kit.test.put('complaints', bounces(5));
    const some = async function* (count: number) {
      for (const { address } of bounces(count)) yield await Promise.resolve([address, address.toUpperCase()]);
    };
    const lists = [
      { list: ref, addresses: some(1200) },
      { list: listRef('complaints'), addresses: some(7) },
    ];
    const plan = await planDelete({ lists }, kit.ports);
    assert.deepEqual(plan.parts, [
      { ...ref, records: 1200 },
      { ...listRef('complaints'), records: 5 },
    ]);
    assert.deepEqual([plan.records, plan.missing], [1205, 2]);
    await plan.discard();
  });

  it('reads the list when many are wanted, and asks for each when it turns out to be too long for that', async () => {
    kit.test.put('bounces', bounces(6000));
    const some = bounces(6000).filter((_, index) => index % 100 === 0);
    kit.test.server.requests.clear();
    const few = await planDelete({ refs: refs(some.map(({ address }) => address)) }, kit.ports);
    assert.equal(few.records, 60);
    assert.ok(kit.test.server.requests.total < 60, String(kit.test.server.requests.total));
    await few.discard();
    kit.test.server.requests.clear();
    const fewer = await planDelete({ refs: refs(some.slice(0, 20).map(({ address }) => address)) }, kit.ports);
    assert.equal(fewer.records, 20);
    assert.ok(kit.test.server.requests.count({ path: '/bounces/a' }) >= 20);
    await fewer.discard();
  });

  it('takes the addresses of a file', async () => {
    kit.test.put('bounces', bounces(3000));
    const file = join(kit.folder, 'false bounces.csv');
    const rows = bounces(1005).map(({ address }) => `"a02999@corp.example said no",${address}\r\n`);
    await writeFile(file, ['Error,Email\r\n', ...rows, 'no address,\r\n', 'x,ghost@x.com\r\n'].join(''));
    const problems: number[] = [];
    const addresses = addressesOfFile(file, 'bounces', { onProblem: (line) => problems.push(line) });
    const plan = await planDelete({ list: ref, addresses }, kit.ports);
    assert.deepEqual([plan.records, plan.missing, problems], [1005, 1, [1007]]);
    const spooled = await readFile(plan.files.path('part-0.ndjson'), 'utf8');
    assert.equal(spooled.trimEnd().split('\n').length, 1005);
    assert.doesNotMatch(spooled, /a02999/);
    await plan.discard();
  });

  it('finds addresses in any text', async () => {
    const file = join(kit.folder, 'mail.log');
    await writeFile(file, 'to=<Jane@x.com>, relay=mx\nnothing here\nfrom bob@x.com to ann@x.com\n');
    const found: string[] = [];
    for await (const chunk of addressesOfFile(file, 'bounces')) found.push(...chunk);
    assert.deepEqual(found, ['Jane@x.com', 'bob@x.com', 'ann@x.com']);
  });

  it('cancels planning without leaving anything', async () => {
    kit.test.put('bounces', bounces(3000));
    const controller = new AbortController();
    const options = { signal: controller.signal, onProgress: () => controller.abort() };
    await assert.rejects(planDelete({ list: ref, filter: {} }, kit.ports, options), /cancelled/);
    assert.deepEqual(await kit.left(), []);
  });
});

describe('a filter', () => {
  const bounce = { list: 'bounces', address: 'Jane@Corp.example', code: '552', error: '', createdAt: 5000 } as const;
  const domain = { list: 'allowlist', kind: 'domain', address: 'corp.example', reason: '' } as const;
  it('means what fits in all that is given', () => {
    const fits = (filter: Parameters<typeof entryFilter>[0]) => entryFilter(filter)(bounce);
    assert.ok(fits({}) && fits({ term: 'jan' }) && fits({ code: '552', recipientDomain: 'CORP.example' }));
    assert.ok(fits({ since: 5000, before: 5001 }));
    for (const filter of [
      { term: 'an' },
      { code: '55' },
      { recipientDomain: 'example' },
      { tag: '*' },
      { before: 5000 },
    ])
      assert.ok(!fits(filter), JSON.stringify(filter));
    assert.ok(!entryFilter({ since: 0 })({ list: 'complaints', address: 'a@x.com' }));
    assert.ok(!entryFilter({ recipientDomain: 'corp.example' })(domain));
  });
});
