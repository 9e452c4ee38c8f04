import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { bulkTestKit, OTHER } from './bulkTestKit';
import { childrenOf, DOMAIN, listRow, numbered, run } from './support';

describe('exporting domains and accounts', () => {
  const kit = bulkTestKit();

  beforeEach(() => {
    const { store } = kit.account.server;
    store.putEntries(DOMAIN, 'bounces', numbered(3));
    store.putEntries(DOMAIN, 'allowlist', [{ address: 'example.org', kind: 'domain' }]);
    store.putEntries(
      OTHER,
      'complaints',
      numbered(2).map(({ address }) => ({ address })),
    );
  });

  it('writes the four lists of a domain into a folder', async () => {
    const file = kit.path('domain');
    const result = await run('exportList', { ...kit.at, file });
    assert.equal(result.records, 4);
    assert.deepEqual(result.failed, []);
    assert.deepEqual(await readdir(file), ['allowlist.csv', 'bounces.csv', 'complaints.csv', 'unsubscribes.csv']);
    assert.equal((await readFile(join(file, 'bounces.csv'), 'utf8')).split('\n').length, 5);
    assert.equal(await readFile(join(file, 'complaints.csv'), 'utf8'), 'address,created_at\n');
  });

  it('writes what is longer than a page on a thread of its own, which is gone afterwards', async () => {
    kit.account.server.store.putEntries(DOMAIN, 'bounces', numbered(2500));
    const threads: Worker[] = [];
    const seen = (worker: Worker): void => void threads.push(worker);
    process.on('worker', seen);
    try {
      const file = kit.path('long.csv');
      assert.deepEqual(await run('exportList', { ...kit.at, list: 'bounces', file }), { records: 2500 });
      assert.equal((await readFile(file, 'utf8')).split('\n').length, 2502);
    } finally {
      process.off('worker', seen);
    }
    assert.equal(threads.length, 1);
    // That of a thread that has ended.
    assert.equal(threads[0]?.threadId, -1);
  });

  it('writes a folder for each domain of an account, in the format that is asked for', async () => {
    const file = kit.path('account');
    const { accountId } = kit.at;
    const result = await run('exportList', { accountId, file, format: 'ndjson' });
    assert.equal(result.records, 6);
    assert.equal(result.files?.length, 8);
    assert.deepEqual(await readdir(file), [DOMAIN, OTHER]);
    assert.match(
      await readFile(join(file, OTHER, 'complaints.ndjson'), 'utf8'),
      /^\{"address":"user00000@example.com"/,
    );
  });

  it('reports a domain that refuses, and writes the others all the same', async () => {
    kit.account.server.faults.refuseDomain(OTHER, 403);
    const { accountId } = kit.at;
    const { ask, result } = kit.asking(
      'exportList',
      [{ pick: 'JSON' }, { file: vscode.Uri.file(kit.path('partly')) }],
      { kind: 'account', accountId },
    );
    const outcome = await result;
    assert.equal(outcome?.records, 4);
    assert.equal(outcome.failed?.length, 4);
    for (const { domain, reason } of outcome.failed) {
      assert.equal(domain, OTHER);
      assert.match(reason, /\w+ \w+/);
    }
    assert.equal(ask.notifications[0]?.level, 'warning');
    assert.match(
      ask.notifications[0].message,
      /Exported 4 records to 4 files in .* 4 of 8 lists could not be exported/,
    );
    assert.deepEqual(await readdir(kit.path('partly')), [DOMAIN, OTHER]);
    assert.deepEqual(await readdir(kit.path(join('partly', OTHER))), []);
  });

  it('asks before it replaces files, naming them', async () => {
    await mkdir(kit.path('again'));
    await writeFile(kit.path('again/bounces.csv'), 'old');
    const row = await kit.domainRow();
    const first = [{ pick: 'CSV' }, { file: vscode.Uri.file(kit.path('again')) }] as const;
    await kit.asking('exportList', [...first, { cancel: true, title: /One file is there already/ }], row).result;
    assert.equal(await readFile(kit.path('again/bounces.csv'), 'utf8'), 'old');
    const { ask, result } = kit.asking('exportList', [...first, { confirm: 'yes' }], row);
    assert.equal((await result)?.records, 4);
    assert.match(ask.notifications[0]?.message ?? '', /^Exported 4 records to 4 files in [\d.]+ s\.$/);
    assert.match(await readFile(kit.path('again/bounces.csv'), 'utf8'), /^address,code/);
  });

  it('heeds the filters that are set in the tree', async () => {
    kit.account.server.store.putEntries(DOMAIN, 'bounces', numbered(2, 'other'));
    const list = await listRow(kit.at.accountId);
    await childrenOf(list);
    await run('filterList', { ...kit.at, list: 'bounces', term: 'user' });
    const file = vscode.Uri.file(kit.path('filtered.csv'));
    const { ask, result } = kit.asking('exportList', [{ file }], list);
    assert.deepEqual(await result, { records: 3 });
    assert.match(ask.prompts[0]?.title ?? '', /start with “user”/);
    const folder = vscode.Uri.file(kit.path('filtered'));
    const whole = kit.asking('exportList', [{ pick: 'CSV' }, { file: folder }], await kit.domainRow());
    assert.equal((await whole.result)?.records, 4);
    assert.equal((await run('exportList', { ...kit.at, list: 'bounces', file: kit.path('all.csv') })).records, 5);
  });

  it('asks for what is not known, with all domains and all lists among the choices', async () => {
    const file = vscode.Uri.file(kit.path('asked'));
    const answers = [{ pick: DOMAIN }, { pick: 'All Four Lists' }, { pick: 'CSV' }, { file }];
    assert.equal((await kit.asking('exportList', answers).result)?.files?.length, 4);
    const all = [{ pick: 'All Domains' }, { pick: 'CSV' }, { file: vscode.Uri.file(kit.path('everything')) }];
    assert.equal((await kit.asking('exportList', all).result)?.files?.length, 8);
  });

  it('guards formulas when the setting says so, and the dialog says what that means', async () => {
    kit.account.server.store.putEntries(DOMAIN, 'bounces', [{ address: 'a@example.com', error: '=1+1' }]);
    await kit.services.settings.update('exportGuardFormulas', true);
    try {
      const file = vscode.Uri.file(kit.path('guarded.csv'));
      const { ask, result } = kit.asking('exportList', [{ file }], await listRow(kit.at.accountId));
      await result;
      assert.match(ask.prompts[0]?.title ?? '', /formulas guarded: does not import back/);
      assert.match(await readFile(file.fsPath, 'utf8'), /'=1\+1/);
    } finally {
      await kit.services.settings.update('exportGuardFormulas', false);
    }
    await run('exportList', { ...kit.at, list: 'bounces', file: kit.path('plain.csv') });
    assert.match(await readFile(kit.path('plain.csv'), 'utf8'), /,=1\+1,/);
  });

  it('leaves no half file when it is cancelled', async () => {
    const { ask, result } = kit.asking(
      'exportList',
      [{ pick: 'CSV' }, { file: vscode.Uri.file(kit.path('never')) }],
      await kit.domainRow(),
    );
    ask.cancelProgress();
    assert.equal(await result, undefined);
    assert.deepEqual(await readdir(kit.path('never')).catch(() => []), []);
    assert.deepEqual(ask.notifications, []);
  });
});
