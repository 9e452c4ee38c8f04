import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { bulkTestKit } from './bulkTestKit';
import { watchThreads } from '../unit/core/transfer/threads';
import { childrenOf, DOMAIN, entriesOf, listRow, numbered, run } from './support';

const CREATED = Date.UTC(2024, 4, 31, 12, 0, 0);

describe('importing files', () => {
  const kit = bulkTestKit();
  const store = () => kit.account.server.store;

  it('imports a file without a preview when that is confirmed, and the tree shows it', async () => {
    const list = await listRow(kit.at.accountId);
    await childrenOf(list);
    const rows = numbered(1200).map(({ address }) => `${address},552,"full, again","Fri, 31 May 2024 12:00:00 GMT"`);
    const file = await kit.put('bounces.csv', ['address,code,error,created_at', ...rows].join('\r\n'));
    kit.account.server.requests.clear();
    const result = await run('importCsv', { ...kit.at, list: 'bounces', file, confirm: true });
    const { state, added, updated, duplicates, rejected, notSent } = result;
    assert.deepEqual([state, result.rows, added, updated], ['done', 1200, 1200, 0]);
    assert.deepEqual([duplicates, rejected, notSent], [0, 0, 0]);
    assert.equal(kit.account.server.requests.count({ method: 'POST' }), 2);
    const kept = store().get(DOMAIN, 'bounces', 'user00007@example.com');
    assert.deepEqual([kept?.code, kept?.error, kept?.createdAt], ['552', 'full, again', CREATED]);
    assert.equal(entriesOf(await childrenOf(list)).length, 100);
  });

  it('reads the file in a thread of its own, which is gone afterwards', async () => {
    const threads = watchThreads();
    try {
      const file = await kit.put(
        'bounces.csv',
        ['address', ...numbered(1200).map(({ address }) => address)].join('\n'),
      );
      const { added } = await run('importCsv', { ...kit.at, list: 'bounces', file, confirm: true });
      assert.equal(added, 1200);
      assert.deepEqual([threads.started.length, threads.running.size], [1, 0]);
    } finally {
      threads.end();
    }
  });

  it('says of every row what became of it, and writes down those that were refused', async () => {
    const lines = ['address', 'a@example.com', 'no address', 'A@example.com', 'b@example.com'];
    const file = await kit.put('mixed.csv', lines.join('\n'));
    const { ask, result } = kit.asking('importCsv', [], { ...kit.at, list: 'complaints', file, confirm: true });
    const report = await result;
    assert.ok(report);
    assert.deepEqual([report.rows, report.added, report.duplicates, report.rejected], [4, 2, 1, 1]);
    assert.match(ask.notifications[0]?.message ?? '', /Added or updated: 2, duplicates: 1, rejected: 1\.$/);
    assert.deepEqual(
      ask.notifications[0]?.actions?.map(({ label }) => label),
      ['Open Rejected Rows'],
    );
    const rejected = await readFile(report.rejectedFile ?? '', 'utf8');
    assert.match(rejected, /import_line/);
    assert.match(rejected, /no address/);
    await ask.press('Open Rejected Rows');
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, report.rejectedFile);
  });

  it('tells added from updated when it is to compare', async () => {
    store().putEntries(DOMAIN, 'complaints', [{ address: 'user00000@example.com' }]);
    const file = await kit.put('two.csv', ['address', ...numbered(2).map(({ address }) => address)].join('\n'));
    const report = await run('importCsv', { ...kit.at, list: 'complaints', file, compare: true, confirm: true });
    assert.deepEqual([report.added, report.updated], [1, 1]);
  });

  it('puts each row on its list where the file says which', async () => {
    const file = await kit.put('ses.csv', 'a@example.com,BOUNCE\nb@example.com, COMPLAINT\n');
    const report = await run('importCsv', { ...kit.at, file, confirm: true });
    assert.equal(report.added, 2);
    assert.ok(store().get(DOMAIN, 'bounces', 'a@example.com'));
    assert.ok(store().get(DOMAIN, 'complaints', 'b@example.com'));
  });

  it('asks for the list where the file does not say', async () => {
    const file = await kit.put('who.txt', 'a@example.com\nb@example.com\n');
    const answers = [{ pick: 'Complaints', title: /Import CSV/ }];
    const { result } = kit.asking('importCsv', answers, { ...kit.at, file, confirm: true });
    assert.equal((await result)?.added, 2);
    assert.equal(store().count(DOMAIN, 'complaints'), 2);
  });

  it('takes columns by name or number, and names those there are when one is not there', async () => {
    const file = await kit.put('odd.csv', 'who,why\na@example.com,full\n');
    const given = { ...kit.at, list: 'bounces', file, confirm: true };
    await run('importCsv', { ...given, mapping: { address: 'Who', error: 1 } });
    assert.equal(store().get(DOMAIN, 'bounces', 'a@example.com')?.error, 'full');
    await assert.rejects(run('importCsv', { ...given, mapping: { address: 'mail' } }), /no column “mail”/);
    await assert.rejects(run('importCsv', { ...given, mapping: { address: 7 } }), /no column “7”/);
    await assert.rejects(run('importCsv', { ...given, mapping: { nothing: 0 } }), /“nothing” is no field/);
  });

  it('rejects for a file that is empty or not there, and for a list that is none', async () => {
    const empty = await kit.put('empty.csv', '');
    await assert.rejects(run('importCsv', { ...kit.at, list: 'bounces', file: empty, confirm: true }), /empty/i);
    await assert.rejects(run('importCsv', { ...kit.at, list: 'bounces', file: kit.path('gone.csv'), confirm: true }));
    const list = 'whitelists';
    await assert.rejects(run('importCsv', { ...kit.at, list, file: empty, confirm: true }), /is not a list/);
  });

  it('uploads a file when told to, and waits until it is visible', async () => {
    const file = await kit.put('few.csv', ['address', ...numbered(30).map(({ address }) => address)].join('\n'));
    kit.account.server.requests.clear();
    const report = await run('importCsv', { ...kit.at, list: 'complaints', file, method: 'upload', confirm: true });
    assert.equal(report.added, 30);
    assert.equal(kit.account.server.requests.count({ method: 'POST', path: '/import' }), 1);
    assert.equal(store().count(DOMAIN, 'complaints'), 30);
  });

  it('opens a preview from the menu of a file, sends nothing, and gives up when it is closed', async () => {
    const uri = vscode.Uri.file(await kit.put('suppression_bounces.csv', 'status,reason,email,created\n'));
    kit.account.server.requests.clear();
    const { ask, result } = kit.asking('importCsv', [], uri, [uri]);
    const tab = await tabNamed('suppression_bounces.csv');
    await vscode.window.tabGroups.close(tab);
    assert.equal(await result, undefined);
    assert.equal(kit.account.server.requests.count({ method: 'POST' }), 0);
    assert.deepEqual(ask.notifications, []);
  });

  it('opens one preview for each of several files, and refuses a whole folder of them', async () => {
    const uris = await Promise.all(
      ['a.csv', 'b.csv'].map(async (name) => vscode.Uri.file(await kit.put(name, 'email\n'))),
    );
    const { result } = kit.asking('importCsv', [], uris[0], uris);
    await vscode.window.tabGroups.close([await tabNamed('a.csv'), await tabNamed('b.csv')]);
    assert.equal(await result, undefined);
    const many = Array.from({ length: 11 }, (_, index) => vscode.Uri.file(kit.path(`${index}.csv`)));
    const refused = kit.asking('importCsv', [], many[0], many);
    assert.equal(await refused.result, undefined);
    assert.match(refused.ask.notifications[0]?.message ?? '', /more than 10 files/);
  });
});

async function tabNamed(name: string): Promise<vscode.Tab> {
  for (;;) {
    const tab = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label.includes(name));
    if (tab !== undefined) return tab;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
