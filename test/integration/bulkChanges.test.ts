import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { bulkTestKit, OTHER } from './bulkTestKit';
import { childrenOf, DOMAIN, entriesOf, listRow, numbered, run } from './support';

const CREATED = Date.UTC(2024, 4, 31, 12, 0, 0);

describe('clearing and deleting many', () => {
  const kit = bulkTestKit();
  const server = () => kit.account.server;
  const count = () => server().store.count(DOMAIN, 'bounces');

  beforeEach(() => {
    server().store.putEntries(
      DOMAIN,
      'bounces',
      numbered(1100).map((entry) => ({ ...entry, createdAt: CREATED })),
    );
  });

  describe('clear', () => {
    it('writes a backup, clears, and brings all of it back', async () => {
      const list = await listRow(kit.at.accountId);
      await childrenOf(list);
      const { deleted, backup } = await run('clearList', { ...kit.at, list: 'bounces', confirm: true });
      assert.equal(deleted, 1100);
      assert.equal((await readFile(backup ?? '', 'utf8')).trim().split('\n').length, 1100);
      assert.equal(count(), 0);
      assert.equal(entriesOf(await childrenOf(list)).length, 0);
      assert.deepEqual(await run('undo'), { restored: 1100, conflicts: 0, failed: 0 });
      assert.equal(count(), 1100);
      assert.equal(server().store.get(DOMAIN, 'bounces', 'user00042@example.com')?.createdAt, CREATED);
      assert.equal(entriesOf(await childrenOf(list)).length, 100);
    });

    it('wants the name of the domain typed, and says where the backup goes', async () => {
      const row = await listRow(kit.at.accountId);
      const answers = [{ input: 'bounces', rejected: /name of the domain/ }, { input: DOMAIN }];
      const { ask, result } = kit.asking('clearList', answers, row);
      const outcome = await result;
      assert.equal(outcome?.deleted, 1100);
      const [{ message, actions } = { message: '', actions: [] }] = ask.notifications;
      assert.match(message, /^Cleared Bounces of mail\.test\.example: 1,100 entries, kept in /);
      assert.ok(message.includes(basename(outcome.backup ?? '?')));
      assert.deepEqual(
        actions?.map(({ label }) => label),
        ['Undo', 'Show Backup'],
      );
      await ask.press('Show Backup');
      assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, outcome.backup);
      await ask.press('Undo');
      assert.equal(count(), 1100);
    });

    it('does nothing when the prompt is closed, and says so of an empty list', async () => {
      const closed = kit.asking('clearList', [{ cancel: true }], await listRow(kit.at.accountId));
      assert.equal(await closed.result, undefined);
      assert.equal(count(), 1100);
      const { ask, result } = kit.asking('clearList', [], { ...kit.other, list: 'bounces', confirm: true });
      assert.deepEqual(await result, { deleted: 0, backup: undefined });
      assert.match(ask.notifications[0]?.message ?? '', /was empty already/);
    });

    it('clears nothing when the backup fails', async () => {
      server().faults.failNext(100, 403, { method: 'GET' });
      await assert.rejects(run('clearList', { ...kit.at, list: 'bounces', confirm: true }));
      server().faults.clear();
      assert.equal(count(), 1100);
      assert.equal(server().requests.count({ method: 'DELETE' }), 0);
    });

    it('does not overwrite on undo what was added since', async () => {
      await run('clearList', { ...kit.at, list: 'bounces', confirm: true });
      server().store.putEntries(DOMAIN, 'bounces', [{ address: 'user00001@example.com', code: '421', error: 'new' }]);
      const { ask, result } = kit.asking('undo', [
        { choose: 'Keep What Is There Now', message: /One entry was changed/ },
      ]);
      assert.deepEqual(await result, { restored: 1099, conflicts: 1, failed: 0 });
      assert.match(ask.notifications[0]?.message ?? '', /Brought back: 1,099 entries\. Left as they are now/);
      assert.equal(server().store.get(DOMAIN, 'bounces', 'user00001@example.com')?.code, '421');
    });
  });

  describe('delete matching', () => {
    it('deletes what starts with a text, and brings it back', async () => {
      server().store.putEntries(DOMAIN, 'bounces', numbered(3, 'other'));
      const result = await run('deleteMatching', {
        ...kit.at,
        list: 'bounces',
        match: { prefix: 'user000' },
        confirm: true,
      });
      assert.deepEqual([result.deleted, result.missing, result.failed, result.notSent], [100, 0, [], 0]);
      assert.equal(count(), 1003);
      assert.deepEqual(await run('undo'), { restored: 100, conflicts: 0, failed: 0 });
      assert.equal(count(), 1103);
      assert.equal(server().store.get(DOMAIN, 'bounces', 'user00042@example.com')?.createdAt, CREATED);
    });

    it('asks what to delete, shows the plan, and does it', async () => {
      server().store.putEntries(DOMAIN, 'bounces', [{ address: 'x@corp.example', code: '552', error: 'full' }]);
      const row = await listRow(kit.at.accountId);
      const code = [{ pick: 'All bounces with a code …' }, { input: '552' }] as const;
      await kit.asking('deleteMatching', [...code, { cancel: true, title: /^Delete 1 entry from Bounces/ }], row)
        .result;
      assert.equal(count(), 1101);
      const { ask, result } = kit.asking('deleteMatching', [...code, { confirm: 'yes' }], row);
      assert.equal((await result)?.deleted, 1);
      assert.match(ask.notifications[0]?.message ?? '', /^Deleted 1 entry\.$/);
      const answers = [{ pick: 'All addresses at a domain …' }, { input: 'nobody.example' }];
      const none = kit.asking('deleteMatching', answers, row);
      assert.equal((await none.result)?.deleted, 0);
      assert.match(none.ask.notifications[0]?.message ?? '', /Nothing on Bounces .* at @nobody\.example/);
      await ask.press('Undo');
    });

    it('deletes the addresses of a file', async () => {
      const file = await kit.put(
        'gone.txt',
        `${numbered(20)
          .map(({ address }) => address)
          .join('\n')}\nno@example.com\n`,
      );
      const answers = [
        { pick: 'The addresses in a file …' },
        { file: vscode.Uri.file(file) },
        { confirm: 'yes', message: /^Delete 20 entries/ },
      ] as const;
      const result = await kit.asking('deleteMatching', answers, await listRow(kit.at.accountId)).result;
      assert.deepEqual([result?.deleted, result?.missing], [20, 1]);
      assert.equal(count(), 1080);
      await run('undo');
    });

    it('takes what the filter of the tree shows', async () => {
      const list = await listRow(kit.at.accountId);
      await childrenOf(list);
      await run('filterList', { ...kit.at, list: 'bounces', term: 'user0000' });
      const filter = 'What the filter shows: all addresses starting with “user0000”';
      const result = await kit.asking('deleteMatching', [{ pick: filter }, { confirm: 'yes' }], list).result;
      assert.equal(result?.deleted, 10);
      await run('undo');
    });

    it('refuses what would mean everything, or what the list does not have', async () => {
      const call = (match: object) => run('deleteMatching', { ...kit.at, list: 'bounces', match, confirm: true });
      await assert.rejects(call({}), /not said/);
      await assert.rejects(call({ prefix: ' ' }), /not said/);
      await assert.rejects(call({ tag: '*' }), /only unsubscribes have tags/);
      assert.equal(count(), 1100);
    });

    it('lists what could not be deleted and offers to go on', async () => {
      server().faults.refuseDomain(OTHER, 403);
      server().faults.failNext(1, 400, { method: 'DELETE' });
      const match = { prefix: 'user0000' };
      const { ask, result } = kit.asking('deleteMatching', [], { ...kit.at, list: 'bounces', match, confirm: true });
      const outcome = await result;
      assert.equal(outcome?.deleted, 9);
      assert.equal(outcome.failed.length, 1);
      assert.match(ask.notifications[0]?.message ?? '', /Deleted 9 entries\. Not deleted: 1\./);
      await ask.press('Show Failures');
      assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /user0000\d@example\.com\tBounces of /);
      await assert.rejects(run('deleteMatching', { ...kit.other, list: 'bounces', match, confirm: true }));
      await ask.press('Undo');
    });

    it('is how a large selection is deleted too', async () => {
      const addresses = numbered(300).map(({ address }) => address);
      const result = await run('deleteEntries', { ...kit.at, list: 'bounces', addresses, confirm: true });
      assert.deepEqual([result.deleted, result.missing, result.failed], [300, 0, []]);
      assert.equal(count(), 800);
      assert.deepEqual(await run('undo'), { restored: 300, conflicts: 0, failed: 0 });
    });
  });

  it('keeps plans and backups in the extension’s own folder, and nothing is left of a plan that was turned down', async () => {
    const { backup } = await run('clearList', { ...kit.at, list: 'bounces', confirm: true });
    assert.ok(dirname(backup ?? '').startsWith(kit.services.storage));
    await run('undo');
    const left = await readdir(`${kit.services.storage}/bulk`).catch(() => []);
    assert.deepEqual(
      left.filter((name) => name.startsWith('plan-')),
      [],
    );
  });
});
