import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ACCOUNTS_KEY, type Accounts } from '../../src/accounts/accounts';
import { keySecret } from '../../src/accounts/keyStore';
import type { ChangeStore } from '../../src/core/change';
import { startSample, type SampleServer } from '../../src/sample/server';
import { ACCOUNT, DOMAIN, Place } from './windows/place';
import { Machine } from './windows/machine';
import { Window } from './windows/window';

const FIELDS = { region: 'custom', baseUrl: 'http://127.0.0.1:1' } as const;
const windowNumber = fc.constantFrom(0, 1);

describe('two windows', () => {
  describe('with the same accounts', () => {
    const step = fc.record({
      deed: fc.constantFrom('add', 'rename', 'rekey', 'remove', 'hear', 'reload'),
      by: windowNumber,
      which: fc.nat(9),
      // Begun while the step before is still under way.
      atOnce: fc.boolean(),
    });

    /** Each window renames the account without having heard of the other's name for it. */
    const AT_ONE_TIME = [0, 1].map((by) => ({ deed: 'rename', by, which: 0, atOnce: false }));
    /** One window removes the account while the other gives it another key, and hears of that when it writes something else. */
    const HEARD_WHILE_WRITING = [
      { deed: 'remove', by: 1, which: 0, atOnce: false },
      { deed: 'rekey', by: 0, which: 0, atOnce: false },
      { deed: 'add', by: 0, which: 0, atOnce: false },
      { deed: 'hear', by: 0, which: 2, atOnce: true },
    ];

    it('come to the same whatever each adds, renames, re-keys and removes, and no key and account lose each other', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 20 }), fc.boolean(), async (steps, wasAhead) => {
          const machine = await Machine.start();
          const names = new Map<string, Set<string>>();
          const keys = new Map<string, Set<string>>();
          if (wasAhead) putFromFuture(machine, names, keys);
          const windows = [await Window.open(machine), await Window.open(machine)];
          machine.holdsNews = true;
          const removed = new Set<string>();
          let last: Promise<unknown> = Promise.resolve();
          for (const [index, { deed, by, which, atOnce }] of steps.entries()) {
            if (!atOnce) await last;
            const accounts = accountsOf(windows[by]);
            const all = accounts.list();
            const id = all[which % Math.max(1, all.length)]?.id;
            const work = async (): Promise<void> => {
              if (deed === 'hear') return machine.deliver(which);
              if (deed === 'reload') return accounts.reload();
              if (deed === 'add') {
                const made = await accounts.add({ ...FIELDS, name: `made ${index}` }, `key ${index}`);
                names.set(made.id, new Set([`made ${index}`]));
                keys.set(made.id, new Set([`key ${index}`]));
                return;
              }
              if (id === undefined) return;
              if (deed === 'rename') {
                names.get(id)?.add(`name ${index}`);
                await accounts.rename(id, `name ${index}`);
              } else if (deed === 'rekey') {
                keys.get(id)?.add(`key ${index}`);
                // It may be gone by the time that it has its turn.
                await accounts.replaceKey(id, `key ${index}`).catch(() => undefined);
              } else {
                await accounts.remove(id);
                removed.add(id);
              }
            };
            last = Promise.all([last, work()]);
          }
          await last;
          for (let round = 0; round < 4; round++) {
            machine.deliver();
            for (const window of windows) await accountsOf(window).reload();
          }
          machine.deliver();
          const [one, two] = windows.map((window) => accountsOf(window).list());
          assert.deepEqual(new Map(one?.map(byId)), new Map(two?.map(byId)));
          assert.deepEqual(
            new Set(one?.map(({ id }) => id)),
            new Set([...names.keys()].filter((id) => !removed.has(id))),
          );
          for (const { id, name } of one ?? []) {
            assert.ok(names.get(id)?.has(name), name);
            assert.ok(keys.get(id)?.has(machine.secrets.get(keySecret(id)) ?? ''), 'lost key');
          }
          const left = [...machine.secrets.keys()].filter((secret) => secret !== 'accounts.revision');
          assert.deepEqual(new Set(left), new Set(one?.map(({ id }) => keySecret(id))));
          const stored = machine.state.get(ACCOUNTS_KEY) as { accounts: { id: string }[] } | undefined;
          assert.deepEqual(new Set(stored?.accounts.map(({ id }) => id)), new Set(one?.map(({ id }) => id)));
          for (const window of windows) window.close();
          await machine.end();
        }),
        {
          numRuns: 40,
          examples: [
            [AT_ONE_TIME, true],
            [HEARD_WHILE_WRITING, true],
          ],
        },
      );
    });
  });

  describe('with the same lists', () => {
    let server: SampleServer;

    before(async () => {
      server = await startSample({ data: 'empty', rateLimit: { limit: 1e9, windowMs: 15_000 } });
    });

    after(() => server.close());

    const addresses = fc.uniqueArray(
      fc.constantFrom('a', 'b', 'c', 'd').map((name) => `${name}@example.com`),
      {
        minLength: 1,
        maxLength: 3,
      },
    );
    const step = fc.oneof(
      fc.record({ deed: fc.constantFrom('add', 'delete', 'other'), by: windowNumber, addresses }),
      fc.record({
        deed: fc.constant('undo' as const),
        by: windowNumber,
        which: fc.nat(5),
        answer: fc.constantFrom('Restore', 'Keep', undefined),
      }),
    );

    /** One window deletes what the other then adds, and undoes. */
    const TO_BE_ASKED: (typeof step extends fc.Arbitrary<infer T> ? T : never)[] = [
      { deed: 'add', by: 0, addresses: ['a@example.com'] },
      { deed: 'delete', by: 0, addresses: ['a@example.com'] },
      { deed: 'add', by: 1, addresses: ['a@example.com'] },
      { deed: 'undo', by: 0, which: 1, answer: 'Restore' },
    ];

    it('come to the same as a model whatever each adds, deletes and undoes, and ask before an undo puts something over a change of the other', async () => {
      let asked = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
          const place = await Place.open(server);
          const windows = [place.window, await place.openWindow()];
          const model = new Model();
          for (const [index, what] of steps.entries()) {
            const window = windows[what.by] ?? place.window;
            if (what.deed !== 'undo') await change(window, what, `change ${index}`, model, server);
            else if (await undo(window, what, model)) asked++;
            assert.deepEqual(standing(server), model.standing(), JSON.stringify(steps.slice(0, index + 1)));
          }
          for (const window of windows) assert.equal((await storeOf(window).list()).length, model.changes.size);
          windows[1]?.close();
          await place.close();
        }),
        { numRuns: 25, examples: [[TO_BE_ASKED]] },
      );
      assert.ok(asked > 0, 'there was never anything to ask');
    });

    it('that undo the same change at the same time undo it once', async () => {
      const place = await Place.open(server);
      const other = await place.openWindow();
      for (let round = 0; round < 10; round++) {
        const at = { accountId: ACCOUNT, domain: DOMAIN, list: 'bounces' };
        await place.window.run('deleteEntries', { ...at, addresses: ['user00001@example.com'], confirm: true });
        const [change] = await storeOf(other).list();
        const changeId = change?.id;
        const both = [place.window, other].map((window) => window.run('undo', { changeId, overwrite: true }));
        const results = await Promise.allSettled(both);
        const [failed, ...more] = results.filter((result) => result.status === 'rejected');
        assert.equal(more.length, 0);
        assert.match(String(failed?.reason), /already undone/);
        assert.equal(server.store.count(DOMAIN, 'bounces'), 3);
      }
      other.close();
      await place.close();
    });
  });
});

