/** Keeps within the request limit: counts what the server says remains, and holds requests until there is more. */
import type { RateInfo, Wait } from './api';
import { linkSignals, type Clock } from './clock';
import { limitReached } from './httpErrors';
import { readRate, type HeaderSource } from './rateHeaders';

/** No wait is longer, in milliseconds: beyond it the user is told instead. */
export const MAX_WAIT = 120_000;
/** A reset further off is no window of a rate limit and is ignored. */
const NONSENSE = 24 * 60 * 60_000;
/** Shorter waits are nothing to tell anyone about. */
const MOMENT = 250;

/** What may wait for its turn. */
export interface Waiting {
  readonly signal: AbortSignal;
  readonly onWait?: ((wait: Wait) => void) | undefined;
}

interface Window {
  readonly limit: number;
  readonly remaining: number;
  /** The reset as written; empty for a window that has begun without an answer yet. */
  readonly name: string;
  readonly endsAt: number;
}

/** The request budget of one client for one family of calls. */
export class Pace {
  readonly #clock: Clock;
  readonly #wakers = new Set<() => void>();
  #window: Window | undefined;
  /** The longest that a reset was seen to be away. */
  #windowMs = 0;
  #heldUntil = 0;
  #inFlight = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Resolves when a request may go out, which then counts as in flight until `settle`. Call it with a slot in hand.
   * Throws `rateLimited` when the wait is longer than MAX_WAIT, and whatever the clock throws when the signal is aborted.
   */
  async enter({ signal, onWait }: Waiting): Promise<void> {
    let told = 0;
    for (;;) {
      signal.throwIfAborted();
      const ms = this.wait();
      if (ms === 0) break;
      if (ms > MAX_WAIT && ms < Infinity) throw limitReached(ms);
      const until = this.#clock.now() + ms;
      if (ms >= MOMENT && ms < Infinity && until > told + MOMENT) {
        told = until;
        onWait?.({ reason: 'rateLimit', ms });
      }
      await this.#pause(Math.min(ms, this.#windowEnd() - this.#clock.now()), signal);
    }
    this.#inFlight++;
  }

  /** Milliseconds until the next request may go out; Infinity when the answer to one in flight must come first. */
  wait(): number {
    const now = this.#clock.now();
    if (now < this.#heldUntil) return this.#heldUntil - now;
    const window = this.#current(now);
    if (!window || window.remaining - this.#inFlight > 0) return 0;
    if (window.remaining > 0) return Infinity;
    return window.endsAt - now;
  }

  /** Takes note of an answer's rate headers. */
  observe(headers: HeaderSource): void {
    const now = this.#clock.now();
    const rate = readRate(headers, now);
    if (!rate || rate.resetIn <= 0 || rate.resetIn > NONSENSE) return;
    const known = this.#current(now);
    this.#windowMs = Math.max(this.#windowMs, rate.resetIn);
    // Answers overtake each other: within a window the smallest number is the latest.
    const same = known?.name === rate.window;
    this.#window = {
      limit: rate.limit ?? Infinity,
      remaining: same ? Math.min(known.remaining, rate.remaining) : rate.remaining,
      name: rate.window,
      endsAt: same ? known.endsAt : now + rate.resetIn,
    };
  }

  /** Milliseconds until the window of the last answer ends, if it is known and not over. */
  resetIn(): number | undefined {
    const now = this.#clock.now();
    const window = this.#current(now);
    return window?.name ? window.endsAt - now : undefined;
  }

  /** What the answers told of the limit, if they told how large it is. */
  info(): RateInfo | undefined {
    const window = this.#current(this.#clock.now());
    if (!window || window.limit === Infinity) return undefined;
    const remaining = Math.max(0, window.remaining - this.#inFlight);
    return { limit: window.limit, windowMs: this.#windowMs, remaining, resetInMs: this.resetIn() ?? this.#windowMs };
  }

  /** Lets nothing out for so many milliseconds. */
  hold(ms: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, this.#clock.now() + Math.min(ms, NONSENSE));
  }

  /** A request that entered has been answered or has failed. */
  settle(): void {
    this.#inFlight--;
    for (const wake of [...this.#wakers]) wake();
  }

  /** The window, replaced by a fresh one of the same size once it is over. */
  #current(now: number): Window | undefined {
    const window = this.#window;
    if (window && now >= window.endsAt) {
      const { limit } = window;
      this.#window =
        limit >= 1 && limit < Infinity ? { limit, remaining: limit, name: '', endsAt: Infinity } : undefined;
    }
    return this.#window;
  }

  #windowEnd(): number {
    return Math.max(this.#heldUntil, this.#window?.endsAt ?? Infinity);
  }

  /** Sleeps until the time is over, an answer comes or the signal is aborted. */
  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const link = linkSignals(signal);
    const woken = new Promise<void>((resolve) => link.signal.addEventListener('abort', () => resolve()));
    this.#wakers.add(link.abort);
    try {
      await (ms < Infinity ? Promise.race([woken, this.#clock.sleep(ms, link.signal)]) : woken);
    } catch (error) {
      if (!link.signal.aborted) throw error;
    } finally {
      link.release();
      link.abort();
      this.#wakers.delete(link.abort);
    }
  }
}
