/** The state behind the embedded Mailgun: domains with four lists each. Tests may read and write it directly. */
import { LIST_NAMES, type ListName } from '../mailgun/lists';
import { keyOf, wholeSeconds, type SampleEntry, type SampleRecord } from './records';
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

/** An entry of an address, standing or deleted. */
export interface Standing {
  readonly list: ListName;
  readonly record: SampleRecord;
  /** When it was deleted, in milliseconds since the epoch. */
  readonly until?: number | undefined;
  /** Whether somebody added it. */
  readonly byHand?: boolean | undefined;
}

/** The most entries of a domain of which it is remembered that they were deleted, or added by hand. */
const REMEMBERED = 10_000;

interface Lists {
  readonly domain: SampleDomain;
  /** Deleted entries by address: the logs still tell of them. */
  readonly past: Map<string, Standing[]>;
  /** Entries that somebody added. */
  readonly byHand: Set<string>;
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
    this.domains.set(name.toLowerCase(), {
      domain,
      past: new Map(),
      byHand: new Set(),
      lists: new Map(),
      sources: new Map(),
    });
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
    const { byHand } = this.require(domain);
    const put = (entry: SampleEntry): SampleRecord => {
      const record = complete(list, entry, now);
      if (entry.byHand === true && byHand.size < REMEMBERED) byHand.add(identity(list, record));
      return record;
    };
    this.list(domain, list).put(Array.from(entries, put));
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
    const record = this.get(domain, list, address);
    if (record !== undefined) this.remember(domain, list, record);
    return this.list(domain, list).delete(address);
  }

  /** Where an address stands, and where it stood until an entry was deleted on its own. */
  standing(domain: string, address: string): Standing[] {
    const { byHand, past } = this.require(domain);
    const now = LIST_NAMES.flatMap((list) => {
      const record = this.get(domain, list, address);
      return record === undefined ? [] : [{ list, record, byHand: byHand.has(identity(list, record)) }];
    });
    const isBack = ({ list, record }: Standing): boolean =>
      now.some((entry) => entry.list === list && entry.record.createdAt === record.createdAt);
    return [...now, ...(past.get(keyOf(address)) ?? []).filter((entry) => !isBack(entry))];
  }

  clear(domain: string, list: ListName): void {
    this.list(domain, list).clear();
  }

  private remember(domain: string, list: ListName, record: SampleRecord): void {
    const { past, byHand } = this.require(domain);
    const standing = { list, record, until: this.now(), byHand: byHand.has(identity(list, record)) };
    const key = keyOf(record.address);
    past.set(key, [...(past.get(key) ?? []).slice(-9), standing]);
    for (const oldest of past.keys()) {
      if (past.size <= REMEMBERED) break;
      past.delete(oldest);
    }
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

function identity(list: ListName, { address, createdAt }: SampleRecord): string {
  return [list, createdAt, keyOf(address)].join(' ');
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
