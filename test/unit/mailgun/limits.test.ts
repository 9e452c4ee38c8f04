import assert from 'node:assert/strict';
import type { Wait } from '../../../src/mailgun/api';
import type { MailgunClient } from '../../../src/mailgun/client';
import { readRate, readRetryAfter } from '../../../src/mailgun/rateHeaders';
import { DOMAIN, TestClock, failure, json, plain, withServer, type Bench, type Handler } from './support';

const empty = { items: [] };
const list = (client: MailgunClient, waits: Wait[] = []) =>
  client.listPage(DOMAIN, 'bounces', {}, { onWait: (wait) => waits.push(wait) });
/** Headers without the server's own date, unless given. */
const headers = (values: Record<string, string>) => new Headers(values);

describe('rate headers', () => {
  const now = Date.UTC(2026, 2, 26, 12, 59, 14, 300);
  const date = 'Thu, 26 Mar 2026 12:59:14 GMT';
  const rate = (family: string, reset: number | string, extra: Record<string, string> = {}) =>
    readRate(
      headers({ [`${family}-Limit`]: '2500', [`${family}-Remaining`]: '7', [`${family}-Reset`]: `${reset}`, ...extra }),
      now,
    );

  for (const family of ['X-Request', 'X-RateLimit']) {
    it(`reads ${family}-* in milliseconds, seconds and as a duration`, () => {
      const expected = { limit: 2500, remaining: 7, resetIn: 15_000 };
      const ms = now + 15_000;
      assert.deepEqual(rate(family, ms), { ...expected, window: String(ms) });
      assert.equal(rate(family, ms / 1000)?.resetIn, 15_000);
      assert.equal(rate(family, 15)?.resetIn, 15_000);
      assert.equal(rate(family, now - 1)?.resetIn, 0);
    });
  }

  it('tells the reset by the clock of the server when the own one is wrong', () => {
    const ahead = now + 3_600_000;
    assert.equal(rate('X-Request', ahead + 15_000, { Date: new Date(ahead).toUTCString() })?.resetIn, 15_300);
    assert.equal(rate('X-Request', now + 15_000, { Date: date })?.resetIn, 15_000);
  });

  it('passes over what is no number', () => {
    for (const reset of ['', 'soon', '-5', 'NaN', '1e99', 'Infinity'])
      assert.equal(rate('X-Request', reset), undefined);
  });

  it('reads what a refusal asks to wait', () => {
    assert.equal(readRetryAfter(headers({ 'Retry-After': '5' }), '', now), 5000);
    assert.equal(
      readRetryAfter(headers({ 'Retry-After': 'Thu, 26 Mar 2026 12:59:24 GMT', Date: date }), '', now),
      9700,
    );
    assert.equal(readRetryAfter(headers({}), '{"retry-seconds": 60}', now), 60_000);
    const message = '{"message":"request limit exceeded, try again after Thu, 26 Mar 2026 12:59:24 UTC"}';
    assert.equal(readRetryAfter(headers({}), message, now), 9700);
    assert.equal(readRetryAfter(headers({ 'Retry-After': 'later' }), 'Too many requests', now), undefined);
  });
});

