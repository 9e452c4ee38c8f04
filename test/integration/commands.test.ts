import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  childrenOf,
  DOMAIN,
  entriesOf,
  listRow,
  numbered,
  openTestAccount,
  run,
  services,
  type TestAccount,
} from './support';

const CREATED = Date.UTC(2024, 4, 31, 12, 0, 0);

describe('commands', () => {
  let account: TestAccount;
  let at: { accountId: string; domain: string };

  beforeEach(async () => {
    account = await openTestAccount();
    at = { accountId: account.accountId, domain: DOMAIN };
  });

  afterEach(async () => {
    await account.close();
  });

  describe('add', () => {
    it('adds one by a form call and many by JSON, and the tree shows them at once', async () => {
      const list = await listRow(account.accountId);
      await childrenOf(list);
      account.server.requests.clear();
      const entries = [{ address: 'Jane <jane@Example.com>', code: 552, error: '5.2.2 Full' }];
      assert.deepEqual(await run('addAddresses', { ...at, list: 'bounces', entries }), { added: 1, rejected: [] });
      assert.equal(account.server.requests.count({ method: 'POST' }), 1);
      const [shown] = entriesOf(await childrenOf(list));
      assert.equal(shown?.address, 'jane@example.com');
      assert.equal(shown.entry.list === 'bounces' && shown.entry.code, '552');
      account.server.requests.clear();
      const many = numbered(1500).map(({ address }) => ({ address }));
      assert.equal((await run('addAddresses', { ...at, list: 'complaints', entries: many })).added, 1500);
      assert.equal(account.server.requests.count({ method: 'POST' }), 2);
      assert.equal(account.server.store.count(DOMAIN, 'complaints'), 1500);
    });

    it('names what is wrong and adds the rest', async () => {
      const entries = [{ address: 'no address' }, { address: 'ok@example.com' }, { domain: 'example.org' }];
      const { added, rejected } = await run('addAddresses', { ...at, list: 'bounces', entries });
      assert.equal(added, 1);
      assert.deepEqual(
        rejected.map(({ entry }) => entry),
        [entries[0], entries[2]],
      );
      for (const { reason } of rejected) assert.match(reason, /^[A-Z“].*[.]$/);
    });

    it('takes tags for unsubscribes and domains for the allowlist', async () => {
      await run('addAddresses', {
        ...at,
        list: 'unsubscribes',
        entries: [{ address: 'a@example.com', tags: ['news', 'offers'] }],
      });
      assert.deepEqual(account.server.store.get(DOMAIN, 'unsubscribes', 'a@example.com')?.tags, ['news', 'offers']);
      await run('addAddresses', { ...at, list: 'allowlist', entries: [{ domain: 'example.org', reason: 'ours' }] });
      const kept = account.server.store.get(DOMAIN, 'allowlist', 'example.org');
      assert.deepEqual([kept?.kind, kept?.reason], ['domain', 'ours']);
    });
  });

  describe('delete and undo', () => {
    const entry = { address: 'Jane+x@example.com', code: '552', error: '5.2.2 Full', createdAt: CREATED };

    it('deletes, counts what was gone already as success, and brings everything back as it was', async () => {
      account.server.store.putEntries(DOMAIN, 'bounces', [entry]);
      account.server.store.putEntries(DOMAIN, 'unsubscribes', [
        { address: 'u@example.com', tags: ['a', 'b'], createdAt: CREATED },
      ]);
      const list = await listRow(account.accountId);
      await childrenOf(list);
      const addresses = [entry.address, 'gone@example.com'];
      const result = await run('deleteEntries', { ...at, list: 'bounces', addresses, confirm: true });
      assert.deepEqual(result, { deleted: 1, missing: 1, failed: [] });
      assert.equal(entriesOf(await childrenOf(list)).length, 0);
      await run('deleteEntries', { ...at, list: 'unsubscribes', addresses: ['u@example.com'], confirm: true });
      assert.deepEqual(await run('undo'), { restored: 1, conflicts: 0, failed: 0 });
      assert.deepEqual(account.server.store.get(DOMAIN, 'unsubscribes', 'u@example.com')?.tags, ['a', 'b']);
      assert.equal(account.server.store.get(DOMAIN, 'unsubscribes', 'u@example.com')?.createdAt, CREATED);
      assert.deepEqual(await run('undo'), { restored: 1, conflicts: 0, failed: 0 });
      const back = account.server.store.get(DOMAIN, 'bounces', entry.address);
      assert.deepEqual([back?.address, back?.code, back?.error, back?.createdAt], Object.values(entry));
      assert.equal(entriesOf(await childrenOf(list)).length, 1);
    });

    it('does not overwrite what was changed on the server in between', async () => {
      account.server.store.putEntries(DOMAIN, 'bounces', [entry]);
      await run('deleteEntries', { ...at, list: 'bounces', addresses: [entry.address], confirm: true });
      account.server.store.putEntries(DOMAIN, 'bounces', [{ ...entry, code: '421', error: 'new' }]);
      assert.deepEqual(await run('undo', { overwrite: false }), { restored: 0, conflicts: 1, failed: 0 });
      assert.equal(account.server.store.get(DOMAIN, 'bounces', entry.address)?.code, '421');
    });

    it('takes back an add: new entries go, replaced ones return', async () => {
      account.server.store.putEntries(DOMAIN, 'bounces', [entry]);
      const entries = [{ address: entry.address, code: '550' }, { address: 'new@example.com' }];
      await run('addAddresses', { ...at, list: 'bounces', entries });
      assert.deepEqual(await run('undo'), { restored: 2, conflicts: 0, failed: 0 });
      assert.equal(account.server.store.get(DOMAIN, 'bounces', 'new@example.com'), undefined);
      assert.equal(account.server.store.get(DOMAIN, 'bounces', entry.address)?.code, '552');
    });

    it('removes one tag, the last with its entry, and takes both back', async () => {
      account.server.store.putEntries(DOMAIN, 'unsubscribes', [
        { address: 'u@example.com', tags: ['a', 'b'], createdAt: CREATED },
      ]);
      const address = 'u@example.com';
      assert.deepEqual(await run('removeTag', { ...at, address, tag: 'a', confirm: true }), { removed: true });
      assert.deepEqual(account.server.store.get(DOMAIN, 'unsubscribes', address)?.tags, ['b']);
      await run('removeTag', { ...at, address, tag: 'b', confirm: true });
      assert.equal(account.server.store.get(DOMAIN, 'unsubscribes', address), undefined);
      await run('undo');
      await run('undo');
      assert.deepEqual(new Set(account.server.store.get(DOMAIN, 'unsubscribes', address)?.tags), new Set(['a', 'b']));
      assert.equal(account.server.store.get(DOMAIN, 'unsubscribes', address)?.createdAt, CREATED);
    });

    it('lists what could not be deleted and keeps it in the tree', async () => {
      account.server.store.putEntries(DOMAIN, 'bounces', numbered(5));
      const list = await listRow(account.accountId);
      await childrenOf(list);
      account.server.faults.failNext(1, 403, { method: 'DELETE' });
      const addresses = numbered(5).map(({ address }) => address);
      const result = await run('deleteEntries', { ...at, list: 'bounces', addresses, confirm: true });
      assert.equal(result.deleted, 4);
      assert.equal(result.failed.length, 1);
      assert.deepEqual(
        entriesOf(await childrenOf(list)).map(({ address }) => address),
        [result.failed[0]?.address],
      );
    });

    it('writes changes where a reload finds them, without any key', async () => {
      account.server.store.putEntries(DOMAIN, 'bounces', [entry]);
      await run('deleteEntries', { ...at, list: 'bounces', addresses: [entry.address], confirm: true });
      const { changeStore } = await services();
      const [last] = await changeStore.list();
      assert.ok(last !== undefined && 'items' in last);
      assert.equal(last.items[0]?.before?.address, entry.address);
      assert.ok(!JSON.stringify(last).includes(account.server.accounts[0]?.apiKey ?? '?'));
      await run('undo');
    });
  });

  describe('check', () => {
    it('finds an address on every list of every domain, with the allowlist asked for its domain', async () => {
      account.server.store.addDomain('Sample Account', 'other.test.example');
      account.server.store.putEntries(DOMAIN, 'bounces', [{ address: 'jane@example.com', code: '550' }]);
      account.server.store.putEntries('other.test.example', 'complaints', [{ address: 'jane@example.com' }]);
      account.server.store.putEntries('other.test.example', 'allowlist', [{ address: 'example.com', kind: 'domain' }]);
      account.server.requests.clear();
      const result = await run('checkAddress', { addresses: ['jane@example.com'], accountIds: [account.accountId] });
      assert.deepEqual(
        result.map(({ domain, list, entry }) => [domain, list, entry.address]),
        [
          [DOMAIN, 'bounces', 'jane@example.com'],
          ['other.test.example', 'complaints', 'jane@example.com'],
          ['other.test.example', 'allowlist', 'example.com'],
        ],
      );
      assert.deepEqual(result.notAsked, []);
      assert.equal(account.server.requests.count({ path: '/v3/' }), 10);
    });

    it('lists what could not be asked instead of calling it clean', async () => {
      account.server.faults.refuseDomain(DOMAIN, 403);
      const result = await run('checkAddress', { addresses: ['jane@example.com'], accountIds: [account.accountId] });
      assert.equal(result.length, 0);
      assert.ok(result.notAsked.length > 0);
      for (const { reason } of result.notAsked) assert.match(reason, /\w+ \w+/);
    });

    it('takes the address under the cursor of an editor', async () => {
      account.server.store.putEntries(DOMAIN, 'bounces', [{ address: 'jane@example.com' }]);
      const content = 'from=<joe@example.org> to=<jane@example.com> status=bounced';
      const document = await vscode.workspace.openTextDocument({ content });
      const editor = await vscode.window.showTextDocument(document);
      const column = content.indexOf('jane') + 2;
      editor.selection = new vscode.Selection(0, column, 0, column);
      const result = await run('checkSelection');
      assert.deepEqual([...new Set(result.map(({ address }) => address))], ['jane@example.com']);
    });
  });

  describe('export, copy and details', () => {
    let folder: string;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'export-'));
    });

    after(async () => {
      await rm(folder, { recursive: true });
    });

    it('writes a list as CSV with Mailgun’s own columns, and as JSON and NDJSON', async () => {
      account.server.store.putEntries(DOMAIN, 'bounces', [
        { address: 'a@example.com', code: '550', error: 'no, "never"\nagain', createdAt: CREATED },
      ]);
      const file = join(folder, 'bounces.csv');
      assert.deepEqual(await run('exportList', { ...at, list: 'bounces', file }), { records: 1 });
      assert.equal(
        await readFile(file, 'utf8'),
        'address,code,error,created_at\na@example.com,550,"no, ""never""\nagain","Fri, 31 May 2024 12:00:00 +0000"\n',
      );
      await run('exportList', { ...at, list: 'bounces', file: join(folder, 'bounces.json') });
      const parsed: unknown = JSON.parse(await readFile(join(folder, 'bounces.json'), 'utf8'));
      assert.equal((parsed as { address: string }[])[0]?.address, 'a@example.com');
    });

    it('leaves no half file behind when it fails, and rejects', async () => {
      account.server.store.putEntries(DOMAIN, 'bounces', numbered(10));
      account.server.faults.refuseDomain(DOMAIN, 403);
      const file = join(folder, 'never.csv');
      await assert.rejects(run('exportList', { ...at, list: 'bounces', file }));
      assert.ok((await readdir(folder)).every((name) => !name.startsWith('never')));
    });

    it('copies selected addresses, one a line', async () => {
      account.server.store.putEntries(DOMAIN, 'bounces', numbered(3));
      const entries = entriesOf(await childrenOf(await listRow(account.accountId)));
      assert.deepEqual(await run('copyAddress', entries[0], entries), { copied: 3 });
      assert.equal(
        await vscode.env.clipboard.readText(),
        numbered(3)
          .map(({ address }) => address)
          .join('\n'),
      );
    });

    it('opens an entry as a read-only JSON document', async () => {
      account.server.store.putEntries(DOMAIN, 'bounces', [{ address: 'a@example.com', code: '550', error: '5.1.1' }]);
      await run('showDetails', { ...at, list: 'bounces', address: 'a@example.com' });
      const text = vscode.window.activeTextEditor?.document.getText() ?? '';
      assert.equal(vscode.window.activeTextEditor?.document.languageId, 'json');
      assert.match(text, /"code": "550"/);
    });
  });

  it('rejects a call that names an unknown account or list, with a sentence for people', async () => {
    await assert.rejects(
      run('checkAddress', { addresses: ['a@example.com'], accountIds: ['nope'] }),
      /no such account/i,
    );
    await assert.rejects(run('addAddresses', { ...at, list: 'whitelists', entries: [] }), /is not a list/);
  });
});
