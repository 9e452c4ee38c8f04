/** Two embedded Mailguns with six accounts, and a client of each: what a soak plays on. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Change } from '../../../src/core/change';
import { FileChangeStore } from '../../../src/core/changeStore';
import type { BulkPorts } from '../../../src/core/transfer/bulk/bulkPorts';
import { Jobs } from '../../../src/core/transfer/jobs';
import { MailgunClient } from '../../../src/mailgun/client';
import { SAMPLE_SUBACCOUNT_ID, startSample, type SampleServer } from '../../../src/sample/server';
import type { Random } from './random';
import { SoakClock } from './soakClock';
import type { WireAccount } from './wire';

/** For a request that is never answered, in milliseconds of real time. */
const SILENCE = 150;
const PATIENCE = 60_000;
const MAX_ANSWER = 1_000_000;

/** One server, with the times it was off the network. */
export class Site {
  isOnline = true;
  /** How often it was cut off. */
  cuts = 0;

  constructor(readonly server: SampleServer) {}

  async cutOff(): Promise<void> {
    this.isOnline = false;
    this.cuts += 1;
    await this.server.offline();
  }

  async restore(): Promise<void> {
    await this.server.online();
    this.isOnline = true;
  }
}

export interface Account extends WireAccount {
  readonly site: Site;
  readonly baseUrl: string;
  /** As the server's log names it. */
  readonly owner: string;
  /** The last one has a large list. */
  readonly domains: readonly [string, string, string];
  /** Calls under way that meet silence: every request of the account is given little time then. */
  silences: number;
  /** How many there have been. */
  silenced: number;
}

/** Counts what is kept: the store forgets the oldest. */
class CountingStore extends FileChangeStore {
  added = 0;

  override async add(change: Change): Promise<void> {
    this.added += 1;
    await super.add(change);
  }
}

export class Stage {
  readonly store: CountingStore;
  readonly ports: BulkPorts;
  #clients = new Map<string, MailgunClient>();

  private constructor(
    readonly folder: string,
    readonly clock: SoakClock,
    readonly sites: readonly Site[],
    readonly accounts: readonly Account[],
  ) {
    this.store = new CountingStore(path.join(folder, 'changes'));
    this.ports = {
      api: (id) => Promise.resolve(this.client(id)),
      store: this.store,
      jobs: new Jobs(path.join(folder, 'jobs')),
      folder: path.join(folder, 'bulk'),
      now: () => clock.now(),
      walkers: 4,
    };
  }

  static async open(random: Random): Promise<Stage> {
    const clock = new SoakClock(() => random.next());
    const folder = await mkdtemp(path.join(tmpdir(), 'soak-'));
    await mkdir(path.join(folder, 'files'));
    const options = { data: 'empty', now: () => clock.now(), importDelayMs: 0 } as const;
    const sites = [new Site(await startSample(options)), new Site(await startSample(options))];
    return new Stage(folder, clock, sites, sites.flatMap(accountsOf));
  }

  /** The client of an account, made when it is first asked for. */
  client(id: string): MailgunClient {
    const known = this.#clients.get(id);
    if (known !== undefined) return known;
    const account = this.account(id);
    const { baseUrl, apiKey, subaccountId } = account;
    const timeoutMs = (): number => (account.silences > 0 ? SILENCE : PATIENCE);
    const bounds = { timeoutMs, maxResponseBytes: MAX_ANSWER, clock: this.clock };
    const client = new MailgunClient({ baseUrl, apiKey, subaccountId, ...bounds });
    this.#clients.set(id, client);
    return client;
  }

  account(id: string): Account {
    const account = this.accounts.find((each) => each.id === id);
    if (account === undefined) throw new Error(`There is no account ${id}.`);
    return account;
  }

  file(name: string): string {
    return path.join(this.folder, 'files', name);
  }

  /** Closes every connection; clients are made anew when they are needed. */
  hangUp(): void {
    for (const client of this.#clients.values()) client.dispose();
    this.#clients = new Map();
    for (const { server } of this.sites) server.faults.clear();
  }

  async close(): Promise<void> {
    this.hangUp();
    await Promise.all(this.sites.map(({ server }) => server.close()));
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** US, EU and a subaccount. Both sites know `mg.shared.example`, in different regions, of different accounts. */
function accountsOf(site: Site, index: number): Account[] {
  const { server } = site;
  const [us, eu] = server.accounts;
  if (us === undefined || eu === undefined) throw new Error('The sample has two accounts.');
  const roles = [
    { ...us, name: 'us', owner: us.name, subaccountId: undefined },
    { ...eu, name: 'eu', owner: eu.name, subaccountId: undefined },
    { ...us, name: 'sub', owner: SAMPLE_SUBACCOUNT_ID, subaccountId: SAMPLE_SUBACCOUNT_ID },
  ];
  return roles.map(({ name, region, baseUrl, apiKey, owner, subaccountId }, role): Account => {
    const id = `${name}${index + 1}`;
    const second = role === index ? 'mg.shared.example' : `mg.${id}.example`;
    const domains = [`mail.${id}.example`, second, `big.${id}.example`] as const;
    for (const domain of domains) server.store.addDomain(owner, domain, { region });
    return {
      id,
      site,
      host: new URL(baseUrl).host,
      baseUrl,
      apiKey,
      owner,
      subaccountId,
      domains,
      silences: 0,
      silenced: 0,
    };
  });
}
