import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeEvents } from '../../../src/mailgun/decodeEvents';
import type { EventQuery, MailEvent } from '../../../src/mailgun/mailEvents';
import { linkToken } from '../../../src/mailgun/mailEvents';
import { SampleBench } from './sampleBench';
import { DOMAIN, failure, json, plain, withServer, type Handler } from './support';

const DAY = 86_400_000;
const query = (more: Partial<EventQuery> = {}): EventQuery => {
  const end = Math.floor(Date.now() / 1000) * 1000;
  return { recipient: 'jane+x@gmail.com', begin: end - 30 * DAY, end, ...more };
};
const LOGS = '/v1/analytics/logs';

describe('events of a recipient', () => {
  describe('with the sample', () => {
    let bench: SampleBench;

    before(async () => {
      bench = await SampleBench.start();
    });
    afterEach(() => bench.reset());
    after(() => bench.close());

    const entry = {
      address: 'jane+x@gmail.com',
      code: '550',
      error: '5.1.1 No such user',
      createdAt: Date.now() - 9 * DAY,
    };

    it('come newest first, page by page to the end', async () => {
      const domain = bench.domain({ bounces: [entry] });
      const client = bench.connect();
      const whole = await client.events(domain, query());
      assert.equal(whole.source, 'logs');
      assert.equal(whole.next, undefined);
      const bounce = whole.events.find(({ reason }) => reason === 'bounce');
      assert.deepEqual(
        [bounce?.kind, bounce?.severity, bounce?.code, bounce?.enhancedCode, bounce?.message, bounce?.provider],
        ['failed', 'permanent', '550', '5.1.1', '5.1.1 No such user', 'Gmail'],
      );
      assert.ok(bounce && Math.abs(bounce.at - entry.createdAt) < 2500);
      assert.equal(bounce.mx, 'gmail-smtp-in.l.google.com');
      const found: MailEvent[] = [];
      let cursor: EventQuery['cursor'];
      do {
        const page = await client.events(domain, query({ limit: 5, cursor }));
        found.push(...page.events);
        cursor = page.next;
      } while (cursor !== undefined);
      assert.deepEqual(found, whole.events);
    });

    it('come from the older API where the logs are not there, or closed to the key, and are the same', async () => {
      const domain = bench.domain({ bounces: [entry] });
      const client = bench.connect();
      const { events } = await client.events(domain, query());
      for (const fault of [403, { status: 404, body: '404 page not found\n' }, { status: 405, body: 'no' }] as const) {
        bench.sample.faults.failNext(1, fault, { path: LOGS });
        const found: MailEvent[] = [];
        let page = await client.events(domain, query({ limit: 7 }));
        assert.equal(page.source, 'events');
        for (;;) {
          found.push(...page.events);
          if (page.next === undefined) break;
          page = await client.events(domain, query({ limit: 7, cursor: page.next }));
        }
        // Only the logs tell whose mailbox it is.
        assert.deepEqual(
          found,
          events.map((event) => without(event, 'provider')),
        );
      }
    });

    it('are closed to a sending key, which is said with a way on', async () => {
      const domain = bench.domain();
      const error = await failure(
        bench.connect({ apiKey: bench.sample.restrictedKeys.sending }).events(domain, query()),
      );
      assert.equal(error.reason, 'forbidden');
      assert.match(error.message, new RegExp(`no right to this operation on the logs of ${domain}`));
      assert.match(error.nextStep ?? '', /account API key/);
      const wrong = await failure(bench.connect({ apiKey: 'wrong' }).events(domain, query()));
      assert.equal(wrong.reason, 'unauthorized');
    });

    it('survive a limit, a broken answer and a dropped connection', async () => {
      const domain = bench.domain({ bounces: [entry] });
      const client = bench.connect({ clock: { now: Date.now, sleep: () => Promise.resolve(), random: () => 0 } });
      const { events } = await client.events(domain, query());
      for (const fault of [429, 500, 503, 'reset', 'resetMidBody', 'truncated', 'garbled', 'empty'] as const) {
        bench.sample.faults.failNext(2, fault, { path: LOGS });
        assert.deepEqual((await client.events(domain, query())).events, events, fault.toString());
      }
    });

    it('are asked for addresses of every kind, by both', async () => {
      const domain = bench.domain();
      const client = bench.connect();
      for (const recipient of [
        'a+tag@x.example',
        'jürgen@exämple.de',
        `"a b\\"c"@x.example`,
        'x OR y@x.example',
        '(z)@x.example',
      ]) {
        const now = await client.events(domain, query({ recipient }));
        assert.ok(now.events.length > 0 && now.events.every((event) => event.recipient === recipient), recipient);
        bench.sample.faults.failNext(1, 403, { path: LOGS });
        const older = await client.events(domain, query({ recipient }));
        assert.equal(older.source, 'events');
        assert.deepEqual(
          older.events.map(({ id }) => id),
          now.events.map(({ id }) => id),
        );
      }
    });
  });

  it('say which API refused when the older one is gone', async () => {
    const handler: Handler = (request, response) =>
      request.method === 'POST' ? json(response, { message: 'no' }, 403) : plain(response, '404 page not found', 404);
    await withServer(handler, async ({ client }) => {
      assert.equal((await failure(client.events(DOMAIN, query()))).reason, 'forbidden');
    });
    await withServer(
      (_request, response) => plain(response, 'not here', 404),
      async ({ client }) => {
        assert.equal((await failure(client.events(DOMAIN, query()))).reason, 'badResponse');
      },
    );
  });

  it('have a limit of their own, which holds no other call', async () => {
    const handler: Handler = (request, response, index) =>
      index === 0
        ? json(response, { items: [] }, 200, {
            'X-RateLimit-Remaining': '0',
            'X-RateLimit-Reset': '46',
          })
        : json(response, request.url.startsWith('/v1') ? { items: [], pagination: {} } : { items: [], paging: {} });
    await withServer(handler, async ({ client, clock }) => {
      await client.events(DOMAIN, query());
      await client.listPage(DOMAIN, 'bounces');
      assert.deepEqual(clock.slept, []);
      await client.events(DOMAIN, query());
      assert.equal(clock.slept.length, 1);
    });
  });

  it('never leave the API of the account, whatever a link says', async () => {
    const paging = { next: 'https://evil.example/v3/other.example/events/T%2B=?key=1' };
    const item = { event: 'accepted', timestamp: 1_700_000_000.5, recipient: 'a@b.c' };
    const handler: Handler = (request, response) =>
      request.method === 'POST' ? plain(response, 'gone', 404) : json(response, { items: [item], paging });
    await withServer(handler, async ({ client, server }) => {
      const { next } = await client.events(DOMAIN, query());
      await client.events(DOMAIN, query({ cursor: next }));
      assert.equal(server.received.at(-1)?.url, `/v3/${DOMAIN}/events/T%2B%3D`);
      for (const token of ['..', '', 'a/../../b', '\n']) {
        assert.equal(
          (await failure(client.events(DOMAIN, query({ cursor: { source: 'events', token } })))).reason,
          'invalid',
        );
      }
      assert.equal((await failure(client.events('domains', query()))).reason, 'invalid');
      assert.equal((await failure(client.events(DOMAIN, query({ recipient: ' ' })))).reason, 'invalid');
    });
  });
});

