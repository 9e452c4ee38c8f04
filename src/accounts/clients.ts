/** One Mailgun client for each account, made when first needed and made anew when its key or endpoint changed. */
import * as vscode from 'vscode';
import { MailgunClient } from '../mailgun/client';
import type { Log } from '../ui/log';
import type { SettingsReader } from '../ui/settings';
import { UserError } from '../ui/userError';
import type { Accounts } from './accounts';
import type { SampleAccount } from './sampleAccount';

/** The account is there, its key is not. */
export class MissingKeyError extends UserError {
  override readonly name = 'MissingKeyError';
  readonly accountId: string;

  constructor(accountId: string, accountName: string) {
    super(vscode.l10n.t('The API key of “{0}” is missing on this computer.', accountName), {
      nextStep: vscode.l10n.t('Enter the API key again.'),
      replaceKeyOf: accountId,
    });
    this.accountId = accountId;
  }
}

/** What clients are made from. */
export interface ClientsOptions {
  readonly accounts: Accounts;
  readonly sample: SampleAccount;
  readonly settings: Pick<SettingsReader, 'concurrency' | 'requestTimeout'>;
  readonly log: Log;
}

/** The clients of all accounts. */
export class Clients implements vscode.Disposable {
  readonly #options: ClientsOptions;
  readonly #clients = new Map<string, Promise<MailgunClient>>();
  readonly #subscription: vscode.Disposable;

  constructor(options: ClientsOptions) {
    this.#options = options;
    this.#subscription = options.accounts.onDidChange(({ removed, keyChanged }) => {
      for (const id of [...removed, ...keyChanged]) this.#drop(id);
    });
  }

  /** The client of an account. Throws MissingKeyError without a key, UserError without an account. */
  async get(accountId: string): Promise<MailgunClient> {
    for (;;) {
      const current = this.#clients.get(accountId) ?? this.#start(accountId);
      const client = await current;
      // The key may have been replaced while the client was being made.
      if (this.#clients.get(accountId) === current) return client;
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const id of [...this.#clients.keys()]) this.#drop(id);
  }

  #start(accountId: string): Promise<MailgunClient> {
    const made = this.#make(accountId);
    this.#clients.set(accountId, made);
    // What failed is tried again with the next request.
    made.catch(() => this.#clients.get(accountId) === made && this.#clients.delete(accountId));
    return made;
  }

  async #make(accountId: string): Promise<MailgunClient> {
    const { accounts, sample, settings, log } = this.#options;
    const account = accounts.get(accountId);
    if (account === undefined) throw new UserError(vscode.l10n.t('There is no such account.'));
    const endpoint =
      account.sample === true
        ? await sample.endpoint(accountId)
        : { baseUrl: account.baseUrl, apiKey: await accounts.key(accountId) };
    if (endpoint.apiKey === undefined) throw new MissingKeyError(accountId, account.name);
    return new MailgunClient({
      baseUrl: endpoint.baseUrl,
      apiKey: endpoint.apiKey,
      subaccountId: account.subaccountId,
      concurrency: () => settings.concurrency,
      timeoutMs: () => settings.requestTimeout * 1000,
      log: (event) => log.request(event),
    });
  }

  #drop(accountId: string): void {
    const client = this.#clients.get(accountId);
    this.#clients.delete(accountId);
    client?.then(
      (made) => made.dispose(),
      () => undefined,
    );
  }
}
