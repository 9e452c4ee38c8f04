/** The accounts: their data in `globalState`, their keys in SecretStorage and nowhere else. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Log } from '../ui/log';
import { UserError } from '../ui/userError';
import {
  diffStates,
  isEmptyChange,
  mergeStates,
  NO_ACCOUNTS,
  readState,
  sameState,
  storedForm,
  unreadId,
  type Account,
  type AccountsChange,
  type AccountState,
  type StoredAccount,
} from './accountState';
import { keySecret, KeyStore } from './keyStore';

export type { Account, AccountsChange } from './accountState';

/** Where the accounts stand in `globalState`. */
export const ACCOUNTS_KEY = 'accounts';
/** A secret that holds nothing secret: other windows hear of its changes, as they do not of `globalState`. */
const REVISION_SECRET = 'accounts.revision';
/** When to read again after another window told of a change, in milliseconds. */
const SETTLING_MS = [300, 2000];

/** What a new account is made of. */
export type AccountFields = Omit<Account, 'id' | 'sample'>;

/** What the accounts are kept in. */
export interface AccountsOptions {
  readonly globalState: vscode.Memento;
  readonly secrets: vscode.SecretStorage;
  readonly log: Log;
  /** Milliseconds since the epoch; for tests. */
  readonly now?: (() => number) | undefined;
  /** Told when stored accounts cannot be read, and how many. */
  readonly onUnread?: ((count: number) => void) | undefined;
}

/**
 * All accounts. Writing is read, merge by id, write, so that two windows do not lose each other's accounts, and one
 * write at a time. Changes from other windows arrive by the secrets' events, and with every `reload()`.
 */
export class Accounts implements vscode.Disposable {
  readonly #options: AccountsOptions;
  readonly #changed = new vscode.EventEmitter<AccountsChange>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #keys: KeyStore;
  #state: AccountState = NO_ACCOUNTS;
  #damage = '';
  #timers: NodeJS.Timeout[] = [];
  #queue: Promise<unknown> = Promise.resolve();

  /** Fires once for every change, whichever window made it. */
  readonly onDidChange = this.#changed.event;

  constructor(options: AccountsOptions) {
    this.#options = options;
    this.#keys = new KeyStore(options.secrets, options.log);
    this.#state = this.#read();
    this.#subscriptions = [
      options.secrets.onDidChange((event) => void this.#onSecret(event.key)),
      vscode.window.onDidChangeWindowState((state) => state.focused && void this.reload()),
    ];
  }

  /** All accounts in the order in which they were added. */
  list(): readonly Account[] {
    return this.#state.accounts;
  }

  get(id: string): Account | undefined {
    return this.#state.accounts.find((account) => account.id === id);
  }

  /** The key of an account; undefined when there is none. Throws UserError when the secret storage does not answer. */
  async key(id: string): Promise<string | undefined> {
    const { key, news } = await this.#keys.read(id);
    // Without a key nothing was loaded that would be void now.
    if (news === 'changed' && this.get(id) !== undefined) this.#fire({ keyChanged: [id] });
    return key;
  }

