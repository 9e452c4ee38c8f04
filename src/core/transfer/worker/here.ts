/** A task on the thread of who started it, for want of another. */
import { cancelledError } from '../../errorText';
import { Inbox } from './inbox';
import type { Link, RunningTask, Task } from './task';

/** Both ends of a line within one thread: what is transferred is simply handed over. */
export class TaskHere<Input, Down, Up, Result> implements RunningTask<Down, Up, Result> {
  readonly isThread = false;
  readonly result: Promise<Result>;
  readonly #up = new Inbox<Up>();
  readonly #down = new Inbox<Down>();
  readonly #stopped = new AbortController();

  constructor(
    task: Task<Input, Down, Up, Result>,
    input: Input,
    private readonly user: AbortSignal | undefined,
  ) {
    user?.addEventListener('abort', this.#abort, { once: true });
    this.result = this.#run(task, input);
    this.result.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  get messages(): AsyncIterable<Up> {
    return this.#up;
  }

  post(message: Down): void {
    this.#down.put(message);
  }

  next(): Promise<Up | undefined> {
    return this.#up.next();
  }

  poll(): Up | undefined {
    return this.#up.poll();
  }

  close(): void {
    this.#down.end();
  }

  async stop(): Promise<void> {
    this.#abort();
    await this.result.catch(() => undefined);
  }

  readonly #abort = (): void => {
    const error = cancelledError();
    this.#stopped.abort(error);
    this.#down.end(error);
    this.#up.end(error);
  };

  async #run(task: Task<Input, Down, Up, Result>, input: Input): Promise<Result> {
    const link: Link<Up, Down> = {
      signal: this.#stopped.signal,
      post: (message) => this.#up.put(message),
      next: () => this.#down.next(),
      poll: () => this.#down.poll(),
    };
    try {
      // As with a thread, who starts it gets to listen first.
      await Promise.resolve();
      const result = await task.run(input, link);
      this.#stopped.signal.throwIfAborted();
      this.#up.end();
      return result;
    } catch (error) {
      this.#up.end(error);
      throw error;
    } finally {
      this.user?.removeEventListener('abort', this.#abort);
    }
  }
}
