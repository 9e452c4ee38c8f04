import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DOCUMENT_SCHEME } from '../../src/ids';
import { until } from './extension';
import { DOMAIN, openTestAccount, run, services, type TestAccount } from './support';

const ADDRESS = 'jane@gmail.com';
const OTHER = 'news.test.example';
const DAY = 86_400_000;
const bounce = {
  address: ADDRESS,
  code: '550',
  error: '5.1.1 The email account that you tried to reach does not exist - gsmtp',
  createdAt: Math.floor(Date.now() / 1000 - 12 * 86_400) * 1000,
};

interface Story {
  readonly summary: string | string[];
  readonly since: string;
  readonly codes: Record<string, unknown>;
  readonly receiver: string;
  readonly elsewhere: string | { readonly standsOn: unknown; readonly couldNotBeAsked?: object };
  readonly entry: Record<string, unknown>;
  readonly message?: string;
}

describe('the details of an entry', () => {
  let account: TestAccount;

  beforeEach(async () => {
    account = await openTestAccount('Details');
    account.server.store.addDomain('Sample Account', OTHER);
    account.server.store.putEntries(DOMAIN, 'bounces', [bounce]);
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    account.server.faults.clear();
    await account.close();
  });

  const ref = () => ({ accountId: account.accountId, domain: DOMAIN, list: 'bounces' as const, address: ADDRESS });
  const shown = () => vscode.window.activeTextEditor?.document;
  const story = () => JSON.parse(shown()?.getText() ?? '') as Story;
  const elsewhere = () => JSON.stringify(story().elsewhere);
  const isAsking = () => elsewhere().includes('Being looked up');
  const text = (value: string | string[]) => [value].flat().join(' ');

  it('are a coloured read-only document that tells the story, and then what stands elsewhere', async () => {
    account.server.store.putEntries(OTHER, 'unsubscribes', [
      { address: ADDRESS, tags: ['*'], createdAt: Date.now() - 2 * DAY },
    ]);
    account.server.faults.slow(40, { domain: OTHER });
    await run('showDetails', ref());
    const document = shown();
    assert.equal(document?.uri.scheme, DOCUMENT_SCHEME);
    assert.equal(document.languageId, 'json');
    assert.equal(vscode.workspace.fs.isWritableFileSystem(DOCUMENT_SCHEME), false);
    assert.match(text(story().summary), /^Bounced, 550 5\.1\.1: on Bounces of mail\.test\.example \(Details\)\.$/);
    assert.match(story().since, /UTC, 1 week ago$/);
    assert.deepEqual(Object.keys(story().codes), ['550', '5.1.1']);
    assert.match(story().receiver, /^Gmail/);
    await until('the other lists have answered', () => !isAsking());
    assert.deepEqual(story().elsewhere, {
      standsOn: { [`Unsubscribes of ${OTHER} (Details)`]: 'Unsubscribed from everything, 2 days ago' },
    });
    assert.deepEqual(story().entry, {
      ...{ account: 'Details', domain: DOMAIN, list: 'bounces', address: ADDRESS },
      ...{ since: new Date(bounce.createdAt).toISOString(), code: bounce.code, error: bounce.error },
    });
    assert.equal(document.isDirty, false);
  });

  it('ask once for each list and domain, and no more', async () => {
    account.server.requests.clear();
    await run('showDetails', ref());
    await until('the other lists have answered', () => !isAsking());
    const { requests } = account.server;
    // The entry itself; then four lists of two domains, each allowlist for the address's domain too.
    assert.equal(requests.count({ path: '/v3/' }), 1 + 2 * 5);
    assert.equal(requests.count({ path: '/v4/domains' }), 1);
    const before = requests.total;
    await vscode.workspace.fs.readFile(shown()?.uri ?? assert.fail());
    assert.equal(requests.total, before);
  });

  it('say what could not be asked', async () => {
    account.server.faults.refuseDomain(OTHER, 403);
    await run('showDetails', ref());
    await until('the other lists have answered', () => !isAsking());
    assert.match(elsewhere(), /On no other list of those that could be asked.*news\.test\.example.*no right/);
  });

  it('are read again when the entry is changed, and say when it is gone', async () => {
    await run('showDetails', ref());
    await until('the other lists have answered', () => !isAsking());
    await run('addAddresses', { ...ref(), entries: [{ address: ADDRESS, code: '552', error: '5.2.2 full' }] });
    await until('the document shows the new code', () => story().entry['code'] === '552');
    await run('deleteEntries', { ...ref(), addresses: [ADDRESS], confirm: true });
    await until('the document says so', () => (story().message ?? '').includes('no longer on the list'));
    await run('undo');
    await until('the entry is back', () => story().message === undefined && story().entry['code'] === '552');
  });

  it('say in the document why it cannot be told', async () => {
    account.server.faults.failNext(1, 403, { list: 'bounces' });
    await run('showDetails', ref());
    assert.match(story().message ?? '', /could not be read.*no right/);
    const missing = { ...ref(), address: 'nobody@example.com' };
    await run('showDetails', missing);
    assert.match(story().message ?? '', /no longer on the list/);
  });

  it('show what strangers wrote as text, exactly', async () => {
    const errors = [
      '<script>alert(1)</script>[x](command:workbench.action.quit)',
      `\u202Etxt.exe \u0007\u001b[31m\r\nsecond\u2028third "}`,
      'y'.repeat(100_000),
    ];
    for (const [index, error] of errors.entries()) {
      const address = `hostile${index}+'"@example.com`.replace('"', '');
      account.server.store.putEntries(DOMAIN, 'bounces', [{ address, code: '550', error }]);
      await run('showDetails', { ...ref(), address });
      assert.equal(story().entry['error'], error);
      assert.equal(story().entry['address'], address);
      assert.doesNotMatch((shown()?.getText() ?? '').replace(/\n/g, ''), /[\p{Cc}\p{Bidi_Control}\u2028]/u);
    }
  });

  it('of a whole domain are told without asking elsewhere', async () => {
    account.server.store.putEntries(DOMAIN, 'allowlist', [{ address: 'example.org', kind: 'domain' }]);
    account.server.requests.clear();
    await run('showDetails', { ...ref(), list: 'allowlist', address: 'example.org' });
    assert.match(elsewhere(), /whole domain/);
    assert.equal(account.server.requests.count({ path: '/v3/' }), 1);
  });
});

