import assert from 'node:assert/strict';
import fc from 'fast-check';
import { durationWords, secondsFor, timed } from '../../../../src/core/transfer/estimate';
import { DOMAIN, json, withServer } from '../../mailgun/support';

const rate = { limit: 2500, windowMs: 15_000, remaining: 1000, resetInMs: 6000 };
const work = { concurrency: 16, latencyMs: 50 };

describe('an estimate', () => {
  it('counts rounds of requests, and windows once the limit is used up', () => {
    assert.equal(secondsFor({ ...work, requests: 160 }), 0.5);
    assert.equal(secondsFor({ ...work, requests: 0 }), 0);
    assert.equal(secondsFor({ ...work, requests: 1000, rate }), 3.15);
    // 1000 now, 2500 in six seconds, the last one 15 seconds later.
    assert.equal(secondsFor({ ...work, requests: 3501, rate }), 21.05);
    // 30 000 false bounces: 1000 now, then 2500 every 15 seconds.
    assert.equal(Math.round(secondsFor({ ...work, requests: 30_000, rate })), 176);
    // Where answers are slow, it is not the limit that counts.
    assert.equal(secondsFor({ ...work, latencyMs: 1000, requests: 1600, rate: { ...rate, resetInMs: 10 } }), 100);
  });

  it('never shrinks when there is more to do', () => {
    const some = fc.record({
      limit: fc.integer({ min: 0, max: 50 }),
      windowMs: fc.integer({ min: 1, max: 20_000 }),
      remaining: fc.integer({ min: 0, max: 50 }),
      resetInMs: fc.integer({ min: 0, max: 20_000 }),
    });
    fc.assert(
      fc.property(some, fc.nat(500), fc.integer({ min: 1, max: 20 }), (info, requests, concurrency) => {
        const given = {
          concurrency,
          latencyMs: 50,
          rate: { ...info, resetInMs: Math.min(info.resetInMs, info.windowMs) },
        };
        const [less, more] = [secondsFor({ ...given, requests }), secondsFor({ ...given, requests: requests + 1 })];
        assert.ok(less >= 0 && more >= less - 1e-9 && Number.isFinite(more));
      }),
    );
  });

  it('is told in words', () => {
    const words = [0, 1, 1.5, 40, 100, 110, 180, 5400, 6400, 86_400 * 3, NaN, Infinity].map(durationWords);
    assert.deepEqual(words, [
      ...['a moment', 'a moment', 'about 2 seconds', 'about 40 seconds', 'about 100 seconds', 'about 2 minutes'],
      ...['about 3 minutes', 'about 90 minutes', 'about 2 hours', 'about 3 days', 'a moment', 'a very long time'],
    ]);
  });

  it('knows the limit from the answers, and their time', async () => {
    let remaining = 100;
    await withServer(
      (_request, response) => {
        const headers = {
          'X-Request-Limit': '100',
          'X-Request-Remaining': `${(remaining -= 10)}`,
          'X-Request-Reset': '15',
        };
        json(response, { items: [] }, 200, headers);
      },
      async ({ client, clock }) => {
        assert.equal(client.rate(), undefined);
        const watched = timed(client);
        assert.equal(watched.latencyMs(), undefined);
        await watched.api.listPage(DOMAIN, 'bounces');
        assert.deepEqual(client.rate(), { limit: 100, windowMs: 15_000, remaining: 90, resetInMs: 15_000 });
        assert.deepEqual(watched.api.rate?.(), client.rate());
        assert.ok((watched.latencyMs() ?? 0) > 0);
        clock.time += 5000;
        await client.listPage(DOMAIN, 'bounces');
        assert.deepEqual(client.rate(), { limit: 100, windowMs: 15_000, remaining: 80, resetInMs: 10_000 });
        clock.time += 10_000;
        // A window that is over is followed by a whole one.
        assert.deepEqual(client.rate(), { limit: 100, windowMs: 15_000, remaining: 100, resetInMs: 15_000 });
      },
    );
  });
});
