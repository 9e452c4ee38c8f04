/** Entries from any source into the lists of a domain: batches that are acknowledged one by one, so that a killed job can go on. */
import type { CallOptions, MailgunApi } from '../../../mailgun/api';
import { systemClock, type Clock } from '../../../mailgun/clock';
import { MailgunError } from '../../../mailgun/errors';
import type { ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import { addMany, addPacked, isRefusal, type RejectedAt } from '../../batches';
import { runPool } from '../../pool';
import { Halt } from './halt';
import type { Ack, Job } from '../jobs';
import { rejection, units, type RejectedEntry, type Sendable, type Unit } from './units';

export type { RejectedEntry, Sendable } from './units';

/** How sending is done and followed. */
export interface SendOptions extends CallOptions {
  /** Requests at once; 16 if absent. */
  readonly concurrency?: (() => number) | undefined;
  /** Number of the first unit in the job's journal; 0 if absent. Sources that share a job need ranges of their own. */
  readonly unitBase?: number | undefined;
  /** Told after every unit how many entries it held; `earlier`: in a run before this one. */
  readonly onSent?: ((entries: number, earlier: boolean) => void) | undefined;
  /** Whether the list had the address before: then it counts as updated. */
  readonly known?: ((entry: Entry) => boolean) | undefined;
  readonly clock?: Clock | undefined;
  /** Shared with other work that is to stop together with this; then it follows `signal` itself. */
  readonly halt?: Halt | undefined;
}

/** What came of all entries of the source, in this run and those before. */
export interface SendResult {
  readonly added: number;
  readonly updated: number;
  readonly rejected: readonly RejectedEntry[];
  readonly notSent: number;
  /** Added and updated together, by list. */
  readonly byList: Readonly<Partial<Record<ListName, number>>>;
  /** What stopped it; undefined when every entry had its turn. */
  readonly error?: unknown;
}

/** How often a unit is tried again after the client itself gave up waiting for the request limit. */
const PATIENCE = 5;
/** How long to wait then, in milliseconds, where the server does not say. */
const PAUSE = 15_000;

/**
 * Sends entries in batches of 999 of one list (those of the allowlist one by one), several at once, and acknowledges each unit in the
 * job's journal. A batch that is refused is halved until what is wrong with it stands alone. The same source gives the same units:
 * called again for a re-opened job it sends only those without acknowledgement, and its result covers all.
 *
 * Any other error than a refusal stops everything at once. The source is read to its end all the same, so that `notSent` is exact.
 * An address may be there once for each list. Rejects with what the source throws, and with nothing else.
 */
export async function sendEntries(
  job: Job,
  target: { readonly api: MailgunApi; readonly domain: string },
  source: AsyncIterable<readonly Sendable[]>,
  options: SendOptions = {},
): Promise<SendResult> {
  const halt = options.halt ?? new Halt(options.signal);
  try {
    return await new Sending(job, target, options, halt).run(source);
  } finally {
    if (options.halt === undefined) halt.release();
  }
}

class Sending {
  readonly #result = { added: 0, updated: 0, notSent: 0 };
  readonly #byList: Partial<Record<ListName, number>> = {};
  readonly #rejected: RejectedEntry[] = [];

  constructor(
    private readonly job: Job,
    private readonly target: { readonly api: MailgunApi; readonly domain: string },
    private readonly options: SendOptions,
    private readonly halt: Halt,
  ) {}

  async run(source: AsyncIterable<readonly Sendable[]>): Promise<SendResult> {
    const concurrency = this.options.concurrency?.() ?? 16;
    await runPool(this.#toSend(source), (unit) => this.#send(unit), { concurrency });
    return { ...this.#result, rejected: this.#rejected, byList: this.#byList, error: this.halt.error };
  }

  /** The units that are still to be sent. */
  async *#toSend(source: AsyncIterable<readonly Sendable[]>): AsyncGenerator<Unit> {
    const { unitBase = 0, known } = this.options;
    const isDone = (number: number): boolean => this.job.acknowledged.has(number);
    for await (const unit of units(source, unitBase, { isDone, known })) {
      const ack = this.job.acknowledged.get(unit.number);
      if (ack !== undefined) this.#count(unit, ack, true);
      else if (this.halt.stopped) this.#result.notSent += unit.lines.length;
      else yield unit;
    }
  }

  async #send(unit: Unit): Promise<void> {
    const rejected: RejectedEntry[] = [...unit.unfit];
    let left = await this.#sort(unit, rejected, this.#sendWhole(unit));
    for (let tries = 0; left.length > 0; tries += 1) {
      const [first] = left;
      if (!(await this.#isWorthAnother(first?.error, tries))) {
        this.halt.stop(first?.error);
        break;
      }
      left = await this.#sort(unit, rejected, this.#sendAgain(unit, left));
    }
    const { known } = this.options;
    const lost = known === undefined ? 0 : left.filter(({ entry }) => known(entry)).length + unit.lostKnown;
    const updated = Math.max(0, unit.known - lost);
    const ack: Ack = {
      list: unit.list,
      added: unit.lines.length - rejected.length - left.length - updated,
      ...(known && { updated }),
      ...(rejected.length > 0 && { rejected }),
    };
    if (left.length === 0) this.#acknowledge(unit, ack);
    this.#result.notSent += left.length;
    this.#count(unit, ack, false);
  }

  async #sendWhole({ list, content }: Unit): Promise<readonly RejectedAt[]> {
    const { api, domain } = this.target;
    const call = { signal: this.halt.signal, onWait: this.options.onWait };
    if ('json' in content) return content.count === 0 ? [] : (await addPacked(api, domain, content, call)).rejected;
    const { rejected } = await addMany(api, { domain, list }, content, { ...call, distinct: true });
    return rejected.map((one) => ({ ...one, index: content.indexOf(one.entry) }));
  }

  async #sendAgain({ list }: Unit, left: readonly RejectedAt[]): Promise<readonly RejectedAt[]> {
    const { api, domain } = this.target;
    const places = new Map(left.map(({ entry, index }) => [entry, index]));
    const call = { signal: this.halt.signal, onWait: this.options.onWait, distinct: true, alwaysBatch: true };
    const { rejected } = await addMany(api, { domain, list }, [...places.keys()], call);
    return rejected.map((one) => ({ ...one, index: places.get(one.entry) ?? 0 }));
  }

  /** Notes what had something wrong with it, and returns what could not be sent. */
  async #sort(
    unit: Unit,
    rejected: RejectedEntry[],
    sent: Promise<readonly RejectedAt[]>,
  ): Promise<readonly RejectedAt[]> {
    const left: RejectedAt[] = [];
    for (const one of await sent) {
      const { index, entry, error } = one;
      if (!isRefusal(error)) left.push(one);
      else {
        rejected.push(rejection(unit.sentLines[index] ?? 0, entry, error));
        if (this.options.known?.(entry)) unit.lostKnown += 1;
      }
    }
    return left;
  }

  /** Waits out a request limit that lasted longer than the client had patience. */
  async #isWorthAnother(error: unknown, tries: number): Promise<boolean> {
    if (!MailgunError.is(error, 'rateLimited') || tries >= PATIENCE || this.halt.stopped) return false;
    const ms = error.retryAfter ?? PAUSE;
    this.options.onWait?.({ reason: 'rateLimit', ms });
    try {
      await (this.options.clock ?? systemClock).sleep(ms, this.halt.signal);
    } catch {
      // Aborted: the next call says so.
    }
    return !this.halt.stopped;
  }

  #acknowledge({ number }: Unit, ack: Ack): void {
    try {
      this.job.ack(number, ack);
    } catch (error) {
      // It has been sent, but a later run will not know: without a journal it is better to stop.
      this.halt.stop(error);
    }
  }

  #count({ list, lines }: Unit, { added = 0, updated = 0, rejected = [] }: Ack, earlier: boolean): void {
    this.#result.added += added;
    this.#result.updated += updated;
    if (added + updated > 0) this.#byList[list] = (this.#byList[list] ?? 0) + added + updated;
    // Only what this class wrote, or a file that someone has changed: then the address is missing at worst.
    for (const { line, reason, ...more } of rejected as readonly Partial<RejectedEntry>[]) {
      this.#rejected.push({ line: line ?? 0, list, address: more.address ?? '', reason: reason ?? '' });
    }
    this.options.onSent?.(lines.length, earlier);
  }
}