/** An event without one of its fields. */
function without(event: MailEvent, field: keyof MailEvent): object {
  return Object.fromEntries(Object.entries(event).filter(([name]) => name !== field));
}

describe('decoding events', () => {
  const item = { event: 'failed', '@timestamp': '2026-03-26T12:59:15.123Z', recipient: 'a@b.c' };

  it('reads the time of both APIs, in whatever unit', () => {
    const at = (extra: object) => decodeEvents('events', { items: [{ event: 'accepted', ...extra }] }).events[0]?.at;
    assert.equal(decodeEvents('logs', { items: [item] }).events[0]?.at, Date.UTC(2026, 2, 26, 12, 59, 15, 123));
    assert.equal(at({ timestamp: 1452204483.41958 }), 1452204483420);
    assert.equal(at({ timestamp: 1452204483 }), 1452204483000);
    assert.equal(at({ timestamp: 1452204483.5e9 }), 1452204483500);
    // No unit makes a moment of these.
    assert.deepEqual(
      [at({ timestamp: 1e306 }), at({ timestamp: 1e30 }), at({ timestamp: -1 })],
      [undefined, undefined, undefined],
    );
  });

  it('leaves out and counts what is no event, and takes fields of a wrong type for missing', () => {
    const odd = { ...item, tags: 'x', 'delivery-status': [], message: null, flags: 'yes', id: {}, severity: 7 };
    const page = decodeEvents('logs', {
      items: [null, 1, 'x', {}, { event: 'x' }, odd, { ...item, '@timestamp': 'soon' }],
    });
    assert.equal(page.unreadable, 6);
    assert.deepEqual(page.events, [
      {
        id: '',
        kind: 'failed',
        at: Date.UTC(2026, 2, 26, 12, 59, 15, 123),
        recipient: 'a@b.c',
        severity: '7',
        tags: [],
        isDelayedBounce: false,
      },
    ]);
  });

  it('bounds what strangers wrote', () => {
    const long = 'x'.repeat(100_000);
    const tags = Array.from({ length: 1000 }, (_, index) => `t${index}`);
    const status = { message: long, description: long, 'mx-host': long, code: 550 };
    const message = { headers: { subject: long, 'message-id': `<${long}>` } };
    const [event] = decodeEvents('logs', { items: [{ ...item, tags, message, 'delivery-status': status }] }).events;
    assert.ok(event && JSON.stringify(event).length < 50_000);
    assert.equal(event.tags.length, 50);
    assert.match(event.message ?? '', /^x+…$/);
  });

  it('is the end without a next link, without items and with items null', () => {
    for (const answer of [
      { items: [item], pagination: {} },
      { items: null, pagination: { next: 'n' } },
      { pagination: null },
    ]) {
      assert.equal(decodeEvents('logs', answer).next, undefined);
    }
    const next = 'https://x/v3/d/events/abc';
    assert.equal(decodeEvents('events', { items: [], paging: { next } }).next, undefined);
    assert.deepEqual(decodeEvents('events', { items: [item], paging: { next } }).next, {
      source: 'events',
      token: 'abc',
    });
    for (const link of ['https://x/v3/d/events', 'https://x/v3/d/events/', 'nonsense', '', undefined, 'x/events/%zz']) {
      assert.equal(linkToken(link), undefined);
    }
  });

  it('takes no other answer for a page, and fails on nothing that is one', () => {
    for (const answer of [[], 'x', 42, null, { message: 'x' }, { items: {} }]) {
      assert.throws(() => decodeEvents('logs', answer), { reason: 'badResponse' });
    }
    const anything = fc.object({
      maxDepth: 3,
      key: fc.constantFrom('event', '@timestamp', 'timestamp', 'tags', 'message', 'headers', 'flags', 'x'),
    });
    fc.assert(
      fc.property(fc.array(anything), (items) => {
        const { events, unreadable } = decodeEvents('events', { items });
        assert.equal(events.length + unreadable, items.length);
      }),
    );
  });
});
