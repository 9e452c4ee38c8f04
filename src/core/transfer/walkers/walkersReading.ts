/** One reading of a list by walkers: which segments there are, what they meet, and when the chain is complete. */
import type { CallOptions, PageSource } from '../../../mailgun/api';
import { linkSignals } from '../../../mailgun/clock';
import { MailgunError } from '../../../mailgun/errors';
import type { Entry, Page } from '../../../mailgun/records';
import { PageWalk } from '../../../mailgun/walk';
import type { ListRef } from '../../refs';
import { HeldPages, printOf } from './walkersHeld';
import { SplitPlan, type Split } from './walkersPlan';
import { FIRSTS, Segment, type Part } from './walkersSegment';

/** Which list. */
export type ListOf = Pick<ListRef, 'domain' | 'list'>;

/** Takes the entries of a segment, in order. The segment's next request is under way meanwhile, none beyond that. */
export type Take<E extends Addressed = Entry> = (
  segment: Pick<Segment, 'id' | 'isHead'>,
  entries: readonly E[],
) => void | Promise<void>;

/** What walkers need of an entry. */
export interface Addressed extends Pick<Entry, 'address'> {
  /** The address as `print` has it, where that is known without making a text of it: of most entries nothing else is needed. */
  readonly print?: number | undefined;
}

export interface ReadingOptions extends CallOptions {
  readonly term?: string | undefined;
  readonly walkers: number;
  readonly firstId?: number | undefined;
  readonly onProgress?: ((records: number) => void) | undefined;
}

/** What a walker has to wait for: the page before, to be dealt with, and the next, if there is one. */
interface Next<E> {
  readonly coming?: Promise<Page<E>> | undefined;
  readonly handedOver?: void | Promise<void>;
}

const LIMIT = 1000;
/** Pages that are remembered while walkers start; if that takes longer, they are given up. */
const HELD_PAGES = 64;

export class Reading<E extends Addressed = Entry> {
  /** Numbers the segments. */
  nextId: number;
  readonly #signal;
  readonly #tasks: Promise<void>[] = [];
  readonly #segments: Segment[] = [];
  readonly #plan: SplitPlan;
  /** The entries of first pages, by address, and which ones they are. */
  readonly #firsts = new Map<string, { readonly segment: Segment; readonly at: number }>();
  readonly #firstPrints = new Set<number>();
  /** What was read while walkers started. */
  readonly #held = new HeldPages();
  /** Whether the first walkers have started: until then the server's order is not known well. */
  #isSpread = false;
  /** The first address of the list. */
  #first: string | undefined;
  #records = 0;
  #isOver = false;
  #finish: (chain: readonly Part[]) => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;

  constructor(
    private readonly api: PageSource<E>,
    private readonly ref: ListOf,
    private readonly options: ReadingOptions,
    private readonly take: Take<E>,
  ) {
    this.nextId = options.firstId ?? 0;
    this.#plan = new SplitPlan(options.walkers);
    this.#signal = linkSignals(options.signal);
  }

  /** Resolves to the chain once it is complete and every walker has stopped. */
  async run(): Promise<readonly Part[]> {
    try {
      return await new Promise<readonly Part[]>((resolve, reject) => {
        this.#finish = resolve;
        this.#fail = reject;
        this.#start(undefined);
      });
    } finally {
      this.#isOver = true;
      for (const segment of this.#segments) segment.stop();
      this.#signal.abort();
      this.#signal.release();
      await Promise.all(this.#tasks);
    }
  }

  #start(split: Split | undefined): void {
    const segment = new Segment(this.nextId++, split?.divider, this.#signal.signal);
    if (this.#isSpread) segment.since = this.#held.next;
    this.#segments.push(segment);
    this.#plan.add(segment, split?.after);
    this.#tasks.push(
      this.#walk(segment).catch((error: unknown) => {
        if (!this.#isOver && segment.state !== 'dropped') this.#fail(error);
      }),
    );
  }

  /** Reads a segment to its end. */
  async #walk(segment: Segment): Promise<void> {
    const { divider, signal } = segment;
    const { term, onWait } = this.options;
    const cursor = divider === undefined ? undefined : ({ page: 'next', address: divider } as const);
    const query = { limit: LIMIT, term, cursor };
    const walk = new PageWalk(this.api, this.ref.domain, this.ref.list, query, { signal, onWait });
    let next: Next<E> = { coming: walk.next() };
    while (next.coming) {
      next = await this.#step(segment, walk, next.coming);
      await next.handedOver;
    }
    segment.isDone = true;
    this.#complete();
  }

  /**
   * Deals with one page, and resolves to the next. A function of its own, so that nothing holds on to a page while its walker waits
   * for another or for the disk: sixteen pages would grow old, and the heap with them.
   */
  async #step(segment: Segment, walk: PageWalk<E>, coming: Promise<Page<E>>): Promise<Next<E>> {
    const page = await this.#arrived(segment, coming);
    if (page === undefined || this.#isOver) return {};
    const entries = this.#claim(segment, page);
    // The next page is on its way while this one is handed over.
    const next = segment.isActive ? quiet(walk.next()) : undefined;
    const handedOver = entries.length > 0 ? this.take(segment, entries) : undefined;
    segment.records += entries.length;
    this.#records += entries.length;
    this.options.onProgress?.(this.#records);
    forget(page);
    return { coming: next, handedOver };
  }

  /** A page, or undefined when the segment is of no use. */
  async #arrived(segment: Segment, coming: Promise<Page<E>>): Promise<Page<E> | undefined> {
    try {
      return await coming;
    } catch (error) {
      if (segment.isHead || segment.state !== 'starting' || !isRefusal(error)) throw error;
      // The server takes no divider of this kind.
      this.#plan.stage = 'settled';
      this.#drop(segment);
      return undefined;
    } finally {
      this.#plan.answered();
    }
  }

