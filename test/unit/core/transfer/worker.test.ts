import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startTask } from '../../../../src/core/transfer/worker';
import { MailgunError } from '../../../../src/mailgun/errors';
import { watchThreads, type Threads } from './threads';
import { echo, failing } from './workerTasks';

/** Built beside this file. */
const WORKER = path.join(__dirname, 'worker.child.js');

describe('a task', () => {
  let threads: Threads;
  let folder: string;
  beforeEach(async () => {
    threads = watchThreads();
    folder = await mkdtemp(path.join(tmpdir(), 'worker-'));
  });
  afterEach(async () => {
    threads.end();
    assert.equal(threads.running.size, 0, 'A thread is left.');
    await rm(folder, { recursive: true, force: true });
  });

  async function talk(
    worker: string,
  ): Promise<{ task: Awaited<ReturnType<typeof start>>; where: unknown; sum: number }> {
    const task = await start(worker);
    const where = await task.next();
    const buffer = Uint8Array.of(1, 2, 3).buffer;
    task.post(buffer, [buffer]);
    const answer = await task.next();
    assert.ok(answer instanceof ArrayBuffer);
    assert.deepEqual([...new Uint8Array(answer)], [11, 12, 13]);
    // What was handed over to another thread is gone here.
    assert.equal(buffer.byteLength, task.isThread ? 0 : 3);
    task.close();
    const { sum, env } = await task.result;
    assert.equal(env, 0, 'The thread was given something of the environment.');
    assert.equal(await task.next(), undefined);
    await task.stop();
    return { task, where, sum };
  }
  const start = (worker: string) => startTask(echo, 10, { worker });

  it('has a thread of its own, is sent buffers and sends them back', async () => {
    const { task, where, sum } = await talk(WORKER);
    assert.deepEqual([task.isThread, where, sum], [true, 'thread', 36]);
    assert.equal(threads.started.length, 1);
  });

  it('does the same on the thread of who started it where there is no other', async () => {
    const broken = path.join(folder, 'broken.js');
    await writeFile(broken, 'this is no script');
    const silent = path.join(folder, 'silent.js');
    await writeFile(silent, '// Ends at once.');
    for (const worker of ['', path.join(folder, 'missing.js'), folder, broken, silent]) {
      const { task, where, sum } = await talk(worker);
      assert.deepEqual([task.isThread, where, sum], [false, 'here', 36], worker);
    }
  });

  for (const worker of [WORKER, '']) {
    describe(worker === '' ? 'here' : 'in a thread', () => {
      const fail = async (how: Parameters<typeof failing.run>[0]): Promise<unknown> => {
        const task = await startTask(failing, how, { worker });
        try {
          assert.equal(task.isThread, worker !== '');
          assert.equal(await task.next(), 'begun');
          const error: unknown = await task.result.then(
            () => assert.fail(),
            (reason: unknown) => reason,
          );
          await assert.rejects(task.next(), (again) => again === error);
          return error;
        } finally {
          await task.stop();
        }
      };

      it('passes errors on with all that code and people need', async () => {
        const refused = await fail('mailgun');
        assert.ok(MailgunError.is(refused, 'rateLimited'));
        const { message, nextStep, status, retryAfter } = refused;
        assert.deepEqual([message, nextStep, status, retryAfter], ['Too many.', 'Wait.', 429, 5]);
        const unread = await fail('read');
        assert.ok(unread instanceof Error && 'nextStep' in unread);
        assert.deepEqual(
          [unread.name, unread.message, unread.nextStep],
          ['ReadError', 'The file is no file.', 'Choose another.'],
        );
        const missing = await fail('system');
        assert.ok(missing instanceof Error && 'code' in missing && 'path' in missing);
        assert.deepEqual([missing.code, missing.path], ['ENOENT', '/nowhere/at all']);
      });

      it('ends at once when it is cancelled, or not wanted any more', async () => {
        await assert.rejects(startTask(failing, 'never', { worker, signal: AbortSignal.abort() }), (error) =>
          MailgunError.is(error, 'cancelled'),
        );
        for (const end of ['abort', 'stop'] as const) {
          const control = new AbortController();
          const task = await startTask(failing, 'never', { worker, signal: control.signal });
          assert.equal(await task.next(), 'begun');
          const next = task.next();
          if (end === 'abort') control.abort();
          else void task.stop();
          for (const promise of [next, task.result]) {
            await assert.rejects(promise, (error) => MailgunError.is(error, 'cancelled'));
          }
          assert.ok(task.signal.aborted);
          await task.stop();
        }
      });
    });
  }

  it('says that its thread is lost when that runs out of memory, exits or is ended by somebody', async () => {
    for (const how of ['memory', 'exit', 'never'] as const) {
      const task = await startTask(failing, how, { worker: WORKER });
      assert.equal(await task.next(), 'begun');
      if (how === 'never') void threads.started.at(-1)?.terminate();
      await assert.rejects(task.result, { name: 'WorkerLostError' }, how);
      await assert.rejects(task.next(), { name: 'WorkerLostError' });
      await task.stop();
    }
  });

  it('fails with what cannot be sent, and with what is no error', async () => {
    for (const [how, message] of [
      ['unclonable', /could not be cloned/],
      ['text', /^just a text$/],
    ] as const) {
      const task = await startTask(failing, how, { worker: WORKER });
      await assert.rejects(task.result, { message });
      await task.stop();
    }
  });
});
