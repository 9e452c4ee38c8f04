/** Work that can be done by a thread of its own: what it is, and how it speaks with who started it. */

/** One end of the line between a task and who started it. Messages are plain data that can be cloned, and never hold a key. */
export interface Link<Out, In> {
  /**
   * Aborted when the work is to end. A thread is ended at once instead, so a task must not rely on it to clean up; it is what ends a
   * task that has no thread of its own.
   */
  readonly signal: AbortSignal;
  /**
   * Sends and does not wait: whoever sends much must wait for answers. The buffers of `transfer` belong to the other end afterwards.
   */
  post(message: Out, transfer?: readonly ArrayBuffer[]): void;
  /** The next message, in order; undefined when the other end sends no more. Rejects when it failed or is to end. */
  next(): Promise<In | undefined>;
  /** The next message if it is there already. */
  poll(): In | undefined;
}

/** `Down` is what the task is sent, `Up` what it sends. */
export interface Task<Input, Down, Up, Result> {
  /** By which the thread finds it. */
  readonly name: string;
  run(input: Input, link: Link<Up, Down>): Promise<Result>;
}

/** A task as who started it sees it. */
export interface RunningTask<Down, Up, Result> extends Link<Down, Up> {
  /** Whether it has a thread of its own. */
  readonly isThread: boolean;
  /** All that the task sends until it ends; throws what the task throws. */
  readonly messages: AsyncIterable<Up>;
  /** Rejects with what the task threw, with MailgunError `cancelled`, or with a WorkerLostError. */
  readonly result: Promise<Result>;
  /** Says that no more messages will be sent to the task. */
  close(): void;
  /** Ends the task at once; resolves when no thread is left. To be called when all is done, too. */
  stop(): Promise<void>;
}
