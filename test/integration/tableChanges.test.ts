/** What is done with the selected rows of a table, what comes of changes made elsewhere, and how tables come back. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { TABLE_VIEW } from '../../src/ids';
import { until } from './extension';
import { childrenOf, DOMAIN, entriesOf, listRow, run } from './support';
import { OTHER, tableTestKit, userRange } from './tableTestKit';

describe('a table', () => {
  const kit = tableTestKit();

  describe('and its selection', () => {
    it('is one row, several, a range, all that match, by what the page saw', async () => {
      kit.put(50);
      const page = await kit.read();
      const select = async (change: Parameters<typeof page.host.request<'select'>>[1]) =>
        (await page.host.request('select', change)).count;
      assert.equal(await select({ kind: 'only', index: 3 }), 1);
      assert.equal(await select({ kind: 'toggle', index: 4 }), 2);
      assert.equal(await select({ kind: 'range', from: 10, to: 14, add: true }), 7);
      assert.equal(await select({ kind: 'toggle', index: 3 }), 6);
      await page.host.request('filter', { text: 'user0004' });
      const all10 = await page.host.request('select', { kind: 'all' });
      assert.deepEqual([all10.count, all10.hidden], [10, 0]);
      await page.host.request('filter', {});
      const [seen] = await page.rows(20, 1);
      await page.host.request('sort', { column: 'address', descending: true });
      await page.host.request('select', { kind: 'only', index: 20, row: seen?.id });
      assert.deepEqual(await page.host.request('selected', undefined), [
        { domain: DOMAIN, list: 'bounces', address: 'user00020@example.com' },
      ]);
      assert.deepEqual(
        (await page.rows(29, 1)).map(({ selected }) => selected),
        [true],
      );
    });

    it('is what a command of the context menu works on', async () => {
      kit.put(5);
      const page = await kit.read();
      await page.host.request('select', { kind: 'range', from: 1, to: 2, add: false });
      const context = {
        webview: TABLE_VIEW,
        webviewSection: 'row',
        panel: page.state.panel,
        preventDefaultContextMenuItems: true,
      };
      assert.deepEqual(await run('copyAddress', context), { copied: 2 });
      assert.equal(await vscode.env.clipboard.readText(), 'user00001@example.com\nuser00002@example.com');
      assert.deepEqual(await run('copyAsCsv', context), { copied: 2 });
      assert.match(
        await vscode.env.clipboard.readText(),
        /^address,code,error,created_at\nuser00001@example\.com,550,/,
      );
      await page.host.request('act', 'copyJson');
      assert.equal((JSON.parse(await vscode.env.clipboard.readText()) as unknown[]).length, 2);
      page.close();
      assert.equal(await run('copyAddress', context), undefined);
    });

    it('is written to a file', async () => {
      kit.put(5);
      kit.put(5, 'complaints');
      const page = await kit.read({ accountId: kit.account.accountId, domain: DOMAIN });
      await page.host.request('select', { kind: 'all' });
      const file = kit.path('selection.ndjson');
      kit.stub('saveFile', () => Promise.resolve(vscode.Uri.file(file)));
      await page.host.request('act', 'exportSelection');
      const lines = (await readFile(file, 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { list: string });
      assert.deepEqual([lines.length, lines[0]?.list, lines[9]?.list], [10, 'bounces', 'complaints']);
      const csv = kit.path('front.csv');
      assert.deepEqual(await run('exportSelection', { file: csv }), { records: 10 });
      assert.match(await readFile(csv, 'utf8'), /^list,address,/);
    });

    it('is refused where nothing is selected', async () => {
      kit.put(1);
      const page = await kit.read();
      await assert.rejects(page.host.request('act', 'delete'), /No row is selected/);
    });

    it('writes a picture where the user says, and nothing that is none', async () => {
      const page = await kit.read();
      const file = kit.path('picture.png');
      kit.stub('saveFile', () => Promise.resolve(vscode.Uri.file(file)));
      const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);
      assert.equal(
        await page.host.request('savePicture', { name: 'Bounces by code', png: png.toString('base64') }),
        true,
      );
      assert.deepEqual(await readFile(file), png);
      await assert.rejects(page.host.request('savePicture', { name: '../x', png: 'aGVsbG8=' }), /not a picture/);
      await page.host.request('copyText', 'label,count\n');
      assert.equal(await vscode.env.clipboard.readText(), 'label,count\n');
    });
  });

  describe('changes', () => {
    it('deletes what is selected after the same question, and has it back in its place after an undo', async () => {
      kit.put(10);
      const tree = await listRow(kit.account.accountId);
      await childrenOf(tree);
      const questions: string[] = [];
      kit.stub('confirm', ({ message }: { message: string }) => {
        questions.push(message);
        return Promise.resolve({ dontAskAgain: false });
      });
      const page = await kit.read();
      await page.host.request('select', { kind: 'range', from: 2, to: 4, add: false });
      await page.host.request('act', 'delete');
      await page.shows('they are gone', ({ total }) => total === 7);
      assert.deepEqual(questions, [`Delete 3 addresses from Bounces of ${DOMAIN}?`]);
      assert.deepEqual(
        [kit.account.server.store.count(DOMAIN, 'bounces'), entriesOf(await childrenOf(tree)).length],
        [7, 7],
      );
      await page.shows(
        'the selection is empty and there is an undo',
        ({ selection, canUndo }) => selection.count === 0 && canUndo,
      );
      await page.host.request('undo', undefined);
      await page.shows('they are back', ({ total }) => total === 10);
      assert.deepEqual(await page.addresses(), userRange(0, 10));
      assert.equal(entriesOf(await childrenOf(tree)).length, 10);
    });

    it('deletes many with a journal, and tells other tables', async () => {
      kit.put(2300);
      kit.stub('confirm', () => Promise.resolve({ dontAskAgain: false }));
      const page = await kit.read();
      const other = await kit.read({ accountId: kit.account.accountId, domain: DOMAIN });
      await page.host.request('filter', { text: 'user000' });
      await page.host.request('select', { kind: 'all' });
      page.told.length = 0;
      await page.host.request('act', 'delete');
      assert.equal(kit.account.server.store.count(DOMAIN, 'bounces'), 2200);
      await page.shows('it has the rest', ({ total, view }) => total === 2200 && view.count === 0);
      await other.shows(
        'the other table has it too',
        ({ total, reading }) => total === 2200 && reading.state === 'done',
      );
      // It knows what it has deleted, and does not read a long list again for that.
      assert.ok(page.told.every(({ reading }) => reading?.state !== 'reading'));
      await run('undo', { overwrite: true });
      await page.shows('they are back', ({ total, reading }) => total === 2300 && reading.state === 'done');
      await page.host.request('filter', {});
      assert.deepEqual((await page.addresses()).slice(0, 5), userRange(0, 5));
    });

    it('shows what is added, deleted, imported and cleared elsewhere', async () => {
      kit.put(3);
      const page = await kit.read();
      await run('addAddresses', {
        ...kit.bounces,
        entries: [{ address: 'new@example.com', code: '552', error: '5.2.2 Full' }],
      });
      await page.shows('it is there', ({ total }) => total === 4);
      assert.equal((await page.rows()).at(-1)?.title, 'The mailbox is full');
      await run('deleteEntries', { ...kit.bounces, addresses: ['user00000@example.com'], confirm: true });
      await page.shows('it is gone', ({ total }) => total === 3);
      await run('addAddresses', { ...kit.bounces, list: 'complaints', entries: [{ address: 'x@example.com' }] });
      await run('clearList', { ...kit.bounces, confirm: true });
      await page.shows('nothing is left', ({ total, reading }) => total === 0 && reading.state === 'done');
      await run('undo');
      await page.shows('everything is back', ({ total, reading }) => total === 3 && reading.state === 'done');
    });

    it('copies the selection to another domain, of one list only', async () => {
      kit.account.server.store.addDomain('Sample Account', OTHER);
      kit.put(5);
      kit.put(5, 'complaints');
      kit.stub('pickMany', () => Promise.resolve([{ accountId: kit.account.accountId, domain: OTHER }]));
      kit.stub('choose', () => Promise.resolve('leave'));
      const page = await kit.read();
      const target = await kit.read({ accountId: kit.account.accountId, domain: OTHER });
      await page.host.request('select', { kind: 'range', from: 0, to: 2, add: false });
      await page.host.request('act', 'copyToDomains');
      assert.equal(kit.account.server.store.count(OTHER, 'bounces'), 3);
      await target.shows('the other table shows them', ({ total, reading }) => total === 3 && reading.state === 'done');
    });
  });

  describe('that comes back', () => {
    const selected = [1, 7].map((n) => ({
      domain: DOMAIN,
      list: 'bounces' as const,
      address: `user0000${n}@example.com`,
    }));

    it('has its filter, its sort and its selection, and reads its lists anew', async () => {
      kit.put(10);
      const sort = { column: 'address', descending: true } as const;
      const page = kit.played.restore({
        source: kit.bounces,
        filter: { text: 'user' },
        sort,
        top: 3,
        focus: 4,
        insight: false,
        selected,
      });
      const state = await page.ready();
      assert.deepEqual(
        [state.view.filter, state.view.sort, page.title],
        [{ text: 'user' }, sort, `Bounces · ${DOMAIN}`],
      );
      await page.shows(
        'it is read and selected',
        ({ reading, selection }) => reading.state === 'done' && selection.count === 2,
      );
      assert.deepEqual(await page.host.request('selected', undefined), [...selected].reverse());
    });

    it('keeps everything while it is hidden', async () => {
      kit.put(10);
      const page = await kit.read();
      await page.host.request('filter', { text: 'user0000' });
      await page.host.request('select', { kind: 'only', index: 2 });
      kit.account.server.requests.clear();
      page.visible = false;
      const { view, selection, total } = await page.ready();
      assert.deepEqual([view.filter, selection.count, total], [{ text: 'user0000' }, 1, 10]);
      assert.equal(kit.account.server.requests.total, 0);
    });

    it('goes when nobody knows what it was, and says so when its account is gone', async () => {
      for (const stored of [undefined, {}, { source: 7 }, 'x']) {
        const page = kit.played.restore(stored);
        await assert.rejects(Promise.race([page.ready(), page.closed]), /closed/);
      }
      const page = await kit.read({ accountId: 'gone', domain: DOMAIN, list: 'bounces' });
      assert.match(page.state.reading.problem?.text ?? '', /account.*not there any more/);
      assert.equal(page.state.reading.problem?.remedy, 'Open Another Table…');
    });

    it('says so when the account goes while it is open, and reads anew with another key', async () => {
      kit.put(4);
      const page = await kit.read();
      kit.account.server.requests.clear();
      const [{ apiKey } = { apiKey: '' }] = kit.account.server.accounts;
      await run('replaceKey', { accountId: kit.account.accountId, apiKey });
      await until('it is read again', () => kit.account.server.requests.count({ path: '/bounces' }) > 0);
      await page.shows('it is there', ({ total, reading }) => total === 4 && reading.state === 'done');
      await run('removeAccount', { accountId: kit.account.accountId, confirm: true });
      await page.shows(
        'nothing is shown but why',
        ({ total, reading }) => total === 0 && reading.problem !== undefined,
      );
    });

    it('leaves nothing unanswered when it is closed', async () => {
      kit.put(5000);
      kit.account.server.faults.slow(200);
      const page = await kit.played.open(kit.bounces);
      const pending = page.host.request('insight', undefined);
      page.close();
      page.host.dispose();
      await assert.rejects(pending, /closed/);
      assert.equal(kit.played.tables.panels.length, 0);
    });
  });
});
