import assert from 'node:assert/strict';
import http from 'node:http';
import type { FaultKind, SampleServer } from '../../../src/sample/server';
import { call, DOMAIN, keyOf, NOW, startEmpty } from './support';

describe('sample: trouble on demand', () => {
  let sample: SampleServer;
  const bounces = `/v3/${DOMAIN}/bounces`;

  beforeEach(async () => {
    sample = await startEmpty();
    sample.store.putEntries(DOMAIN, 'bounces', [{ address: 'a@x.example' }, { address: 'b@x.example' }]);
  });
  afterEach(() => sample.close());

  for (const status of [401, 403, 404, 429, 500, 502, 503, 504] as const) {
    it(`answers ${status} as often as asked, then as usual`, async () => {
      sample.faults.failNext(2, status);
      const seen = [];
      for (let index = 0; index < 3; index += 1) {
        seen.push((await call(sample, bounces)).status);
      }
      assert.deepEqual(seen, [status, status, 200]);
      sample.faults.failNext(1, String(status) as FaultKind);
      assert.equal((await call(sample, bounces)).status, status);
    });
  }

  it('answers whatever it is told', async () => {
    sample.faults.failNext(1, { status: 429, body: { 'retry-seconds': 3 }, headers: { 'Retry-After': '3' } });
    const reply = await call(sample, bounces);
    assert.deepEqual([reply.status, reply.json, reply.headers.get('retry-after')], [429, { 'retry-seconds': 3 }, '3']);
  });

  it('gives a proxy’s page, garbage, nothing, or a redirect', async () => {
    sample.faults.failNext(1, '502html');
    const html = await call(sample, bounces);
    assert.deepEqual([html.status, html.headers.get('content-type')], [502, 'text/html']);
    sample.faults.failNext(1, 'garbled');
    const garbled = await call(sample, bounces);
    assert.deepEqual([garbled.status, garbled.json], [200, undefined]);
    sample.faults.failNext(1, 'empty');
    assert.equal((await call(sample, bounces)).text, '');
    sample.faults.failNext(1, 'redirect');
    const redirect = await call(sample, bounces);
    assert.deepEqual([redirect.status, redirect.headers.get('location')], [302, sample.regions.eu + bounces]);
  });

  it('spoils records, items and links', async () => {
    sample.faults.failNext(1, 'wrongType');
    assert.deepEqual(
      (await items()).map(({ address }) => address),
      [42, 42],
    );
    sample.faults.failNext(1, 'itemsNull');
    assert.equal(await items(), null);
    sample.faults.failNext(1, 'foreignPaging');
    const { paging } = (await call(sample, bounces)).json as { paging: Record<string, string> };
    assert.ok(Object.values(paging).every((link) => link.startsWith(sample.regions.eu)));
  });

  it('repeats the first page', async () => {
    sample.faults.failNext(2, 'repeatCursor');
    const first = (await call(sample, `${bounces}?limit=1`)).text;
    assert.equal((await call(sample, `${bounces}?page=next&address=a%40x.example&limit=1`)).text, first);
  });

  it('drops a connection before the work, or after it in the middle of the answer', async () => {
    sample.faults.failNext(1, 'reset');
    await assert.rejects(call(sample, bounces, { form: { address: 'c@x.example' } }));
    assert.equal(sample.store.count(DOMAIN, 'bounces'), 2);
    for (const [kind, count] of [
      ['resetMidBody', 3],
      ['truncated', 4],
    ] as const) {
      sample.faults.failNext(1, kind);
      await assert.rejects(call(sample, bounces, { form: { address: `${kind}@x.example` } }));
      assert.equal(sample.store.count(DOMAIN, 'bounces'), count);
    }
  });

  it('hangs until the trouble is over', async () => {
    sample.faults.failNext(1, 'hang');
    const hanging = call(sample, bounces);
    while (sample.requests.total === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    sample.faults.clear();
    await assert.rejects(hanging);
    assert.equal(sample.requests.entries[0]?.status, 0);
  });

  it('sends a body without end, no faster than it is read', async () => {
    sample.faults.failNext(1, 'gigantic');
    const read = await new Promise<number>((resolve, reject) => {
      const headers = { Authorization: `Basic ${Buffer.from(`api:${keyOf(sample)}`).toString('base64')}` };
      http
        .get(sample.regions.us + bounces, { headers, agent: false }, (response) => {
          let size = 0;
          response.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size > 4_000_000) {
              response.destroy();
              resolve(size);
            }
          });
          response.on('error', () => undefined);
        })
        .on('error', reject);
    });
    assert.ok(read > 4_000_000);
    assert.equal((await call(sample, bounces)).status, 200);
  });

  it('fails only what fits a filter', async () => {
    sample.store.addDomain('Sample Account', 'other.example');
    sample.faults.failNext(1, 500, { list: 'allowlist', method: 'GET', domain: 'OTHER.example' });
    sample.faults.failNext(1, 503, { path: /b%40x/ });
    sample.faults.failNext(1, 504, { path: '/v4/', region: 'us' });
    assert.equal((await call(sample, bounces)).status, 200);
    assert.equal((await call(sample, `/v3/${DOMAIN}/whitelists`)).status, 200);
    assert.equal((await call(sample, '/v3/other.example/whitelists')).status, 500);
    assert.equal((await call(sample, `${bounces}/b%40x.example`)).status, 503);
    assert.equal((await call(sample, '/v4/domains')).status, 504);
  });

  it('refuses a domain until cleared, and no other', async () => {
    sample.store.addDomain('Sample Account', 'other.example');
    sample.faults.refuseDomain(DOMAIN, 403);
    assert.equal((await call(sample, bounces)).status, 403);
    assert.equal((await call(sample, `/v4/domains/${DOMAIN}`)).status, 403);
    assert.equal((await call(sample, '/v3/other.example/bounces')).status, 200);
    sample.faults.clear();
    assert.equal((await call(sample, bounces)).status, 200);
  });

  for (const [retryAfter, body] of [
    ['header', '{"message":"Too many requests"}\n'],
    ['body', '{"retry-seconds":15}\n'],
    ['none', 'Too Many Requests'],
  ] as const) {
    it(`limits by account and says when to come back: ${retryAfter}`, async () => {
      sample.faults.rateLimit({ limit: 2, windowMs: 15_000, headers: 'X-RateLimit', unit: 's', retryAfter });
      await call(sample, bounces);
      const second = await call(sample, bounces);
      assert.equal(second.headers.get('x-ratelimit-remaining'), '0');
      assert.equal(second.headers.get('x-ratelimit-reset'), String(Math.ceil((NOW + 15_000) / 1000)));
      const third = await call(sample, bounces);
      assert.deepEqual([third.status, third.text], [429, body]);
      assert.equal(third.headers.get('retry-after'), retryAfter === 'header' ? '15' : null);
      assert.equal((await call(sample, '/v4/domains', { key: keyOf(sample, 'eu') })).status, 200);
    });
  }

  it('opens a new window when the old one is over', async () => {
    await sample.close();
    let now = NOW;
    sample = await startEmpty({ now: () => now, rateLimit: { limit: 1, windowMs: 1000 } });
    assert.equal((await call(sample, bounces)).status, 200);
    assert.equal((await call(sample, bounces)).status, 429);
    now += 1000;
    assert.equal((await call(sample, bounces)).status, 200);
  });

  it('is slow when told, and at close at once no more', async () => {
    sample.faults.slow(3_600_000, { path: '/bounces' });
    const slow = call(sample, bounces);
    assert.equal((await call(sample, '/v4/domains')).status, 200);
    await Promise.all([assert.rejects(slow), sample.close()]);
  });

  it('logs what was asked and never a key', async () => {
    sample.requests.clear();
    await call(sample, `${bounces}?limit=1`);
    await call(sample, bounces, { key: 'wrong' });
    const [first, second] = sample.requests.entries;
    assert.deepEqual(first, {
      method: 'GET',
      path: bounces,
      query: 'limit=1',
      status: 200,
      region: 'us',
      account: 'Sample Account',
    });
    assert.deepEqual([second?.status, second?.account], [401, undefined]);
    assert.deepEqual(sample.requests.counts, { GET: 2, '200': 1, '401': 1 });
    assert.equal(sample.requests.count({ path: '/bounces', status: 401 }), 1);
    assert.ok(sample.requests.peakSockets >= 1 && sample.requests.peakRequests >= 1);
    assert.ok(!JSON.stringify(sample.requests.entries).includes(keyOf(sample)));
  });

  async function items(): Promise<{ address: unknown }[]> {
    return ((await call(sample, bounces)).json as { items: { address: unknown }[] }).items;
  }
});
