/** Taking back a clear or the deletion of many entries: what is lacking comes back from the backup. */
import { rm } from 'node:fs/promises';
import type { CallOptions } from '../../../mailgun/api';
import { MailgunError } from '../../../mailgun/errors';
import { isBulk, type BulkChange, type Change } from '../../change';
import { errorText, type ErrorText } from '../../errorText';
import type { EntryRef, ListRef } from '../../refs';
import type { Conflict, Resolution } from '../../undo';
import type { BulkPorts } from './bulkPorts';
import type { Progress } from '../import/importTypes';
import type { Job, JobHead } from '../jobs';
import { ProgressMeter } from '../sending/progress';
import { RestorePart } from './restorePart';

/** An undo as its journal keeps it. */
export interface RestoreHead extends JobHead {
  readonly kind: 'restore';
  readonly changeId: string;
}

/** Entries that are on the list with other contents than in the backup. */
export interface BulkConflicts {
  readonly count: number;
  /** The first of them. */
  readonly first: readonly Conflict[];
}

export interface RestoreOptions extends CallOptions {
  /** Asked once, before anything is written, and only when there are conflicts. */
  resolve(conflicts: BulkConflicts): Promise<Resolution>;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface RestoreOutcome {
  /** `gone`: undone elsewhere, or being undone now. `notBulk`: nothing was done, since it is `undo` that takes this change back. */
  readonly state: 'done' | 'cancelled' | 'failed' | 'gone' | 'notBulk';
  /** What was put back. */
  readonly restored: number;
  /** What was there, as it is in the backup. */
  readonly same: number;
  /** What was left as it is now. */
  readonly conflicts: number;
  /** What the server refused to take. */
  readonly failed: number;
  /** The first of those. */
  readonly failures: readonly (EntryRef & { readonly reason: string })[];
  readonly notSent: number;
  /** What ended it, when it failed. */
  readonly error?: ErrorText | undefined;
  /** Whether the change is still there, to be undone again. */
  readonly kept: boolean;
  /** Lists that have changed, or may have. */
  readonly lists: readonly ListRef[];
}

/** Conflicts that a question is given. */
const NAMED = 20;
const FAILURES = 100;
/** For so long after a clear, in milliseconds, what is on the list may be about to go. */
const SETTLING = 10 * 60_000;
/** Each part's units begin at a multiple of this. */
const UNITS = 2 ** 32;

const NOTHING = { restored: 0, same: 0, conflicts: 0, failed: 0, failures: [], notSent: 0, lists: [] };

/**
 * Takes a bulk change back: compares its backups with what is on the lists now and puts back what is lacking. What failed is kept for
 * another try, which begins with comparing again. Rejects only when files or the store fail, or `resolve` does; the change is kept then.
 */
export async function restore(
  { id }: Pick<Change, 'id'>,
  ports: BulkPorts,
  options: RestoreOptions,
): Promise<RestoreOutcome> {
  const change = await ports.store.claim(id);
  if (change === undefined) return { ...NOTHING, state: 'gone', kept: false };
  let rest: Change | undefined = change;
  try {
    if (!isBulk(change)) return { ...NOTHING, state: 'notBulk', kept: true };
    const restoring = await Restoring.begin(change, ports, options);
    const outcome = await restoring.run();
    rest = restoring.rest;
    return { ...outcome, kept: rest !== undefined };
  } finally {
    await ports.store.release(id, rest);
  }
}

/** Goes on with an undo that a crash has interrupted. */
export async function runRestore(
  job: Job<RestoreHead>,
  ports: BulkPorts,
  options: RestoreOptions,
): Promise<RestoreOutcome> {
  // What was put back is on the list: comparing again finds it, and the journal is not needed.
  await job.finish();
  // Makes void what the ended process had claimed.
  await ports.store.list();
  return restore({ id: job.head.changeId }, ports, options);
}

class Restoring {
  /** What is left of the change. */
  rest: BulkChange | undefined;
  readonly #meter: ProgressMeter;

  private constructor(
    private readonly change: BulkChange,
    private readonly ports: BulkPorts,
    private readonly options: RestoreOptions,
    private readonly job: Job<RestoreHead>,
  ) {
    this.rest = change;
    this.#meter = new ProgressMeter(options.onProgress);
  }

