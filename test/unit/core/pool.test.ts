import assert from 'node:assert/strict';
import { runPool } from '../../../src/core/pool';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('runPool', () => {
  it('runs all of it, never more at once than allowed, taking items only when needed', async () => {
    let [running, peak, taken, done] = [0, 0, 0, 0];
    function* items(): Generator<number> {
      for (let index = 0; index < 100; index += 1) {
        taken += 1;
        yield index;
      }
    }
    const complete = await runPool(
      items(),
      async () => {
        running += 1;
        peak = Math.max(peak, running);
        assert.ok(taken <= done + 7);
        await turn();
        running -= 1;
        done += 1;
      },
      { concurrency: 7 },
    );
    assert.deepEqual([complete, done, peak], [true, 100, 7]);
  });

  it('starts nothing after the signal, and waits for what runs', async () => {
    const controller = new AbortController();
    let [started, ended] = [0, 0];
    const complete = await runPool(
      Array.from({ length: 100 }, (_, index) => index),
      async () => {
        started += 1;
        if (started === 5) controller.abort();
        await turn();
        ended += 1;
      },
      { concurrency: 3, signal: controller.signal },
    );
    assert.deepEqual([complete, started, ended], [false, 5, 5]);
  });

  it('throws the first error once the others have ended', async () => {
    let ended = 0;
    const run = runPool(
      [1, 2, 3, 4, 5],
      async (item) => {
        if (item === 1) throw new Error('one');
        await turn();
        ended += 1;
      },
      { concurrency: 3 },
    );
    await assert.rejects(run, /one/);
    assert.equal(ended, 2);
  });

  it('takes asynchronous sources and odd bounds', async () => {
    async function* items(): AsyncGenerator<number> {
      for (let index = 0; index < 5; index += 1) {
        await turn();
        yield index;
      }
    }
    const seen: number[] = [];
    await runPool(items(), async (item) => void seen.push(item), { concurrency: 0 });
    assert.deepEqual(seen, [0, 1, 2, 3, 4]);
    assert.equal(await runPool([], () => Promise.resolve(), { concurrency: 4 }), true);
  });
});
