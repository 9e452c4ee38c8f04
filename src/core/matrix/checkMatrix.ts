/** Fills a matrix: every account, domain and list, each by whichever way takes fewer requests, and none stopped by another that refuses. */
import type { MailgunApi, Wait } from '../../mailgun/api';
import { LIST_NAMES } from '../../mailgun/lists';
import { addressKey } from '../addressSyntax';
import { Closing } from '../closing';
import { errorText, type ErrorText } from '../errorText';
import { domainsOf, type CheckPorts } from '../lookup';
import { runPool } from '../pool';
import type { ListRef } from '../refs';
import { checkPlace, singlesFor, type PlaceOptions } from './checkPlace';
import type { Matrix } from './matrix';
import type { Method } from './matrixTypes';
import { withMethods } from './withMethods';

/** Lists asked at once in one account. */
const PLACES_AT_ONCE = 8;

/** Where to ask. */
export interface MatrixScope {
  readonly accountIds: readonly string[];
  /** Only these sending domains; all of each account if absent. */
  readonly domains?: readonly string[] | undefined;
}

/** What is known of how a list is asked. `waiting`: not begun. */
export interface PlaceProgress {
  readonly way: 'waiting' | 'read' | 'ask' | 'done';
  /** How it was answered; both where reading was given up. */
  readonly read: boolean;
  readonly asked: boolean;
  /** Requests made for it. */
  readonly requests: number;
  /** Entries of the list that were looked at. */
  readonly entries: number;
}

/** What stands beside the cells: how it goes, and what could not be asked as a whole. */
export interface MatrixProgress {
  /** Requests made to lists. */
  requests: number;
  /** Requests that asking for each address would have taken. */
  singles: number;
  /** By index of the place. */
  readonly places: PlaceProgress[];
  /** Accounts whose domains could not be read, and domains that nobody has. */
  readonly problems: (ErrorText & { readonly accountId: string; readonly domain?: string | undefined })[];
}

export interface MatrixOptions {
  readonly method: Method;
  readonly signal?: AbortSignal | undefined;
  readonly onWait?: ((wait: Wait) => void) | undefined;
  /** Only these lists are asked, all rows of them anew; otherwise every cell that has no answer. */
  readonly only?: readonly ListRef[] | undefined;
  /** Something is known that was not before. */
  readonly onChange?: (() => void) | undefined;
}

/** What was made of nothing yet. */
export function noProgress(): MatrixProgress {
  return { requests: 0, singles: 0, places: [], problems: [] };
}

const WAITING: PlaceProgress = { way: 'waiting', read: false, asked: false, requests: 0, entries: 0 };

/**
 * Asks what has no answer yet and notes in `matrix` and `progress` what comes of it. Never rejects: what failed is in the cells and in
 * `progress.problems`, what a cancel left out is marked `notAsked`.
 */
export async function checkMatrix(
  matrix: Matrix,
  progress: MatrixProgress,
  scope: MatrixScope,
  ports: CheckPorts,
  options: MatrixOptions,
): Promise<void> {
  progress.problems.length = 0;
  const accountIds = [...new Set(options.only?.map(({ accountId }) => accountId) ?? scope.accountIds)];
  const known = new Set<string>();
  await Promise.all(
    accountIds.map(async (accountId) => {
      const account = new AccountMatrix(accountId, matrix, progress, ports, options);
      try {
        const domains = await account.open(scope);
        for (const domain of domains) known.add(addressKey(domain));
        await account.run(domains);
      } catch (error) {
        account.giveUp();
        if (options.signal?.aborted !== true) progress.problems.push({ accountId, ...errorText(error) });
        options.onChange?.();
      }
    }),
  );
  const isWhole = options.only === undefined && progress.problems.length === 0 && options.signal?.aborted !== true;
  const [first = ''] = scope.accountIds;
  for (const domain of isWhole ? (scope.domains ?? []) : [])
    if (!known.has(addressKey(domain)))
      progress.problems.push({ accountId: first, domain, reason: 'None of the accounts has this domain.' });
  options.onChange?.();
}

class AccountMatrix {
  readonly #closing = new Closing();
  #api: MailgunApi | undefined;

  constructor(
    private readonly accountId: string,
    private readonly matrix: Matrix,
    private readonly progress: MatrixProgress,
    private readonly ports: CheckPorts,
    private readonly options: MatrixOptions,
  ) {}

