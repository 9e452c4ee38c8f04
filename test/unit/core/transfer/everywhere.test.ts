import assert from 'node:assert/strict';
import { addToAllDomains, deleteFromAllDomains, findOnAllDomains } from '../../../../src/core/transfer/bulk/everywhere';
import { undo } from '../../../../src/core/undo';
import type { Entry } from '../../../../src/mailgun/records';
import { DOMAIN, EU, US } from '../sample';
import { bulkKit, type Kit } from './bulkKit';

const NEVER = { resolve: () => Promise.reject(new Error('There should be no conflict.')) };
const OTHERS = ['a.example.com', 'b.example.com', 'c.example.com'];
const EUROPE = 'eu.example.com';

describe('one address on all domains', () => {
  let kit: Kit;
  let ports: Parameters<typeof addToAllDomains>[2];
  beforeEach(async () => {
    kit = await bulkKit();
    for (const name of OTHERS) kit.test.server.store.addDomain('Sample Account', name);
    kit.test.server.store.addDomain('Sample Account EU', EUROPE);
    ports = {
      ...kit.ports,
      domains: async (accountId) => {
        const { domains } = await (await kit.ports.api(accountId)).listDomains({ limit: 1000 });
        return domains.map(({ name }) => name);
      },
    };
  });
  afterEach(() => kit.close());

  const scope = { accountIds: [US, EU] };
  const entry: Entry = { list: 'unsubscribes', address: 'jane@x.com', tags: ['news'] };
  const tagsOn = (domain: string) => kit.test.server.store.get(domain, 'unsubscribes', 'jane@x.com')?.tags?.toSorted();

  it('is found by one question for each list and domain, and only of the lists that are meant', async () => {
    kit.test.put('complaints', [{ address: 'Jane@x.com' }]);
    kit.test.put('allowlist', [{ address: 'x.com', kind: 'domain' }]);
    const found = await findOnAllDomains('jane@x.com', scope, ports);
    assert.deepEqual(
      found.map(({ list }) => list),
      ['complaints'],
    );
    assert.equal(kit.test.server.requests.count({ path: '/v3/' }), 4 * 5);
    kit.test.server.requests.clear();
    await findOnAllDomains('jane@x.com', { ...scope, lists: ['bounces'] }, ports);
    assert.equal(kit.test.server.requests.count({ path: '/v3/' }), 5);
  });

  it('is deleted everywhere as one change, past domains that refuse', async () => {
    for (const domain of [DOMAIN, EUROPE, 'a.example.com']) {
      kit.test.put('bounces', [{ address: 'Jane@x.com', createdAt: 5000 }], domain);
      kit.test.put('complaints', [{ address: 'Jane@x.com', createdAt: 5000 }], domain);
    }
    kit.test.server.faults.refuseDomain('b.example.com', 403);
    const outcome = await deleteFromAllDomains('jane@x.com', { ...scope, lists: ['bounces'] }, ports);
    assert.deepEqual([outcome.deleted.length, outcome.failed.length], [3, 0]);
    assert.deepEqual(
      outcome.notAsked.map(({ domain }) => domain),
      ['b.example.com'],
    );
    assert.equal(kit.count('DELETE'), 3);
    assert.deepEqual([kit.test.all(EUROPE).bounces.length, kit.test.all(EUROPE).complaints.length], [0, 1]);
    const undone = await undo({ id: outcome.change?.id ?? '' }, ports, NEVER);
    assert.equal(undone.restored.length, 3);
    assert.equal(kit.test.all(EUROPE).bounces[0]?.createdAt, 5000);
  });

  it('is added everywhere as one change; what stands there is united or left', async () => {
    kit.test.put('unsubscribes', [{ address: 'Jane@x.com', tags: ['offers'] }], 'a.example.com');
    kit.test.put('unsubscribes', [{ address: 'jane@x.com', tags: ['news'] }], 'b.example.com');
    kit.test.server.faults.failNext(1, 403, { method: 'POST', domain: 'c.example.com' });
    kit.test.server.requests.clear();
    const outcome = await addToAllDomains(entry, scope, ports);
    assert.deepEqual(
      outcome.added.map(({ domain }) => domain).toSorted(),
      ['a.example.com', EUROPE, DOMAIN].toSorted(),
    );
    assert.deepEqual(
      [outcome.same.map(({ domain }) => domain), outcome.rejected.map(({ ref }) => ref.domain)],
      [['b.example.com'], ['c.example.com']],
    );
    assert.match(outcome.rejected[0]?.reason ?? '', /no right/);
    assert.deepEqual([kit.test.server.requests.count({ path: '/v3/', method: 'GET' }), kit.count('POST')], [5, 4]);
    assert.deepEqual([tagsOn('a.example.com'), tagsOn(DOMAIN)], [['news', 'offers'], ['news']]);
    assert.deepEqual((await kit.store.list()).length, 1);
    await undo({ id: outcome.change?.id ?? '' }, ports, NEVER);
    assert.deepEqual(
      [tagsOn('a.example.com'), tagsOn('b.example.com'), tagsOn(DOMAIN)],
      [['offers'], ['news'], undefined],
    );
  });

  it('says which accounts could not be asked, and goes on with the others', async () => {
    const outcome = await addToAllDomains(entry, { accountIds: [US, 'nobody'], domains: [DOMAIN] }, ports);
    assert.deepEqual([outcome.added.length, outcome.notAsked.map(({ accountId }) => accountId)], [1, ['nobody']]);
    const again = await addToAllDomains(entry, { accountIds: [US], domains: [DOMAIN] }, ports);
    assert.deepEqual([again.added.length, again.same.length, again.change], [0, 1, undefined]);
  });

  it('changes nothing more once cancelled', async () => {
    const signal = AbortSignal.abort();
    const outcome = await addToAllDomains(entry, { accountIds: [US], domains: [DOMAIN, ...OTHERS] }, ports, { signal });
    assert.deepEqual([outcome.added.length, outcome.rejected.length, kit.count('POST')], [0, 4, 0]);
    assert.deepEqual(await kit.store.list(), []);
  });
});
