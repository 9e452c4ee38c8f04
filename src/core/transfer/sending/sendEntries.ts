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

/** How units are sent and followed. */
export interface SendUnitsOptions extends CallOptions {
  /** Requests at once; 16 if absent. */
  readonly concurrency?: (() => number) | undefined;
  /** Told after every unit how many entries it held; `earlier`: in a run before this one. */
  readonly onSent?: ((entries: number, earlier: boolean) => void) | undefined;
  readonly clock?: Clock | undefined;
  /** Shared with other work that is to stop together with this; then it follows `signal` itself. */
  readonly halt?: Halt | undefined;
  /** Told of each unit when its content is not needed any more; `isWhole`: it was accepted as it was. */
  readonly onSettled?: ((unit: Unit, isWhole: boolean) => void) | undefined;
}

/** How sending is done and followed. */
export interface SendOptions extends SendUnitsOptions {
  /** Number of the first unit in the job's journal; 0 if absent. Sources that share a job need ranges of their own. */
  readonly unitBase?: number | undefined;
  /** Whether the list had the address before: then it counts as updated. */
  readonly known?: ((entry: Entry) => boolean) | undefined;
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
  const { unitBase = 0, known } = options;
  const isDone = (number: number): boolean => job.acknowledged.has(number);
  return sendUnits(job, target, units(source, unitBase, { isDone, known }), options);
}

/** As `sendEntries`, for units that somebody else has cut. */
export async function sendUnits(
  job: Job,
  target: { readonly api: MailgunApi; readonly domain: string },
  source: AsyncIterable<Unit>,
  options: SendUnitsOptions = {},
): Promise<SendResult> {
  const halt = options.halt ?? new Halt(options.signal);
  try {
    return await new Sending(job, target, options, halt).run(source);
  } finally {
    if (options.halt === undefined) halt.release();
  }
}

/** What of a unit was not wanted, and how many of these the list had before. */
interface Rejected {
  readonly entries: RejectedEntry[];
  known: number;
}

class Sending {
  readonly #result = { added: 0, updated: 0, notSent: 0 };
  readonly #byList: Partial<Record<ListName, number>> = {};
  readonly #rejected: RejectedEntry[] = [];

  constructor(
    private readonly job: Job,
    private readonly target: { readonly api: MailgunApi; readonly domain: string },
    private readonly options: SendUnitsOptions,
    private readonly halt: Halt,
  ) {}

  async run(source: AsyncIterable<Unit>): Promise<SendResult> {
    const concurrency = this.options.concurrency?.() ?? 16;
    await runPool(this.#toSend(source), (unit) => this.#send(unit), { concurrency });
    return { ...this.#result, rejected: this.#rejected, byList: this.#byList, error: this.halt.error };
  }

  /** The units that are still to be sent. */
  async *#toSend(source: AsyncIterable<Unit>): AsyncGenerator<Unit> {
    for await (const unit of source) {
      const ack = this.job.acknowledged.get(unit.number);
      if (ack !== undefined) this.#count(unit, ack, true);
      else if (this.halt.stopped) {
        this.#result.notSent += unit.size;
        this.options.onSettled?.(unit, false);
      } else yield unit;
    }
  }

  async #send(unit: Unit): Promise<void> {
    const rejected: Rejected = { entries: [...unit.unfit], known: 0 };
    let left = this.#sort(unit, rejected, await this.#sendWhole(unit));
    for (let tries = 0; left.length > 0; tries += 1) {
      const [first] = left;
      if (!(await this.#isWorthAnother(first?.error, tries))) {
        this.halt.stop(first?.error);
        break;
      }
      left = this.#sort(unit, rejected, await this.#sendAgain(unit, left));
    }
    const leftKnown = left.filter(({ index }) => unit.known?.[index] === 1).length;
    const updated = sum(unit.known) - rejected.known - leftKnown;
    const ack: Ack = {
      list: unit.list,
      added: unit.size - rejected.entries.length - left.length - updated,
      ...(unit.known && { updated }),
      ...(rejected.entries.length > 0 && { rejected: rejected.entries }),
    };
    if (left.length === 0) this.#acknowledge(unit, ack);
    this.#result.notSent += left.length;
    this.#count(unit, ack, false);
    this.options.onSettled?.(unit, left.length === 0 && rejected.entries.length === unit.unfit.length);
  }

  #sendWhole({ list, content }: Unit): Promise<readonly RejectedAt[]> {
    const { api, domain } = this.target;
    const call = { signal: this.halt.signal, onWait: this.options.onWait };
    if (!('json' in content)) return this.#sendEach(list, content, call);
    return content.count === 0 ? Promise.resolve([]) : addPacked(api, domain, content, call);
  }

  async #sendEach(list: ListName, entries: readonly Entry[], call: CallOptions): Promise<readonly RejectedAt[]> {
    const { api, domain } = this.target;
    const { rejected } = await addMany(api, { domain, list }, entries, { ...call, distinct: true });
    return rejected.map((one) => ({ ...one, index: entries.indexOf(one.entry) }));
  }

  async #sendAgain({ list }: Unit, left: readonly RejectedAt[]): Promise<readonly RejectedAt[]> {
    const { api, domain } = this.target;
    const places = new Map(left.map(({ entry, index }) => [entry, index]));
    const call = { signal: this.halt.signal, onWait: this.options.onWait, distinct: true, alwaysBatch: true };
    const { rejected } = await addMany(api, { domain, list }, [...places.keys()], call);
    return rejected.map((one) => ({ ...one, index: places.get(one.entry) ?? 0 }));
  }

  /** Notes what had something wrong with it, and returns what could not be sent. */
  #sort(unit: Unit, rejected: Rejected, sent: readonly RejectedAt[]): readonly RejectedAt[] {
    const left: RejectedAt[] = [];
    for (const one of sent) {
      const { index, entry, error } = one;
      if (!isRefusal(error)) left.push(one);
      else {
        rejected.entries.push(rejection(unit.lines[index] ?? 0, entry, error));
        rejected.known += unit.known?.[index] ?? 0;
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

  #count({ list, size }: Unit, { added = 0, updated = 0, rejected = [] }: Ack, earlier: boolean): void {
    this.#result.added += added;
    this.#result.updated += updated;
    if (added + updated > 0) this.#byList[list] = (this.#byList[list] ?? 0) + added + updated;
    // Only what this class wrote, or a file that someone has changed: then the address is missing at worst.
    for (const { line, reason, ...more } of rejected as readonly Partial<RejectedEntry>[]) {
      this.#rejected.push({ line: line ?? 0, list, address: more.address ?? '', reason: reason ?? '' });
    }
    this.options.onSent?.(size, earlier);
  }
}

function sum(flags: Uint8Array | undefined): number {
  return flags?.reduce((count, flag) => count + flag, 0) ?? 0;
}