describe('request limits', () => {
  /** A 429 first, told in some way, and then success. */
  const refusals: Record<string, (now: number) => [body: string, headers: Record<string, string>]> = {
    'Retry-After in seconds': () => ['', { 'Retry-After': '7' }],
    'Retry-After as a date': (now) => ['', { 'Retry-After': new Date(now + 7000).toUTCString() }],
    'retry-seconds': () => ['{"retry-seconds":7}', {}],
    'X-Request-Reset in ms': (now) => ['', { 'X-Request-Remaining': '0', 'X-Request-Reset': `${now + 7000}` }],
    'X-RateLimit-Reset in s': (now) => ['', { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': `${now / 1000 + 7}` }],
  };
  for (const [name, refusal] of Object.entries(refusals)) {
    it(`waits as long as ${name} says`, async () => {
      const now = new TestClock().time;
      const handler: Handler = (_request, response, index) => {
        const [body, extra] = refusal(now);
        response.setHeader('Date', new Date(now).toUTCString());
        return index === 0 ? plain(response, body, 429, extra) : json(response, empty);
      };
      await withServer(handler, async ({ client, clock, server }) => {
        const waits: Wait[] = [];
        await list(client, waits);
        assert.deepEqual(clock.slept, [7000]);
        assert.deepEqual(waits, [{ reason: 'rateLimit', ms: 7000 }]);
        assert.equal(server.received.length, 2);
      });
    });
  }

  it('obeys Retry-After on a 503 as well', async () => {
    await withServer(
      (_request, response, index) =>
        index === 0 ? plain(response, '', 503, { 'Retry-After': '9' }) : json(response, empty),
      async ({ client, clock }) => {
        await list(client);
        assert.deepEqual(clock.slept, [9000]);
      },
    );
  });

  it('rather says when than to wait longer than two minutes, and holds the next call too', async () => {
    await withServer(
      (_request, response) => plain(response, '', 429, { 'Retry-After': '300' }),
      async ({ client, clock, server }) => {
        const error = await failure(list(client));
        assert.equal(error.reason, 'rateLimited');
        assert.equal(error.retryAfter, 300_000);
        assert.match(error.nextStep ?? '', /5 minutes/);
        assert.equal((await failure(list(client))).reason, 'rateLimited');
        assert.equal(server.received.length, 1);
        assert.deepEqual(clock.slept, []);
      },
    );
  });

  it('fails with rateLimited when five attempts were refused', async () => {
    await withServer(
      (_request, response) => plain(response, 'Too many requests', 429),
      async ({ client, server }) => {
        const error = await failure(list(client));
        assert.deepEqual([error.reason, error.status, server.received.length], ['rateLimited', 429, 5]);
        assert.ok((error.retryAfter ?? 0) > 0);
      },
    );
  });

  it('holds new requests when none remain, until the reset', async () => {
    const reset = new TestClock().time + 15_000;
    await withServer(
      (_request, response, index) => {
        const left = index === 0 ? '0' : '2499';
        const until = `${index === 0 ? reset : reset + 15_000}`;
        response.sendDate = false;
        json(response, empty, 200, {
          'X-Request-Limit': '2500',
          'X-Request-Remaining': left,
          'X-Request-Reset': until,
        });
      },
      async ({ client, clock }) => {
        const waits: Wait[] = [];
        await list(client, waits);
        assert.deepEqual(waits, []);
        await Promise.all([list(client, waits), client.find(DOMAIN, 'allowlist', 'a@b.c').catch(() => undefined)]);
        assert.deepEqual(waits, [{ reason: 'rateLimit', ms: 15_000 }]);
        assert.equal(clock.time, reset);
      },
    );
  });

  it('does not hold for a reset that is past or absurd, or without one', async () => {
    for (const reset of ['1', `${Date.UTC(2020, 0)}`, `${Date.UTC(2099, 0)}`, undefined]) {
      await withServer(
        (_request, response) => {
          response.sendDate = false;
          const extra = reset === undefined || reset === '1' ? {} : { 'X-Request-Reset': reset };
          json(response, empty, 200, { 'X-Request-Remaining': '0', ...extra });
        },
        async ({ client, clock }) => {
          await list(client);
          await list(client);
          assert.deepEqual(clock.slept, []);
        },
      );
    }
  });

  it('keeps the limits of lists and of domains apart', async () => {
    const reset = `${new TestClock().time + 15_000}`;
    await withServer(
      (_request, response) => {
        response.sendDate = false;
        json(response, empty, 200, { 'X-Request-Remaining': '0', 'X-Request-Reset': reset });
      },
      async ({ client, clock }) => {
        await client.listDomains();
        await list(client);
        assert.deepEqual(clock.slept, []);
      },
    );
  });

  for (const limit of [1, 5, 40]) {
    it(`comes through a limit of ${limit} a window with 100 calls at once, refused only before it is known`, async () => {
      let bench: Bench | undefined;
      let [windowEnd, used, refused] = [0, 0, 0];
      const handler: Handler = (_request, response) => {
        const now = bench?.clock.now() ?? 0;
        if (now >= windowEnd) [windowEnd, used] = [now + 10_000, 0];
        const over = used >= limit;
        if (over) refused++;
        else used++;
        response.sendDate = false;
        json(response, over ? {} : empty, over ? 429 : 200, {
          'X-Request-Limit': `${limit}`,
          'X-Request-Remaining': `${limit - used}`,
          'X-Request-Reset': `${windowEnd}`,
        });
      };
      await withServer(handler, async (given) => {
        bench = given;
        await Promise.all(Array.from({ length: 100 }, () => list(given.client)));
        assert.ok(refused <= 16, `${refused} were refused`);
        assert.equal(given.server.received.length, 100 + refused);
      });
    });
  }
});
