/** The embedded Mailgun and clients of it, for tests over real HTTP. */
import type { ListName } from '../../../src/mailgun/lists';
import { MailgunClient } from '../../../src/mailgun/client';
import type { SampleEntry, SampleRecord, SampleServer } from '../../../src/sample/server';
import { startSample } from '../../../src/sample/server';

/** Ids of the two accounts of a test server. */
export const US = 'us-account';
export const EU = 'eu-account';
/** The one domain that a test server has at first, in the US account. */
export const DOMAIN = 'mg.example.com';

export interface TestServer {
  readonly server: SampleServer;
  readonly client: MailgunClient;
  api(accountId: string): Promise<MailgunClient>;
  put(list: ListName, entries: readonly SampleEntry[], domain?: string): void;
  all(domain?: string): Record<ListName, readonly SampleRecord[]>;
  close(): Promise<void>;
}

/** Starts a server with one empty domain. Its clients do not wait between attempts. */
export async function startTestServer(): Promise<TestServer> {
  const server = await startSample({
    data: 'empty',
    rateLimit: { limit: 1_000_000, windowMs: 1000, headers: 'X-Request', unit: 'ms' },
  });
  server.store.addDomain('Sample Account', DOMAIN);
  const clock = { now: () => Date.now(), sleep: () => Promise.resolve(), random: () => 0 };
  const clients = new Map(
    server.accounts.map(({ region, baseUrl, apiKey }) => [
      region === 'us' ? US : EU,
      new MailgunClient({ baseUrl, apiKey, clock }),
    ]),
  );
  const api = (accountId: string): Promise<MailgunClient> => {
    const client = clients.get(accountId);
    return client === undefined ? Promise.reject(new Error('The account has no key.')) : Promise.resolve(client);
  };
  return {
    server,
    client: await api(US),
    api,
    put: (list, entries, domain = DOMAIN) => server.store.putEntries(domain, list, entries),
    all: (domain = DOMAIN) => ({
      bounces: server.store.entries(domain, 'bounces'),
      complaints: server.store.entries(domain, 'complaints'),
      unsubscribes: server.store.entries(domain, 'unsubscribes'),
      allowlist: server.store.entries(domain, 'allowlist'),
    }),
    close: async () => {
      for (const client of clients.values()) client.dispose();
      await server.close();
    },
  };
}