/** What stands on the list, and what can be undone, as it should be. A text of its own tells one version of an entry from another. */
class Model {
  readonly entries = new Map<string, string>();
  readonly changes = new Map<string, Map<string, { before: string | undefined; after: string | undefined }>>();

  standing(): Record<string, string> {
    return Object.fromEntries([...this.entries].sort());
  }

  put(address: string, text: string | undefined): void {
    if (text === undefined) this.entries.delete(address);
    else this.entries.set(address, text);
  }
}

/**
 * An account that was added while the machine's clock was wrong. Times of changes are counted on from there, so that two windows often give the
 * same one.
 */
function putFromFuture(machine: Machine, names: Map<string, Set<string>>, keys: Map<string, Set<string>>): void {
  const account = { ...FIELDS, id: 'ahead', name: 'ahead', changed: Date.now() + 1e12 };
  machine.state.set(ACCOUNTS_KEY, { version: 1, accounts: [account], removed: [] });
  machine.secrets.set(keySecret(account.id), 'key ahead');
  names.set(account.id, new Set([account.name]));
  keys.set(account.id, new Set(['key ahead']));
}

function standing(server: SampleServer): Record<string, string> {
  const entries = server.store.entries(DOMAIN, 'bounces').filter(({ address }) => !address.startsWith('user'));
  return Object.fromEntries(entries.map(({ address, error }): [string, string] => [address, error ?? '']).sort());
}