  static async begin(change: BulkChange, ports: BulkPorts, options: RestoreOptions): Promise<Restoring> {
    for (const { id, head } of await ports.jobs.unfinished()) {
      if (head.kind === 'restore' && 'changeId' in head && head.changeId === change.id) await ports.jobs.discard(id);
    }
    const head: RestoreHead = { kind: 'restore', title: titleOf(change), changeId: change.id };
    return new Restoring(change, ports, options, await ports.jobs.create(head));
  }

  async run(): Promise<Omit<RestoreOutcome, 'kept'>> {
    const parts = this.change.parts.map(
      (part, index) => new RestorePart(part, this.ports, this.options, { job: this.job, unitBase: index * UNITS }),
    );
    try {
      this.#meter.begin('reading');
      for (const part of parts) await part.compare((records) => this.#meter.add(records));
      const overwrite = await this.#resolve(parts);
      if (overwrite === undefined) return { ...NOTHING, conflicts: sum(parts, 'conflicts'), state: 'cancelled' };
      this.#meter.begin(
        'sending',
        parts.reduce((count, part) => count + part.toSend(overwrite), 0),
      );
      for (const part of parts) await part.send(overwrite, (entries) => this.#meter.add(entries));
      this.#meter.end();
      await this.#keepRest(parts);
      return this.#outcome(parts, overwrite);
    } finally {
      await this.job.finish();
    }
  }

  /** Whether conflicts are overwritten; undefined when nothing is to be done. */
  async #resolve(parts: readonly RestorePart[]): Promise<boolean | undefined> {
    const count = sum(parts, 'conflicts');
    if (count === 0) return false;
    const first: Conflict[] = [];
    for (const part of parts) first.push(...(await part.firstConflicts(NAMED - first.length)));
    const resolution = await this.options.resolve({ count, first });
    return resolution === 'cancel' ? undefined : resolution === 'overwrite';
  }

  async #keepRest(parts: readonly RestorePart[]): Promise<void> {
    const isDone = (part: RestorePart): boolean => part.isComplete && !this.#mayStillGo(part);
    const left = parts.filter((part) => !isDone(part)).map(({ part }) => part);
    this.rest = left.length === 0 ? undefined : { ...this.change, parts: left };
    // The file of a clear is the user's.
    if (this.change.kind === 'clear') return;
    await Promise.all(parts.filter(isDone).map(({ part }) => rm(part.backup, { force: true })));
  }

  /** A server may take its time to clear: what it has still to take away must be to be had again. */
  #mayStillGo({ same }: RestorePart): boolean {
    const age = (this.ports.now ?? Date.now)() - this.change.at;
    return this.change.kind === 'clear' && same > 0 && age < SETTLING;
  }

  #outcome(parts: readonly RestorePart[], overwrite: boolean): Omit<RestoreOutcome, 'kept'> {
    const error = parts.find((part) => part.error !== undefined)?.error;
    const isCancelled = MailgunError.is(error, 'cancelled');
    return {
      state: error === undefined ? 'done' : isCancelled ? 'cancelled' : 'failed',
      restored: sum(parts, 'restored'),
      same: sum(parts, 'same'),
      conflicts: overwrite ? 0 : sum(parts, 'conflicts'),
      failed: parts.reduce((count, { failures }) => count + failures.length, 0),
      failures: parts.flatMap(({ failures }) => failures).slice(0, FAILURES),
      notSent: sum(parts, 'notSent'),
      ...(error !== undefined && !isCancelled && { error: errorText(error) }),
      lists: parts.map(({ part: { accountId, domain, list } }) => ({ accountId, domain, list })),
    };
  }
}

function sum(parts: readonly RestorePart[], name: 'restored' | 'same' | 'conflicts' | 'notSent'): number {
  return parts.reduce((count, part) => count + part[name], 0);
}

function titleOf({ kind, parts }: BulkChange): string {
  const [only] = parts;
  const where = parts.length === 1 && only ? `the ${only.list} of ${only.domain}` : `${parts.length} lists`;
  return `Undo of ${kind === 'clear' ? 'clearing' : 'deleting from'} ${where}`;
}
