/** One list, loaded page by page in the server's order: the model behind a list in the tree or any other paged view. */
import type { CallOptions, PageQuery } from '../mailgun/api';
import { MailgunError } from '../mailgun/errors';
import type { Cursor, Entry, Page } from '../mailgun/records';
import type { LocalChange } from './listWindow';
import { appended, prepended, upserted, without } from './listWindow';
import type { Task } from './pagedSource';
import { PagedSource } from './pagedSource';

/** Reads one page of the list. */
export type ReadPage = (query: PageQuery, call: CallOptions) => Promise<Page>;

/** Most entries the server puts on a page. */
const MAX_PAGE = 1000;
/** Entries asked for to find one by its whole address: others can begin with the same text. */
const TOP_LIMIT = 10;

/** What is loaded of a list: a window that begins at the list's start, or at an entry that was asked for. */
export class PagedList extends PagedSource {
  #entries: readonly Entry[] = [];
  #term = '';
  #loaded = false;
  #next: Cursor | undefined;
  /** The cursor of what comes before the window; undefined where it begins at the list's start. */
  #earlier: Cursor | undefined;
  /** Own changes since the running task began: its pages may have been read before them. */
  #journal: LocalChange[] = [];

  constructor(
    private readonly read: ReadPage,
    private readonly options: { pageSize(): number },
  ) {
    super();
  }

  /** What is loaded, in the server's order, each exact address once. A new array after every change. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** The filter: only addresses that start with it. Empty for all. */
  get term(): string {
    return this.#term;
  }

  /** Whether there is, as far as is known, more after the loaded part. */
  get hasMore(): boolean {
    return this.#next !== undefined;
  }

  /** Whether there may be entries before the loaded part. */
  get hasEarlier(): boolean {
    return this.#earlier !== undefined;
  }

  /** Whether the whole list (of this term) is loaded. */
  get isComplete(): boolean {
    return this.#loaded && !this.hasMore && !this.hasEarlier;
  }

  /** Loads the first page, unless there is something already. Calls at the same time share one request. */
  load(): Promise<void> {
    return this.#loaded ? Promise.resolve() : this.#run('load', (call, alive) => this.#readFirst(call, alive));
  }

  /** Loads the page after the loaded part; without one, the first. */
  loadMore(): Promise<void> {
    if (this.#loaded && !this.hasMore && this.state !== 'loading') return Promise.resolve();
    return this.#run('more', (call, alive) => this.#readMore(this.#pageSize(), call, alive));
  }

  /** Loads the page before the loaded part. */
  loadEarlier(): Promise<void> {
    if (!this.hasEarlier) return Promise.resolve();
    return this.#run('earlier', (call, alive) => this.#readEarlier(this.#pageSize(), call, alive));
  }

  /**
   * Loads everything, in pages of up to 1000, until `limit` entries are there. `loaded` counts what is there afterwards. An
   * aborted `signal` keeps what has come; a failure is in `error`.
   */
  async loadAll(limit: number, signal?: AbortSignal): Promise<{ loaded: number; complete: boolean }> {
    const task: Task = async (call, alive) => {
      let stalled = 0;
      while (!this.isComplete && this.#entries.length < limit) {
        const before = this.#entries.length;
        const size = Math.min(MAX_PAGE, limit - this.#entries.length);
        if (this.#loaded && !this.hasMore) await this.#readEarlier(size, call, alive);
        else await this.#readMore(size, call, alive);
        stalled = this.#entries.length > before ? 0 : stalled + 1;
        // A page without anything new happens when entries are deleted meanwhile, but not time after time.
        if (stalled > 2) throw circle();
        this.changed();
      }
    };
    if (!this.isComplete) await this.#run('', task, signal);
    return { loaded: this.#entries.length, complete: this.isComplete };
  }

  /** Reads as much as is loaded again, from the same start; what is shown changes only when all of it has come. */
  refresh(): Promise<void> {
    return this.#run('refresh', (call, alive) =>
      this.#loaded ? this.#reread(call, alive) : this.#readFirst(call, alive),
    );
  }

  /** Moves the window: the entry on top, then what the server says follows it. Takes the filter away. */
  showFrom(entry: Entry): Promise<void> {
    this.#reset('');
    this.#entries = [entry];
    this.#loaded = true;
    this.#next = { page: 'next', address: entry.address };
    this.#earlier = { page: 'previous', address: entry.address };
    return this.loadMore();
  }

  /** Shows only addresses that start with a text (all for an empty one), from the first. */
  setTerm(term: string): Promise<void> {
    this.#reset(term);
    return this.load();
  }

  /** Shows entries this extension has written. Returns those that stand outside the loaded part. */
  upsert(entries: readonly Entry[]): Entry[] {
    return this.#applyLocally({ upsert: entries });
  }

  /** Takes out entries this extension has deleted. */
  remove(addresses: readonly string[]): void {
    this.#applyLocally({ remove: addresses });
  }

  protected override restState(): 'idle' | 'ready' {
    return this.#loaded ? 'ready' : 'idle';
  }

  #reset(term: string): void {
    this.#term = term;
    this.#entries = [];
    this.#loaded = false;
    this.#next = undefined;
    this.#earlier = undefined;
    this.#journal = [];
    this.supersede();
  }

  #pageSize(): number {
    return Math.min(MAX_PAGE, Math.max(1, Math.floor(this.options.pageSize())));
  }

  #run(kind: string, task: Task, signal?: AbortSignal): Promise<void> {
    const begin: Task = (call, alive) => {
      this.#journal = [];
      return task(call, alive);
    };
    return this.run(kind, begin, signal);
  }

