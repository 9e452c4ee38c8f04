/** Requests to one account: never more at once than allowed, paced, retried, cancellable at any moment. */
import { isOk, readAnswer } from './answers';
import type { CallOptions, RateInfo } from './api';
import { SharedLinks, systemClock, type Clock } from './clock';
import { MailgunError } from './errors';
import { AttemptFailed, exchange, keepAliveAgent, type Incoming, type KeepAliveAgent, type Outgoing } from './exchange';
import type { About } from './httpErrors';
import type { Failure } from './networkErrors';
import type { ClientOptions } from './options';
import { Pace, type Waiting } from './pace';
import { redactor } from './serverText';
import { Slots, cancelled } from './slots';

/** One call to make. */
export interface Call extends Pick<Outgoing, 'method' | 'url' | 'body' | 'bodyBytes' | 'reader'> {
  readonly contentType?: string | undefined;
  readonly about: About;
}

const CONCURRENCY = 16;
const ATTEMPTS = 5;
const TIMEOUT = 30_000;
const MAX_BYTES = 32 * 1024 * 1024;
/** The first back-off at most, in milliseconds; each one after may be twice as long. */
const FIRST_BACK_OFF = 500;

/** The connection of one account. */
export class Transport {
  readonly #options: ClientOptions;
  readonly #clock: Clock;
  readonly #agent: KeepAliveAgent;
  readonly #slots: Slots;
  readonly #closed = new AbortController();
  readonly #links = new SharedLinks(this.#closed.signal);
  /** Lists and domains have limits of their own: 2500 in 15 seconds and 300 a minute are on record. Of the logs' none is known. */
  readonly #paces: { readonly lists: Pace; readonly domains: Pace; readonly logs: Pace };
  readonly #redact: (text: string) => string;
  /** What goes out with each request. */
  readonly #headers: Readonly<Record<string, string>>;

  /** `options.baseUrl` must be normalized. */
  constructor(options: ClientOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#agent = keepAliveAgent(options.baseUrl);
    this.#slots = new Slots(() => options.concurrency?.() ?? CONCURRENCY);
    this.#paces = { lists: new Pace(this.#clock), domains: new Pace(this.#clock), logs: new Pace(this.#clock) };
    this.#redact = redactor(options.apiKey);
    this.#headers = {
      Accept: 'application/json',
      Authorization: `Basic ${Buffer.from(`api:${options.apiKey}`).toString('base64')}`,
      ...(options.subaccountId ? { 'X-Mailgun-On-Behalf-Of': options.subaccountId } : {}),
    };
  }

  /** What is known of the limit for lists. */
  rate(): RateInfo | undefined {
    return this.#paces.lists.info();
  }

  /** Cancels what is under way and closes the connections. */
  dispose(): void {
    this.#closed.abort();
    this.#agent.destroy();
  }

  /**
   * The JSON of a 2xx answer; undefined where a reader took it or there was none to send (204), and for a delete that an earlier
   * attempt, whose answer got lost, had done already. Throws MailgunError and nothing else.
   */
  async request(call: Call, options: CallOptions = {}): Promise<unknown> {
    const signal = this.#links.enter(options.signal);
    try {
      return await this.#attempts(call, { signal, onWait: options.onWait });
    } catch (error) {
      if (signal.aborted) throw cancelled();
      if (error instanceof MailgunError) throw error;
      throw new MailgunError('network', 'The request failed for an unexpected reason.', { nextStep: 'Try again.' });
    } finally {
      this.#links.leave(options.signal);
    }
  }

  async #attempts(call: Call, waiting: Waiting): Promise<unknown> {
    let lost = false;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(call, attempt, waiting);
      } catch (error) {
        if (!(error instanceof AttemptFailed)) throw marked(error, lost);
        const { failure } = error;
        if (lost && call.method === 'DELETE' && failure.error.reason === 'notListed') return undefined;
        lost ||= failure.lost;
        if (!failure.retry || attempt >= (this.#options.attempts ?? ATTEMPTS)) throw marked(failure.error, lost);
        await this.#backOff(attempt, failure, waiting);
      }
    }
  }

  /** Waits before the next attempt; where the request limit is the reason, `Pace` does the waiting and telling. */
  async #backOff(attempt: number, failure: Failure, { signal, onWait }: Waiting): Promise<void> {
    if (failure.error.reason === 'rateLimited') return;
    const ms = Math.max(this.#exponential(attempt), failure.retryAfter ?? 0);
    onWait?.({ reason: 'retry', ms });
    await this.#clock.sleep(ms, signal);
  }

  /** Exponential back-off with jitter, in milliseconds. */
  #exponential(attempt: number): number {
    return FIRST_BACK_OFF * 2 ** (attempt - 1) * (0.5 + this.#clock.random() / 2);
  }

  async #attempt(call: Call, attempt: number, waiting: Waiting): Promise<unknown> {
    const { about, method, url } = call;
    const pace = this.#paceOf(about);
    await this.#enter(pace, waiting);
    const started = this.#clock.now();
    let incoming: Incoming | undefined;
    let failed: string | undefined;
    try {
      incoming = await this.#send(call, waiting.signal);
      pace.observe(incoming.headers);
      if (call.reader !== undefined && isOk(incoming)) {
        if (await call.reader.read()) return undefined;
        incoming.body = call.reader.text();
      }
      const backOff = this.#exponential(attempt);
      const answer = readAnswer(incoming, { about, method, pace, clock: this.#clock, backOff, redact: this.#redact });
      // The promise that it came through may be old by now; it would keep the text until old memory is cleared.
      incoming.body = '';
      return answer;
    } catch (error) {
      failed = error instanceof AttemptFailed ? error.failure.error.reason : 'network';
      if (waiting.signal.aborted) failed = 'cancelled';
      throw error;
    } finally {
      pace.settle();
      this.#slots.leave();
      const ms = this.#clock.now() - started;
      const path = url.pathname + url.search;
      const { status } = incoming ?? {};
      this.#options.log?.({ method, path: this.#redact(path), status, ms, attempt, error: failed });
    }
  }

  /** Waits for a slot, and with it in hand for the request limit. */
  async #enter(pace: Pace, waiting: Waiting): Promise<void> {
    await this.#slots.enter(waiting.signal);
    try {
      await pace.enter(waiting);
    } catch (error) {
      this.#slots.leave();
      throw error;
    }
  }

  #paceOf({ kind }: About): Pace {
    if (kind === 'events') return this.#paces.logs;
    return kind === 'domain' || kind === 'domains' ? this.#paces.domains : this.#paces.lists;
  }

  #send(call: Call, signal: AbortSignal): Promise<Incoming> {
    const { timeoutMs, maxResponseBytes } = this.#options;
    this.#agent.maxSockets = this.#slots.size();
    const headers = call.contentType ? { ...this.#headers, 'Content-Type': call.contentType } : this.#headers;
    const bounds = { timeoutMs: timeoutMs?.() ?? TIMEOUT, maxBytes: maxResponseBytes ?? MAX_BYTES, signal };
    return exchange({ ...call, headers }, this.#agent, bounds);
  }
}

/** An error with the note that an attempt of its call got lost. */
function marked(error: unknown, wasLost: boolean): unknown {
  if (error instanceof MailgunError) error.wasLost = wasLost;
  return error;
}
