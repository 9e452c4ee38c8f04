/** The API keys in SecretStorage: what goes wrong there in words, and whether a key is another than before. */
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Log } from '../ui/log';
import { UserError } from '../ui/userError';

/** Name of the secret that holds an account's key. */
export function keySecret(id: string): string {
  return `account.${id}`;
}

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
   * The key of an account; undefined when there is none or the secret storage does not give it. `changed`: it is another
   * than the one seen before. Never throws.
   */
  async read(id: string): Promise<{ readonly key: string | undefined; readonly changed: boolean }> {
    try {
      const key = (await this.#secrets.get(keySecret(id))) || undefined;
      return { key, changed: this.#see(id, key) };
    } catch (error) {
      this.#log.warn('The secret storage did not give the key of an account.', error);
      return { key: undefined, changed: false };
    }
  }

  /** Throws UserError when the key cannot be kept. */
  async store(id: string, key: string): Promise<void> {
    this.#log.addSecret(key);
    try {
      await this.#secrets.store(keySecret(id), key);
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
      await this.#secrets.delete(keySecret(id));
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

  #see(id: string, key: string | undefined): boolean {
    if (key !== undefined) this.#log.addSecret(key);
    const digest = key === undefined ? undefined : createHash('sha256').update(key).digest('hex');
    const changed = this.#seen.has(id) && this.#seen.get(id) !== digest;
    this.#seen.set(id, digest);
    return changed;
  }
}
