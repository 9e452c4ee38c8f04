import assert from 'node:assert/strict';
import type { SampleServer } from '../../../src/sample/server';
import { call, DOMAIN, NOW, startEmpty } from './support';

const DATE = 'Thu, 26 Mar 2026 12:59:15 UTC';

describe('sample: the wire, list by list', () => {
  let sample: SampleServer;
  const at = (rest: string): string => `/v3/${DOMAIN}/${rest}`;

  beforeEach(async () => {
    sample = await startEmpty();
  });
  afterEach(() => sample.close());

  const lists = [
    {
      segment: 'bounces',
      form: { address: 'test777@example.info', code: '777', error: 'integration testing123' },
      added: '{"message":"Address has been added to the bounces table","address":"test777@example.info"}\n',
      key: 'test777%40example.info',
      record: `{"address":"test777@example.info","code":"777","error":"integration testing123","created_at":"${DATE}"}\n`,
      removed: '{"address":"test777@example.info","message":"Bounced address has been removed"}\n',
      cleared: 'Bounced addresses for this domain have been removed',
      missing: 'Address not found in bounces table',
    },
    {
      segment: 'complaints',
      form: { address: 'test777@example.com', tag: 'ignored' },
      added: '{"address":"test777@example.com","message":"Address has been added to the complaints table"}\n',
      key: 'test777@example.com',
      record: `{"address":"test777@example.com","created_at":"${DATE}"}\n`,
      removed: '{"address":"test777@example.com","message":"Spam complaint has been removed"}\n',
      cleared: 'Complaint addresses for this domain have been removed',
      missing: 'No spam complaints found for this address',
    },
    {
      segment: 'unsubscribes',
      form: { address: 'test777@example.com' },
      added: '{"address":"test777@example.com","message":"Address has been added to the unsubscribes table"}\n',
      key: 'test777%40example.com',
      record: `{"address":"test777@example.com","tags":["*"],"created_at":"${DATE}"}\n`,
      removed: '{"address":"test777@example.com","message":"Unsubscribe event has been removed"}\n',
      cleared: 'Unsubscribe addresses for this domain have been removed',
      missing: 'Address not found in unsubscribers table',
    },
    {
      segment: 'whitelists',
      form: { domain: 'example.com', reason: 'why not' },
      added:
        '{"message":"Address/Domain has been added to the allowlists table","type":"domain","value":"example.com"}\n',
      key: 'example.com',
      record: `{"type":"domain","value":"example.com","reason":"why not","createdAt":"${DATE}"}\n`,
      removed: '{"message":"Allowlist address/domain has been removed","value":"example.com"}\n',
      cleared: 'Allowlist addresses/domains for this domain have been removed',
      missing: 'Address/Domain not found in allowlist table',
    },
  ];

  for (const list of lists) {
    describe(list.segment, () => {
      it('adds by form, gets, lists and deletes, each with the recorded body', async () => {
        assert.equal((await call(sample, at(list.segment), { form: list.form })).text, list.added);
        const got = await call(sample, at(`${list.segment}/${list.key}`));
        assert.equal(got.text, list.record);
        assert.equal(got.headers.get('content-type'), 'application/json; charset=utf-8');
        assert.ok(
          (await call(sample, at(list.segment))).text.startsWith(`{"items":[${list.record.trim()}],"paging":{"first":`),
        );
        const removed = await call(sample, at(`${list.segment}/${list.key}`), { method: 'DELETE' });
        assert.deepEqual([removed.status, removed.text], [200, list.removed]);
      });

      it('says in its own words that a record is missing', async () => {
        for (const method of ['GET', 'DELETE']) {
          const reply = await call(sample, at(`${list.segment}/nobody%40example.com`), { method });
          assert.deepEqual([reply.status, reply.json], [404, { message: list.missing }]);
        }
      });

      it('clears', async () => {
        await call(sample, at(list.segment), { form: list.form });
        const reply = await call(sample, at(list.segment), { method: 'DELETE' });
        assert.deepEqual([reply.status, reply.json], [200, { message: list.cleared }]);
        assert.deepEqual(((await call(sample, at(list.segment))).json as { items: unknown[] }).items, []);
      });

      it('refuses an add without an address', async () => {
        const reply = await call(sample, at(list.segment), { form: { code: '550' } });
        assert.equal(reply.status, 400);
        assert.match((reply.json as { message: string }).message, /^Missing mandatory parameter: address/);
      });

      it('takes a multipart form as well', async () => {
        const body = new FormData();
        for (const [name, value] of Object.entries(list.form)) {
          body.set(name, value);
        }
        assert.equal((await call(sample, at(list.segment), { body })).text, list.added);
      });
    });
  }

  it('names every link of an only page, `+` and `@` escaped, limit and term echoed', async () => {
    sample.store.putEntries(DOMAIN, 'bounces', [{ address: 'b+1@example.com' }, { address: 'b+2@example.com' }]);
    const { json } = await call(sample, at('bounces?limit=7&term=B%2B'));
    const base = `${sample.regions.us}/v3/${DOMAIN}/bounces`;
    assert.deepEqual((json as { paging: unknown }).paging, {
      first: `${base}?limit=7&term=B%2B`,
      last: `${base}?page=last&limit=7&term=B%2B`,
      next: `${base}?page=next&address=b%2B2%40example.com&limit=7&term=B%2B`,
      previous: `${base}?page=previous&address=b%2B1%40example.com&limit=7&term=B%2B`,
    });
  });

  it('links an empty list four times to its first page', async () => {
    const first = `${sample.regions.us}/v3/${DOMAIN}/bounces?limit=100&term=`;
    assert.deepEqual((await call(sample, at('bounces'))).json, {
      items: [],
      paging: { first, last: first, next: first, previous: first },
    });
  });

  it('clamps the limit to 1…1000 and takes 100 for what is no number', async () => {
    sample.store.putEntries(
      DOMAIN,
      'complaints',
      Array.from({ length: 1200 }, (_, index) => ({ address: `a${index}@example.com` })),
    );
    for (const [limit, expected] of [
      ['0', 1],
      ['-5', 1],
      ['1', 1],
      ['1000', 1000],
      ['9999', 1000],
      ['many', 100],
      ['', 100],
    ] as const) {
      const { json } = await call(sample, at(`complaints?limit=${limit}`));
      const page = json as { items: unknown[]; paging: { first: string } };
      assert.equal(page.items.length, expected, limit);
      assert.match(page.paging.first, new RegExp(`limit=${expected}&`));
    }
  });

  it('decodes a raw plus in a path to a space, and only once', async () => {
    sample.store.putEntries(DOMAIN, 'bounces', [{ address: 'a+b@example.com' }]);
    assert.equal((await call(sample, at('bounces/a%2Bb@example.com'))).status, 200);
    assert.equal((await call(sample, at('bounces/a+b@example.com'))).status, 404);
    assert.equal((await call(sample, at('bounces/a%252Bb@example.com'))).status, 404);
    assert.equal((await call(sample, at('bounces/%zz'))).status, 400);
  });

  it('finds addresses without regard to case and keeps the case they came in', async () => {
    await call(sample, at('bounces'), { form: { address: 'Jane.DOE@Example.com' } });
    const got = await call(sample, at('bounces/jane.doe%40example.COM'));
    assert.equal((got.json as { address: string }).address, 'Jane.DOE@Example.com');
    await call(sample, at('bounces'), { form: { address: 'jane.doe@example.com', code: '551' } });
    assert.equal(sample.store.count(DOMAIN, 'bounces'), 1);
  });

  it('tells the request limit in the recorded headers', async () => {
    await sample.close();
    sample = await startEmpty({ rateLimit: undefined });
    const first = await call(sample, at('bounces'));
    assert.equal(first.headers.get('x-request-limit'), '2500');
    assert.equal(first.headers.get('x-request-remaining'), '2499');
    assert.equal(first.headers.get('x-request-reset'), String(NOW + 15_000));
    assert.match(first.headers.get('x-mailgun-key-id') ?? '', /^[0-9a-f]{8}-[0-9a-f]{8}$/);
    assert.equal((await call(sample, at('bounces'))).headers.get('x-request-remaining'), '2498');
  });
});
