import assert from 'node:assert/strict';
import { Answers } from '../../../src/tree/answers';

/** A promise that is settled by hand. */
class Gate<T = void> {
  open!: (value: T) => void;
  fail!: (error: Error) => void;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.open = resolve;
    this.fail = reject;
  });
}

/** Lets everything run that needs nothing from outside. */
async function idle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('answers that the window has taken in', () => {
  let trips: Gate[];
  let answers: Answers;

  beforeEach(() => {
    trips = [];
    answers = new Answers(() => {
      const trip = new Gate();
      trips.push(trip);
      return trip.promise;
    });
  });

  /** Whether `taken` has resolved. */
  function watch(): { done: boolean } {
    const watched = { done: false };
    void answers.taken().then(() => (watched.done = true));
    return watched;
  }

  it('need no wait where none was given', async () => {
    await answers.taken();
    assert.equal(trips.length, 0);
  });

  it('have arrived when the window answers something that was asked after them, once for all', async () => {
    assert.equal(await answers.give(() => Promise.resolve('rows')), 'rows');
    const watched = watch();
    await idle();
    assert.equal(watched.done, false);
    assert.equal(trips.length, 1);
    trips[0]?.open();
    await idle();
    assert.equal(watched.done, true);
    await answers.taken();
    assert.equal(trips.length, 1);
  });

  it('are waited for, also where one question follows another at once', async () => {
    const first = new Gate();
    const second = new Gate();
    const asking = answers.give(() => first.promise).then(() => answers.give(() => second.promise));
    const watched = watch();
    await idle();
    first.open();
    await idle();
    assert.equal(trips.length, 0);
    second.open();
    await asking;
    await idle();
    assert.equal(trips.length, 1);
    trips[0]?.open();
    await idle();
    assert.equal(watched.done, true);
  });

  it('count again when one is given while the window is being asked', async () => {
    await answers.give(() => Promise.resolve());
    const watched = watch();
    await idle();
    await answers.give(() => Promise.resolve());
    trips[0]?.open();
    await idle();
    assert.equal(watched.done, false);
    assert.equal(trips.length, 2);
    trips[1]?.open();
    await idle();
    assert.equal(watched.done, true);
  });

  it('count as well when they failed, and a window that does not answer holds nothing up', async () => {
    await assert.rejects(
      answers.give(() => Promise.reject(new Error('no rows'))),
      /no rows/,
    );
    const watched = watch();
    await idle();
    trips[0]?.fail(new Error('closed'));
    await idle();
    assert.equal(watched.done, true);
  });
});
