import assert from 'node:assert/strict';
import { Lazy } from '../../../src/core/lazy';

describe('Something made when it is first needed', () => {
  it('is made once, whoever asks and however often, and not before', async () => {
    let made = 0;
    const lazy = new Lazy(() => Promise.resolve({ number: ++made }));
    assert.equal(made, 0);
    const all = await Promise.all([lazy.get(), lazy.use((it) => it), lazy.get()]);
    assert.equal(made, 1);
    assert.equal(new Set([...all, await lazy.get()]).size, 1);
  });

  it('is used at once when it is there, so that nothing comes in between', async () => {
    const lazy = new Lazy(() => Promise.resolve(1));
    assert.ok(lazy.use((it) => it) instanceof Promise);
    await lazy.get();
    assert.equal(
      lazy.use((it) => it + 1),
      2,
    );
    assert.throws(() =>
      lazy.use(() => {
        throw new Error('of the work');
      }),
    );
  });

  it('is made anew when it could not be made, and tells everybody who asked', async () => {
    const tries: (() => Promise<number>)[] = [() => Promise.reject(new Error('no')), () => Promise.resolve(2)];
    const lazy = new Lazy(() => (tries.shift() ?? assert.fail)());
    const asked = await Promise.allSettled([lazy.get(), lazy.use((it) => it)]);
    assert.deepEqual(
      asked.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(await lazy.get(), 2);
  });

  it('is given back when it is there or on its way, and not made for that', async () => {
    const done: number[] = [];
    let made = 0;
    const lazy = new Lazy(() => Promise.resolve(++made));
    lazy.ifWanted((it) => void done.push(it));
    const coming = lazy.get();
    lazy.ifWanted((it) => void done.push(it));
    await coming;
    assert.deepEqual(done, [1]);
    lazy.ifWanted((it) => void done.push(it));
    assert.deepEqual([done, made], [[1, 1], 1]);
    const broken = new Lazy(() => Promise.reject(new Error('no')));
    const failed = assert.rejects(broken.get());
    broken.ifWanted(() => assert.fail());
    await failed;
  });
});
