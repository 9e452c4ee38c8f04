/** The client against the embedded Mailgun. */
import assert from 'node:assert/strict';
import { MailgunClient, type ClientOptions } from '../../../src/mailgun/client';
import { LIST_NAMES, type ListName } from '../../../src/mailgun/lists';
import { startSample, type SampleAccount, type SampleEntry, type SampleServer } from '../../../src/sample/server';

/** The name of the account that `connect` speaks for. */
export const ACCOUNT = 'Sample Account';

/** A running sample without domains, and the means to use it. */
export class SampleBench {
  readonly #clients: MailgunClient[] = [];
  #domains = 0;

  private constructor(
    readonly sample: SampleServer,
    readonly account: SampleAccount,
  ) {}

  static async start(): Promise<SampleBench> {
    const sample = await startSample({ data: 'empty', importDelayMs: 0, rateLimit: { limit: 1e9, windowMs: 15_000 } });
    return new SampleBench(sample, sample.accounts[0] ?? assert.fail());
  }

  connect(options: Partial<ClientOptions> = {}): MailgunClient {
    const client = new MailgunClient({ baseUrl: this.account.baseUrl, apiKey: this.account.apiKey, ...options });
    this.#clients.push(client);
    return client;
  }

  /** The name of a new domain that holds these entries. */
  domain(entries: Partial<Record<ListName, SampleEntry[]>> = {}): string {
    const name = `d${++this.#domains}.example.com`;
    this.sample.store.addDomain(ACCOUNT, name);
    for (const list of LIST_NAMES) this.sample.store.putEntries(name, list, entries[list] ?? []);
    return name;
  }

  /** Ends a test: no faults, no clients. */
  reset(): void {
    this.sample.faults.clear();
    for (const client of this.#clients.splice(0)) client.dispose();
  }

  close(): Promise<void> {
    this.reset();
    return this.sample.close();
  }
}
