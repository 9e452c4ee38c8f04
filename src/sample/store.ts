/** The state behind the embedded Mailgun: domains with four lists each. Tests may read and write it directly. */
import type { ListName } from '../mailgun/lists';
import { wholeSeconds, type SampleEntry, type SampleRecord } from './records';
import { SortedList, type Slice } from './sortedList';

export type Region = 'us' | 'eu';

/** Why a domain is disabled, as `/v4/domains` says it. */
export interface DisabledNote {
  readonly code: string;
  readonly note: string;
  readonly permanently: boolean;
  readonly reason: string;
  /** RFC 2822 date or empty. */
  readonly until: string;
}

/** What may be said of a domain when it is added. */
export interface DomainOptions {
  readonly region?: Region | undefined;
  readonly state?: 'active' | 'unverified' | 'disabled' | undefined;
  readonly type?: 'custom' | 'sandbox' | undefined;
  readonly createdAt?: number | undefined;
  readonly disabled?: DisabledNote | undefined;
}

/** A sending domain. Names are global; lists live in the domain's region only. */
export interface SampleDomain {
  /** Account name, or the id of a subaccount. */
  readonly owner: string;
  readonly name: string;
  readonly region: Region;
  readonly state: 'active' | 'unverified' | 'disabled';
  readonly type: 'custom' | 'sandbox';
  readonly createdAt: number;
  readonly disabled?: DisabledNote | undefined;
}

interface Lists {
  readonly domain: SampleDomain;
  readonly lists: Map<ListName, SortedList>;
  readonly sources: Map<ListName, () => Iterable<SampleRecord>>;
}

/** All domains and records of one embedded Mailgun. Unknown domains throw a plain Error: a mistake of the test. */
export class Store {
  private readonly domains = new Map<string, Lists>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Adds an empty domain for an account (by name) or a subaccount (by id), or replaces the one of that name. */
  addDomain(owner: string, name: string, options: DomainOptions = {}): SampleDomain {
    const domain: SampleDomain = {
      owner,
      name,
      region: options.region ?? (owner.endsWith('EU') ? 'eu' : 'us'),
      state: options.state ?? 'active',
      type: options.type ?? 'custom',
      createdAt: wholeSeconds(options.createdAt ?? this.now()),
      disabled: options.disabled,
    };
    this.domains.set(name.toLowerCase(), { domain, lists: new Map(), sources: new Map() });
    return domain;
  }

  removeDomain(name: string): void {
    this.domains.delete(name.toLowerCase());
  }

  /** The domain of a name, if there is one. */
  domain(name: string): SampleDomain | undefined {
    return this.domains.get(name.toLowerCase())?.domain;
  }

  /** The domains of an account or subaccount, in the order of their names. */
  domainsOf(owner: string, region?: Region): SampleDomain[] {
    return [...this.domains.values()]
      .map(({ domain }) => domain)
      .filter((domain) => domain.owner === owner && (region === undefined || domain.region === region))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Gives a list content that is made when somebody first asks for it. */
  defineList(domain: string, list: ListName, source: () => Iterable<SampleRecord>): void {
    const lists = this.require(domain);
    lists.lists.delete(list);
    lists.sources.set(list, source);
  }

  /** Adds or replaces entries; a missing `createdAt` means now, and what a list requires is filled in. */
  putEntries(domain: string, list: ListName, entries: Iterable<SampleEntry>): void {
    const now = this.now();
    this.list(domain, list).put(Array.from(entries, (entry) => complete(list, entry, now)));
  }

  get(domain: string, list: ListName, address: string): SampleRecord | undefined {
    return this.list(domain, list).get(address);
  }

  count(domain: string, list: ListName): number {
    return this.list(domain, list).size;
  }

  /** Every record of a list in the server's order. */
  entries(domain: string, list: ListName): SampleRecord[] {
    return [...this.list(domain, list)];
  }

  /** A part of a list in the server's order. */
  slice(domain: string, list: ListName, slice: Slice): SampleRecord[] {
    return this.list(domain, list).slice(slice);
  }

  delete(domain: string, list: ListName, address: string): boolean {
    return this.list(domain, list).delete(address);
  }

  clear(domain: string, list: ListName): void {
    this.list(domain, list).clear();
  }

  private list(domain: string, name: ListName): SortedList {
    const { lists, sources } = this.require(domain);
    let list = lists.get(name);
    if (list === undefined) {
      list = new SortedList();
      list.put(sources.get(name)?.() ?? []);
      sources.delete(name);
      lists.set(name, list);
    }
    return list;
  }

  private require(domain: string): Lists {
    const lists = this.domains.get(domain.toLowerCase());
    if (lists === undefined) {
      throw new Error(`The sample has no domain ${domain}.`);
    }
    return lists;
  }
}

function complete(list: ListName, entry: SampleEntry, now: number): SampleRecord {
  const base = { address: entry.address, createdAt: wholeSeconds(entry.createdAt ?? now) };
  switch (list) {
    case 'bounces':
      return { ...base, code: entry.code ?? '550', error: entry.error ?? '' };
    case 'unsubscribes':
      return { ...base, tags: entry.tags ?? ['*'] };
    case 'allowlist':
      return { ...base, kind: entry.kind ?? kindOf(entry.address), reason: entry.reason ?? '' };
    case 'complaints':
      return base;
  }
}

function kindOf(value: string): 'address' | 'domain' {
  return value.includes('@') ? 'address' : 'domain';
}
