import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Accounts, ACCOUNTS_KEY, type AccountFields, type AccountsChange } from '../../src/accounts/accounts';
import { keySecret } from '../../src/accounts/keyStore';
import type { TestExports } from '../../src/extension';
import { UserError } from '../../src/ui/userError';
import { logInto, memento } from './accountStorage';
import { extensionUnderTest, until } from './extension';

const FIELDS: AccountFields = { name: 'Work', region: 'us', baseUrl: 'https://api.mailgun.net' };
const KEY = 'first-key-of-the-tests';

describe('Accounts', () => {
  let context: TestExports['context'];
  /** Those of the extension itself, which would put back what they have not heard of being removed. */
  let live: Accounts;
  const opened: Accounts[] = [];
  const logged: string[] = [];

  before(async () => {
    const extension = await extensionUnderTest();
    context = extension.context;
    live = extension.services.accounts;
  });
  beforeEach(() => {
    logged.length = 0;
  });
  afterEach(async () => {
    const accounts = open();
    await accounts.reload();
    for (const { id } of accounts.list()) await accounts.remove(id);
    await live.reload();
    for (const each of opened.splice(0)) each.dispose();
  });

  /** Another window's view of the same storage, or of another one. */
  function open(storage: { globalState?: vscode.Memento; secrets?: vscode.SecretStorage } = {}): Accounts {
    const { globalState = context.globalState, secrets = context.secrets } = storage;
    const accounts = new Accounts({ globalState, secrets, log: logInto(logged) });
    opened.push(accounts);
    return accounts;
  }

  it('keeps the key in SecretStorage and everything else in globalState', async () => {
    const accounts = open();
    const { id } = await accounts.add({ ...FIELDS, subaccountId: 'sub' }, KEY);
    assert.deepEqual(
      { ...accounts.get(id), changed: undefined },
      { id, ...FIELDS, subaccountId: 'sub', changed: undefined },
    );
    assert.equal(await context.secrets.get(keySecret(id)), KEY);
    assert.equal(await accounts.key(id), KEY);
    const stored = JSON.stringify(context.globalState.get(ACCOUNTS_KEY));
    assert.ok(stored.includes(id) && !stored.includes(KEY), stored);
    // What a reload of the window finds.
    assert.deepEqual(open().list(), accounts.list());
  });

  it('tells of every own change exactly once, and the other window hears of it', async () => {
    const mine = open();
    const other = open();
    const [own, heard] = [record(mine), record(other)];
    const { id } = await mine.add(FIELDS, KEY);
    await until('the addition arrived', () => heard.length === 1);
    await mine.rename(id, 'Home');
    await until('the new name arrived', () => heard.length === 2);
    assert.equal(other.get(id)?.name, 'Home');
    assert.equal(await other.key(id), KEY);
    await mine.replaceKey(id, 'second-key-of-the-tests');
    await until('the new key arrived', () => heard.length === 3);
    assert.equal(await other.key(id), 'second-key-of-the-tests');
    await mine.remove(id);
    await until('the removal arrived', () => heard.at(-1) === `-${id}`);
    await Promise.all([mine.reload(), other.reload()]);
    assert.deepEqual(own, [`+${id}`, `~${id}`, `!${id}`, `-${id}`]);
    // The other window may hear that the key is gone before it hears that the account is.
    assert.deepEqual(heard.slice(0, 3), own.slice(0, 3));
    assert.equal(await context.secrets.get(keySecret(id)), undefined);
  });

  it('says nothing where nothing changed', async () => {
    const accounts = open();
    const { id } = await accounts.add(FIELDS, KEY);
    const own = record(accounts);
    await accounts.rename(id, FIELDS.name);
    await accounts.rename('nobody', 'x');
    await accounts.remove('nobody');
    await accounts.reload();
    assert.deepEqual(own, []);
  });

  it('does one change after the other, however they come', async () => {
    const accounts = open();
    const names = ['a', 'b', 'c', 'd', 'e'];
    const added = await Promise.all(names.map((name) => accounts.add({ ...FIELDS, name }, `${KEY}-${name}`)));
    assert.deepEqual(
      accounts.list().map(({ name }) => name),
      names,
    );
    await Promise.all(added.slice(0, 3).map(({ id }) => accounts.remove(id)));
    assert.deepEqual(
      accounts.list().map(({ name }) => name),
      ['d', 'e'],
    );
    assert.deepEqual(open().list(), accounts.list());
  });

  it('has an account without key when its secret is gone', async () => {
    const accounts = open();
    const { id } = await accounts.add(FIELDS, KEY);
    const own = record(accounts);
    await context.secrets.delete(keySecret(id));
    await until('the loss was heard of', () => own.length === 1);
    assert.deepEqual(own, [`!${id}`]);
    assert.equal(await accounts.key(id), undefined);
    assert.ok(accounts.get(id));
    await accounts.replaceKey(id, KEY);
    assert.equal(await accounts.key(id), KEY);
  });

  it('takes damaged state for no accounts, says so in the log, and goes on', async () => {
    await context.globalState.update(ACCOUNTS_KEY, { accounts: [{ id: 7 }, 'nonsense'] });
    const accounts = open();
    assert.deepEqual(accounts.list(), []);
    assert.match(logged.join('\n'), /damaged/);
    const { id } = await accounts.add(FIELDS, KEY);
    assert.deepEqual(
      open()
        .list()
        .map((account) => account.id),
      [id],
    );
  });

  describe('with a secret storage that fails', () => {
    const fail = () => Promise.reject(new Error(`keyring is locked: ${KEY}`));
    const broken = (failing: 'get' | 'store' | 'delete'): vscode.SecretStorage => ({
      get: (name) => context.secrets.get(name),
      store: (name, value) => context.secrets.store(name, value),
      delete: (name) => context.secrets.delete(name),
      onDidChange: context.secrets.onDidChange,
      [failing]: fail,
    });

    it('says that it does not give the key, and does not call it missing', async () => {
      const { id } = await open().add(FIELDS, KEY);
      const accounts = open({ secrets: broken('get') });
      await assert.rejects(accounts.key(id), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(`${error.message} ${error.nextStep ?? ''}`, /did not give the API key\. Unlock/);
        return true;
      });
      assert.match(logged.join('\n'), /did not give the key/);
    });

    it('adds nothing and says why', async () => {
      const accounts = open({ secrets: broken('store') });
      const own = record(accounts);
      await assert.rejects(accounts.add(FIELDS, KEY), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /could not keep the API key/);
        assert.match(error.nextStep ?? '', /Unlock/);
        return true;
      });
      assert.deepEqual([accounts.list(), own], [[], []]);
      assert.deepEqual(open().list(), []);
    });

    it('keeps the old key when the new one cannot be kept', async () => {
      const { id } = await open().add(FIELDS, KEY);
      await assert.rejects(open({ secrets: broken('store') }).replaceKey(id, 'another-key'), UserError);
      assert.equal(await open().key(id), KEY);
    });

    it('does not pretend that a key is deleted', async () => {
      const { id } = await open().add(FIELDS, KEY);
      const accounts = open({ secrets: broken('delete') });
      await assert.rejects(accounts.remove(id), /could not delete the API key/);
      assert.ok(accounts.get(id));
      assert.equal(await open().key(id), KEY);
    });

    it('never writes a key into the log', async () => {
      const accounts = open({ secrets: broken('get') });
      await accounts.add(FIELDS, KEY);
      await assert.rejects(accounts.key(accounts.list()[0]?.id ?? ''));
      assert.match(logged.join('\n'), /keyring is locked/);
      assert.ok(!logged.join('\n').includes(KEY));
    });
  });

  it('leaves no key behind when the account cannot be stored', async () => {
    const secrets = new Map<string, string>();
    const storage: vscode.SecretStorage = {
      ...context.secrets,
      get: async (key) => secrets.get(key),
      store: async (key, value) => void secrets.set(key, value),
      delete: async (key) => void secrets.delete(key),
      onDidChange: () => ({ dispose: () => undefined }),
    };
    const full = { ...memento(), update: () => Promise.reject(new Error('disk full')) };
    const accounts = open({ globalState: full, secrets: storage });
    await assert.rejects(accounts.add(FIELDS, KEY), /could not store the accounts/);
    assert.deepEqual([...secrets], []);
  });

  describe('in two windows that hear of each other late', () => {
    it('lose no account that the other added', async () => {
      const [left, right] = [memento(), memento()];
      const [a, b] = [open({ globalState: left }), open({ globalState: right })];
      const first = await a.add({ ...FIELDS, name: 'First' }, KEY);
      // The right window has not seen the first account: what it writes lacks it, and reaches the left window.
      const second = await b.add({ ...FIELDS, name: 'Second' }, KEY);
      left.receive(right.value);
      await a.reload();
      assert.deepEqual(ids(a), [first.id, second.id].sort());
      // The left window put its account back, and that reaches the right one.
      right.receive(left.value);
      await b.reload();
      assert.deepEqual(ids(b), ids(a));
    });

    it('do not bring back what the other removed', async () => {
      const [left, right] = [memento(), memento()];
      const a = open({ globalState: left });
      const { id } = await a.add(FIELDS, KEY);
      right.receive(left.value);
      const b = open({ globalState: right });
      await b.remove(id);
      const other = await a.add({ ...FIELDS, name: 'Other' }, KEY);
      right.receive(left.value);
      await b.reload();
      assert.deepEqual(ids(b), [other.id]);
      left.receive(right.value);
      await a.reload();
      assert.deepEqual(ids(a), [other.id]);
    });

    it('agree on the later name', async () => {
      const [left, right] = [memento(), memento()];
      const a = open({ globalState: left });
      const { id } = await a.add(FIELDS, KEY);
      right.receive(left.value);
      const b = open({ globalState: right });
      await a.rename(id, 'Earlier');
      await until('the clock moved', () => Date.now() > changedAt(a, id));
      await b.rename(id, 'Later');
      left.receive(right.value);
      await a.reload();
      right.receive(left.value);
      await b.reload();
      assert.deepEqual([a.get(id)?.name, b.get(id)?.name], ['Later', 'Later']);
    });
  });
});

function changedAt(accounts: Accounts, id: string): number {
  const account = accounts.list().find((candidate) => candidate.id === id);
  return account !== undefined && 'changed' in account ? Number(account.changed) : 0;
}

function ids(accounts: Accounts): string[] {
  return accounts
    .list()
    .map(({ id }) => id)
    .sort();
}

/** Every change as short text: `+` added, `-` removed, `~` renamed, `!` key changed. */
function record(accounts: Accounts): string[] {
  const seen: string[] = [];
  const signs = { added: '+', removed: '-', renamed: '~', keyChanged: '!' } as const;
  accounts.onDidChange((change: AccountsChange) => {
    const facts = Object.entries(signs).flatMap(([name, sign]) =>
      change[name as keyof AccountsChange].map((id) => `${sign}${id}`),
    );
    seen.push(facts.join(' '));
  });
  return seen;
}
