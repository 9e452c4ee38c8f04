/** The threads that this process starts. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';

/** Threads since `watchThreads` was called. */
export interface Threads {
  /** Those that have been started. */
  readonly started: Worker[];
  /** Those that have not ended. */
  readonly running: ReadonlySet<Worker>;
  /** Stops watching. */
  end(): void;
}

/** Node tells of every thread on a channel of its own. */
export function watchThreads(): Threads {
  const started: Worker[] = [];
  const running = new Set<Worker>();
  const note = (message: unknown): void => {
    const { worker } = message as { readonly worker: Worker };
    started.push(worker);
    running.add(worker);
    worker.once('exit', () => running.delete(worker));
  };
  subscribe('worker_threads', note);
  return { started, running, end: () => void unsubscribe('worker_threads', note) };
}