  /** Adds an account with its key. Throws UserError when either cannot be kept. */
  async add(fields: AccountFields, key: string): Promise<Account> {
    const account: Account = { id: randomUUID(), ...fields };
    await this.#exclusive(async () => {
      try {
        await this.#keys.store(account.id, key);
        await this.#put([account]);
      } catch (error) {
        // Not awaited: where the one did not answer the other will not. It is done in its turn.
        this.#deleteLeftKey(account.id);
        throw error;
      }
    });
    return account;
  }

  /** Adds the sample accounts that are not there yet, which have no key to keep. */
  async addSamples(accounts: readonly Account[]): Promise<void> {
    await this.#exclusive(async () => {
      const missing = accounts.filter(({ id }) => this.get(id) === undefined);
      if (missing.length > 0) await this.#put(missing);
    });
  }

  /** Renames an account; does nothing when it is gone or has that name. */
  async rename(id: string, name: string): Promise<void> {
    await this.#exclusive(async () => {
      const account = this.get(id);
      if (account !== undefined && account.name !== name) await this.#put([{ ...account, name }]);
    });
  }

  /** Replaces the key of an account. Throws UserError when it cannot be kept; the old key stays then. */
  async replaceKey(id: string, key: string): Promise<void> {
    await this.#exclusive(async () => {
      if (this.get(id) === undefined) throw gone();
      await this.#keys.store(id, key);
      this.#fire({ keyChanged: [id] });
    });
  }

  /** Removes an account and its key. Throws UserError, keeping both, when the key cannot be deleted. */
  async remove(id: string): Promise<void> {
    await this.#exclusive(async () => {
      const account = this.get(id);
      if (account === undefined) return;
      const { key } = account.sample === true ? {} : await this.#takeKey(id);
      const removal = this.#write(
        (state) => ({
          ...state,
          accounts: state.accounts.filter((other) => other.id !== id),
          removed: [...state.removed, { id, at: this.#tick(state) }],
        }),
        id,
      );
      await removal.catch(async (error: unknown) => {
        if (key !== undefined) await this.#keys.store(id, key);
        throw error;
      });
    });
  }

  /** Gives up what cannot be read, with its keys. Throws UserError, keeping both, when a key cannot be deleted. */
  async forgetUnread(): Promise<void> {
    await this.#exclusive(async () => {
      const ids = (this.#read().unread ?? []).map(unreadId);
      for (const id of ids) if (id !== undefined) await this.#keys.delete(id);
      await this.#write((state) => ({ ...state, unread: [] }));
    });
  }

  /** Takes over what other windows have changed, as far as VS Code has it already. Never throws. */
  async reload(): Promise<void> {
    await this.#exclusive(async () => {
      const stored = this.#read();
      const merged = mergeStates(stored, this.#state);
      this.#adopt(merged);
      // Another window wrote without having seen what this one wrote: put it back.
      if (!sameState(merged, stored)) await this.#options.globalState.update(ACCOUNTS_KEY, storedForm(merged));
    }).catch((error: unknown) => this.#options.log.warn('The accounts could not be read again.', error));
  }

  dispose(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #read(): AccountState {
    const { state, damage } = readState(this.#options.globalState.get<unknown>(ACCOUNTS_KEY));
    const said = damage.join('; ');
    if (said !== '' && said !== this.#damage) {
      this.#options.log.error(`Stored accounts are damaged and left out: ${said}`);
      this.#options.onUnread?.(damage.length);
    }
    this.#damage = said;
    return state;
  }

  async #put(accounts: readonly Account[]): Promise<void> {
    await this.#write((state) => {
      const changed = this.#tick(state);
      const stored = new Map<string, StoredAccount>(state.accounts.map((account) => [account.id, account]));
      for (const account of accounts) stored.set(account.id, { ...account, changed });
      return { ...state, accounts: [...stored.values()] };
    });
  }

  /** Writes a change; `removing` is the account that it removes, whose key is deleted already. */
  async #write(change: (state: AccountState) => AccountState, removing?: string): Promise<void> {
    const state = mergeStates(change(mergeStates(this.#read(), this.#state)), NO_ACCOUNTS);
    try {
      await this.#options.globalState.update(ACCOUNTS_KEY, storedForm(state));
    } catch (cause) {
      throw new UserError(vscode.l10n.t('VS Code could not store the accounts.'), {
        nextStep: vscode.l10n.t('Reload the window and try again.'),
        cause,
      });
    }
    this.#adopt(state, removing);
    void this.#announce();
  }

  /** A time later than every change in the state, so that the change being made wins over what it was made on. */
  #tick(state: AccountState): number {
    const times = [...state.accounts.map(({ changed }) => changed), ...state.removed.map(({ at }) => at)];
    return Math.max((this.#options.now ?? Date.now)(), ...times.map((time) => time + 1));
  }

  /** Deletes a key; returns what it was, as far as that can be read. */
  async #takeKey(id: string): Promise<{ readonly key?: string | undefined }> {
    const taken = await this.#keys.read(id).catch(() => ({}));
    await this.#keys.delete(id);
    return taken;
  }

  #deleteLeftKey(id: string): void {
    this.#keys.delete(id).catch((error: unknown) => this.#options.log.warn('A key may have been left behind.', error));
  }

  #adopt(state: AccountState, removing?: string): void {
    const change = diffStates(this.#state, state);
    this.#state = state;
    for (const id of change.removed) {
      this.#keys.forget(id);
      // One that was stored here before it was known that another window removes the account.
      if (id !== removing) this.#deleteLeftKey(id);
    }
    this.#fire(change);
  }

  #fire(change: Partial<AccountsChange>): void {
    const whole = { added: [], removed: [], renamed: [], keyChanged: [], ...change };
    if (!isEmptyChange(whole)) this.#changed.fire(whole);
  }

  /** Lets other windows hear that `globalState` changed. */
  async #announce(): Promise<void> {
    try {
      await this.#options.secrets.store(REVISION_SECRET, randomUUID());
    } catch (error) {
      this.#options.log.debug(`Other windows were not told of a change of the accounts: ${String(error)}`);
    }
  }

  async #onSecret(name: string): Promise<void> {
    if (name === REVISION_SECRET) return this.#reloadSoon();
    const account = this.list().find(({ id }) => keySecret(id) === name);
    if (account === undefined) return;
    // Waits for a write of this window, which knows its own key.
    await this.#exclusive(async () => {
      if (this.get(account.id) === undefined) return;
      const isFirst = !this.#keys.hasSeen(account.id);
      const { news } = await this.#keys.read(account.id).catch(() => ({ news: undefined }));
      if (isFirst || news !== undefined) this.#fire({ keyChanged: [account.id] });
    });
  }

  /** Reloads now and a little later: a secret may arrive from another window before the state that was written with it. */
  async #reloadSoon(): Promise<void> {
    await this.reload();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = SETTLING_MS.map((ms) => setTimeout(() => void this.reload(), ms));
  }

  /** One read-merge-write at a time. */
  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#queue.then(work);
    this.#queue = run.catch(() => undefined);
    return run;
  }
}

function gone(): UserError {
  return new UserError(vscode.l10n.t('This account is not there any more.'), {
    nextStep: vscode.l10n.t('It may have been removed in another window.'),
  });
}
