/** What stands behind a page of recent events: reads, reads on, reads again, and says how it stands. */
import { explainEntry } from '../core/reasons';
import type { CallOptions, Wait } from '../mailgun/api';
import { MailgunError } from '../mailgun/errors';
import type { EventCursor, EventPage, MailEvent } from '../mailgun/mailEvents';
import type { Entry } from '../mailgun/records';
import { beginEvents, type EventsRef, type EventsState, type ShownEntry } from './eventsState';
import { shownEvent } from './shownEvent';

/** The most events that a page takes. */
const MOST = 1000;

/** Whom to ask. What these throw is fit to be shown. */
export interface EventsPorts {
  newest(
    call: CallOptions,
  ): Promise<{ readonly page: EventPage; readonly period: { readonly begin: number; readonly end: number } }>;
  earlier(
    period: { readonly begin: number; readonly end: number },
    cursor: EventCursor,
    call: CallOptions,
  ): Promise<EventPage>;
  standing(call: CallOptions): Promise<{ readonly entries: readonly Entry[]; readonly gaps: readonly string[] }>;
  /** An error in words. */
  explain(error: unknown): { readonly message: string; readonly nextStep?: string | undefined };
  onChange(state: EventsState): void;
}

export class EventsDriver {
  #state: EventsState;
  #events: readonly MailEvent[] = [];
  #next: EventCursor | undefined;
  #reading: AbortController | undefined;
  #standing: AbortController | undefined;

  constructor(
    ref: EventsRef,
    account: string,
    private readonly ports: EventsPorts,
  ) {
    this.#state = beginEvents(ref, account);
  }

  get state(): EventsState {
    return this.#state;
  }

  /** Reads the newest events, and where the address stands; what was being read is abandoned. Never rejects. */
  async readAgain(): Promise<void> {
    this.#next = undefined;
    this.#standing?.abort();
    await this.#read('reading', async (call) => {
      const [{ page, period }, standing] = await Promise.all([this.ports.newest(call), this.ports.standing(call)]);
      return () => {
        this.#events = page.events;
        this.#taken(page, {
          ...period,
          events: page.events.map((event, index) => shownEvent(event, String(index))),
          unreadable: page.unreadable,
          isOlderApi: page.source === 'events',
          ...standingState(standing),
        });
      };
    });
  }

  /** Reads again where the address stands; the events that are shown stay. Never rejects. */
  async standAgain(): Promise<void> {
    // What is being read may have been asked before the change.
    if (this.#state.stage === 'reading') return this.readAgain();
    this.#standing?.abort();
    const { signal } = (this.#standing = new AbortController());
    try {
      const standing = await this.ports.standing({ signal });
      if (!signal.aborted) this.#change(standingState(standing));
    } catch (error) {
      if (!signal.aborted) this.#change({ gaps: [this.ports.explain(error).message] });
    }
  }

  /** Reads the page before the oldest event, if there is one and nothing is being read. Never rejects. */
  async loadMore(): Promise<void> {
    const { stage, begin, end } = this.#state;
    const next = this.#next;
    if (next === undefined || begin === undefined || end === undefined || stage === 'reading' || stage === 'more')
      return;
    await this.#read('more', async (call) => {
      const page = await this.ports.earlier({ begin, end }, next, call);
      return () => {
        const known = this.#events.length;
        this.#events = [...this.#events, ...page.events];
        const more = page.events.map((event, index) => shownEvent(event, String(known + index)));
        this.#taken(page, {
          events: [...this.#state.events, ...more],
          unreadable: this.#state.unreadable + page.unreadable,
        });
      };
    });
  }

  /** The events of these keys in full. */
  eventsOf(keys: readonly string[]): MailEvent[] {
    return keys.flatMap((key) => this.#events[Number(key)] ?? []);
  }

  /** Stops what is being read. */
  close(): void {
    this.#reading?.abort();
    this.#standing?.abort();
  }

  #taken(page: EventPage, changes: Partial<EventsState>): void {
    const isFull = this.#events.length >= MOST && page.next !== undefined;
    this.#next = isFull ? undefined : page.next;
    this.#change({
      ...changes,
      stage: 'ready',
      hasMore: this.#next !== undefined,
      isFull,
      failure: undefined,
      notice: undefined,
    });
  }

  /** What comes of a reading that another took the place of is dropped. */
  async #read(stage: 'reading' | 'more', work: (call: CallOptions) => Promise<() => void>): Promise<void> {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#change({ stage, failure: undefined, notice: undefined });
    try {
      const take = await work({
        signal: reading.signal,
        onWait: (wait) => this.#reading === reading && this.#wait(wait),
      });
      if (this.#reading === reading && !reading.signal.aborted) take();
    } catch (error) {
      if (this.#reading !== reading || reading.signal.aborted || MailgunError.is(error, 'cancelled')) return;
      this.#change({ stage: 'failed', failure: this.ports.explain(error), notice: undefined });
    }
  }

  #wait({ reason, ms }: Wait): void {
    const seconds = Math.max(1, Math.ceil(ms / 1000));
    const why = reason === 'rateLimit' ? 'Mailgun asks to wait' : 'Trying again in';
    this.#change({ notice: `${why} ${seconds} s.` });
  }

  #change(changes: Partial<EventsState>): void {
    this.#state = { ...this.#state, ...changes };
    this.ports.onChange(this.#state);
  }
}

function standingState({ entries, gaps }: Awaited<ReturnType<EventsPorts['standing']>>) {
  return { standing: entries.map(shownEntry), gaps };
}

function shownEntry(entry: Entry): ShownEntry {
  const { title } = explainEntry(entry);
  return { list: entry.list, title, ...(entry.createdAt !== undefined && { createdAt: entry.createdAt }) };
}
