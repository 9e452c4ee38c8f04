import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BulkChange, EntryChange } from '../../../src/core/change';
import { changeId } from '../../../src/core/change';
import { FileChangeStore, MAX_CHANGES } from '../../../src/core/changeStore';

function change(at: number): EntryChange {
  const item = { accountId: 'a', domain: 'x.com', list: 'complaints', address: 'a@x.com' } as const;
  return {
    id: changeId(at),
    at,
    kind: 'delete',
    items: [{ ...item, before: { list: 'complaints', address: 'a@x.com', createdAt: 1000 }, after: null }],
  };
}

describe('FileChangeStore', () => {
  let folder: string;
  let running: Set<number>;
  const window = (processId: number): FileChangeStore =>
    new FileChangeStore(folder, processId, (id) => running.has(id));

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'changes-')), 'store');
    running = new Set([1, 2]);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keeps changes for the next window, newest first', async () => {
    assert.deepEqual(await window(1).list(), []);
    const [first, second, third] = [change(1000), change(1000), change(2000)];
    for (const item of [third, first, second]) await window(1).add(item);
    assert.deepEqual(await window(2).list(), [third, second, first]);
  });

  it('keeps the newest hundred', async () => {
    const store = window(1);
    for (let at = 0; at < MAX_CHANGES + 5; at += 1) await store.add(change(at));
    const kept = await store.list();
    assert.deepEqual([kept.length, kept[0]?.at, kept.at(-1)?.at], [MAX_CHANGES, MAX_CHANGES + 4, 5]);
  });

  it('knows which changes were made here, as long as news of them may come, and no longer', async () => {
    const store = window(1);
    const changes = Array.from({ length: 2 * MAX_CHANGES + 1 }, (_, at) => change(at));
    const isOwn = (at: number): boolean => store.isOwn(changes[at]?.id ?? '');
    for (const one of changes.slice(0, -1)) await store.add(one);
    assert.ok(isOwn(0) && !window(2).isOwn(changes[0]?.id ?? ''));
    // What is written again is news again.
    await store.release(changes[0]?.id ?? '', changes[0]);
    for (const one of changes.slice(-1)) await store.add(one);
    assert.deepEqual([isOwn(0), isOwn(1), isOwn(2), isOwn(2 * MAX_CHANGES)], [true, false, true, true]);
  });

  it('lets one window only claim a change', async () => {
    const item = change(1);
    await window(1).add(item);
    const [one, two] = [window(1), window(2)];
    const claims = await Promise.all([one.claim(item.id), two.claim(item.id), one.claim(item.id)]);
    assert.equal(claims.filter((claim) => claim !== undefined).length, 1);
    assert.deepEqual(await two.list(), []);
    const owner = claims[1] === undefined ? one : two;
    await owner.release(item.id, item);
    assert.deepEqual(await two.list(), [item]);
    await two.claim(item.id);
    await two.release(item.id);
    assert.deepEqual(await one.list(), []);
    assert.deepEqual(await readdir(folder), []);
  });

  it('gives back what a window had claimed that is gone', async () => {
    const item = change(1);
    await window(1).add(item);
    await window(2).claim(item.id);
    assert.deepEqual(await window(1).list(), []);
    running.delete(2);
    assert.deepEqual(await window(1).list(), [item]);
    await window(1).claim(item.id);
    // A new window may have the process number of the old.
    assert.deepEqual(await window(1).list(), [item]);
  });

  it('updates only what is still there, and drops what is left without items', async () => {
    const item = change(1);
    const store = window(1);
    await store.update(item);
    assert.deepEqual(await store.list(), []);
    await store.add(item);
    await store.claim(item.id);
    await store.update(item);
    assert.deepEqual(await store.list(), []);
    await store.release(item.id, item);
    await store.update({ ...item, items: [] });
    assert.deepEqual(await store.list(), []);
  });

  it('sets damaged files aside and leaves those of later versions alone', async () => {
    const item = change(5);
    const store = window(1);
    await store.add(item);
    const valid = JSON.parse(await readFile(join(folder, `${item.id}.json`), 'utf8')) as { change: object };
    const files: Record<string, string> = {
      '1-a.json': '{"version":1,"change":',
      '2-b.json': '',
      '3-c.json': JSON.stringify({ version: 1, change: { ...valid.change, items: [{ before: {} }] } }),
      '4-d.json': JSON.stringify({ version: 3, anything: true }),
      '5-e.json': '[]',
      'notes.txt': 'mine',
      '.json': '{}',
      [`${item.id}.json.new-3`]: 'half',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    assert.deepEqual(await store.list(), [item]);
    assert.deepEqual(await store.list(), [item]);
    const names = await readdir(folder);
    assert.deepEqual(
      names.filter((name) => name.endsWith('.damaged')).sort(),
      ['1-a', '2-b', '3-c', '5-e'].map((id) => `${id}.json.damaged`),
    );
    assert.ok(names.includes('4-d.json') && names.includes('notes.txt'));
    assert.ok(!names.some((name) => name.includes('.new-')));
  });

  it('keeps bulk changes beside the others, in a form that an older version leaves alone', async () => {
    const item = change(5);
    const part = { accountId: 'a', domain: 'x.com', list: 'bounces', records: 7, backup: '/b.ndjson' } as const;
    const bulk: BulkChange = { id: changeId(6), at: 6, kind: 'clear', parts: [part] };
    const store = window(1);
    for (const each of [item, bulk]) await store.add(each);
    assert.deepEqual(await store.list(), [bulk, item]);
    const versions = [bulk, item].map(async ({ id }) => {
      const text = await readFile(join(folder, `${id}.json`), 'utf8');
      return (JSON.parse(text) as { version: number }).version;
    });
    assert.deepEqual(await Promise.all(versions), [2, 1]);
    const smaller = { ...bulk, parts: [{ ...part, records: 3 }] };
    assert.equal(await store.update(smaller), true);
    assert.deepEqual(await store.claim(bulk.id), smaller);
    assert.equal(await store.update(bulk), false);
    await store.release(bulk.id, smaller);
    assert.equal(await store.update({ ...bulk, parts: [] }), true);
    assert.deepEqual(await store.list(), [item]);
    // The backup that a file names is deleted one day.
    await assert.rejects(store.add({ ...bulk, parts: [{ ...part, backup: '/etc/passwd' }] }));
  });

  it('deletes the files of a deletion that is too old, and no backup of a clear', async () => {
    const store = window(1);
    const file = (name: string): string => join(folder, '..', `${name}.ndjson`);
    for (const [at, kind] of (['clear', 'bulkDelete'] as const).entries()) {
      await writeFile(file(kind), '');
      const part = { accountId: 'a', domain: 'x.com', list: 'bounces', records: 7, backup: file(kind) } as const;
      await store.add({ id: changeId(at), at, kind, parts: [part] });
    }
    for (let at = 2; at < MAX_CHANGES + 2; at += 1) await store.add(change(at));
    const kept = (await readdir(join(folder, '..'))).filter((name) => name.endsWith('.ndjson'));
    assert.deepEqual(kept, ['clear.ndjson']);
  });

  it('writes nothing but the change, for the user’s eyes only', async () => {
    const item = { ...change(1), apiKey: 'key-secret' };
    await window(1).add(item);
    const path = join(folder, `${item.id}.json`);
    assert.doesNotMatch(await readFile(path, 'utf8'), /secret/);
    if (process.platform !== 'win32') assert.equal((await stat(path)).mode & 0o777, 0o600);
  });

  it('takes no id for a file name that is none', async () => {
    for (const id of ['../x', 'a/b', '', 'a.json']) await assert.rejects(window(1).claim(id));
    await assert.rejects(window(1).add({ ...change(1), id: '../../x' }));
  });
});
