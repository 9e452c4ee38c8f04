/** Deleting many entries: as many at once as limits allow, journaled one by one, and undoable. */
import type { CallOptions, MailgunApi } from '../../../mailgun/api';
import { systemClock, type Clock } from '../../../mailgun/clock';
import { MailgunError } from '../../../mailgun/errors';
import { isRefusal } from '../../batches';
import { changeId, type BulkChange } from '../../change';
import { apis } from '../../changePorts';
import { mayHaveHappened } from '../../changes';
import { errorText, type ErrorText } from '../../errorText';
import { runPool } from '../../pool';
import type { EntryRef, ListRef } from '../../refs';
import type { BulkPorts } from './bulkPorts';
import { partFile, type DeletePart, type DeletePlan } from './deletePlan';
import { DeleteUndo } from './deleteUndo';
import { Halt } from '../sending/halt';
import type { Ack, Job, JobHead } from '../jobs';
import { readNdjson } from '../files/ndjson';
import type { Progress } from '../import/importTypes';
import { ProgressMeter } from '../sending/progress';

/** A deletion as its journal keeps it. Entries are numbered through all parts: those are the units. */
export interface DeleteHead extends JobHead {
  readonly kind: 'delete';
  readonly at: number;
  readonly changeId: string;
  readonly parts: readonly DeletePart[];
}

export interface DeleteManyOptions extends CallOptions {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly clock?: Clock | undefined;
}

/** What came of a deletion, all its runs together. Every entry is in exactly one of the numbers. */
export interface DeleteReport {
  /** `done`: nothing is left to be done. Otherwise the job can be resumed. */
  readonly state: 'done' | 'cancelled' | 'failed';
  /** What ended it, when it failed. */
  readonly error?: ErrorText | undefined;
  readonly deleted: number;
  /** Gone already when their turn came. */
  readonly missing: number;
  /** Not deleted though tried. */
  readonly failed: number;
  /** The first of those. */
  readonly failures: readonly (EntryRef & { readonly reason: string })[];
  readonly notSent: number;
  /** What can be undone. */
  readonly change: BulkChange | undefined;
  /** The job to resume. */
  readonly jobId?: string | undefined;
  /** How long this run took. */
  readonly ms: number;
}

/** Failures that a report names. */
const NAMED = 100;
/** Reasons that would refuse every further entry of the list too. */
const FINAL: readonly string[] = ['unauthorized', 'forbidden', 'noSuchDomain'];
/** After so many failures in a row at least, the rest is left for later. */
const MIN_TROUBLES = 8;
/** How often a delete is tried again after the client itself gave up waiting for the request limit. */
const PATIENCE = 5;
/** How long to wait then, in milliseconds, where the server does not say. */
const PAUSE = 15_000;

/** Makes the planned deletion a job and runs it. Throws only when the job cannot be written; then nothing is deleted. */
export async function startDelete(
  plan: DeletePlan,
  ports: BulkPorts,
  options: DeleteManyOptions = {},
): Promise<DeleteReport> {
  const at = (ports.now ?? Date.now)();
  const head: DeleteHead = { kind: 'delete', title: titleOf(plan), at, changeId: changeId(at), parts: plan.parts };
  const job = await plan.files.become(head, ports);
  return runDelete(job, ports, options);
}

function titleOf({ parts, records }: DeletePlan): string {
  const [only] = parts;
  const where = parts.length === 1 && only ? `the ${only.list} of ${only.domain}` : `${parts.length} lists`;
  return `Deletion of ${records.toLocaleString('en')} entries from ${where}`;
}

/** Runs or resumes the job of a deletion. Deletes that were acknowledged are not sent again. Never rejects: see `error`. */
export async function runDelete(
  job: Job<DeleteHead>,
  ports: BulkPorts,
  options: DeleteManyOptions = {},
): Promise<DeleteReport> {
  const started = performance.now();
  const run = new Deleting(job, ports, options);
  const report = await run.run();
  if (report.state === 'done') await job.finish();
  else await job.release();
  return { ...report, ...(report.state !== 'done' && { jobId: job.id }), ms: Math.round(performance.now() - started) };
}

interface Target {
  readonly unit: number;
  readonly ref: ListRef;
  readonly address: string;
}

class Deleting {
  readonly #total: number;
  readonly #api: (accountId: string) => Promise<MailgunApi>;
  readonly #undo: DeleteUndo;
  readonly #meter: ProgressMeter;
  readonly #halt: Halt;
  readonly #concurrency: number;
  /** Lists that refuse everything. */
  readonly #closed = new Set<ListRef>();
  /** Units whose delete may have been done though no answer said so. */
  readonly #unsure = new Set<number>();
  readonly #failures: (EntryRef & { reason: string })[] = [];
  #failed = 0;
  #troubles = 0;
  #error: unknown;

  constructor(
    private readonly job: Job<DeleteHead>,
    ports: BulkPorts,
    private readonly options: DeleteManyOptions,
  ) {
    const { at, changeId: id, parts } = job.head;
    this.#total = parts.reduce((sum, { records }) => sum + records, 0);
    this.#api = apis(ports);
    this.#undo = new DeleteUndo({ changeId: id, at, parts, file: (index) => job.path(partFile(index)) }, ports);
    this.#meter = new ProgressMeter(options.onProgress);
    this.#halt = new Halt(options.signal);
    this.#concurrency = Math.max(1, ports.concurrency?.() ?? 16);
  }

