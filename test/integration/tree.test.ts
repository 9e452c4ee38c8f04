import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { keySecret } from '../../src/accounts/keyStore';
import type { TreeNode } from '../../src/tree/nodes';
import { nodeId } from '../../src/tree/nodes';
import { TreeProvider } from '../../src/tree/provider';
import { extensionUnderTest } from './extension';
import {
  childrenOf,
  DOMAIN,
  entriesOf,
  listRow,
  numbered,
  openTestAccount,
  run,
  services,
  settled,
  type TestAccount,
} from './support';

describe('tree', () => {
  let account: TestAccount;

  beforeEach(async () => {
    account = await openTestAccount();
  });

  afterEach(async () => {
    await account.close();
  });

  async function item(node: TreeNode): Promise<vscode.TreeItem> {
    return (await services()).provider.getTreeItem(node);
  }

  it('loads each level when it is opened: account, domain, four lists, entries', async () => {
    account.server.store.putEntries(DOMAIN, 'bounces', numbered(3));
    const roots = await childrenOf();
    const root = roots.find((node) => node.kind === 'account' && node.accountId === account.accountId);
    assert.ok(root);
    assert.equal(account.server.requests.total, 0);
    const [domain] = await childrenOf(root);
    assert.equal(domain?.kind === 'domain' && domain.domain, DOMAIN);
    assert.equal(account.server.requests.total, 1);
    assert.ok(domain);
    const lists = await childrenOf(domain);
    const labels = await Promise.all(lists.map(async (list) => (await item(list)).label));
    assert.deepEqual(labels, ['Bounces', 'Complaints', 'Unsubscribes', 'Allowlist']);
    assert.equal(account.server.requests.total, 1);
    const entries = await childrenOf(lists[0]);
    assert.deepEqual(
      entriesOf(entries).map(({ address }) => address),
      numbered(3).map(({ address }) => address),
    );
    assert.equal(account.server.requests.total, 2);
  });

  it('pages 100 at a time, counts “100 of more”, then exactly', async () => {
    account.server.store.putEntries(DOMAIN, 'bounces', numbered(150));
    const list = await listRow(account.accountId);
    const first = await childrenOf(list);
    assert.equal(entriesOf(first).length, 100);
    assert.equal(first.at(-1)?.kind, 'more');
    assert.equal((await item(list)).description, '100 of more');
    const { loaded } = await run('loadMore', first.at(-1));
    assert.equal(loaded, 50);
    const all = await childrenOf(list);
    assert.equal(all.length, 150);
    assert.equal((await item(list)).description, '150');
    assert.equal(account.server.requests.count({ path: '/bounces' }), 2);
  });

  it('makes one request of ten quick clicks', async () => {
    account.server.store.putEntries(DOMAIN, 'bounces', numbered(350));
    const list = await listRow(account.accountId);
    const rows = await childrenOf(list);
    account.server.requests.clear();
    account.server.faults.slow(50);
    await Promise.all(Array.from({ length: 10 }, () => run('loadMore', rows.at(-1))));
    assert.equal(account.server.requests.total, 1);
    assert.equal(entriesOf(await childrenOf(list)).length, 200);
  });

  it('shows empty, loading and failed as three different rows, and retries a failed one', async () => {
    const list = await listRow(account.accountId, 'complaints');
    const empty = await childrenOf(list);
    assert.deepEqual(
      empty.map((node) => node.kind === 'message' && node.message),
      ['empty'],
    );
    const refused = await listRow(account.accountId, 'bounces');
    account.server.faults.refuseDomain(DOMAIN, 403);
    const failed = await childrenOf(refused);
    assert.deepEqual(
      failed.map((node) => node.kind === 'message' && node.message),
      ['failed'],
    );
    const row = failed[0];
    assert.ok(row);
    assert.match(labelOf(await item(row)), /not allow|refus|right|permission/i);
    account.server.faults.clear();
    account.server.store.putEntries(DOMAIN, 'bounces', numbered(1));
    await run('loadMore', row);
    assert.equal(entriesOf(await childrenOf(refused)).length, 1);
    const unsubscribes = await listRow(account.accountId, 'unsubscribes');
    account.server.faults.slow(600);
    const { provider, model } = await services();
    const loading = await provider.getChildren(unsubscribes);
    assert.deepEqual(
      loading.map((node) => node.kind === 'message' && node.message),
      ['loading'],
    );
    await settled(model.source(unsubscribes));
  });

  it('lets a refused domain fail alone', async () => {
    account.server.store.addDomain('Sample Account', 'other.test.example');
    account.server.store.putEntries('other.test.example', 'bounces', numbered(2));
    account.server.faults.refuseDomain(DOMAIN, 404);
    const failed = await childrenOf(await listRow(account.accountId));
    assert.equal(failed[0]?.kind === 'message' && failed[0].message, 'failed');
    const { model } = await services();
    const other = model.listNode({ accountId: account.accountId, domain: 'other.test.example', list: 'bounces' });
    assert.equal(entriesOf(await childrenOf(other)).length, 2);
  });

  it('filters by asking the server, shows the filter on the node, and says what an empty result means', async () => {
    account.server.store.putEntries(DOMAIN, 'bounces', [...numbered(120, 'ada'), ...numbered(3, 'zoe')]);
    const list = await listRow(account.accountId);
    await childrenOf(list);
    await run('filterList', { accountId: account.accountId, domain: DOMAIN, list: 'bounces', term: 'zoe' });
    assert.equal(entriesOf(await childrenOf(list)).length, 3);
    assert.equal((await item(list)).description, 'starting with “zoe” · 3');
    assert.match((await item(list)).contextValue ?? '', /filtered/);
    await run('filterList', { accountId: account.accountId, domain: DOMAIN, list: 'bounces', term: 'nobody' });
    const [none] = await childrenOf(list);
    assert.ok(none);
    assert.equal((await item(none)).label, 'No address here starts with “nobody”');
    await run('clearFilter', list);
    assert.equal(entriesOf(await childrenOf(list)).length, 100);
  });

  it('keeps the depth when one node is refreshed', async () => {
    account.server.store.putEntries(DOMAIN, 'bounces', numbered(250));
    const list = await listRow(account.accountId);
    await run('loadMore', (await childrenOf(list)).at(-1));
    account.server.store.putEntries(DOMAIN, 'bounces', [{ address: 'aaa@example.com' }]);
    await run('refresh', list);
    const entries = entriesOf(await childrenOf(list));
    assert.equal(entries.length, 200);
    assert.equal(entries[0]?.address, 'aaa@example.com');
  });

  it('names the node that changed, and never the root', async () => {
    account.server.store.putEntries(DOMAIN, 'bounces', numbered(150));
    const list = await listRow(account.accountId);
    const rows = await childrenOf(list);
    const { provider } = await services();
    await provider.flush();
    const changed: unknown[] = [];
    const subscription = provider.onDidChangeTreeData((nodes) => changed.push(nodes));
    await run('loadMore', rows.at(-1));
    await provider.flush();
    subscription.dispose();
    assert.ok(changed.length > 0);
    for (const nodes of changed) assert.deepEqual(nodes, [list]);
  });

  it('keeps a change to itself until VS Code has taken in the rows that it asked for', async () => {
    account.server.store.putEntries(DOMAIN, 'bounces', numbered(3));
    const { model } = await services();
    const bounces = await listRow(account.accountId);
    const context = { model, account: () => undefined, now: Date.now };
    const events: string[] = [];
    let answer = (): void => undefined;
    const window = new Promise<void>((resolve) => (answer = resolve));
    let ask = (): void => undefined;
    const asked = new Promise<void>((resolve) => (ask = resolve));
    const provider = new TreeProvider(model, context, () => {
      events.push('asked the window');
      ask();
      return window;
    });
    provider.onDidChangeTreeData((nodes) => events.push(nodes?.includes(bounces) === true ? 'fired' : 'other'));
    try {
      await provider.getChildren(bounces);
      const handed = provider.flush();
      await asked;
      assert.deepEqual(events, ['asked the window']);
      events.push('window answered');
      answer();
      await handed;
      assert.deepEqual(events, ['asked the window', 'window answered', 'fired']);
    } finally {
      provider.dispose();
    }
  });

  it('loads all up to the cap and says so', async () => {
    account.server.store.putEntries(DOMAIN, 'bounces', numbered(350));
    const settings = vscode.workspace.getConfiguration('mailgunSuppressions');
    await settings.update('loadAllLimit', 300, vscode.ConfigurationTarget.Global);
    try {
      const ref = { accountId: account.accountId, domain: DOMAIN, list: 'bounces' };
      assert.deepEqual(await run('loadAll', ref), { loaded: 300, complete: false });
      await settings.update('loadAllLimit', 400, vscode.ConfigurationTarget.Global);
      assert.deepEqual(await run('loadAll', ref), { loaded: 350, complete: true });
    } finally {
      await settings.update('loadAllLimit', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('shows a missing key as a row that asks for it, and goes on once it is there', async () => {
    const { context } = await extensionUnderTest();
    const { accounts, model } = await services();
    const gone = new Promise<void>((resolve) =>
      accounts.onDidChange(({ keyChanged }) => keyChanged.length && resolve()),
    );
    await accounts.key(account.accountId);
    await context.secrets.delete(keySecret(account.accountId));
    await gone;
    const root = model.node({ kind: 'account', accountId: account.accountId } as const);
    const [row, ...others] = await childrenOf(root);
    assert.ok(row);
    assert.deepEqual(others, []);
    const drawn = await item(row);
    assert.equal(drawn.label, 'Enter API key…');
    assert.equal(drawn.command?.command, 'mailgunSuppressions.replaceKey');
    assert.deepEqual(drawn.command.arguments, [root]);
    const { apiKey } = account.server.accounts[0] ?? {};
    await run('replaceKey', { accountId: account.accountId, apiKey });
    const [domain] = await childrenOf(root);
    assert.equal(domain?.kind, 'domain');
  });

  it('pages domains past 1000', async () => {
    for (let index = 0; index < 1100; index += 1)
      account.server.store.addDomain('Sample Account', `d${String(index).padStart(4, '0')}.test.example`);
    const { model } = await services();
    const root = model.node({ kind: 'account', accountId: account.accountId } as const);
    const rows = await childrenOf(root);
    assert.equal(rows.length, 1001);
    await run('loadMore', rows.at(-1));
    assert.equal((await childrenOf(root)).length, 1101);
  });

  it('finds an entry far down by asking the server from that address on', async () => {
    account.server.store.putEntries(DOMAIN, 'bounces', numbered(5000));
    account.server.requests.clear();
    const address = 'user03210@example.com';
    const { found } = await run('revealEntry', {
      accountId: account.accountId,
      domain: DOMAIN,
      list: 'bounces',
      address,
    });
    assert.equal(found, true);
    const rows = await childrenOf(await listRow(account.accountId));
    assert.equal(rows[0]?.kind, 'earlier');
    assert.equal(rows[1]?.kind === 'entry' && rows[1].address, address);
    assert.ok(account.server.requests.total <= 4, String(account.server.requests.total));
    await run('loadMore', rows[0]);
    assert.equal(entriesOf(await childrenOf(await listRow(account.accountId)))[99]?.address, 'user03209@example.com');
  });

  it('gives hostile and repeated addresses unique ids and harmless texts', async () => {
    const hostile = [
      'a/b@example.com',
      'a%2Fb@example.com',
      '"<img src=x>"@example.com',
      '$(trash)@example.com',
      'A@example.com',
    ];
    account.server.store.putEntries(
      DOMAIN,
      'bounces',
      hostile.map((address) => ({
        address,
        error: '[x](command:evil) <script>alert(1)</script> \u202e $(flame)\n![i](http://x)',
      })),
    );
    const entries = entriesOf(await childrenOf(await listRow(account.accountId)));
    assert.equal(new Set(entries.map(nodeId)).size, hostile.length);
    const { provider } = await services();
    for (const entry of entries) {
      const drawn = provider.getTreeItem(entry);
      assert.equal(drawn.tooltip, undefined);
      const { tooltip } = provider.resolveTreeItem(drawn, entry);
      assert.equal(typeof tooltip, 'string');
      assert.doesNotMatch(tooltip as string, /\u202e/);
      assert.ok(drawn.accessibilityInformation?.label.includes('Bounces'));
    }
  });
});

function labelOf({ label }: vscode.TreeItem): string {
  return typeof label === 'string' ? label : (label?.label ?? '');
}
