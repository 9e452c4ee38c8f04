/** Reading the lists of a table: several at once, each by several walkers, with what became of each. Knows no VS Code. */
import { runPool } from '../core/pool';
import type { ListRef } from '../core/refs';
import { readSegments } from '../core/transfer/walkers/walkers';
import type { MailgunApi, PageSource, Wait } from '../mailgun/api';
import type { Entry } from '../mailgun/records';
import type { ListReading, ReadingInfo } from './tableMessages';

/** What reading needs from outside. */
export interface ReadingPorts {
  /** The client of the table's account. */
  api(): Promise<MailgunApi>;
  /** Requests at once. */
  concurrency(): number;
  /** An error in words for people; the log gets it too. */
  explain(error: unknown): string;
  /** What the first entries must be followed by before reading goes on at full speed: that somebody sees them. */
  shown?(): Promise<void> | undefined;
}

/** Where what is read goes. */
export interface ReadingSink {
  /** A list is read from its beginning. */
  begin(list: number): void;
  /** Entries of a list, in the order of a segment; its number is never used again. */
  append(list: number, entries: readonly Entry[], segment: number): void;
  /** A list is read to its end: it is these segments in this order, and nothing else. */
  settle(list: number, chain: readonly number[]): void;
  /** Something of `info` is not as it was. */
  changed(): void;
}

/** The reading of one list: its state, and what stops it. */
interface Run {
  readonly ref: ListRef;
  read: number;
  state: ListReading['state'];
  problem?: string | undefined;
  error?: unknown;
  /** When the reading began, in milliseconds since the epoch. */
  at?: number;
  /** Changed by another window since. */
  stale: boolean;
  control: AbortController;
}

export class TableReading {
  readonly #runs: Run[];
  #segments = 0;
  #waiting: { readonly until: number } | undefined;
  /** What the next request waits for: that somebody sees the first entries. */
  #seen: Promise<void> | undefined;

  constructor(
    lists: readonly ListRef[],
    private readonly ports: ReadingPorts,
    private readonly sink: ReadingSink,
  ) {
    this.#runs = lists.map((ref) => ({ ref, read: 0, state: 'waiting', stale: false, control: new AbortController() }));
  }

  /** How the reading goes. */
  get info(): ReadingInfo {
    const lists = this.#runs.map(({ ref: { domain, list }, read, state, problem }) => {
      return { domain, list, read, state, ...(problem !== undefined && { problem }) };
    });
    const read = lists.reduce((sum, list) => sum + list.read, 0);
    const readAt = Math.min(...this.#runs.map(({ at = Infinity }) => at));
    const isStale = this.#runs.some(({ stale }) => stale);
    return { state: this.#state(), read, lists, notice: this.#notice(), isStale, ...(readAt < Infinity && { readAt }) };
  }

  /** Whether every list is read to its end. */
  get isComplete(): boolean {
    return this.#runs.every(({ state }) => state === 'done');
  }

  /** Why none of the lists can be read; undefined while one may be. */
  get failure(): { readonly error: unknown } | undefined {
    const [first] = this.#runs;
    return first !== undefined && this.#runs.every(({ state }) => state === 'failed')
      ? { error: first.error }
      : undefined;
  }

  /**
   * Reads lists, by their index, from the beginning; one that is being read begins anew. Resolves when all of these have ended, be it by
   * failing or by `stop`; never rejects.
   */
  async read(which: readonly number[] = [...this.#runs.keys()]): Promise<void> {
    const begun = which.flatMap((list) => {
      const run = this.#runs[list];
      if (run === undefined) return [];
      run.control.abort();
      const control = new AbortController();
      Object.assign(run, { read: 0, state: 'waiting', problem: undefined, error: undefined, control });
      return [{ list, run, control }];
    });
    this.sink.changed();
    const concurrency = this.ports.concurrency();
    await runPool(begun, ({ list, run, control }) => this.#readOne(list, run, control), { concurrency });
  }

  /** Notes that lists, by their index, were changed by another window. */
  changedElsewhere(which: readonly number[]): void {
    for (const list of which) Object.assign(this.#runs[list] ?? {}, { stale: true });
    this.sink.changed();
  }

  /** Stops what is being read; what is there stays. */
  stop(): void {
    for (const run of this.#runs) {
      if (run.state !== 'waiting' && run.state !== 'reading') continue;
      run.control.abort();
      run.state = 'stopped';
    }
    this.#waiting = undefined;
    this.sink.changed();
  }

  async #readOne(list: number, run: Run, control: AbortController): Promise<void> {
    const { signal } = control;
    if (signal.aborted) return;
    Object.assign(run, { state: 'reading', at: Date.now(), stale: false });
    this.sink.begin(list);
    this.sink.changed();
    try {
      const { chain, records } = await this.#walk(list, run, signal);
      if (signal.aborted) return;
      Object.assign(run, { state: 'done', read: records });
      this.sink.settle(list, chain);
    } catch (error) {
      // Stopped, or begun anew: then it is no longer this reading's state.
      if (signal.aborted) return;
      run.state = 'failed';
      run.problem = this.ports.explain(error);
      run.error = error;
    }
    this.sink.changed();
  }

  /** Resolves to the segments that make up the list, and how many entries are in them. */
  async #walk(list: number, run: Run, signal: AbortSignal): Promise<{ chain: readonly number[]; records: number }> {
    const numbers = new Map<number, number>();
    const numberOf = (id: number): number => {
      const known = numbers.get(id) ?? ++this.#segments;
      numbers.set(id, known);
      return known;
    };
    const walkers = this.ports.concurrency();
    const onWait = (wait: Wait): void => this.#wait(wait);
    const api = this.#patient(await this.ports.api());
    const chain = await readSegments(api, run.ref, { signal, walkers, onWait }, (segment, entries) => {
      if (signal.aborted) return;
      this.#waiting = undefined;
      run.read += entries.length;
      this.sink.append(list, entries, numberOf(segment.id));
      this.sink.changed();
      this.#seen = this.ports.shown?.();
      return this.#seen;
    });
    const records = chain.reduce((sum, segment) => sum + segment.records, 0);
    return { chain: chain.map(({ id }) => numberOf(id)), records };
  }

  /** Asks for no more while the first entries wait to be seen. */
  #patient(api: MailgunApi): PageSource {
    return {
      listPage: async (...call) => {
        await this.#seen;
        return api.listPage(...call);
      },
    };
  }

  #wait({ ms }: Wait): void {
    this.#waiting = { until: Date.now() + ms };
    this.sink.changed();
  }

  #notice(): string | undefined {
    if (this.#waiting === undefined || this.#state() !== 'reading') return undefined;
    const seconds = Math.ceil((this.#waiting.until - Date.now()) / 1000);
    return seconds > 0 ? `Mailgun asks to wait ${seconds} s.` : undefined;
  }

  #state(): ReadingInfo['state'] {
    const states = new Set(this.#runs.map(({ state }) => state));
    if (states.has('waiting') || states.has('reading')) return 'reading';
    if (states.has('stopped')) return 'stopped';
    return states.has('failed') ? 'failed' : 'done';
  }
}