  /** The entries of a page that are the segment's: those before the first that another segment began with. */
  #claim(segment: Segment, page: Page<E>): readonly E[] {
    if (segment.state === 'dropped') return [];
    if (this.options.walkers === 1) {
      segment.state = page.next === undefined ? 'ended' : 'reading';
      return page.entries;
    }
    const met = page.entries.findIndex((entry) => this.#isFirst(entry));
    const entries = met < 0 ? page.entries : page.entries.slice(0, met);
    if (segment.state === 'starting' && !segment.isHead && this.#isForestalled(entries)) {
      this.#drop(segment, entries.length === 0);
      return [];
    }
    if (met >= 0) this.#link(segment, page.entries[met]?.address ?? '');
    else segment.state = page.next === undefined ? 'ended' : 'reading';
    if (entries.length > 0) this.#note(segment, entries);
    this.#part();
    return entries;
  }

  /** Whether another segment began with an entry. */
  #isFirst(entry: E): boolean {
    if (entry.print !== undefined && !this.#firstPrints.has(entry.print)) return false;
    return this.#firsts.has(entry.address);
  }

  /** Whether another walker was already where a segment begins, or nothing is there. */
  #isForestalled(entries: readonly E[]): boolean {
    // Those that are taken for others by mistake: then a walker is given up that need not be.
    return entries.length === 0 || this.#held.hasFirsts(entries);
  }

  #link(segment: Segment, address: string): void {
    const met = this.#firsts.get(address);
    if (met === undefined || met.segment === segment) throw circle();
    segment.next = met.segment;
    segment.met = met.at;
    segment.state = 'linked';
  }

  #drop(segment: Segment, isVoid = false): void {
    segment.state = 'dropped';
    segment.stop();
    this.#plan.drop(segment, isVoid);
  }

  /** Remembers what later decisions need of a page. */
  #note(segment: Segment, entries: readonly E[]): void {
    if (segment.count === 0) {
      for (const [at, entry] of entries.slice(0, FIRSTS).entries()) {
        this.#firsts.set(entry.address, { segment, at });
        this.#firstPrints.add(printOf(entry));
      }
    }
    this.#plan.learn(segment, entries);
    segment.advance(entries);
    this.#first ??= entries[0]?.address;
    this.#hold(entries);
  }

  /** Keeps a page for as long as walkers start that may turn out to begin there. */
  #hold(entries: readonly E[]): void {
    const { stage, starting } = this.#plan;
    const isAlone = stage === 'alone' || stage === 'asking';
    if (isAlone || starting.length > 0) this.#held.add(entries);
    else this.#isSpread = true;
    this.#held.pass(isAlone ? 0 : Math.min(...starting.map(({ since }) => since)));
    if (this.#held.length <= HELD_PAGES) return;
    // What starts has taken so long that it is not known any more whether it was forestalled.
    this.#held.pass(Infinity);
    this.#plan.stage = 'settled';
    for (const late of starting) this.#drop(late);
  }

  /** Lets idle walkers split what is left, once the last address is known. */
  #part(): void {
    if (this.#plan.mustAsk()) {
      this.#plan.stage = 'asking';
      this.#tasks.push(this.#askForLast());
    }
    for (let split = this.#plan.next(); split !== undefined; split = this.#plan.next()) this.#start(split);
  }

  async #askForLast(): Promise<void> {
    const { term, onWait } = this.options;
    const { signal } = this.#signal;
    const query = { limit: 1, term, cursor: { page: 'last' } as const };
    let last: string | undefined;
    try {
      const page = await this.api.listPage(this.ref.domain, this.ref.list, query, { signal, onWait });
      last = page.entries.at(-1)?.address;
    } catch {
      // Without it there is one walker; what is wrong shows there.
    }
    const first = this.#first;
    if (this.#isOver || this.#plan.stage !== 'asking') return;
    if (first === undefined || last === undefined) this.#plan.stage = 'settled';
    else this.#plan.begin(first, last);
    this.#part();
  }

  /** Ends the reading when the chain leads to the end of the list. */
  #complete(): void {
    const chain: Part[] = [];
    let segment = this.#segments[0];
    let skip = 0;
    while (segment?.isDone === true && chain.length < this.#segments.length) {
      const { id, isHead, records } = segment;
      chain.push({ id, isHead, skip, records: records - skip });
      if (segment.state === 'ended') return this.#finish(chain);
      skip = segment.met;
      segment = segment.next;
    }
    if (chain.length === this.#segments.length) this.#fail(circle());
  }
}

function circle(): MailgunError {
  return new MailgunError('badResponse', 'Mailgun led the reading of the list in a circle.', {
    nextStep: 'Try again; what was read so far is not the whole list.',
  });
}

/** Whether an error says that the request was not to be done so, and not that none can be done. */
function isRefusal(error: unknown): boolean {
  return (
    MailgunError.is(error) && ['invalid', 'notListed', 'noSuchDomain', 'badResponse', 'tooLarge'].includes(error.reason)
  );
}

/** The same promise, whose rejection is nobody's fault if it is not waited for. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/**
 * Empties a page that has been dealt with. The promises it came through were long waited for and so have grown old, and what they hold is
 * kept until old memory is cleared, which is seldom: pages of all walkers would pile up.
 */
function forget<E>(page: Page<E>): void {
  (page as { entries: readonly E[] }).entries = [];
}
