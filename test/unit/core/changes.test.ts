import assert from 'node:assert/strict';
import type { ChangePorts } from '../../../src/core/changes';
import { addEntries, deleteEntries, removeTag } from '../../../src/core/changes';
import type { Conflict, Resolution } from '../../../src/core/undo';
import { undo } from '../../../src/core/undo';
import { MailgunError } from '../../../src/mailgun/errors';
import { LIST_NAMES, type ListName } from '../../../src/mailgun/lists';
import { complaint, numbered } from './fakeList';
import { MemoryStore } from './memoryStore';
import { DOMAIN, startTestServer, US, type TestServer } from './sample';

const NEVER = { resolve: (): Promise<Resolution> => Promise.reject(new Error('There should be no conflict.')) };
const DAY = 86_400_000;

describe('changes', () => {
  let test: TestServer;
  let store: MemoryStore;
  let ports: ChangePorts;
  const ref = (list: ListName, address: string, accountId = US) => ({ accountId, domain: DOMAIN, list, address });
  const fill = (): void => {
    test.put('bounces', [{ address: 'Jane@x.com', code: '552', error: '5.2.2 full <b>', createdAt: DAY }]);
    test.put('complaints', [{ address: 'Jane@x.com', createdAt: 2 * DAY }]);
    test.put('unsubscribes', [{ address: 'Jane@x.com', tags: ['news', 'offers & more'], createdAt: 3 * DAY }]);
    test.put('allowlist', [
      { address: 'Jane@x.com', reason: 'partner' },
      { address: 'x.com', kind: 'domain' },
    ]);
  };

  beforeEach(async () => {
    test = await startTestServer();
    store = new MemoryStore();
    ports = { api: (accountId) => test.api(accountId), store };
    fill();
  });
  afterEach(() => test.close());

  it('can take back what was done by an attempt whose answer got lost, though the call then failed for a reason that says it was not', async () => {
    const before = test.all();
    test.server.faults.failNext(1, 'resetMidBody', { method: 'DELETE' });
    test.server.faults.failNext(4, 429, { method: 'DELETE' });
    const { failed, change } = await deleteEntries([ref('bounces', 'jane@x.com')], ports);
    assert.ok(MailgunError.is(failed[0]?.error, 'rateLimited'));
    assert.deepEqual(test.all().bounces, []);
    assert.equal((await undo({ id: change?.id ?? '' }, ports, NEVER)).restored.length, 1);
    assert.deepEqual(test.all(), before);
  });

  it('deletes across lists, and brings every field back', async () => {
    const before = test.all();
    const refs = [
      ...LIST_NAMES.map((list) => ref(list, 'jane@x.com')),
      ref('allowlist', 'x.com'),
      ref('bounces', 'JANE@x.com'),
    ];
    const { deleted, missing, failed, change } = await deleteEntries(refs, ports);
    assert.deepEqual([deleted.length, missing.length, failed.length, change?.items.length], [5, 0, 0, 5]);
    for (const list of LIST_NAMES) assert.equal(test.server.store.count(DOMAIN, list), 0);
    const outcome = await undo({ id: change?.id ?? '' }, ports, NEVER);
    assert.deepEqual([outcome.restored.length, outcome.failed.length, outcome.state], [5, 0, 'done']);
    const after = test.all();
    for (const list of ['bounces', 'complaints', 'unsubscribes'] as const) assert.deepEqual(after[list], before[list]);
    assert.deepEqual(
      after.allowlist.map(({ address, reason, kind }) => [address, reason, kind]),
      [
        ['Jane@x.com', 'partner', 'address'],
        ['x.com', '', 'domain'],
      ],
    );
    assert.deepEqual(await store.list(), []);
    assert.equal((await undo({ id: change?.id ?? '' }, ports, NEVER)).state, 'gone');
  });

  it('calls what is gone already missing, which is success and no change', async () => {
    const { deleted, missing, failed, change } = await deleteEntries([ref('bounces', 'nobody@x.com')], ports);
    assert.deepEqual([deleted.length, missing.length, failed.length, change], [0, 1, 0, undefined]);
    assert.equal(store.kept.size, 0);
  });

  it('says what remained and why when some fail, and keeps only what was done for undo', async () => {
    test.put(
      'bounces',
      numbered(10).map((address) => ({ address })),
    );
    test.server.faults.failNext(1, 403, { method: 'DELETE', path: 'a00003' });
    test.server.faults.failNext(1, 403, { method: 'GET', path: 'a00005' });
    const refs = [...numbered(10).map((address) => ref('bounces', address)), ref('bounces', 'a@x.com', 'nobody')];
    const progress: string[] = [];
    const { deleted, failed, change } = await deleteEntries(refs, ports, {
      onProgress: (done, total) => progress.push(`${done}/${total}`),
    });
    assert.deepEqual([deleted.length, change?.items.length, store.items(change?.id ?? '')?.length], [8, 8, 8]);
    assert.deepEqual(failed.map(({ ref: { address } }) => address).toSorted(), [
      'a00003@x.com',
      'a00005@x.com',
      'a@x.com',
    ]);
    assert.equal(progress.at(-1), '9/9');
  });

  it('keeps for undo what may have been deleted though the answer was lost', async () => {
    const lossy = {
      ...ports,
      api: async () => {
        const client = await test.api(US);
        return Object.assign(Object.create(client) as typeof client, {
          find: client.find.bind(client),
          delete: async (...args: Parameters<typeof client.delete>) => {
            await client.delete(...args);
            throw new MailgunError('network', 'The connection broke.');
          },
        });
      },
    };
    const { deleted, failed, change } = await deleteEntries([ref('complaints', 'jane@x.com')], lossy);
    assert.deepEqual([deleted.length, failed.length, change?.items.length], [0, 1, 1]);
    assert.equal((await undo({ id: change?.id ?? '' }, ports, NEVER)).restored.length, 1);
    assert.equal(test.server.store.count(DOMAIN, 'complaints'), 1);
  });

  it('records a change before the first request that alters anything, and deletes nothing when it cannot', async () => {
    store.onWrite = () => assert.equal(test.server.requests.count({ method: 'DELETE' }), 0);
    await deleteEntries([ref('bounces', 'jane@x.com')], ports);
    assert.equal(test.server.requests.count({ method: 'DELETE' }), 1);
    store.onWrite = () => {
      throw new Error('The disk is full.');
    };
    await assert.rejects(deleteEntries([ref('complaints', 'jane@x.com')], ports), /disk/);
    await assert.rejects(addEntries(ref('complaints', ''), [complaint('b@x.com')], ports), /disk/);
    assert.deepEqual(
      test.all().complaints.map(({ address }) => address),
      ['Jane@x.com'],
    );
  });

  it('stops when cancelled, and names what was not done', async () => {
    test.put(
      'bounces',
      numbered(100).map((address) => ({ address })),
    );
    const controller = new AbortController();
    const refs = numbered(100).map((address) => ref('bounces', address));
    const outcome = await deleteEntries(refs, ports, {
      signal: controller.signal,
      onProgress: (done) => done === 20 && controller.abort(),
    });
    const remaining = test.server.store.count(DOMAIN, 'bounces') - 1;
    assert.equal(outcome.deleted.length + outcome.failed.length, 100);
    assert.ok(remaining > 0 && remaining <= outcome.failed.length);
    await undo({ id: outcome.change?.id ?? '' }, ports, NEVER);
    assert.equal(test.server.store.count(DOMAIN, 'bounces'), 101);
  });

  it('adds one by a form call and many by a batch, and takes both back', async () => {
    const before = test.all();
    const one = await addEntries(
      ref('bounces', ''),
      [{ list: 'bounces', address: 'new@x.com', code: '550', error: '' }],
      ports,
    );
    assert.equal(one.added.length, 1);
    const many = await addEntries(
      ref('bounces', ''),
      numbered(50).map((address) => ({ list: 'bounces', address, code: '550', error: 'e', createdAt: DAY })),
      ports,
    );
    assert.equal(many.added.length, 50);
    assert.equal(test.server.requests.count({ method: 'POST' }), 2);
    assert.equal(test.server.store.get(DOMAIN, 'bounces', 'a00001@x.com')?.createdAt, DAY);
    for (const change of await store.list()) assert.deepEqual((await undo(change, ports, NEVER)).failed, []);
    assert.deepEqual(test.all(), before);
  });

  it('brings back what adding had replaced', async () => {
    const before = test.all();
    await addEntries(
      ref('bounces', ''),
      [{ list: 'bounces', address: 'jane@x.com', code: '550', error: 'other' }],
      ports,
    );
    await addEntries(ref('unsubscribes', ''), [{ list: 'unsubscribes', address: 'jane@x.com', tags: ['more'] }], ports);
    assert.deepEqual(
      new Set(test.server.store.get(DOMAIN, 'unsubscribes', 'jane@x.com')?.tags),
      new Set(['news', 'offers & more', 'more']),
    );
    for (const change of await store.list()) assert.equal((await undo(change, ports, NEVER)).restored.length, 1);
    assert.deepEqual(test.all(), before);
  });

  it('brings back the spelling of an address when adding had changed nothing else', async () => {
    const createdAt = Math.floor(Date.now() / 1000) * 1000;
    test.server.store.putEntries(DOMAIN, 'complaints', [{ address: 'JANE@x.com', createdAt }]);
    const ref = { accountId: US, domain: DOMAIN, list: 'complaints' } as const;
    const added = await addEntries(ref, [{ list: 'complaints', address: 'jane@x.com', createdAt }], ports);
    assert.equal(test.all().complaints[0]?.address, 'jane@x.com');
    await undo({ id: added.change?.id ?? '' }, ports, { resolve: () => assert.fail('there is no conflict') });
    assert.equal(test.all().complaints[0]?.address, 'JANE@x.com');
  });

  it('reports what the server would not take', async () => {
    const { added, rejected, change } = await addEntries(
      ref('complaints', ''),
      [complaint('a@b@c.com'), complaint('ok@x.com')],
      ports,
    );
    assert.deepEqual([added.length, rejected.length, change?.items.length], [1, 1, 1]);
    assert.match(rejected[0]?.reason ?? '', /\.$/);
  });

  it('removes a tag, the entry with its last, and brings both back', async () => {
    const before = test.all();
    const first = await removeTag(ref('unsubscribes', 'jane@x.com'), 'offers & more', ports);
    assert.deepEqual([first.removed, first.item?.after?.list], [true, 'unsubscribes']);
    assert.deepEqual(test.server.store.get(DOMAIN, 'unsubscribes', 'jane@x.com')?.tags, ['news']);
    assert.equal((await removeTag(ref('unsubscribes', 'jane@x.com'), 'offers & more', ports)).removed, false);
    const last = await removeTag(ref('unsubscribes', 'jane@x.com'), 'news', ports);
    assert.deepEqual([last.removed, last.item?.after], [true, null]);
    assert.equal(test.server.store.count(DOMAIN, 'unsubscribes'), 0);
    for (const change of await store.list()) assert.equal((await undo(change, ports, NEVER)).restored.length, 1);
    assert.deepEqual(test.all(), before);
    test.server.faults.failNext(1, 403, { method: 'DELETE' });
    await assert.rejects(removeTag(ref('unsubscribes', 'jane@x.com'), 'news', ports), (error) =>
      MailgunError.is(error, 'forbidden'),
    );
    assert.equal(store.kept.size, 0);
  });

  describe('undo of what was changed on the server in between', () => {
    const conflicts: (readonly Conflict[])[] = [];
    const answer = (resolution: Resolution) => ({
      resolve: (found: readonly Conflict[]) => {
        conflicts.push(found);
        return Promise.resolve(resolution);
      },
    });
    let id: string;
    beforeEach(async () => {
      conflicts.length = 0;
      const { change } = await deleteEntries(
        [ref('bounces', 'jane@x.com'), ref('unsubscribes', 'jane@x.com'), ref('complaints', 'jane@x.com')],
        ports,
      );
      id = change?.id ?? '';
      test.put('bounces', [{ address: 'jane@x.com', code: '421', error: 'new' }]);
      test.put('unsubscribes', [{ address: 'jane@x.com', tags: ['later', 'news'] }]);
    });

    it('keeps what is there when told so, and restores the rest', async () => {
      const outcome = await undo({ id }, ports, answer('keep'));
      assert.deepEqual([outcome.restored.length, outcome.conflicts.length], [1, 2]);
      assert.deepEqual(conflicts[0]?.map(({ now }) => now?.list).toSorted(), ['bounces', 'unsubscribes']);
      assert.equal(test.server.store.get(DOMAIN, 'bounces', 'jane@x.com')?.code, '421');
      assert.equal(store.kept.size, 0);
    });

    it('overwrites when told so, tags that came in between included', async () => {
      const outcome = await undo({ id }, ports, answer('overwrite'));
      assert.deepEqual([outcome.restored.length, outcome.conflicts.length, outcome.failed.length], [3, 0, 0]);
      assert.equal(test.server.store.get(DOMAIN, 'bounces', 'jane@x.com')?.code, '552');
      assert.deepEqual(test.server.store.get(DOMAIN, 'unsubscribes', 'jane@x.com')?.tags, ['news', 'offers & more']);
    });

    it('does nothing when told to cancel, and can be tried again', async () => {
      const before = test.all();
      const outcome = await undo({ id }, ports, answer('cancel'));
      assert.deepEqual([outcome.state, outcome.restored.length], ['cancelled', 0]);
      assert.deepEqual(test.all(), before);
      assert.equal(store.items(id)?.length, 3);
    });

    it('takes what is back already for restored, and does not write it', async () => {
      fill();
      test.server.requests.clear();
      const outcome = await undo({ id }, ports, NEVER);
      assert.equal(outcome.restored.length, 3);
      assert.equal(test.server.requests.count({ method: 'POST' }), 0);
    });

    it('keeps for another try what failed', async () => {
      test.server.faults.failNext(1, 403, { method: 'POST', list: 'complaints' });
      const first = await undo({ id }, ports, answer('overwrite'));
      assert.deepEqual([first.restored.length, first.failed.length], [2, 1]);
      assert.deepEqual(
        store.items(id)?.map(({ list }) => list),
        ['complaints'],
      );
      const second = await undo({ id }, ports, NEVER);
      assert.deepEqual([second.restored.length, store.kept.size], [1, 0]);
    });

    it('keeps all when asking fails', async () => {
      await assert.rejects(undo({ id }, ports, { resolve: () => Promise.reject(new Error('closed')) }), /closed/);
      assert.equal(store.items(id)?.length, 3);
    });
  });
});
