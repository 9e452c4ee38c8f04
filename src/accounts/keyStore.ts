/** The API keys in SecretStorage: what goes wrong there in words, and whether a key is another than before. */
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Log } from '../ui/log';
import { UserError } from '../ui/userError';

/** How long the secret storage may take, which may be asking for a password meanwhile, in milliseconds. */
export const KEY_PATIENCE = 45_000;

/** Name of the secret that holds an account's key. */
export function keySecret(id: string): string {
  return `account.${id}`;
}

type News = 'changed' | 'appeared' | undefined;

/** Keeps keys by account id. Remembers of each only a digest. */
export class KeyStore {
  readonly #secrets: vscode.SecretStorage;
  readonly #log: Log;
  /** Digests of the keys as last seen; undefined means that there was none. */
  readonly #seen = new Map<string, string | undefined>();

  constructor(secrets: vscode.SecretStorage, log: Log) {
    this.#secrets = secrets;
    this.#log = log;
  }

  /**
   * The key of an account; undefined when there is none. `news`: it is another than the one seen before, or there
   * was none before. Throws UserError when the secret storage does not answer.
   */
  async read(id: string): Promise<{ readonly key: string | undefined; readonly news: News }> {
    let given: unknown;
    try {
      given = await inTime(this.#secrets.get(keySecret(id)));
    } catch (cause) {
      this.#log.warn('The secret storage did not give the key of an account.', cause);
      throw new UserError(vscode.l10n.t('The secret storage of this computer did not give the API key.'), {
        nextStep: vscode.l10n.t('Unlock the keychain, or set up one that VS Code can use, and try again.'),
        cause,
      });
    }
    const key = typeof given === 'string' && given !== '' ? given : undefined;
    return { key, news: this.#see(id, key) };
  }

  /** Throws UserError when the key cannot be kept. */
  async store(id: string, key: string): Promise<void> {
    this.#log.addSecret(key);
    try {
      await inTime(this.#secrets.store(keySecret(id), key));
    } catch (cause) {
      throw new UserError(vscode.l10n.t('The secret storage of this computer could not keep the API key.'), {
        nextStep: vscode.l10n.t('Unlock the keychain, or set up one that VS Code can use, and try again.'),
        cause,
      });
    }
    this.#see(id, key);
  }

  /** Throws UserError when the key cannot be deleted. */
  async delete(id: string): Promise<void> {
    try {
      await inTime(this.#secrets.delete(keySecret(id)));
    } catch (cause) {
      throw new UserError(vscode.l10n.t('The secret storage of this computer could not delete the API key.'), {
        nextStep: vscode.l10n.t('Unlock the keychain and try again.'),
        cause,
      });
    }
    this.#see(id, undefined);
  }

  /** Whether the key of an account, or that there is none, was ever seen. */
  hasSeen(id: string): boolean {
    return this.#seen.has(id);
  }

  /** Forgets an account that is gone. */
  forget(id: string): void {
    this.#seen.delete(id);
  }

  #see(id: string, key: string | undefined): News {
    if (key !== undefined) this.#log.addSecret(key);
    const digest = key === undefined ? undefined : createHash('sha256').update(key).digest('hex');
    const before = this.#seen.get(id);
    const isNew = this.#seen.has(id) && before !== digest;
    this.#seen.set(id, digest);
    if (!isNew) return undefined;
    return before === undefined ? 'appeared' : 'changed';
  }
}

/** What the secret storage answers; rejects when it takes too long. What it does later it does all the same. */
function inTime<T>(work: Thenable<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer in ${KEY_PATIENCE / 1000} s.`)), KEY_PATIENCE);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
