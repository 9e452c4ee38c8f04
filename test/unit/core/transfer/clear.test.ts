import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { undo } from '../../../../src/core/undo';
import { backupFile, clearList } from '../../../../src/core/transfer/bulk/clear';
import { restore } from '../../../../src/core/transfer/bulk/restore';
import { LIST_NAMES, type ListName } from '../../../../src/mailgun/lists';
import { DOMAIN } from '../sample';
import { bounces, bulkKit, listRef, written, type Kit } from './bulkKit';

const AT = Date.UTC(2026, 2, 26, 12, 59, 14);
const NEVER = { resolve: () => Promise.reject(new Error('There should be no conflict.')) };

describe('clearing a list', () => {
  let kit: Kit;
  let backups: string;
  beforeEach(async () => {
    kit = await bulkKit();
    backups = join(kit.folder, 'backups');
  });
  afterEach(() => kit.close());

  const ref = listRef('bounces');
  const clear = async (list: ListName = 'bounces', options = {}) =>
    clearList(listRef(list), await backupFile(backups, listRef(list), AT), kit.ports, options);
  const files = () => readdir(backups).catch(() => []);

  it('names the backup before anything is written, and never one that is there', async () => {
    const file = await backupFile(backups, ref, AT);
    assert.equal(file, join(backups, 'mg.example.com-bounces-2026-03-26T12-59-14.ndjson'));
    assert.deepEqual(await files(), []);
    await mkdir(backups);
    await writeFile(file, 'mine');
    assert.equal(basename(await backupFile(backups, ref, AT)), 'mg.example.com-bounces-2026-03-26T12-59-14-2.ndjson');
    await assert.rejects(clearList(ref, file, kit.ports), /already/);
    assert.equal(await readFile(file, 'utf8'), 'mine');
    const odd = await backupFile(backups, listRef('bounces', '../x:y.example'), AT);
    assert.equal(odd, join(backups, '.._x_y.example-bounces-2026-03-26T12-59-14.ndjson'));
  });

  it('writes all of it down, clears it by one request, and brings all of it back', async () => {
    kit.test.put('bounces', bounces(2500));
    const before = kit.test.all().bounces;
    kit.test.server.requests.clear();
    const outcome = await clear();
    assert.deepEqual([outcome.deleted, outcome.visible], [2500, 'empty']);
    assert.deepEqual([kit.test.server.store.count(DOMAIN, 'bounces'), kit.count('DELETE')], [0, 1]);
    const lines = (await readFile(outcome.backup ?? '', 'utf8')).trimEnd().split('\n');
    assert.equal(lines.length, 2500);
    const { error, created_at } = JSON.parse(lines[1] ?? '') as { error: string; created_at: string };
    assert.deepEqual([error, created_at], ['no such user 1, "quoted"\n', '2023-11-14T22:13:21.000Z']);

    const [change] = await kit.store.list();
    assert.deepEqual(change, outcome.change);
    kit.test.server.requests.clear();
    const undone = await restore({ id: change?.id ?? '' }, kit.ports, NEVER);
    assert.deepEqual([undone.state, undone.restored, undone.kept], ['done', 2500, false]);
    // The list is empty: one page says so, and 2500 are three batches.
    assert.deepEqual([kit.count('GET'), kit.count('POST')], [1, 3]);
    assert.deepEqual(kit.test.all().bounces, before);
    assert.deepEqual(await kit.store.list(), []);
    // The file of a clear is the user's.
    assert.equal((await files()).length, 1);
    assert.equal((await restore({ id: change?.id ?? '' }, kit.ports, NEVER)).state, 'gone');
  });

  it('brings back every list in every field that can be written', async () => {
    kit.test.put('complaints', [{ address: 'Jane@x.com', createdAt: 5000 }]);
    kit.test.put('unsubscribes', [
      { address: 'a@x.com', tags: ['news', 'offers & more'], createdAt: 5000 },
      { address: 'b@x.com' },
    ]);
    kit.test.put('allowlist', [
      { address: 'x.com', kind: 'domain', reason: 'ours' },
      { address: 'a@x.com', reason: 'a, "b"\n' },
    ]);
    const before = kit.test.all();
    for (const list of LIST_NAMES) await clear(list);
    for (const list of LIST_NAMES) assert.equal(kit.test.all()[list].length, 0);
    for (const { id } of await kit.store.list()) await restore({ id }, kit.ports, NEVER);
    for (const list of LIST_NAMES) assert.deepEqual(written(list, kit.test.all()[list]), written(list, before[list]));
  });

  it('leaves an empty list and the disk alone', async () => {
    const outcome = await clear();
    assert.deepEqual(outcome, { deleted: 0, backup: undefined, visible: 'empty', change: undefined });
    assert.deepEqual([kit.count('DELETE'), await files(), await kit.store.list()], [0, [], []]);
  });

  describe('when the backup fails', () => {
    const nothingHappened = async (): Promise<void> => {
      assert.equal(kit.test.server.store.count(DOMAIN, 'bounces'), 2500);
      assert.deepEqual([kit.count('DELETE'), await kit.store.list()], [0, []]);
      assert.deepEqual(
        (await files()).filter((name) => name !== 'blocked'),
        [],
      );
    };
    beforeEach(() => kit.test.put('bounces', bounces(2500)));

    it('clears nothing: a folder that cannot be written', async () => {
      await mkdir(backups);
      await writeFile(join(backups, 'blocked'), '');
      await assert.rejects(clearList(ref, join(backups, 'blocked', 'x.ndjson'), kit.ports), /EEXIST|ENOTDIR/);
      await nothingHappened();
      if (process.getuid?.() === 0) return;
      await chmod(backups, 0o500);
      await assert.rejects(clear(), /EACCES/);
      await nothingHappened();
    });

    it('clears nothing: a page that is refused, or no answer', async () => {
      kit.test.server.faults.failNext(1, 403, { method: 'GET', path: /bounces/ });
      await assert.rejects(clear(), { reason: 'forbidden' });
      await nothingHappened();
      kit.test.server.faults.failNext(1000, 'garbled', { method: 'GET' });
      await assert.rejects(clear(), { reason: 'badResponse' });
      kit.test.server.faults.clear();
      await nothingHappened();
    });

    it('clears nothing: it was cancelled', async () => {
      const controller = new AbortController();
      const options = { signal: controller.signal, onProgress: () => controller.abort() };
      await assert.rejects(clear('bounces', options), { reason: 'cancelled' });
      await nothingHappened();
    });

    it('clears nothing: the change cannot be recorded', async () => {
      const store = Object.assign(Object.create(kit.store) as typeof kit.store, {
        add: () => Promise.reject(new Error('The disk is full.')),
      });
      const backup = await backupFile(backups, ref, AT);
      await assert.rejects(clearList(ref, backup, { ...kit.ports, store }), /disk is full/);
      assert.deepEqual([kit.count('DELETE'), kit.test.server.store.count(DOMAIN, 'bounces')], [0, 2500]);
    });
  });

  it('begins the backup anew when the list has changed meanwhile', async () => {
    kit.test.put('bounces', bounces(10));
    let reads = 0;
    const api = await kit.ports.api(ref.accountId);
    const busy = Object.assign(Object.create(api) as typeof api, {
      listPage: async (...args: Parameters<typeof api.listPage>) => {
        const page = await api.listPage(...args);
        reads += 1;
        if (reads === 1) kit.test.put('bounces', [{ address: 'late@x.com' }]);
        return page;
      },
      clear: api.clear.bind(api),
    });
    const backup = await backupFile(backups, ref, AT);
    const outcome = await clearList(ref, backup, { ...kit.ports, api: () => Promise.resolve(busy) });
    assert.equal(outcome.deleted, 11);
    assert.match(await readFile(backup, 'utf8'), /late@x.com/);
  });

  it('clears nothing when the list never stands still', async () => {
    kit.test.put('bounces', bounces(10));
    const api = await kit.ports.api(ref.accountId);
    let next = 0;
    const busy = Object.assign(Object.create(api) as typeof api, {
      listPage: async (...args: Parameters<typeof api.listPage>) => {
        kit.test.put('bounces', [{ address: `late${next++}@x.com` }]);
        return api.listPage(...args);
      },
      clear: () => Promise.reject(new Error('This should not be called.')),
    });
    const backup = await backupFile(backups, ref, AT);
    await assert.rejects(clearList(ref, backup, { ...kit.ports, api: () => Promise.resolve(busy) }), /faster/);
    assert.deepEqual([await files(), await kit.store.list()], [[], []]);
  });

  it('forgets the change when clearing is refused, and keeps it when the answer is lost', async () => {
    kit.test.put('bounces', bounces(10));
    kit.test.server.faults.failNext(1, 403, { method: 'DELETE' });
    await assert.rejects(clear(), { reason: 'forbidden' });
    assert.deepEqual([await files(), await kit.store.list()], [[], []]);
    kit.test.server.faults.failNext(5, 'resetMidBody', { method: 'DELETE' });
    await assert.rejects(clear(), { reason: 'network' });
    const [change] = await kit.store.list();
    assert.equal(change?.kind, 'clear');
    assert.equal(kit.test.server.store.count(DOMAIN, 'bounces'), 0);
    await restore({ id: change?.id ?? '' }, kit.ports, NEVER);
    assert.equal(kit.test.server.store.count(DOMAIN, 'bounces'), 10);
  });

  it('says so when the list is not seen to be empty yet, and keeps the undo of what may still go', async () => {
    kit.test.put('bounces', bounces(10));
    const api = await kit.ports.api(ref.accountId);
    const slow = Object.assign(Object.create(api) as typeof api, {
      listPage: api.listPage.bind(api),
      clear: () => Promise.resolve(),
    });
    const backup = await backupFile(backups, ref, AT);
    const outcome = await clearList(ref, backup, { ...kit.ports, api: () => Promise.resolve(slow) });
    assert.deepEqual([outcome.deleted, outcome.visible], [10, 'notYet']);
    const id = outcome.change?.id ?? '';
    const early = await restore({ id }, kit.ports, NEVER);
    assert.deepEqual([early.state, early.same, early.restored, early.kept], ['done', 10, 0, true]);
    kit.test.server.store.clear(DOMAIN, 'bounces');
    const late = await restore({ id }, kit.ports, NEVER);
    assert.deepEqual([late.restored, late.kept], [10, false]);
  });

  it('is taken back by restore, and by nothing else', async () => {
    kit.test.put('bounces', bounces(10));
    const { change } = await clear();
    const id = change?.id ?? '';
    assert.equal((await undo({ id }, kit.ports, NEVER)).state, 'bulk');
    assert.equal((await kit.store.list()).length, 1);
    assert.equal((await restore({ id }, kit.ports, NEVER)).restored, 10);
    const item = { ...ref, address: 'a@x.com', before: null, after: null };
    await kit.store.add({ id: '1-2', at: AT, kind: 'add', items: [item] });
    assert.deepEqual((await restore({ id: '1-2' }, kit.ports, NEVER)).state, 'notBulk');
    assert.equal((await kit.store.list()).length, 1);
  });

  it('cannot be taken back when its backup is gone, and stays to be taken back', async () => {
    kit.test.put('bounces', bounces(10));
    const { change, backup } = await clear();
    await rm(backup ?? '');
    const outcome = await restore({ id: change?.id ?? '' }, kit.ports, NEVER);
    assert.deepEqual([outcome.state, outcome.notSent, outcome.kept], ['failed', 10, true]);
    assert.match(outcome.error?.reason ?? '', /is not there any more/);
  });
});
