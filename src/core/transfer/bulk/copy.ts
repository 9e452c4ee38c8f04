/** Copying entries to other domains, also of other accounts and regions: only what a target needs is sent. */
import { readFile } from 'node:fs/promises';
import type { CallOptions } from '../../../mailgun/api';
import type { Entry } from '../../../mailgun/records';
import { addressKey } from '../../addressSyntax';
import { withTags } from '../../batches';
import { apis } from '../../changePorts';
import { errorText, type ErrorText } from '../../errorText';
import { MailgunError } from '../../../mailgun/errors';
import { runPool } from '../../pool';
import type { ListRef } from '../../refs';
import type { BulkPorts } from './bulkPorts';
import { DIFFERS, FRESH } from './comparison';
import { SOURCE_FILE, standingFile, statusFile } from './copyPlan';
import type { CopyPlan, CopyTarget, Differing, RefusedTarget } from './copyPlan';
import type { Progress } from '../import/importTypes';
import type { Job, JobHead } from '../jobs';
import { isMissing } from '../jobs/files';
import { readNdjson } from '../files/ndjson';
import { ProgressMeter } from '../sending/progress';
import { sendEntries, type Sendable, type SendResult } from '../sending/sendEntries';

/** A copy as its journal keeps it. Each target has a range of units. */
export interface CopyHead extends JobHead {
  readonly kind: 'copy';
  readonly source: ListRef;
  readonly records: number;
  readonly targets: readonly CopyTarget[];
  readonly refused: readonly Omit<RefusedTarget, 'error'>[];
  readonly differing: Differing;
}

export interface CopyOptions extends CallOptions {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** What came of one target: every entry of the source is in exactly one of the numbers. */
export interface CopiedTo {
  readonly accountId: string;
  readonly domain: string;
  readonly added: number;
  readonly updated: number;
  /** There already, just so. */
  readonly same: number;
  /** There with other contents, and left alone. */
  readonly left: number;
  readonly rejected: readonly { readonly address: string; readonly reason: string }[];
  readonly notSent: number;
  /** What stopped this target, or kept it from being read. */
  readonly error?: ErrorText | undefined;
}

/** What came of a copy, all its runs together. */
export interface CopyReport {
  /** `done`: every target had its turn. Otherwise the job can be resumed. */
  readonly state: 'done' | 'cancelled' | 'failed';
  readonly records: number;
  readonly targets: readonly CopiedTo[];
  /** The job to resume. */
  readonly jobId?: string | undefined;
  /** How long this run took. */
  readonly ms: number;
}

/** Targets written to at once. */
const TARGETS_AT_ONCE = 4;
/** Each target's units begin at a multiple of this. */
const UNITS = 2 ** 32;

/** Makes the planned copy a job and runs it. Throws only when the job cannot be written; then nothing is sent. */
export async function startCopy(
  plan: CopyPlan,
  differing: Differing,
  ports: BulkPorts,
  options: CopyOptions = {},
): Promise<CopyReport> {
  const { source, records, targets } = plan;
  const refused = plan.refused.map(({ accountId, domain, reason }) => ({ accountId, domain, reason }));
  const head: CopyHead = { kind: 'copy', title: titleOf(plan), source, records, targets, refused, differing };
  const job = await plan.files.become(head, ports);
  return runCopy(job, ports, options);
}

function titleOf({ source, records, targets }: CopyPlan): string {
  const [only] = targets;
  const where = targets.length === 1 && only ? only.domain : `${targets.length} domains`;
  return `Copy of ${records.toLocaleString('en')} entries from the ${source.list} of ${source.domain} to ${where}`;
}

/** Runs or resumes the job of a copy. Batches that were acknowledged are not sent again. Rejects only with errors of files. */
export async function runCopy(job: Job<CopyHead>, ports: BulkPorts, options: CopyOptions = {}): Promise<CopyReport> {
  const started = performance.now();
  try {
    const report = await new Copying(job, ports, options).run();
    if (report.state === 'done') await job.finish();
    return {
      ...report,
      ...(report.state !== 'done' && { jobId: job.id }),
      ms: Math.round(performance.now() - started),
    };
  } finally {
    await job.release();
  }
}

class Copying {
  readonly #api: ReturnType<typeof apis>;
  readonly #meter: ProgressMeter;

  constructor(
    private readonly job: Job<CopyHead>,
    private readonly ports: BulkPorts,
    private readonly options: CopyOptions,
  ) {
    this.#api = apis(ports);
    this.#meter = new ProgressMeter(options.onProgress);
  }

