/** The thread's side: waits to be told which task to do, does it, and says what came of it. */
import { parentPort } from 'node:worker_threads';
import { Inbox } from './inbox';
import type { Link, Task } from './task';
import { packError, type PackedError } from './workerErrors';

/** What a thread is told. */
export type ToThread =
  | { readonly kind: 'run'; readonly task: string; readonly input: unknown }
  | { readonly kind: 'message'; readonly message: unknown }
  | { readonly kind: 'close' };

/** What a thread tells. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'message'; readonly message: unknown }
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: PackedError };

/** Any task, as far as the thread needs to know it: who started it knows the types. */
type AnyTask = Task<never, never, unknown, unknown>;

/** Serves one task, chosen by name; call it where a thread begins. */
export function serve(tasks: readonly AnyTask[]): void {
  const port = parentPort;
  if (port === null) throw new Error('This file is to be run by a worker thread.');
  const tell = (message: FromThread, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, [...transfer]);
  const inbox = new Inbox<never>();
  const link: Link<unknown, never> = {
    signal: new AbortController().signal,
    post: (message, transfer) => tell({ kind: 'message', message }, transfer),
    next: () => inbox.next(),
    poll: () => inbox.poll(),
  };
  const run = async (name: string, input: unknown): Promise<void> => {
    try {
      const task = tasks.find((one) => one.name === name);
      if (task === undefined) throw new Error(`There is no task ${name}.`);
      tell({ kind: 'done', result: await task.run(input as never, link) });
    } catch (error) {
      tell({ kind: 'failed', error: packError(error) });
    }
  };
  port.on('message', (told: ToThread) => {
    if (told.kind === 'run') void run(told.task, told.input);
    else if (told.kind === 'message') inbox.put(told.message as never);
    else inbox.end();
  });
  tell({ kind: 'ready' });
}
