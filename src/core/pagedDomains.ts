/** The domains of one account, loaded page by page. The API pages them by offset, so a list that changes meanwhile shifts. */
import type { CallOptions, DomainQuery, MailgunApi } from '../mailgun/api';
import type { Domain, DomainPage } from '../mailgun/records';
import { PagedSource } from './pagedSource';

/** Reads one page of an account's domains. */
export type ReadDomains = (query: DomainQuery, call: CallOptions) => Promise<DomainPage>;

/** Most domains the server puts on a page. */
const MAX_PAGE = 1000;
/** How often a reading begins anew because the number of domains changed under it; after that, what came is taken. */
const MAX_RESTARTS = 3;

/** What came of reading: `skip` is how many the server has handed out, repetitions included. */
interface Reading {
  readonly domains: readonly Domain[];
  readonly total: number;
  readonly skip: number;
  readonly atEnd: boolean;
}

const NOTHING: Reading = { domains: [], total: 0, skip: 0, atEnd: false };

/** The loaded part of an account's domains, in the server's order, each name once. */
export class PagedDomains extends PagedSource {
  #reading = NOTHING;
  #loaded = false;
  /** Domains that were asked for by name. */
  readonly #included = new Map<string, Domain>();

  constructor(
    private readonly read: ReadDomains,
    private readonly options: { pageSize(): number } = { pageSize: () => MAX_PAGE },
  ) {
    super();
  }

  get domains(): readonly Domain[] {
    if (this.#included.size === 0) return this.#reading.domains;
    const read = new Set(this.#reading.domains.map(({ name }) => name));
    return [...this.#reading.domains, ...[...this.#included.values()].filter(({ name }) => !read.has(name))];
  }

  /** How many domains the server counts; 0 before the first page. */
  get totalCount(): number {
    return this.#reading.total;
  }

  get hasMore(): boolean {
    return this.#loaded && !this.#reading.atEnd;
  }

  get isComplete(): boolean {
    return this.#loaded && this.#reading.atEnd;
  }

  /** Loads the first page, unless there is something already. Calls at the same time share one request. */
  load(): Promise<void> {
    return this.#loaded ? Promise.resolve() : this.#loadUpTo('load', () => (this.#loaded ? 0 : this.#pageSize()));
  }

  /** Loads the next page; without one, the first. */
  loadMore(): Promise<void> {
    if (this.#loaded && this.#reading.atEnd) return Promise.resolve();
    return this.#loadUpTo('more', () => this.#reading.skip + this.#pageSize());
  }

  /** Loads all domains. */
  loadAll(): Promise<void> {
    return this.isComplete ? Promise.resolve() : this.#loadUpTo('all', () => Infinity);
  }

  /** Reads as much as is loaded again; what is shown changes only when all of it has come. */
  refresh(): Promise<void> {
    return this.#loadUpTo('refresh', () => Math.max(this.#reading.skip, this.#pageSize()), true);
  }

  /** Puts a domain beyond the loaded ones among them, so that it can be shown without loading all in between. */
  include(domain: Domain): void {
    this.#included.set(domain.name, domain);
    this.changed();
  }

  protected override restState(): 'idle' | 'ready' {
    return this.#loaded ? 'ready' : 'idle';
  }

  #pageSize(): number {
    return Math.min(MAX_PAGE, Math.max(1, Math.floor(this.options.pageSize())));
  }

  #loadUpTo(kind: string, wanted: () => number, afresh = false): Promise<void> {
    return this.run(kind, async (call, alive) => {
      const reading = await readUpTo(this.read, wanted(), afresh ? NOTHING : this.#reading, call);
      alive();
      this.#reading = reading;
      this.#loaded = true;
    });
  }
}

/** Every domain of an account, in pages of 1000. */
export async function readAllDomains(
  api: Pick<MailgunApi, 'listDomains'>,
  call: CallOptions = {},
): Promise<readonly Domain[]> {
  const read: ReadDomains = (query, options) => api.listDomains(query, options);
  return (await readUpTo(read, Infinity, NOTHING, call)).domains;
}

/** Goes on from what was read until `wanted` domains are there. When their number changes on the way, begins anew. */
async function readUpTo(read: ReadDomains, wanted: number, from: Reading, call: CallOptions): Promise<Reading> {
  let reading = from;
  let restarts = 0;
  while (!reading.atEnd && reading.skip < wanted) {
    const limit = Math.min(MAX_PAGE, wanted - reading.skip);
    const page = await read({ limit, skip: reading.skip }, call);
    const hasShifted = reading.skip > 0 && page.totalCount !== reading.total;
    if (hasShifted && restarts < MAX_RESTARTS) {
      restarts += 1;
      reading = NOTHING;
    } else {
      reading = extended(reading, page);
    }
  }
  return reading;
}

function extended({ domains, skip }: Reading, page: DomainPage): Reading {
  const byName = new Map(domains.map((domain) => [domain.name, domain]));
  for (const domain of page.domains) byName.set(domain.name, domain);
  const read = skip + page.domains.length;
  const atEnd = page.domains.length === 0 || read >= page.totalCount;
  return { domains: [...byName.values()], total: page.totalCount, skip: read, atEnd };
}
