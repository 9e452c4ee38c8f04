/** Tasks for testing how tasks are run. */
import { isMainThread } from 'node:worker_threads';
import { ReadError } from '../../../../src/core/transfer/read';
import type { Task } from '../../../../src/core/transfer/worker';
import { MailgunError } from '../../../../src/mailgun/errors';

/** Says where it runs, then sends every buffer back with its bytes counted up, until there are no more. */
export const echo: Task<number, ArrayBuffer, ArrayBuffer | string, { readonly sum: number; readonly env: number }> = {
  name: 'echo',
  run: async (by, link) => {
    link.post(isMainThread ? 'here' : 'thread');
    let sum = 0;
    for (let buffer = await link.next(); buffer !== undefined; buffer = await link.next()) {
      const bytes = new Uint8Array(buffer);
      for (const [index, byte] of bytes.entries()) bytes[index] = byte + by;
      sum += bytes.reduce((total, byte) => total + byte, 0);
      link.post(buffer, [buffer]);
    }
    return { sum, env: isMainThread ? 0 : Object.keys(process.env).length };
  },
};

type Failure = 'mailgun' | 'read' | 'system' | 'text' | 'unclonable' | 'memory' | 'exit' | 'never';

/** Ends in one way or another. */
export const failing: Task<Failure, never, string, unknown> = {
  name: 'failing',
  run: async (how, link) => {
    link.post('begun');
    switch (how) {
      case 'mailgun':
        throw new MailgunError('rateLimited', 'Too many.', { nextStep: 'Wait.', status: 429, retryAfter: 5 });
      case 'read':
        throw new ReadError('The file is no file.', 'Choose another.');
      case 'system':
        return (await import('node:fs/promises')).readFile('/nowhere/at all');
      case 'text':
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- anything can be thrown
        throw 'just a text';
      case 'unclonable':
        return () => how;
      case 'memory':
        return fill();
      case 'exit':
        return process.exit(3);
      case 'never':
        for (;;) {
          // Nobody can end it from outside where it has no thread.
          link.signal.throwIfAborted();
          await new Promise((resolve) => setImmediate(resolve));
        }
    }
  },
};

function fill(): unknown {
  const held: unknown[] = [];
  for (;;) held.push(Array.from({ length: 10_000 }, (_, n) => ({ n })));
}
