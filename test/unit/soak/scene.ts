/** The stage with everybody on it: what is under way, what it meets, and what all lists must hold. */
import type { MailgunClient } from '../../../src/mailgun/client';
import { MailgunError } from '../../../src/mailgun/errors';
import { LIST_NAMES, LISTS, type ListName } from '../../../src/mailgun/lists';
import type { Entry } from '../../../src/mailgun/records';
import type { FaultKind, LoggedRequest, SampleServer } from '../../../src/sample/server';
import { Locks } from './locks';
import { assertList, entryOf, Model, placeKey, type Place, type Standing } from './model';
import { entryFor, isLarge, peopleOf } from './people';
import type { Random } from './random';
import type { Account, Site, Stage } from './stage';
import { Tally } from './tally';
import type { WireWatch } from './wire';

/** What meets the requests of an operation. */
export interface Meeting {
  /** A request has come in; the fault that it meets. Of those to lists it is told when they are answered. */
  strike(now: number, isOfList: boolean): FaultKind | undefined;
  /** A request to a list has been answered, or given up. */
  answered(): void;
}

type Request = Parameters<SampleServer['faults']['take']>[0];

const SEGMENTS = new Map<string, ListName>(LIST_NAMES.map((list) => [LISTS[list].segment, list]));

export class Scene {
  readonly model = new Model();
  readonly locks = new Locks();
  readonly meetings = new Map<string, Meeting>();
  readonly operations = new Tally();
  readonly faults = new Tally();
  readonly outcomes = new Tally();
  /** Requests that nobody had asked for, or not any more. */
  readonly unasked: string[] = [];

  constructor(
    readonly stage: Stage,
    readonly wire: WireWatch,
  ) {
    for (const site of stage.sites) this.#attend(site);
  }

  /** All lists of an account, or of all accounts. */
  places(accounts: readonly Account[] = this.stage.accounts): Place[] {
    return accounts.flatMap(({ id, domains }) =>
      domains.flatMap((domain) => LIST_NAMES.map((list): Place => ({ accountId: id, domain, list }))),
    );
  }

  /** Puts half of everybody on every list. */
  fill(random: Random): void {
    for (const place of this.places())
      for (const address of peopleOf(place))
        if (isLarge(place) || random.chance(0.5))
          this.model.put(place, address, entryFor(place.list, address, random, true));
    this.renew();
  }

  /** Makes the server anew from the model, so that what it remembers of the past does not count as growth. */
  renew(): void {
    for (const { owner, domains, site, baseUrl } of this.stage.accounts) {
      const region = site.server.regions.eu === baseUrl ? 'eu' : 'us';
      for (const domain of domains) site.server.store.addDomain(owner, domain, { region });
    }
    for (const place of this.places())
      this.serverOf(place).store.putEntries(place.domain, place.list, this.model.entries(place));
  }

  serverOf({ accountId }: Pick<Place, 'accountId'>): SampleServer {
    return this.stage.account(accountId).site.server;
  }

  /** What stands there, as the server itself has it. */
  standing(place: Place, address: string): Standing {
    const record = this.serverOf(place).store.get(place.domain, place.list, address);
    return record === undefined ? null : entryOf(place.list, record);
  }

  /** What the account's client reads, once the network lets it. */
  async read<T>(accountId: string, what: (client: MailgunClient) => Promise<T>): Promise<T> {
    const { site } = this.stage.account(accountId);
    for (;;) {
      while (!site.isOnline) await this.stage.clock.sleep(100);
      try {
        return await what(this.stage.client(accountId));
      } catch (error) {
        if (!MailgunError.is(error, 'network')) throw error;
      }
    }
  }

  /** Fails unless every list on every server is as the model has it, and each answered request acted for the owner of its path. */
  compare(): void {
    for (const place of this.places()) {
      const records = this.serverOf(place).store.entries(place.domain, place.list);
      const entries = records.map((record): Entry => entryOf(place.list, record));
      assertList(entries, this.model.entries(place), `The server, ${placeKey(place)}`);
    }
    for (const { server } of this.stage.sites) {
      for (const { account, path } of server.requests.entries) {
        const domain = server.store.domain(decodeURIComponent(/^\/v3\/([^/]+)\//.exec(path)?.[1] ?? ''));
        if (account !== undefined && domain !== undefined && domain.owner !== account)
          this.wire.strays.push(`${path} was answered for ${account}`);
      }
      server.requests.clear();
    }
  }

  #attend(site: Site): void {
    const { faults, requests } = site.server;
    const add = requests.add.bind(requests);
    faults.take = (request) => this.#strike(site, request);
    requests.add = (entry: LoggedRequest): void => {
      add(entry);
      this.meetings.get(this.#listKey(site, entry.path) ?? '')?.answered();
    };
  }

  #strike(site: Site, request: Request): FaultKind | undefined {
    const { authorization, onBehalfOf, path } = request;
    const host = new URL(request.origin).host;
    const whose = this.wire.accountOf({ authorization, host, 'x-mailgun-on-behalf-of': onBehalfOf })?.id;
    const list = this.#listKey(site, path);
    const key = list ?? `${whose ?? 'nobody'} ${path.startsWith('/v4/') ? 'domains' : 'logs'}`;
    const meeting = this.meetings.get(key);
    if (meeting === undefined) this.unasked.push(`${request.method} ${path}`);
    return meeting?.strike(this.stage.clock.now(), list !== undefined);
  }

  /** The list that a path is about. */
  #listKey(site: Site, path: string): string | undefined {
    const [, , name = '', segment = ''] = path.split('/').map(decodeURIComponent);
    const list = SEGMENTS.get(segment);
    const owner = this.stage.accounts.find((each) => each.site === site && each.domains.includes(name));
    if (list === undefined || owner === undefined) return undefined;
    return placeKey({ accountId: owner.id, domain: name, list });
  }
}
