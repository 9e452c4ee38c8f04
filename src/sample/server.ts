/**
 * The embedded Mailgun: the suppression and domain calls of the real API over HTTP on loopback, with data worth exploring.
 * Made for a newcomer without a key, for `npm start` and for tests. It sends no mail and talks to nobody.
 */
import { Keys } from './auth';
import { Imports } from './csvImport';
import { fillStore, SAMPLE_SUBACCOUNT_ID } from './data';
import { Faults } from './faults';
import { Listener } from './listener';
import type { RateLimit } from './rateWindow';
import { RequestLog } from './requestLog';
import type { World } from './router';
import { Store, type Region } from './store';

export { SAMPLE_STAR_ADDRESS, SAMPLE_SUBACCOUNT_ID } from './data';
export type { FaultFilter, FaultKind, Faults } from './faults';
export type { RateLimit } from './rateWindow';
export type { SampleEntry, SampleRecord } from './records';
export type { LoggedRequest, RequestLog } from './requestLog';
export type { DomainOptions, Region, SampleDomain, Store } from './store';

/** Names of the accounts, which are also what `Store.addDomain` takes. */
export type SampleAccountName = 'Sample Account' | 'Sample Account EU';

export interface SampleAccount {
  readonly name: SampleAccountName;
  readonly region: Region;
  readonly baseUrl: string;
  /** Full rights; random at each start. */
  readonly apiKey: string;
}

export interface SampleOptions {
  /** `explore` (default): domains and lists to look at; `empty`: two accounts without a domain. */
  readonly data?: 'explore' | 'empty' | undefined;
  /** Decides the generated data; the same seed and clock give the same lists. */
  readonly seed?: number | undefined;
  /** Milliseconds since the epoch; for reproducible dates. */
  readonly now?: (() => number) | undefined;
  /** The usual request limit; 2500 in 15 s unless given. */
  readonly rateLimit?: RateLimit | undefined;
  /** How long an import waits before it is applied; 300 ms unless given. */
  readonly importDelayMs?: number | undefined;
  /** How a sending key is refused; real behaviour is not documented. 403 unless given. */
  readonly sendingKeyStatus?: 401 | 403 | undefined;
}

export interface SampleServer {
  /** Base URLs; one listener a region, one shared state. */
  readonly regions: Readonly<Record<Region, string>>;
  readonly accounts: readonly SampleAccount[];
  /** Keys of *Sample Account* with fewer rights. */
  readonly restrictedKeys: { readonly analyst: string; readonly sending: string };
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly store: Store;
  /** Applies every import accepted so far and resolves when done. */
  idle(): Promise<void>;
  /** Goes off the network: connections are cut and refused until `online`, which takes the same ports. */
  offline(): Promise<void>;
  online(): Promise<void>;
  /** Stops at once and drops open connections. */
  close(): Promise<void>;
}

/** Starts an embedded Mailgun on two random loopback ports. Data is made when first asked for. */
export async function startSample(options: SampleOptions = {}): Promise<SampleServer> {
  const now = options.now ?? Date.now;
  const world: World = {
    store: new Store(now),
    keys: new Keys(options.sendingKeyStatus ?? 403),
    faults: new Faults(now, options.rateLimit),
    imports: new Imports(),
    importDelayMs: options.importDelayMs ?? 300,
    seed: options.seed ?? 1,
    now,
  };
  if (options.data !== 'empty') {
    fillStore(world.store, { seed: options.seed ?? 1, now: now() });
  }
  world.keys.addSubaccount(SAMPLE_SUBACCOUNT_ID, 'Sample Account');
  const requests = new RequestLog();
  const us: Listener = new Listener(world, { region: 'us', log: requests, otherOrigin: () => eu.origin });
  const eu: Listener = new Listener(world, { region: 'eu', log: requests, otherOrigin: () => us.origin });
  await Promise.all([us.listen(), eu.listen()]);
  const account = (name: SampleAccountName, region: Region, baseUrl: string): SampleAccount => ({
    name,
    region,
    baseUrl,
    apiKey: world.keys.create(name, 'admin'),
  });
  return {
    regions: { us: us.origin, eu: eu.origin },
    accounts: [account('Sample Account', 'us', us.origin), account('Sample Account EU', 'eu', eu.origin)],
    restrictedKeys: {
      analyst: world.keys.create('Sample Account', 'analyst'),
      sending: world.keys.create('Sample Account', 'sending'),
    },
    faults: world.faults,
    requests,
    store: world.store,
    idle: () => world.imports.idle(),
    offline: async () => void (await Promise.all([us.refuse(), eu.refuse()])),
    online: async () => void (await Promise.all([us.listen(), eu.listen()])),
    close: async () => {
      world.imports.stop();
      world.faults.clear();
      await Promise.all([us.close(), eu.close()]);
    },
  };
}
