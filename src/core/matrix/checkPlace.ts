/** One list of one domain: which of the wanted addresses stand on it, by reading it or by asking for each. */
import type { CallOptions, MailgunApi } from '../../mailgun/api';
import { MailgunError } from '../../mailgun/errors';
import type { ListName } from '../../mailgun/lists';
import { pathSegment } from '../../mailgun/paths';
import type { Entry } from '../../mailgun/records';
import { addressKey, domainOf } from '../addressSyntax';
import { cancelledError } from '../errorText';
import { runPool } from '../pool';
import { readEntries } from '../transfer/walkers/readEntries';
import { FEW, OverBudget, PageBudget, WALKERS } from './pageBudget';
import type { Method } from './matrixTypes';
import { withMethods } from './withMethods';

/** What is to be found out. */
export interface PlaceQuestion {
  readonly domain: string;
  readonly list: ListName;
  /** The wanted rows of the matrix, each with its address. */
  readonly rows: ReadonlyMap<number, string>;
}

/** What a check of a place tells and heeds. Each row ends in `answered` or `failed`, unless the whole throws. */
export interface PlaceOptions extends CallOptions {
  readonly method: Method;
  /** Questions at once. */
  readonly concurrency: number;
  /** An entry was found that speaks of a row; more may follow. */
  found(row: number, entry: Entry): void;
  /** Everything is known of a row: nothing but these stands there. */
  answered(row: number, entries: readonly Entry[]): void;
  /** One question failed. */
  failed(rows: readonly number[], error: unknown): void;
  /** Whether it is not worth asking any more; what is open is then left so. */
  isOver(): boolean;
  /** The list is read, or asked for one address after the other, from now on. */
  onWay?: ((way: 'read' | 'ask') => void) | undefined;
  /** So many entries of the list have been read. */
  onRead?: ((entries: number) => void) | undefined;
}

/** What one question is asked for: an address, or on the allowlist the domain of several. */
type Values = Map<string, { readonly value: string; readonly rows: number[] }>;

/** How many requests asking one by one takes for some addresses: on the allowlist their domains are asked for too. */
export function singlesFor(list: ListName, addresses: Iterable<string>): number {
  const values = new Set<string>();
  for (const address of addresses) for (const value of valuesOf(list, address)) values.add(addressKey(value));
  return values.size;
}

/**
 * Finds out about all rows. Throws MailgunError when the list as a whole cannot be asked, `cancelled` as soon as the signal says so; what
 * was answered until then stays so.
 */
export async function checkPlace(api: MailgunApi, question: PlaceQuestion, options: PlaceOptions): Promise<void> {
  const check = new PlaceCheck(api, question, options);
  if (options.method === 'single' || (options.method === 'auto' && check.open <= FEW)) return check.ask();
  if (!(await check.read(options.method === 'lists' ? Infinity : check.open))) await check.ask();
}

class PlaceCheck {
  readonly #values: Values = new Map();
  readonly #found = new Map<number, Entry[]>();
  /** Of each row, how many questions are open. */
  readonly #open = new Map<number, number>();

  constructor(
    private readonly api: MailgunApi,
    private readonly question: PlaceQuestion,
    private readonly options: PlaceOptions,
  ) {
    for (const [row, address] of question.rows) this.#want(row, address);
  }

  /** Questions that are not answered. */
  get open(): number {
    return this.#values.size;
  }

  /** Reads the list unless that takes more requests than `budget`; whether it was read to its end. */
  async read(budget: number): Promise<boolean> {
    const { domain, list } = this.question;
    const { signal, onWait, method } = this.options;
    this.options.onWay?.('read');
    const pages = new PageBudget(this.api, budget);
    const api = withMethods(this.api, { listPage: (...args) => pages.listPage(...args) });
    const known = new Map<string, Entry>();
    const call = { signal, onWait, walkers: WALKERS, onProgress: this.options.onRead };
    let isWhole = true;
    try {
      await readEntries(api, { domain, list }, call, (entries) => {
        for (const entry of entries) {
          const key = addressKey(entry.address);
          if (!this.#values.has(key) || known.has(key)) continue;
          known.set(key, entry);
          this.#tell(key, entry);
        }
      });
    } catch (error) {
      isWhole = false;
      if (!(error instanceof OverBudget) && (method === 'lists' || !mayBeAsked(error))) throw error;
    }
    for (const key of isWhole ? [...this.#values.keys()] : known.keys()) this.#settle(key, known.get(key));
    return isWhole;
  }

  /** Asks for each address that is not known yet. */
  async ask(): Promise<void> {
    const { domain, list } = this.question;
    const { signal, onWait, concurrency } = this.options;
    this.options.onWay?.('ask');
    const one = async ([key, { value, rows }]: [string, { value: string; rows: number[] }]): Promise<void> => {
      if (this.options.isOver()) return;
      try {
        const entry = await this.api.find(domain, list, value, { signal, onWait });
        if (entry !== undefined) this.#tell(key, entry);
        this.#settle(key, entry);
      } catch (error) {
        if (signal?.aborted === true) throw cancelledError();
        this.#values.delete(key);
        this.options.failed(rows, error);
      }
    };
    const complete = await runPool([...this.#values], one, { concurrency, signal });
    if (!complete) throw cancelledError();
  }

  #want(row: number, address: string): void {
    const { list } = this.question;
    try {
      const values = valuesOf(list, address);
      for (const value of values) pathSegment(value);
      this.#open.set(row, values.length);
      for (const value of values) {
        const known = this.#values.get(addressKey(value));
        if (known === undefined) this.#values.set(addressKey(value), { value, rows: [row] });
        else known.rows.push(row);
      }
    } catch (error) {
      // What cannot be named to Mailgun is not looked for in what was read either.
      this.options.failed([row], error);
    }
  }

  #tell(key: string, entry: Entry): void {
    for (const row of this.#values.get(key)?.rows ?? []) {
      const entries = this.#found.get(row) ?? [];
      if (entries.includes(entry)) continue;
      this.#found.set(row, [...entries, entry]);
      this.options.found(row, entry);
    }
  }

  #settle(key: string, entry: Entry | undefined): void {
    if (entry !== undefined) this.#tell(key, entry);
    const rows = this.#values.get(key)?.rows ?? [];
    this.#values.delete(key);
    for (const row of rows) {
      const left = (this.#open.get(row) ?? 1) - 1;
      this.#open.set(row, left);
      if (left === 0) this.options.answered(row, this.#found.get(row) ?? []);
    }
  }
}

/** What is asked about an address: itself, and on the allowlist its domain. */
function valuesOf(list: ListName, address: string): string[] {
  if (list !== 'allowlist') return [address];
  const domain = domainOf(address);
  return addressKey(domain) === addressKey(address) ? [address] : [address, domain];
}

/** Whether a list that could not be read may yet answer single questions. */
function mayBeAsked(error: unknown): boolean {
  return MailgunError.is(error) && ['badResponse', 'tooLarge', 'invalid'].includes(error.reason);
}
