import assert from 'node:assert/strict';
import { SAMPLE_SUBACCOUNT_ID, type SampleServer } from '../../../src/sample/server';
import { call, DOMAIN, keyOf, rawCall, startEmpty, type CallOptions } from './support';

describe('sample: keys, regions and strangers', () => {
  let sample: SampleServer;
  const bounces = `/v3/${DOMAIN}/bounces`;

  beforeEach(async () => {
    sample = await startEmpty();
  });
  afterEach(() => sample.close());

  it('answers a wrong or missing key with the recorded 401', async () => {
    for (const key of ['wrong', '', null]) {
      const reply = await call(sample, bounces, { key });
      assert.deepEqual([reply.status, reply.text], [401, 'Forbidden']);
      assert.equal(reply.headers.get('content-type'), 'text/plain; charset=utf-8');
      assert.equal(reply.headers.get('www-authenticate'), 'Basic realm="MG API"');
    }
    const headers = { Authorization: `Basic ${Buffer.from(`other:${keyOf(sample)}`).toString('base64')}` };
    assert.equal((await call(sample, bounces, { key: null, headers })).status, 401);
  });

  it('answers the root with its name, whoever asks', async () => {
    const reply = await call(sample, '/', { key: null });
    assert.deepEqual([reply.status, reply.text], [200, 'Mailgun Magnificent API']);
  });

  it('knows a domain in its own region and to its own account only', async () => {
    sample.store.addDomain('Sample Account EU', 'mail.test.eu');
    const eu = sample.regions.eu;
    const unknown = { message: 'Domain not found' };
    for (const [path, options] of [
      [bounces, { baseUrl: eu }],
      [`/v4/domains/${DOMAIN}`, { baseUrl: eu }],
      [bounces, { baseUrl: eu, key: keyOf(sample, 'eu') }],
      [bounces, { key: keyOf(sample, 'eu') }],
      ['/v3/mail.test.eu/bounces', {}],
      ['/v3/nowhere.example/bounces', {}],
    ] as readonly (readonly [string, CallOptions])[]) {
      const reply = await call(sample, path, options);
      assert.deepEqual([reply.status, reply.json], [404, unknown], path);
    }
    assert.equal(
      (await call(sample, '/v3/mail.test.eu/bounces', { baseUrl: eu, key: keyOf(sample, 'eu') })).status,
      200,
    );
    assert.deepEqual((await call(sample, '/v4/domains', { baseUrl: eu })).json, { total_count: 0, items: [] });
  });

  it('gives the EU listener links of its own', async () => {
    sample.store.addDomain('Sample Account EU', 'mail.test.eu');
    const reply = await call(sample, '/v3/mail.test.eu/bounces', {
      baseUrl: sample.regions.eu,
      key: keyOf(sample, 'eu'),
    });
    assert.ok((reply.json as { paging: { first: string } }).paging.first.startsWith(`${sample.regions.eu}/v3/`));
  });

  it('lets an analyst read domains and the allowlist and nothing else', async () => {
    const key = sample.restrictedKeys.analyst;
    for (const path of ['/v4/domains', `/v4/domains/${DOMAIN}`, `/v3/${DOMAIN}/whitelists`]) {
      assert.equal((await call(sample, path, { key })).status, 200, path);
    }
    for (const list of ['bounces', 'complaints', 'unsubscribes']) {
      assert.equal((await call(sample, `/v3/${DOMAIN}/${list}`, { key })).status, 403, list);
    }
    assert.equal((await call(sample, `/v3/${DOMAIN}/whitelists`, { key, form: { address: 'a@b.c' } })).status, 403);
    assert.equal((await call(sample, `/v3/${DOMAIN}/whitelists`, { key, method: 'DELETE' })).status, 403);
  });

  it('lets a sending key post messages and nothing else', async () => {
    const key = sample.restrictedKeys.sending;
    for (const path of ['/v4/domains', bounces, `/v3/${DOMAIN}/whitelists`]) {
      assert.equal((await call(sample, path, { key })).status, 403, path);
    }
    const sent = await call(sample, `/v3/${DOMAIN}/messages`, { key, form: { from: 'a@b.c', to: 'd@e.f' } });
    assert.equal(sent.status, 200);
    assert.equal((await call(sample, '/v3/nowhere.example/messages', { key, form: { to: 'd@e.f' } })).status, 404);
  });

  it('can refuse a sending key as if it were wrong', async () => {
    await sample.close();
    sample = await startEmpty({ sendingKeyStatus: 401 });
    assert.equal((await call(sample, '/v4/domains', { key: sample.restrictedKeys.sending })).text, 'Forbidden');
  });

  it('acts for a known subaccount and refuses an unknown one', async () => {
    sample.store.addDomain(SAMPLE_SUBACCOUNT_ID, 'sub.example');
    const headers = { 'X-Mailgun-On-Behalf-Of': SAMPLE_SUBACCOUNT_ID };
    const { json } = await call(sample, '/v4/domains', { headers });
    assert.deepEqual(
      (json as { items: { name: string }[] }).items.map(({ name }) => name),
      ['sub.example'],
    );
    assert.equal((await call(sample, bounces, { headers })).status, 404);
    assert.equal((await call(sample, '/v3/sub.example/bounces', { headers })).status, 200);
    assert.equal((await call(sample, '/v3/sub.example/bounces')).status, 404);
    assert.equal((await call(sample, '/v4/domains', { headers: { 'X-Mailgun-On-Behalf-Of': 'f00' } })).status, 403);
    assert.equal((await call(sample, '/v4/domains', { headers, key: keyOf(sample, 'eu') })).status, 403);
  });

  it('refuses any Host but its own, and offers no CORS', async () => {
    const { port } = new URL(sample.regions.us);
    for (const host of ['evil.example', `evil.example:${port}`, `localhost:${port}`, '127.0.0.1', '127.0.0.1:1']) {
      assert.equal((await rawCall(sample.regions.us, '/', { Host: host })).status, 403, host);
    }
    assert.equal((await rawCall(sample.regions.us, '/', { Host: `127.0.0.1:${port}` })).status, 200);
    const reply = await call(sample, bounces, { method: 'OPTIONS', headers: { Origin: 'https://evil.example' } });
    assert.equal(reply.status, 405);
    assert.ok(![...reply.headers.keys()].some((name) => name.startsWith('access-control-')));
  });

  it('answers wrong endpoints without JSON', async () => {
    for (const [path, status] of [
      ['/v3', 405],
      ['/v9/x/bounces', 404],
      [`/v3/${DOMAIN}/nothing`, 404],
      [`${bounces}/`, 404],
      ['/x', 404],
    ] as const) {
      const reply = await call(sample, path);
      assert.deepEqual([reply.status, reply.json], [status, undefined], path);
    }
    assert.equal((await call(sample, bounces, { method: 'PUT' })).status, 405);
  });

  it('makes new keys and ports at each start', async () => {
    const other = await startEmpty();
    assert.notEqual(keyOf(other), keyOf(sample));
    assert.notEqual(other.regions.us, sample.regions.us);
    assert.equal((await call(sample, bounces, { key: keyOf(other) })).status, 401);
    await other.close();
  });
});