  async run(): Promise<Omit<CopyReport, 'ms' | 'jobId'>> {
    const { targets, refused, records } = this.job.head;
    this.#meter.begin(
      'sending',
      targets.reduce((sum, target) => sum + this.#toSend(target), 0),
    );
    const results = new Map<CopyTarget, { copied: CopiedTo; error: unknown }>();
    const work = async ([index, target]: [number, CopyTarget]): Promise<void> => {
      results.set(target, await this.#copyTo(target, index));
    };
    await runPool(targets.entries(), work, { concurrency: TARGETS_AT_ONCE });
    this.#meter.end();
    const errors = [...results.values()].flatMap(({ error }) => (error === undefined ? [] : [error]));
    const isCancelled = errors.some((error) => MailgunError.is(error, 'cancelled'));
    return {
      state: errors.length === 0 ? 'done' : isCancelled ? 'cancelled' : 'failed',
      records,
      targets: [
        ...targets.flatMap((target) => results.get(target)?.copied ?? []),
        ...refused.map((target) => unread(target, records)),
      ],
    };
  }

  #toSend({ fresh, differs }: CopyTarget): number {
    return fresh + (this.job.head.differing === 'replace' ? differs : 0);
  }

  async #copyTo(target: CopyTarget, index: number): Promise<{ copied: CopiedTo; error: unknown }> {
    const { accountId, domain, same, differs } = target;
    const left = this.job.head.differing === 'leave' ? differs : 0;
    let result: Partial<SendResult> & Pick<SendResult, 'notSent'>;
    try {
      result = await this.#send(target, index);
    } catch (error) {
      if (!MailgunError.is(error) && error instanceof Error && 'syscall' in error) throw error;
      result = { notSent: this.#toSend(target), error };
    }
    const { added = 0, updated = 0, rejected = [], notSent, error } = result;
    const refused = rejected.map(({ address, reason }) => ({ address, reason }));
    const copied = { accountId, domain, added, updated, same, left, rejected: refused, notSent };
    return { copied: { ...copied, ...(error !== undefined && { error: errorText(error) }) }, error };
  }

  async #send({ accountId, domain }: CopyTarget, index: number): Promise<SendResult> {
    const api = await this.#api(accountId);
    const updates = new WeakSet<Entry>();
    const { signal, onWait } = this.options;
    return sendEntries(this.job, { api, domain }, this.#source(index, updates), {
      ...{ signal, onWait, concurrency: this.ports.concurrency, unitBase: index * UNITS },
      known: (entry) => updates.has(entry),
      onSent: (entries, earlier) => this.#meter.add(entries, earlier),
    });
  }

  /** What a target needs of the source, always in the same order. */
  async *#source(index: number, updates: WeakSet<Entry>): AsyncGenerator<readonly Sendable[]> {
    const { source, differing } = this.job.head;
    const status = await readFile(this.job.path(statusFile(index)));
    const standing = differing === 'replace' ? await this.#standing(index) : undefined;
    let line = 0;
    for await (const entries of readNdjson(this.job.path(SOURCE_FILE), source.list)) {
      const needed: Sendable[] = [];
      for (const entry of entries) {
        const state = status[line++];
        if (state === FRESH) needed.push({ line, entry });
        if (state !== DIFFERS || standing === undefined) continue;
        // A copied unsubscribe takes nothing away from what the target's covers.
        const united = withTags(entry, standing.get(addressKey(entry.address)) ?? null);
        updates.add(united);
        needed.push({ line, entry: united });
      }
      if (needed.length > 0) yield needed;
    }
  }

  async #standing(index: number): Promise<Map<string, Entry>> {
    const standing = new Map<string, Entry>();
    if (this.job.head.source.list !== 'unsubscribes') return standing;
    try {
      for await (const entries of readNdjson(this.job.path(standingFile(index)), 'unsubscribes')) {
        for (const entry of entries) standing.set(addressKey(entry.address), entry);
      }
    } catch (error) {
      // There is none where nothing differs.
      if (!isMissing(error)) throw error;
    }
    return standing;
  }
}

/** What is reported of a target that could not even be read. */
function unread({ accountId, domain, reason }: Omit<RefusedTarget, 'error'>, notSent: number): CopiedTo {
  return { accountId, domain, added: 0, updated: 0, same: 0, left: 0, rejected: [], notSent, error: { reason } };
}
