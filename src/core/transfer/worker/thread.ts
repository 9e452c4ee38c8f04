/** A task in a thread of its own. */
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { cancelledError } from '../../errorText';
import { Inbox } from './inbox';
import type { FromThread, ToThread } from './serve';
import type { RunningTask, Task } from './task';
import { unpackError, WorkerLostError } from './workerErrors';

/**
 * Starts a thread; undefined when its file is missing or does not come up. It gets nothing of this process's environment.
 * Throws `cancelled`.
 */
export async function startThread(
  file: string,
  limits: ResourceLimits,
  signal: AbortSignal | undefined,
): Promise<Worker | undefined> {
  let worker: Worker;
  try {
    worker = new Worker(file, { resourceLimits: limits, env: {}, execArgv: [] });
  } catch {
    return undefined;
  }
  const up = await new Promise<boolean>((resolve) => {
    const end = (): void => resolve(false);
    signal?.addEventListener('abort', end, { once: true });
    worker.once('message', () => resolve(true));
    worker.once('messageerror', end);
    worker.on('error', end);
    worker.once('exit', end);
  });
  if (up && signal?.aborted !== true) return worker;
  await worker.terminate();
  if (signal?.aborted === true) throw cancelledError();
  return undefined;
}

/** The line to a thread that is up. */
export class TaskThere<Input, Down, Up, Result> implements RunningTask<Down, Up, Result> {
  readonly isThread = true;
  readonly result: Promise<Result>;
  readonly #up = new Inbox<Up>();
  readonly #stopped = new AbortController();
  #settle: { resolve: (result: Result) => void; reject: (error: unknown) => void } | undefined;

  constructor(
    private readonly worker: Worker,
    task: Task<Input, Down, Up, Result>,
    input: Input,
    transfer: readonly ArrayBuffer[],
    private readonly user: AbortSignal | undefined,
  ) {
    this.result = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.result.catch(() => undefined);
    user?.addEventListener('abort', this.#abort, { once: true });
    worker.removeAllListeners('error');
    worker.on('error', (error) => this.#fail(new WorkerLostError(error)));
    worker.on('messageerror', (error) => this.#fail(new WorkerLostError(error)));
    worker.once('exit', () => this.#fail(new WorkerLostError()));
    worker.on('message', (told: FromThread) => this.#hear(told));
    this.#tell({ kind: 'run', task: task.name, input }, transfer);
  }

  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  get messages(): AsyncIterable<Up> {
    return this.#up;
  }

  post(message: Down, transfer: readonly ArrayBuffer[] = []): void {
    this.#tell({ kind: 'message', message }, transfer);
  }

  next(): Promise<Up | undefined> {
    return this.#up.next();
  }

  poll(): Up | undefined {
    return this.#up.poll();
  }

  close(): void {
    this.#tell({ kind: 'close' });
  }

  async stop(): Promise<void> {
    this.#abort();
    await this.worker.terminate();
  }

  readonly #abort = (): void => this.#fail(cancelledError());

  #tell(message: ToThread, transfer: readonly ArrayBuffer[] = []): void {
    this.worker.postMessage(message, [...transfer]);
  }

  #hear(told: FromThread): void {
    if (told.kind === 'message') this.#up.put(told.message as Up);
    else if (told.kind === 'done') this.#end(() => this.#settle?.resolve(told.result as Result));
    else if (told.kind === 'failed') this.#fail(unpackError(told.error));
  }

  #fail(error: unknown): void {
    this.#end(() => this.#settle?.reject(error), error);
    this.#stopped.abort(error);
  }

  /** Only the first end counts; a thread that has nothing left to do goes. */
  #end(settle: () => void, error?: unknown): void {
    settle();
    this.#up.end(error);
    this.user?.removeEventListener('abort', this.#abort);
    void this.worker.terminate();
  }
}
