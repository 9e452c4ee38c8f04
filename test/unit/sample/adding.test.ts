import assert from 'node:assert/strict';
import type { SampleServer } from '../../../src/sample/server';
import { call, DOMAIN, NOW, startEmpty } from './support';

const WHOLE_NOW = Math.floor(NOW / 1000) * 1000;

describe('sample: adding, and the traps of tags', () => {
  let sample: SampleServer;
  const at = (rest: string): string => `/v3/${DOMAIN}/${rest}`;
  const tags = (address: string): readonly string[] | undefined =>
    sample.store.get(DOMAIN, 'unsubscribes', address)?.tags;
  const A = 'a@example.com';

  beforeEach(async () => {
    sample = await startEmpty();
  });
  afterEach(() => sample.close());

  for (const [segment, message] of [
    ['bounces', '2 addresses have been added to the bounces table'],
    ['complaints', '2 complaint addresses have been added to the complaints table'],
    ['unsubscribes', '2 addresses have been added to the unsubscribes table'],
  ] as const) {
    it(`adds a JSON batch to ${segment} and keeps its dates`, async () => {
      const json = [{ address: A, created_at: 'Thu, 13 Oct 2011 18:02:00 +0000' }, { address: 'b@example.com' }];
      assert.deepEqual((await call(sample, at(segment), { json })).json, { message });
      const dates = sample.store.entries(DOMAIN, segment).map(({ createdAt }) => createdAt);
      assert.deepEqual(dates, [Date.UTC(2011, 9, 13, 18, 2), WHOLE_NOW]);
    });

    it(`refuses a batch of 1000, and as a whole one with a bad address, in ${segment}`, async () => {
      const json = Array.from({ length: 1000 }, (_, index) => ({ address: `a${index}@example.com` }));
      const tooMany = await call(sample, at(segment), { json });
      assert.deepEqual([tooMany.status, tooMany.json], [400, { message: 'Batch size should be less than 1000' }]);
      assert.equal((await call(sample, at(segment), { json: json.slice(1) })).status, 200);
      const spoilt = await call(sample, at(segment), {
        json: [{ address: 'new@example.com' }, { address: 'nonsense' }],
      });
      assert.equal(spoilt.status, 400);
      assert.equal(sample.store.count(DOMAIN, segment), 999);
    });
  }

  it('fills in 550 and an empty text, and takes numbers as codes', async () => {
    await call(sample, at('bounces'), {
      json: [{ address: A }, { address: 'b@example.com', code: 552, error: 'full' }],
    });
    assert.deepEqual(
      sample.store.entries(DOMAIN, 'bounces').map(({ code, error }) => [code, error]),
      [
        ['550', ''],
        ['552', 'full'],
      ],
    );
  });

  it('reads Go’s zero date as now', async () => {
    await call(sample, at('complaints'), { json: [{ address: A, created_at: 'Mon, 01 Jan 0001 00:00:00 UTC' }] });
    assert.equal(sample.store.get(DOMAIN, 'complaints', A)?.createdAt, WHOLE_NOW);
  });

  it('refuses JSON that is no array of objects, and dates that are none', async () => {
    for (const json of [
      { address: A },
      ['a'],
      [null],
      [{ address: { $: 1 } }],
      [{ address: A, created_at: 'soon' }],
      'x',
    ]) {
      assert.equal((await call(sample, at('bounces'), { json })).status, 400, JSON.stringify(json));
    }
    const broken = { method: 'POST', headers: { 'Content-Type': 'application/json' } };
    assert.equal((await call(sample, at('bounces'), broken)).status, 400);
    assert.equal(sample.store.count(DOMAIN, 'bounces'), 0);
  });

  it('stores * for a form with `tags` and for JSON with `tag`', async () => {
    await call(sample, at('unsubscribes'), { form: { address: A, tags: 'newsletter' } });
    await call(sample, at('unsubscribes'), { json: [{ address: 'b@example.com', tag: 'newsletter' }] });
    assert.deepEqual([tags(A), tags('b@example.com')], [['*'], ['*']]);
  });

  it('takes the first `tag` of a form and all `tags` of JSON', async () => {
    await call(sample, at('unsubscribes'), {
      form: [
        ['address', A],
        ['tag', 'one'],
        ['tag', 'two'],
      ],
    });
    await call(sample, at('unsubscribes'), { json: [{ address: 'b@example.com', tags: ['one', 'two'] }] });
    assert.deepEqual([tags(A), tags('b@example.com')], [['one'], ['one', 'two']]);
    assert.equal((await call(sample, at('unsubscribes'), { json: [{ address: A, tags: 'one' }] })).status, 400);
  });

  it('merges a tag added by form and replaces by JSON', async () => {
    const old = { address: A, tags: ['one'], createdAt: Date.UTC(2020, 0, 1) };
    sample.store.putEntries(DOMAIN, 'unsubscribes', [old]);
    await call(sample, at('unsubscribes'), {
      form: { address: A, tag: 'two', created_at: 'Thu, 13 Oct 2011 18:02:00 UTC' },
    });
    assert.deepEqual(sample.store.get(DOMAIN, 'unsubscribes', A), {
      address: A,
      tags: ['one', 'two'],
      createdAt: WHOLE_NOW,
    });
    await call(sample, at('unsubscribes'), { json: [{ address: A, tags: ['three'] }] });
    assert.deepEqual(tags(A), ['three']);
  });

  it('removes one tag, then with the last tag the entry', async () => {
    sample.store.putEntries(DOMAIN, 'unsubscribes', [{ address: A, tags: ['50% off', 'two'] }]);
    const none = await call(sample, at(`unsubscribes/${A}?tag=three`), { method: 'DELETE' });
    assert.deepEqual([none.status, none.json], [404, { message: 'Unsubscribe event for this tag does not exist' }]);
    const one = await call(sample, at(`unsubscribes/${A}?tag=50%25+off`), { method: 'DELETE' });
    assert.deepEqual(one.json, { address: A, message: 'Unsubscribe event has been removed' });
    assert.deepEqual(tags(A), ['two']);
    assert.equal((await call(sample, at(`unsubscribes/${A}?tag=two`), { method: 'DELETE' })).status, 200);
    assert.equal(tags(A), undefined);
  });

  it('has no JSON batch on the allowlist, and prefers the address to the domain', async () => {
    const json = await call(sample, at('whitelists'), { json: [{ address: A }] });
    assert.deepEqual([json.status, json.json], [400, { message: 'Missing mandatory parameter: address/domain' }]);
    const both = await call(sample, at('whitelists'), { form: { address: A, domain: 'example.com' } });
    assert.deepEqual([(both.json as { type: string }).type, (both.json as { value: string }).value], ['address', A]);
    assert.equal((await call(sample, at('whitelists'), { form: { domain: 'not a domain' } })).status, 400);
  });

  it('refuses what cannot be an address, and takes what can', async () => {
    for (const address of [
      'x',
      '@example.com',
      'a@',
      'a b@example.com',
      'a@b@c',
      'a\nb@example.com',
      `${'a'.repeat(600)}@x.y`,
    ]) {
      assert.equal((await call(sample, at('bounces'), { form: { address } })).status, 400, address);
    }
    for (const address of [
      '"a b"@example.com',
      'jürgen@bücher.example',
      "o'brien/x@example.com",
      '../..@example.com',
      ' a@b.c ',
    ]) {
      assert.equal((await call(sample, at('bounces'), { form: { address } })).status, 200, address);
      assert.equal((await call(sample, at(`bounces/${encodeURIComponent(address.trim())}`))).status, 200, address);
    }
  });
});