  /** The domains to ask, with a column for each list of theirs. Throws when the account cannot be asked. */
  async open(scope: MatrixScope): Promise<readonly string[]> {
    const { signal, onWait, only } = this.options;
    this.#api = await this.ports.api(this.accountId);
    if (only !== undefined) return [];
    const domains = await domainsOf(this.accountId, scope, this.ports, { signal, onWait });
    for (const list of LIST_NAMES) for (const domain of domains) this.#add({ accountId: this.accountId, domain, list });
    const known = new Set(domains.map(addressKey));
    for (const [place, { domain }] of this.#places)
      if (!known.has(addressKey(domain)))
        this.#fail(place, this.matrix.openRows(place), new Error('The account has no such domain any more.'));
    this.options.onChange?.();
    return domains;
  }

  /** Marks what is still waiting as not asked. */
  giveUp(): void {
    for (const [place] of this.#places)
      for (const row of this.matrix.openRows(place))
        if (this.matrix.state(place, row) === 'waiting') this.matrix.mark(place, row, 'notAsked');
  }

  /** The columns of the account. */
  get #places(): [number, ListRef][] {
    return [...this.matrix.places.entries()].filter(([, { accountId }]) => accountId === this.accountId);
  }

  /** Asks all lists of the domains, several at once. */
  async run(domains: readonly string[]): Promise<void> {
    const { only, signal } = this.options;
    const refs =
      only?.filter(({ accountId }) => accountId === this.accountId) ??
      LIST_NAMES.flatMap((list) => domains.map((domain) => ({ accountId: this.accountId, domain, list })));
    const places = refs.flatMap((ref) => this.matrix.placeOf(ref) ?? []);
    await runPool(places, (place) => this.#check(place), { concurrency: PLACES_AT_ONCE, signal });
    if (signal?.aborted === true) this.giveUp();
  }

  #add(ref: ListRef): void {
    const place = this.matrix.addPlace(ref);
    if (this.progress.places[place] !== undefined) return;
    this.progress.places[place] = WAITING;
    this.progress.singles += singlesFor(ref.list, this.matrix.addresses);
  }

  async #check(place: number): Promise<void> {
    const { matrix, options } = this;
    const ref = matrix.places[place];
    if (ref === undefined || this.#api === undefined) return;
    const { domain, list } = ref;
    const open = this.#begin(place);
    if (open.size === 0) return;
    const rows = new Map([...open].map((row) => [row, matrix.addresses[row] ?? '']));
    try {
      if (!this.#closing.isClosed(domain, list))
        await checkPlace(this.#watched(this.#api, place), { domain, list, rows }, this.#options(place, ref, open));
    } catch (error) {
      if (options.signal?.aborted !== true) {
        this.#closing.failed(domain, list, error);
        this.#fail(place, open, error);
        this.#update(place, { read: false, asked: false });
      }
    }
    if (options.signal?.aborted !== true && open.size > 0)
      this.#fail(place, open, this.#closing.reason(domain, list) ?? new Error('There was no answer.'));
    this.#update(place, { way: 'done' });
  }

  /** The rows to ask about, as a set from which those go that are done with. */
  #begin(place: number): Set<number> {
    const { matrix } = this;
    if (this.options.only !== undefined) return new Set(matrix.addresses.keys());
    const rows = matrix.openRows(place);
    for (const row of rows) if (matrix.state(place, row) !== 'listed') matrix.mark(place, row, 'waiting');
    return new Set(rows);
  }

  #options(place: number, { domain, list }: ListRef, open: Set<number>): PlaceOptions {
    const { matrix } = this;
    const { method, signal, onWait } = this.options;
    return {
      ...{ method, signal, onWait },
      concurrency: this.ports.concurrency?.() ?? 16,
      isOver: () => this.#closing.isClosed(domain, list),
      found: (row, entry) => this.#note(() => matrix.found(place, row, entry)),
      answered: (row, entries) => {
        open.delete(row);
        this.#note(() => matrix.answered(place, row, entries));
      },
      failed: (rows, error) => {
        this.#closing.failed(domain, list, error);
        this.#fail(place, rows, error);
        for (const row of rows) open.delete(row);
      },
      onWay: (way) => this.#update(place, { way, ...(way === 'read' ? { read: true } : { asked: true }) }),
      onRead: (entries) => this.#update(place, { entries }),
    };
  }

  #fail(place: number, rows: Iterable<number>, error: unknown): void {
    const text = errorText(error);
    this.#note(() => {
      for (const row of rows) this.matrix.failed(place, row, text);
    });
  }

  #note(change: () => void): void {
    change();
    this.options.onChange?.();
  }

  #update(place: number, change: Partial<PlaceProgress>): void {
    this.progress.places[place] = { ...(this.progress.places[place] ?? WAITING), ...change };
    this.options.onChange?.();
  }

  /** The client, each of whose requests is counted, and each of whose answers is one of the domain. */
  #watched(api: MailgunApi, place: number): MailgunApi {
    const watch = async <T>(domain: string, request: () => Promise<T>): Promise<T> => {
      this.progress.requests += 1;
      this.#update(place, { requests: (this.progress.places[place]?.requests ?? 0) + 1 });
      const answer = await request();
      this.#closing.answered(domain);
      return answer;
    };
    return withMethods(api, {
      find: (domain, ...rest) => watch(domain, () => api.find(domain, ...rest)),
      listPage: (domain, ...rest) => watch(domain, () => api.listPage(domain, ...rest)),
    });
  }
}