async function change(
  window: Window,
  { deed, addresses }: { deed: string; addresses: readonly string[] },
  text: string,
  model: Model,
  server: SampleServer,
): Promise<void> {
  const at = { accountId: ACCOUNT, domain: DOMAIN, list: 'bounces' };
  const after = deed === 'delete' ? undefined : text;
  const items = addresses.map((address) => [address, { before: model.entries.get(address), after }] as const);
  for (const address of addresses) model.put(address, after);
  const entries = addresses.map((address) => ({ address, code: '550', error: text }));
  // Somebody else, who knows nothing of this extension.
  if (deed === 'other') return server.store.putEntries(DOMAIN, 'bounces', entries);
  const before = new Set((await storeOf(window).list()).map(({ id }) => id));
  if (deed === 'add') await window.run('addAddresses', { ...at, entries });
  else await window.run('deleteEntries', { ...at, addresses, confirm: true });
  const made = (await storeOf(window).list()).find(({ id }) => !before.has(id));
  const kept = items.filter(([, { before: was }]) => was !== undefined || deed === 'add');
  assert.equal(made === undefined, kept.length === 0);
  if (made !== undefined) model.changes.set(made.id, new Map(kept));
}

/** Undoes one of the changes; returns whether that had to be asked about. */
async function undo(
  window: Window,
  { which, answer }: { which: number; answer: string | undefined },
  model: Model,
): Promise<boolean> {
  const changes = await storeOf(window).list();
  assert.deepEqual(new Set(changes.map(({ id }) => id)), new Set(model.changes.keys()));
  const changeId = changes[which % Math.max(1, changes.length)]?.id;
  if (changeId === undefined) {
    await assert.rejects(window.run('undo', {}), /no change to undo/);
    return false;
  }
  const items = [...(model.changes.get(changeId) ?? [])];
  const isOwn = ([address, { before, after }]: (typeof items)[number]): boolean =>
    [before, after].includes(model.entries.get(address));
  const isConflict = !items.every(isOwn);
  let asked = false;
  window.events.press = ({ buttons }) => {
    asked = true;
    return buttons.find((button) => answer !== undefined && button.startsWith(answer));
  };
  await window.run('undo', { changeId });
  assert.equal(asked, isConflict, 'asked');
  if (isConflict && answer === undefined) return true;
  for (const item of items) if (answer === 'Restore' || isOwn(item)) model.put(item[0], item[1].before);
  model.changes.delete(changeId);
  return asked;
}

function accountsOf(window: Window | undefined): Accounts {
  return (window ?? assert.fail()).extension.services.accounts;
}

function storeOf(window: Window): ChangeStore {
  return window.extension.services.changeStore;
}

function byId<T extends { readonly id: string }>(item: T): [string, T] {
  return [item.id, { ...item, changed: 0 }];
}