  async #readFirst(call: CallOptions, alive: () => void, limit = this.#pageSize()): Promise<void> {
    if (this.#loaded) return;
    const page = await this.#page({ limit }, call, alive);
    this.#loaded = true;
    this.#next = page.next;
    this.#show(appended([], page.entries));
  }

  async #readMore(limit: number, call: CallOptions, alive: () => void): Promise<void> {
    if (!this.#loaded) return this.#readFirst(call, alive, limit);
    if (this.#next === undefined) return;
    const page = await this.#page({ limit, cursor: this.#next }, call, alive);
    this.#next = page.next;
    this.#show(appended(this.#entries, page.entries));
  }

  async #readEarlier(limit: number, call: CallOptions, alive: () => void): Promise<void> {
    if (this.#earlier === undefined) return;
    const page = await this.#page({ limit, cursor: this.#earlier }, call, alive);
    const address = page.entries[0]?.address;
    const isStart = page.previous === undefined || address === undefined || page.entries.length < limit;
    this.#earlier = isStart ? undefined : { page: 'previous', address };
    this.#show(prepended(this.#entries, page.entries));
  }

  async #reread(call: CallOptions, alive: () => void): Promise<void> {
    // One more than a complete list has, so that a list of the same length is known to be complete again.
    const wanted = Math.max(this.#entries.length + (this.hasMore ? 0 : 1), this.#pageSize());
    let fresh: Entry[] = [];
    let cursor: Cursor | undefined;
    if (this.#earlier?.address !== undefined) {
      // A cursor leaves its own address out, so the entry on top is asked for by itself.
      const top = this.#earlier.address;
      const page = await this.#page({ limit: TOP_LIMIT, term: top }, call, alive);
      fresh = page.entries.filter(({ address }) => address === top).slice(0, 1);
      cursor = { page: 'next', address: top };
    }
    do {
      const page = await this.#page({ limit: Math.min(MAX_PAGE, wanted - fresh.length), cursor }, call, alive);
      const before = fresh.length;
      fresh = appended(fresh, page.entries);
      cursor = page.next;
      if (cursor !== undefined && fresh.length === before) throw circle();
    } while (cursor !== undefined && fresh.length < wanted);
    this.#next = cursor;
    this.#show(fresh);
  }

  async #page(query: PageQuery, call: CallOptions, alive: () => void): Promise<Page> {
    alive();
    const page = await this.read({ ...(this.#term !== '' && { term: this.#term }), ...query }, call);
    alive();
    const { cursor } = query;
    const onward = cursor?.page === 'previous' ? page.previous : page.next;
    if (cursor !== undefined && cursor.address === onward?.address && cursor.page === onward?.page) {
      throw circle();
    }
    return page;
  }

  #show(entries: readonly Entry[]): void {
    this.#entries = entries;
    for (const change of this.#journal) this.#apply(change);
  }

  #applyLocally(change: LocalChange): Entry[] {
    if (this.state === 'loading') this.#journal.push(change);
    if (!this.#loaded) return 'upsert' in change ? [...change.upsert] : [];
    const beyond = this.#apply(change);
    this.changed();
    return beyond;
  }

  #apply(change: LocalChange): Entry[] {
    if ('remove' in change) {
      this.#entries = without(this.#entries, change.remove);
      return [];
    }
    const edges = { from: this.#earlier?.address, to: this.#next?.address, term: this.#term };
    const { entries, beyond } = upserted(this.#entries, change.upsert, edges);
    this.#entries = entries;
    return beyond;
  }
}

function circle(): MailgunError {
  return new MailgunError('badResponse', 'Mailgun sent the same page of the list again and again.', {
    nextStep: 'Refresh the list.',
  });
}
