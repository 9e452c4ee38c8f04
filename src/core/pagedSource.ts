/** What every paged view has in common: one request at a time, none twice, none that writes after it was superseded. */
import type { CallOptions } from '../mailgun/api';
import { MailgunError } from '../mailgun/errors';

/** Where a view stands: nothing asked yet, asking, all asked for is there, the last request failed. */
export type LoadState = 'idle' | 'loading' | 'ready' | 'failed';

/** One piece of loading. It must hand `call` to each request, and call `alive` before it writes what came back. */
export type Task = (call: CallOptions, alive: () => void) => Promise<void>;

/** Takes a listener away again. */
export interface Subscription {
  dispose(): void;
}

/**
 * Runs loading tasks one after another and tells listeners of every change. Its promises never reject: what went wrong is in
 * `error`, with `state` being `failed` until something succeeds.
 */
export abstract class PagedSource {
  #state: LoadState = 'idle';
  #error: unknown;
  #controller = new AbortController();
  #tail: Promise<void> = Promise.resolve();
  #failed: (() => Promise<void>) | undefined;
  readonly #pending = new Map<string, Promise<void>>();
  readonly #listeners = new Set<() => void>();

  get state(): LoadState {
    return this.#state;
  }

  /** What the last task threw; undefined once one succeeded. */
  get error(): unknown {
    return this.#error;
  }

  /** Calls `listener` after every change of state or content. */
  onDidChange(listener: () => void): Subscription {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Tries again what failed last; without a failure does nothing. */
  retry(): Promise<void> {
    return this.#failed?.() ?? Promise.resolve();
  }

  /** Aborts what is running and forgets the listeners. */
  dispose(): void {
    this.#listeners.clear();
    this.supersede();
  }

  protected changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /**
   * Queues a task behind those that wait. While one of the same kind waits or runs, that one is returned instead; `''` is a kind
   * that is never shared. With a signal of the caller, aborting ends the task without counting as a failure.
   */
  protected run(kind: string, task: Task, signal?: AbortSignal): Promise<void> {
    const known = this.#pending.get(kind);
    if (known !== undefined) return known;
    const { signal: own } = this.#controller;
    const running = this.#tail.then(() => this.#perform(kind, task, own, signal));
    this.#tail = running;
    if (kind !== '') this.#pending.set(kind, running);
    this.#setState('loading');
    return running;
  }

  /** Makes whatever waits or runs end without writing anything, and goes back to `idle`. */
  protected supersede(): void {
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#tail = Promise.resolve();
    this.#pending.clear();
    this.#failed = undefined;
    this.#error = undefined;
    this.#setState('idle');
  }

  /** What `state` is when nothing runs and nothing failed. */
  protected abstract restState(): 'idle' | 'ready';

  async #perform(kind: string, task: Task, own: AbortSignal, signal: AbortSignal | undefined): Promise<void> {
    if (own.aborted) return;
    const both = signal === undefined ? own : AbortSignal.any([own, signal]);
    const alive = (): void => {
      if (both.aborted) throw new MailgunError('cancelled', 'Loading was cancelled.');
    };
    let outcome: { readonly error: unknown } | undefined;
    try {
      alive();
      await task({ signal: both }, alive);
    } catch (error) {
      outcome = { error };
    }
    if (own.aborted) return;
    this.#pending.delete(kind);
    this.#settle(signal?.aborted === true ? undefined : outcome, () => this.run(kind, task));
  }

  #settle(outcome: { readonly error: unknown } | undefined, again: () => Promise<void>): void {
    this.#error = outcome?.error;
    this.#failed = outcome && again;
    this.#setState(outcome === undefined ? this.restState() : 'failed');
  }

  #setState(state: LoadState): void {
    this.#state = state;
    this.changed();
  }
}