  async run(): Promise<Omit<DeleteReport, 'ms' | 'jobId'>> {
    let change: BulkChange | undefined;
    this.#meter.begin('sending', this.#total);
    this.#meter.add(this.job.acknowledged.size, true);
    try {
      await this.#undo.record();
      await runPool(this.#targets(), (target) => this.#delete(target), {
        concurrency: this.#concurrency,
        signal: this.#halt.signal,
      });
    } catch (error) {
      this.#halt.stop(error);
    }
    this.#halt.release();
    try {
      change = await this.#undo.conclude((unit) => this.#isGone(unit));
    } catch (error) {
      // The whole record is still there, which undoes no less.
      this.#error ??= error;
    }
    this.#meter.end();
    return this.#report(change);
  }

  async *#targets(): AsyncGenerator<Target> {
    let unit = 0;
    for (const [index, ref] of this.job.head.parts.entries()) {
      for await (const entries of readNdjson(this.job.path(partFile(index)), ref.list)) {
        for (const { address } of entries) {
          const ack = this.job.acknowledged.get(unit);
          if (ack === undefined && !this.#closed.has(ref)) yield { unit, ref, address };
          // What an earlier run found to be refused is not tried again, but named again.
          for (const { reason } of ack?.rejected ?? []) this.#name(ref, address, reason);
          unit += 1;
        }
      }
    }
  }

  async #delete(target: Target): Promise<void> {
    const { unit, ref, address } = target;
    for (let tries = 0; !this.#closed.has(ref); tries += 1) {
      try {
        const api = await this.#apiOf(ref);
        await api?.delete(ref.domain, ref.list, address, { signal: this.#halt.signal, onWait: this.options.onWait });
        if (api !== undefined) this.#settle(unit, { deleted: 1 });
        return;
      } catch (error) {
        if (MailgunError.is(error, 'notListed')) return this.#settle(unit, { missing: 1 });
        if (!(await waitForLimit(error, tries, this.#halt, this.options))) return this.#fail(target, error);
      }
    }
  }

  /** Without its client, an account's lists cannot be asked anything. */
  async #apiOf(ref: ListRef): Promise<MailgunApi | undefined> {
    try {
      return await this.#api(ref.accountId);
    } catch (error) {
      this.#closed.add(ref);
      this.#error ??= error;
      return undefined;
    }
  }

  #settle(unit: number, ack: Ack): void {
    this.#troubles = 0;
    this.job.ack(unit, ack);
    this.#meter.add(1);
  }

  #fail({ unit, ref, address }: Target, error: unknown): void {
    if (mayHaveHappened(error)) this.#unsure.add(unit);
    // What was under way when everything stopped has not failed.
    if (MailgunError.is(error, 'cancelled')) return;
    const { reason } = errorText(error);
    this.#name(ref, address, reason);
    if (isRefusal(error)) return this.#settle(unit, { rejected: [{ line: unit, reason }] });
    this.#failed += 1;
    this.#error ??= error;
    this.#troubles += 1;
    if (MailgunError.is(error) && FINAL.includes(error.reason)) this.#closed.add(ref);
    else if (this.#troubles >= Math.max(MIN_TROUBLES, this.#concurrency)) this.#halt.stop(error);
  }

  #name({ accountId, domain, list }: ListRef, address: string, reason: string): void {
    if (this.#failures.length < NAMED) this.#failures.push({ accountId, domain, list, address, reason });
  }

  #isGone(unit: number): boolean {
    const ack = this.job.acknowledged.get(unit);
    return ack === undefined ? this.#unsure.has(unit) : ack.rejected === undefined;
  }

  #report(change: BulkChange | undefined): Omit<DeleteReport, 'ms' | 'jobId'> {
    const counts = { deleted: 0, missing: 0, failed: this.#failed };
    for (const { deleted = 0, missing = 0, rejected = [] } of this.job.acknowledged.values()) {
      counts.deleted += deleted;
      counts.missing += missing;
      counts.failed += rejected.length;
    }
    const notSent = Math.max(0, this.#total - counts.deleted - counts.missing - counts.failed);
    const error = this.#error ?? this.#halt.error;
    const isDone = this.job.acknowledged.size >= this.#total;
    const isCancelled = MailgunError.is(this.#halt.error, 'cancelled');
    return {
      state: isDone ? 'done' : isCancelled ? 'cancelled' : 'failed',
      ...(!isDone && !isCancelled && { error: errorText(error) }),
      ...counts,
      failures: this.#failures,
      notSent,
      change,
    };
  }
}

/** Waits out a request limit that lasted longer than the client had patience; false when that is no use. */
async function waitForLimit(error: unknown, tries: number, halt: Halt, options: DeleteManyOptions): Promise<boolean> {
  if (!MailgunError.is(error, 'rateLimited') || tries >= PATIENCE || halt.stopped) return false;
  const ms = error.retryAfter ?? PAUSE;
  options.onWait?.({ reason: 'rateLimit', ms });
  try {
    await (options.clock ?? systemClock).sleep(ms, halt.signal);
  } catch {
    return false;
  }
  return !halt.stopped;
}
