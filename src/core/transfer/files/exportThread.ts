/** The thread that all exports under way share: each of its own would take memory of its own. */
import type { CallOptions } from '../../../mailgun/api';
import { PageServer, type PageStream } from '../pages/pageServer';
import type { SharedBytes } from '../pages/sharedBytes';
import { cancelledError } from '../../errorText';
import { startTask, WorkerLostError, type RunningTask } from '../worker';
import { unpackError } from '../worker/workerErrors';
import { exportTask, type ExportOrder, type FromExports, type ToExports } from './exportTask';

/**
 * What the thread may take, in MB. New objects get little room: left to itself the engine takes a hundred before it looks what of it is
 * garbage. What is alive are some pages.
 */
const LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 16 };

/** What an export is told beside its order. */
export interface ExportCall extends CallOptions {
  readonly onProgress?: ((records: number) => void) | undefined;
}

interface Job {
  readonly pages: PageServer;
  readonly onProgress: ExportCall['onProgress'];
  resolve(records: number): void;
  reject(error: unknown): void;
  /** Why it is to end, once it is. */
  stopped?: { readonly error: unknown } | undefined;
}

/** A thread as those see it that export. */
export class ExportThread {
  /** Settles when the thread is gone. */
  readonly gone: Promise<void>;
  readonly #jobs = new Map<number, Job>();
  readonly #free: SharedBytes[] = [];
  #nextJob = 0;
  #end: unknown;

  constructor(private readonly task: RunningTask<ToExports, FromExports, null>) {
    this.gone = this.#listen();
  }

  /** Whether it is one; where none could be started, the work is done on the caller's. */
  get isThread(): boolean {
    return this.task.isThread;
  }

  /** Exports a list, and resolves to the number of records. Throws what `writeList` throws, or WorkerLostError. */
  run(order: ExportOrder, api: PageStream, { signal, onWait, onProgress }: ExportCall): Promise<number> {
    const job = this.#nextJob++;
    const stop = (): void => this.#stop(job, cancelledError());
    return new Promise<number>((resolve, reject) => {
      if (signal?.aborted === true) return reject(cancelledError());
      if (this.#end !== undefined) return reject(asError(this.#end));
      const pages = new PageServer(
        api,
        { onWait },
        (answer) => this.task.post({ job, kind: 'page', answer }),
        this.#free,
      );
      this.#jobs.set(job, { pages, onProgress, resolve, reject });
      signal?.addEventListener('abort', stop, { once: true });
      this.task.post({ job, kind: 'start', order });
    }).finally(() => {
      signal?.removeEventListener('abort', stop);
      this.#jobs.get(job)?.pages.close();
      this.#jobs.delete(job);
    });
  }

  /** Ends the thread. */
  async stop(): Promise<void> {
    await this.task.stop();
    await this.gone;
  }

  async #listen(): Promise<void> {
    let end: unknown = new WorkerLostError();
    try {
      for await (const told of this.task.messages) this.#hear(told);
    } catch (error) {
      end = error;
    }
    this.#end = end;
    // Only then it writes no more.
    await this.task.stop();
    for (const job of [...this.#jobs.values()]) job.reject(end);
  }

  #hear(told: FromExports): void {
    const job = this.#jobs.get(told.job);
    if (job === undefined) return;
    switch (told.kind) {
      case 'page':
        return job.pages.hear(told.call);
      case 'progress':
        return this.#progress(told.job, job, told.records);
      case 'done':
        return job.stopped === undefined ? job.resolve(told.records) : job.reject(job.stopped.error);
      case 'failed':
        return job.reject(job.stopped === undefined ? unpackError(told.error) : job.stopped.error);
    }
  }

  #progress(id: number, job: Job, records: number): void {
    try {
      if (job.stopped === undefined) job.onProgress?.(records);
    } catch (error) {
      this.#stop(id, error);
    }
  }

  /** Tells the thread to end a job, which it says when all is put away. */
  #stop(id: number, error: unknown): void {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    job.stopped ??= { error };
    job.pages.close();
    this.task.post({ job: id, kind: 'stop' });
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new WorkerLostError(thrown);
}

interface Shared {
  readonly thread: Promise<ExportThread>;
  users: number;
}

const shared = new Map<string | undefined, Shared>();

/** Lends the thread; the last to give it back ends it. `worker` as `startTask` has it. */
export async function withExportThread<T>(
  worker: string | undefined,
  work: (thread: ExportThread) => Promise<T>,
): Promise<T> {
  const lent = shared.get(worker) ?? begin(worker);
  lent.users++;
  try {
    return await work(await lent.thread);
  } finally {
    if (--lent.users === 0) {
      forget(worker, lent);
      await lent.thread.then((thread) => thread.stop());
    }
  }
}

function begin(worker: string | undefined): Shared {
  const thread = startTask(exportTask, null, { worker, limits: LIMITS }).then((task) => new ExportThread(task));
  const lent: Shared = { thread, users: 0 };
  shared.set(worker, lent);
  // Whoever comes after a thread was lost gets another.
  const gone = (): void => forget(worker, lent);
  thread.then((one) => one.gone).then(gone, gone);
  return lent;
}

function forget(worker: string | undefined, lent: Shared): void {
  if (shared.get(worker) === lent) shared.delete(worker);
}