describe('sample: domains', () => {
  let sample: SampleServer;
  before(async () => {
    sample = await startEmpty();
    for (let index = 0; index < 1100; index += 1) {
      sample.store.addDomain('Sample Account', `d${String(index).padStart(4, '0')}.example`, {
        createdAt: Date.UTC(2020, 0, 1) + index * 1000,
        state: index < 3 ? 'disabled' : 'active',
      });
    }
  });
  after(() => sample.close());

  const names = async (query: string): Promise<{ total: number; names: string[] }> => {
    const { json } = await call(sample, `/v4/domains?${query}`);
    const { total_count: total, items } = json as { total_count: number; items: { name: string }[] };
    return { total, names: items.map(({ name }) => name) };
  };

  it('shows the newest first, a hundred at a time', async () => {
    const page = await names('');
    assert.equal(page.total, 1101);
    assert.equal(page.names.length, 100);
    assert.deepEqual(page.names.slice(0, 2), [DOMAIN, 'd1099.example']);
  });

  it('pages past a thousand', async () => {
    const first = await names('limit=5000&sort=name');
    const second = await names('limit=1000&skip=1000&sort=name:asc');
    assert.equal(first.names.length, 1000);
    assert.equal(second.names.length, 101);
    assert.equal(new Set([...first.names, ...second.names]).size, 1101);
    assert.equal((await names('sort=name:desc&limit=1')).names[0], DOMAIN);
  });

  it('searches a part of the name and filters by state', async () => {
    assert.deepEqual((await names('search=109&sort=name')).names.slice(0, 2), ['d0109.example', 'd1090.example']);
    assert.deepEqual(await names('state=disabled&sort=name'), {
      total: 3,
      names: ['d0000.example', 'd0001.example', 'd0002.example'],
    });
  });

  it('answers /v3/domains alike', async () => {
    assert.deepEqual(
      (await call(sample, '/v3/domains?limit=2')).json,
      (await call(sample, '/v4/domains?limit=2')).json,
    );
    assert.equal((await call(sample, `/v3/domains/${DOMAIN}`)).status, 200);
  });

  it('shows a domain with GMT dates and its DNS records', async () => {
    const { json } = await call(sample, '/v4/domains/D0001.example');
    const { domain, ...records } = json as { domain: Record<string, unknown> };
    assert.equal(domain['created_at'], 'Wed, 01 Jan 2020 00:00:01 GMT');
    assert.deepEqual([domain['name'], domain['state'], domain['is_disabled']], ['d0001.example', 'disabled', true]);
    assert.deepEqual(Object.keys(records), ['receiving_dns_records', 'sending_dns_records']);
  });
});