describe('copy as cURL and open in Mailgun', () => {
  let account: TestAccount;

  before(async () => {
    account = await openTestAccount('Calls');
    account.server.store.putEntries(DOMAIN, 'bounces', [bounce]);
  });
  after(() => account.close());

  const at = () => ({ accountId: account.accountId });

  it('copies the call behind every kind of row, and never the key', async () => {
    const base = account.server.regions.us;
    const { model } = await services();
    const list = model.listNode({ ...at(), domain: DOMAIN, list: 'bounces' });
    const entry = model.entryNode(list, { list: 'bounces', ...bounce });
    const calls: readonly (readonly [unknown[], RegExp, number])[] = [
      [[model.node({ kind: 'account', accountId: account.accountId })], /\/v4\/domains\?sort=name/, 1],
      [[list], /\/bounces\?limit=100'/, 1],
      [[entry], /\/bounces\/jane%40gmail\.com'/, 1],
      [[entry, [entry, list]], /\/bounces\/jane%40gmail\.com'[^]*\/bounces\?limit=100'/, 2],
      [[{ ...at(), domain: DOMAIN }], /\/v4\/domains\/mail\.test\.example'/, 1],
      [[{ ...at(), domain: DOMAIN, list: 'allowlist' }], /\/whitelists\?limit=100'/, 1],
      [[{ ...at(), domain: DOMAIN, list: 'bounces', address: ADDRESS, method: 'DELETE' }], /--request DELETE/, 1],
      [[{ ...at(), domain: DOMAIN, address: ADDRESS, events: true }], /\/v1\/analytics\/logs'/, 1],
    ];
    for (const [args, expected, count] of calls) {
      const { text, copied } = await run('copyAsCurl', ...args);
      assert.equal(copied, count);
      assert.match(text, expected);
      assert.ok(text.includes(base) && text.includes('"api:$MAILGUN_API_KEY"'));
      assert.equal(await vscode.env.clipboard.readText(), text);
      for (const { apiKey } of account.server.accounts) assert.ok(!text.includes(apiKey));
    }
  });

  it('says why there is no page of the control panel', async () => {
    await assert.rejects(run('openInMailgun', { ...at(), domain: DOMAIN }), /endpoint of its own/);
    const { accountId } = await run('openSampleAccount');
    await assert.rejects(run('openInMailgun', { accountId, domain: 'mail.acme-shop.example' }), /sample data/);
    await run('removeAccount', { accountId, confirm: true });
    await run('removeAccount', { accountId: 'sample-eu', confirm: true });
  });
});

describe('recent events', () => {
  let account: TestAccount;

  before(async () => {
    account = await openTestAccount('Events');
    account.server.store.putEntries(DOMAIN, 'bounces', [bounce]);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await account.close();
  });
  afterEach(() => account.server.faults.clear());

  const at = () => ({ accountId: account.accountId, domain: DOMAIN, address: ADDRESS });
  const tabs = () =>
    vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all.filter(({ label }) => label.startsWith('Events: ')));

  it('open in a panel of their own, one for each address, which is used again', async () => {
    const { events, hasMore } = await run('showEvents', at());
    assert.ok(events > 3);
    assert.equal(hasMore, false);
    assert.equal(account.server.requests.count({ method: 'POST', path: '/v1/analytics/logs' }), 1);
    await run('showEvents', { ...at(), address: ADDRESS.toUpperCase() });
    await until(
      'there is one panel',
      () =>
        tabs()
          .map(({ label }) => label)
          .join() === `Events: ${ADDRESS}`,
    );
    await run('showEvents', { ...at(), address: 'other@example.com' });
    await until('there are two', () => tabs().length === 2);
  });

  it('come from the older API, and say to a caller what a key without rights may not', async () => {
    account.server.faults.failNext(1, 403, { path: 'logs' });
    assert.ok((await run('showEvents', at())).events > 3);
    account.server.faults.failNext(2, 403, { path: /logs|events/ });
    await assert.rejects(run('showEvents', at()), /no right to this operation on the logs/);
  });

  it('are of an address, not of a domain', async () => {
    await assert.rejects(run('showEvents', { ...at(), address: 'example.org' }), /whole domain/);
  });

  it('are opened from the document of an entry', async () => {
    await run('showDetails', { ...at(), list: 'bounces' });
    const uri = vscode.window.activeTextEditor?.document.uri;
    assert.ok(uri);
    assert.ok((await run('showEvents', uri)).events > 3);
    assert.match((await run('copyAsCurl', uri)).text, /jane%40gmail\.com'/);
  });
});
