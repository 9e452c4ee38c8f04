import assert from 'node:assert/strict';
import { addMany } from '../../../src/core/batches';
import { MailgunError } from '../../../src/mailgun/errors';
import type { Entry } from '../../../src/mailgun/records';
import { complaint, numbered } from './fakeList';
import { DOMAIN, startTestServer, type TestServer } from './sample';

describe('addMany', () => {
  let test: TestServer;
  beforeEach(async () => (test = await startTestServer()));
  afterEach(() => test.close());

  it('takes as few batches as there can be', async () => {
    for (const [count, requests] of [
      [1, 1],
      [2, 1],
      [999, 1],
      [1000, 2],
      [2500, 3],
    ] as const) {
      test.server.requests.clear();
      const ref = { domain: DOMAIN, list: 'complaints' } as const;
      const { added, rejected } = await addMany(
        test.client,
        ref,
        numbered(count).map((address) => complaint(address)),
      );
      assert.deepEqual([added.length, rejected.length], [count, 0]);
      assert.equal(test.server.requests.total, requests, `${count} entries`);
      assert.equal(test.server.store.count(DOMAIN, 'complaints'), count);
    }
  });

  it('finds the bad entries of a batch by halving', async () => {
    const addresses = numbered(999);
    const bad = new Set(['no address', 'a@b@c.com']);
    addresses.splice(500, 0, ...bad);
    const progress: number[] = [];
    const { added, rejected } = await addMany(
      test.client,
      { domain: DOMAIN, list: 'complaints' },
      addresses.map((address) => complaint(address)),
      { onProgress: (done) => progress.push(done) },
    );
    assert.equal(added.length, 999);
    assert.deepEqual(new Set(rejected.map(({ entry }) => entry.address)), bad);
    assert.ok(rejected.every(({ error }) => MailgunError.is(error, 'invalid')));
    assert.ok(test.server.requests.total < 50);
    assert.equal(progress.at(-1), 1001);
  });

  it('writes allowlist entries one by one', async () => {
    const entries: Entry[] = numbered(5).map((address) => ({
      list: 'allowlist',
      kind: 'address',
      address,
      reason: '',
    }));
    entries.push({ list: 'allowlist', kind: 'domain', address: 'x.com', reason: 'partner' });
    const { added } = await addMany(test.client, { domain: DOMAIN, list: 'allowlist' }, entries);
    assert.equal(added.length, 6);
    assert.deepEqual(test.server.store.get(DOMAIN, 'allowlist', 'x.com')?.kind, 'domain');
  });

  it('writes an address given twice once, with the tags of both', async () => {
    const entries: Entry[] = [
      { list: 'unsubscribes', address: 'a@x.com', tags: ['news'] },
      { list: 'unsubscribes', address: 'A@x.com', tags: ['offers'] },
    ];
    const { added } = await addMany(test.client, { domain: DOMAIN, list: 'unsubscribes' }, entries);
    assert.equal(added.length, 1);
    assert.deepEqual(test.server.store.get(DOMAIN, 'unsubscribes', 'a@x.com')?.tags, ['news', 'offers']);
  });

  it('stops asking once the server refuses for good, and when cancelled', async () => {
    test.server.faults.refuseDomain(DOMAIN, 403);
    const entries = numbered(10_000).map((address) => complaint(address));
    const refused = await addMany(test.client, { domain: DOMAIN, list: 'complaints' }, entries);
    assert.equal(refused.rejected.length, 10_000);
    assert.ok(test.server.requests.total <= 4);
    const cancelled = await addMany(test.client, { domain: DOMAIN, list: 'complaints' }, entries, {
      signal: AbortSignal.abort(),
    });
    assert.ok(cancelled.rejected.every(({ error }) => MailgunError.is(error, 'cancelled')));
  });
});
