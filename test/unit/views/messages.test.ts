import assert from 'node:assert/strict';
import { type Call, Channel, type Handlers } from '../../../src/views/messages';

interface Left {
  readonly requests: object;
  readonly events: { readonly greeted: string };
}

interface Right {
  readonly requests: { readonly double: Call<number, number>; readonly fail: Call<undefined, void> };
  readonly events: object;
}

const leftHandlers = (heard: string[]): Handlers<Left> => ({
  requests: {},
  events: { greeted: (name) => heard.push(name) },
});
const rightHandlers: Handlers<Right> = {
  requests: {
    double: (n) => Promise.resolve(n * 2),
    fail: () => {
      throw new Error('The disk is full.');
    },
  },
  events: {},
};

/** Two ends joined by a wire that carries structured clones, as a webview's does. */
function joined(): { left: Channel<Left, Right>; right: Channel<Right, Left>; heard: string[]; wire: unknown[] } {
  const heard: string[] = [];
  const wire: unknown[] = [];
  const left = new Channel<Left, Right>((message) => {
    wire.push(message);
    right.receive(structuredClone(message));
  }, leftHandlers(heard));
  const right = new Channel<Right, Left>((message) => {
    wire.push(message);
    left.receive(structuredClone(message));
  }, rightHandlers);
  return { left, right, heard, wire };
}

describe('messages between a webview and its host', () => {
  it('answers a request with its value, each its own', async () => {
    const { left } = joined();
    const all = await Promise.all([1, 2, 3].map((n) => left.request('double', n)));
    assert.deepEqual(all, [2, 4, 6]);
  });

  it('answers a request that fails with the error', async () => {
    const { left } = joined();
    await assert.rejects(left.request('fail', undefined), { message: 'The disk is full.' });
  });

  it('carries events', async () => {
    const { right, heard } = joined();
    assert.equal(await right.emit('greeted', 'Ada'), true);
    assert.deepEqual(heard, ['Ada']);
  });

  it('rejects what is pending when it is closed, and whatever is asked afterwards', async () => {
    const silent = new Channel<Left, Right>(() => undefined, leftHandlers([]));
    const pending = silent.request('double', 1);
    silent.dispose();
    await assert.rejects(pending, /closed/);
    await assert.rejects(silent.request('double', 2), /closed/);
    assert.equal(await silent.emit('greeted' as never, 'x' as never), false);
  });

  it('rejects a request that is not delivered', async () => {
    const refused = new Channel<Left, Right>(() => Promise.resolve(false), leftHandlers([]));
    await assert.rejects(refused.request('double', 1), /could not be reached/);
    const broken = new Channel<Left, Right>(() => {
      throw new Error('gone');
    }, leftHandlers([]));
    await assert.rejects(broken.request('double', 1), /could not be reached/);
  });

  it('answers an unknown request with an error, even one named like a method of Object', async () => {
    const { left } = joined();
    for (const name of ['nothing', 'toString', '__proto__', 'constructor']) {
      await assert.rejects(left.request(name as 'fail', undefined), /Unknown request/);
    }
  });

  it('ignores what is not a message of ours', () => {
    const { left, heard } = joined();
    for (const message of [
      undefined,
      null,
      1,
      'x',
      {},
      [],
      { type: 'event' },
      { type: 'value' },
      { type: 'value', id: 99 },
    ]) {
      left.receive(message);
    }
    left.receive({ type: 'event', name: 'unknown', data: 1 });
    assert.deepEqual(heard, []);
  });

  it('sends no answer once it is closed', async () => {
    const { left, right, wire } = joined();
    const pending = left.request('double', 1);
    right.dispose();
    left.dispose();
    await assert.rejects(pending, /closed/);
    assert.equal(wire.length, 1);
  });
});
