/** The sample account: two accounts on a Mailgun of our own that runs inside the extension while it is looked at. */
import type * as vscode from 'vscode';
import type { SampleServer } from '../sample/server';
import type { Log } from '../ui/log';
import type { Account, Accounts } from './accounts';

/** Account ids; the same on every machine. */
export const SAMPLE_IDS = { us: 'sample', eu: 'sample-eu' } as const;

const SAMPLE_ACCOUNTS: readonly Account[] = [
  { id: SAMPLE_IDS.us, name: 'Sample Account', region: 'us', baseUrl: '', sample: true },
  { id: SAMPLE_IDS.eu, name: 'Sample Account EU', region: 'eu', baseUrl: '', sample: true },
];

/** What the sample account needs. */
export interface SampleAccountOptions {
  readonly accounts: Accounts;
  readonly log: Log;
  /** Starts the server; by default the one that is shipped beside the extension. */
  readonly start?: (() => Promise<SampleServer>) | undefined;
}

/** Starts the embedded server when it is first needed, once, and stops it when no sample account is left. */
export class SampleAccount implements vscode.Disposable {
  readonly #options: SampleAccountOptions;
  readonly #subscription: vscode.Disposable;
  #running: Promise<SampleServer> | undefined;

  constructor(options: SampleAccountOptions) {
    this.#options = options;
    this.#subscription = options.accounts.onDidChange(({ removed }) => {
      if (removed.length > 0 && !options.accounts.list().some(({ sample }) => sample === true)) this.#stop();
    });
  }

  /** Adds the sample accounts that are not there and starts their server. */
  async open(): Promise<{ accountId: string }> {
    await this.#server();
    await this.#options.accounts.addSamples(SAMPLE_ACCOUNTS);
    return { accountId: SAMPLE_IDS.us };
  }

  /** Where a sample account answers and with which key, in this window and until the server stops. */
  async endpoint(accountId: string): Promise<{ readonly baseUrl: string; readonly apiKey: string }> {
    const region = accountId === SAMPLE_IDS.eu ? 'eu' : 'us';
    const account = (await this.#server()).accounts.find((candidate) => candidate.region === region);
    if (account === undefined) throw new Error(`The sample server has no ${region} account.`);
    this.#options.log.addSecret(account.apiKey);
    return { baseUrl: account.baseUrl, apiKey: account.apiKey };
  }

  /** The server, if it runs; for tests. */
  get server(): Promise<SampleServer> | undefined {
    return this.#running;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#stop();
  }

  #server(): Promise<SampleServer> {
    if (this.#running !== undefined) return this.#running;
    const starting = (this.#options.start ?? startShipped)();
    this.#running = starting;
    starting.catch(() => this.#running === starting && (this.#running = undefined));
    return starting;
  }

  #stop(): void {
    const running = this.#running;
    this.#running = undefined;
    running
      ?.then((server) => server.close())
      .catch((error: unknown) => this.#options.log.warn('The sample server did not stop in order.', error));
  }
}

async function startShipped(): Promise<SampleServer> {
  const { startSample } = await import('../sample/server');
  return startSample();
}
