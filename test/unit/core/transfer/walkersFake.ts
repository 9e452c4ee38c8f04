/** A list behind the paging of the API, in memory: of any order, with changes and trouble between requests. */
import { MailgunError } from '../../../../src/mailgun/errors';
import type { CallOptions, MailgunApi, PageQuery } from '../../../../src/mailgun/api';
import type { Entry, Page } from '../../../../src/mailgun/records';

export type Order = (a: string, b: string) => number;

const lower: Order = (a, b) => byUnits(a.toLowerCase(), b.toLowerCase()) || byUnits(a, b);

/** Orders that a server might have, however odd. */
export const ORDERS: Readonly<Record<string, Order>> = {
  'without case': lower,
  'by code units': byUnits,
  'of a language': (a, b) => collator.compare(a, b) || byUnits(a, b),
  'without punctuation': (a, b) => byUnits(a.replace(/[^a-z0-9]/gi, ''), b.replace(/[^a-z0-9]/gi, '')) || byUnits(a, b),
  'by length': (a, b) => a.length - b.length || byUnits(a, b),
  backwards: (a, b) => byUnits(b, a),
  'by the end': (a, b) => byUnits([...a].reverse().join(''), [...b].reverse().join('')),
  'by a hash': (a, b) => hash(a) - hash(b) || byUnits(a, b),
};

const collator = new Intl.Collator('en', { numeric: true });

function byUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function hash(text: string): number {
  let value = 7;
  for (const char of text) value = Math.imul(value ^ char.charCodeAt(0), 0x01000193);
  return value >>> 0;
}

export interface FakeOptions {
  readonly pageSize: number;
  readonly order: Order;
  /** Which request, counted from 0, may take how many turns of the event loop. */
  readonly turns?: ((request: number) => number) | undefined;
  /** What a divider that is not on the list does. */
  readonly strangers?: 'work' | 'refused' | 'ignored' | 'empty' | undefined;
  /** Runs before a request is answered. */
  readonly before?: ((request: number, query: PageQuery, list: FakeServer) => void) | undefined;
}

/** The one call that reading a list needs. */
export class FakeServer {
  requests = 0;
  #sorted: string[];

  constructor(
    addresses: readonly string[],
    private readonly options: FakeOptions,
  ) {
    this.#sorted = [...addresses].sort(options.order);
  }

  get addresses(): readonly string[] {
    return this.#sorted;
  }

  get api(): MailgunApi {
    return {
      listPage: (_domain, _list, query, call) => this.#answer(query ?? {}, call),
      streamPage: async (_domain, _list, query, reader, call) => {
        const page = await this.#answer(query, call);
        reader.begin();
        for (const part of this.#written(page)) reader.add(part);
        if (!(await reader.read())) throw new Error('This is not JSON.');
      },
    } as Partial<MailgunApi> as MailgunApi;
  }

  add(address: string): void {
    if (!this.#sorted.includes(address)) this.#sorted = [...this.#sorted, address].sort(this.options.order);
  }

  remove(address: string): void {
    this.#sorted = this.#sorted.filter((other) => other !== address);
  }

  async #answer(query: PageQuery, { signal }: CallOptions = {}): Promise<Page> {
    const request = this.requests++;
    const wait = (): void => {
      if (signal?.aborted) throw new MailgunError('cancelled', 'The request was cancelled.');
    };
    wait();
    for (let turn = this.options.turns?.(request) ?? 1; turn > 0; turn--) {
      await new Promise((resolve) => setImmediate(resolve));
      wait();
    }
    this.options.before?.(request, query, this);
    return this.#page(query);
  }

  /** A page as the API sends it, in two pieces. */
  #written({ entries, next }: Page): Buffer[] {
    const items = entries.map(({ address }) => ({ address, created_at: 'Thu, 13 Oct 2011 18:02:00 UTC' }));
    const link = new URLSearchParams({ page: 'next', address: next?.address ?? '', limit: `${this.options.pageSize}` });
    const body = Buffer.from(
      JSON.stringify({ items, paging: { next: `https://api.example/list?${link.toString()}` } }),
    );
    return [body.subarray(0, 50), body.subarray(50)];
  }

  #page({ cursor, limit = 100, term = '' }: PageQuery): Page {
    const size = Math.min(limit, this.options.pageSize);
    const all = term === '' ? this.#sorted : this.#sorted.filter((address) => address.startsWith(term));
    if (cursor?.page === 'last') return { entries: all.slice(-size).map(entry) };
    const { strangers = 'work', order } = this.options;
    const pivot = cursor?.address;
    let start = pivot === undefined ? 0 : partition(all, (address) => order(address, pivot) <= 0);
    if (pivot !== undefined && strangers !== 'work' && all[start - 1] !== pivot) {
      if (strangers === 'refused') throw new MailgunError('invalid', 'Mailgun refused the request.', { status: 400 });
      if (strangers === 'empty') return { entries: [] };
      start = 0;
    }
    const addresses = all.slice(start, start + size);
    const last = addresses.at(-1);
    const entries = addresses.map(entry);
    return last === undefined || addresses.length < size
      ? { entries }
      : { entries, next: { page: 'next', address: last } };
  }
}

/** How many at the beginning are on the left side. */
function partition(sorted: readonly string[], isLeft: (address: string) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isLeft(sorted[middle] ?? '')) low = middle + 1;
    else high = middle;
  }
  return low;
}

function entry(address: string): Entry {
  return { list: 'complaints', address };
}
