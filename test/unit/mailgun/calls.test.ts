import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MailgunClient } from '../../../src/mailgun/client';
import { LISTS, LIST_NAMES } from '../../../src/mailgun/lists';
import type { Entry } from '../../../src/mailgun/records';
import { BATCH_SIZE, IMPORT_BYTES } from '../../../src/mailgun/wire';
import { DOMAIN, KEY, failure, json, withServer, type Bench, type Received } from './support';

const done = { message: 'done', items: [] };
const at = Date.UTC(2011, 9, 13, 18, 2);
const bounce: Entry = { list: 'bounces', address: 'a+b@x.example', code: '550', error: 'no & "such" user' };
const complaint: Entry = { list: 'complaints', address: 'a@x.example' };
const unsubscribe: Entry = { list: 'unsubscribes', address: 'a@x.example', tags: ['news'] };
const allowed: Entry = { list: 'allowlist', address: 'x.example', kind: 'domain', reason: '' };

/** What one call sends. */
async function sent(call: (client: MailgunClient) => Promise<unknown>, answer: unknown = done): Promise<Received> {
  let received: Received | undefined;
  await withServer(
    (_request, response) => json(response, answer),
    async ({ client, server }) => {
      await call(client);
      assert.equal(server.received.length, 1);
      received = server.received[0];
    },
  );
  return received ?? assert.fail();
}

const line = ({ method, url }: Received) => `${method} ${url}`;
const form = ({ body, headers }: Received) => {
  assert.equal(headers['content-type'], 'application/x-www-form-urlencoded');
  return Object.fromEntries(new URLSearchParams(body.toString()));
};
const sentJson = ({ body, headers }: Received) => {
  assert.equal(headers['content-type'], 'application/json');
  return JSON.parse(body.toString()) as unknown;
};

describe('calls', () => {
  for (const list of LIST_NAMES) {
    const path = `/v3/${DOMAIN}/${LISTS[list].segment}`;
    it(`knows the paths of ${list}`, async () => {
      const record = { [LISTS[list].keyField]: 'a@b.c' };
      assert.equal(line(await sent((c) => c.listPage(DOMAIN, list))), `GET ${path}`);
      assert.equal(line(await sent((c) => c.find(DOMAIN, list, 'a+1@b.c'), record)), `GET ${path}/a%2B1%40b.c`);
      assert.equal(line(await sent((c) => c.delete(DOMAIN, list, 'a+1@b.c'))), `DELETE ${path}/a%2B1%40b.c`);
      assert.equal(line(await sent((c) => c.clear(DOMAIN, list))), `DELETE ${path}`);
      assert.equal(line(await sent((c) => c.importFile(DOMAIN, list, 'address\n', 'x.csv'))), `POST ${path}/import`);
    });
  }

  it('signs in with the key and asks for JSON', async () => {
    const { headers } = await sent((c) => c.listPage(DOMAIN, 'bounces'));
    assert.equal(headers.authorization, `Basic ${Buffer.from(`api:${KEY}`).toString('base64')}`);
    assert.equal(headers.accept, 'application/json');
    assert.equal(headers.connection, 'keep-alive');
    assert.equal('x-mailgun-on-behalf-of' in headers, false);
  });

  it('acts for a subaccount', async () => {
    await withServer(
      (_request, response) => json(response, {}),
      async ({ client, server }) => {
        await client.listDomains();
        assert.equal(server.received[0]?.headers['x-mailgun-on-behalf-of'], '646d00a1b32c35364a2ad34f');
      },
      { subaccountId: '646d00a1b32c35364a2ad34f' },
    );
  });

  it('pages, filters and goes by a cursor', async () => {
    const cursor = { page: 'next', address: 'a+1@b.c' } as const;
    const { url } = await sent((c) => c.listPage(DOMAIN, 'bounces', { limit: 5000, term: 'a+', cursor }));
    assert.equal(url, `/v3/${DOMAIN}/bounces?limit=1000&term=a%2B&page=next&address=a%2B1%40b.c`);
  });

  it('adds one by a form', async () => {
    assert.deepEqual(form(await sent((c) => c.add(DOMAIN, bounce))), {
      address: 'a+b@x.example',
      code: '550',
      error: 'no & "such" user',
    });
    assert.deepEqual(form(await sent((c) => c.add(DOMAIN, complaint))), { address: 'a@x.example' });
    assert.deepEqual(form(await sent((c) => c.add(DOMAIN, unsubscribe))), { address: 'a@x.example', tag: 'news' });
    assert.deepEqual(form(await sent((c) => c.add(DOMAIN, { ...unsubscribe, tags: [] }))), {
      address: 'a@x.example',
      tag: '*',
    });
  });

  it('adds an address or a domain to the allowlist, always by a form', async () => {
    assert.deepEqual(form(await sent((c) => c.add(DOMAIN, { ...allowed, createdAt: at }))), { domain: 'x.example' });
    const address: Entry = { list: 'allowlist', address: 'a@x.example', kind: 'address', reason: 'ours' };
    assert.deepEqual(form(await sent((c) => c.add(DOMAIN, address))), { address: 'a@x.example', reason: 'ours' });
  });

  it('adds one by JSON where a form would lose its date or tags', async () => {
    assert.deepEqual(sentJson(await sent((c) => c.add(DOMAIN, { ...bounce, createdAt: at }))), [
      { address: bounce.address, code: '550', error: bounce.error, created_at: 'Thu, 13 Oct 2011 18:02:00 +0000' },
    ]);
    assert.deepEqual(sentJson(await sent((c) => c.add(DOMAIN, { ...unsubscribe, tags: ['a', 'b'] }))), [
      { address: 'a@x.example', tags: ['a', 'b'] },
    ]);
  });

  it('writes batches with text alone, tags as tags, and leaves out what is not known', async () => {
    const entries: Entry[] = [
      { ...unsubscribe, createdAt: at },
      { ...unsubscribe, tags: [] },
    ];
    assert.deepEqual(sentJson(await sent((c) => c.addMany(DOMAIN, 'unsubscribes', entries))), [
      { address: 'a@x.example', tags: ['news'], created_at: 'Thu, 13 Oct 2011 18:02:00 +0000' },
      { address: 'a@x.example', tags: ['*'] },
    ]);
    const numeric = { ...bounce, code: 550 as unknown as string, error: '' };
    assert.deepEqual(sentJson(await sent((c) => c.addMany(DOMAIN, 'bounces', [numeric, { ...bounce, code: '' }]))), [
      { address: bounce.address, code: '550', error: '' },
      { address: bounce.address, error: bounce.error },
    ]);
  });

  it('deletes a tag by the query', async () => {
    const request = await sent((c) => c.deleteTag(DOMAIN, 'a@b.c', 'a+b & c'));
    assert.equal(line(request), `DELETE /v3/${DOMAIN}/unsubscribes/a%40b.c?tag=a%2Bb+%26+c`);
    assert.equal(request.body.length, 0);
  });

  it('uploads a file as the part "file" with a name', async () => {
    for (const csv of ['address\njürgen@b.c\n', Buffer.from('address\njürgen@b.c\n')]) {
      const { headers, body } = await sent((c) => c.importFile(DOMAIN, 'bounces', csv, 'my "list"\r\n.csv'));
      assert.match(headers['content-type'] ?? '', /^multipart\/form-data; ?boundary=/);
      assert.equal(headers['content-length'], String(body.length));
      const text = body.toString();
      assert.match(text, /Content-Disposition: form-data; name="file"; filename="my %22list%22%0D%0A\.csv"\r\n/);
      assert.match(text, /Content-Type: text\/csv\r\n\r\naddress\njürgen@b\.c\n\r\n--/);
    }
  });

  it('lists domains by name, and one domain', async () => {
    const query = { limit: 1000, skip: 1000, search: 'a&b' };
    const request = await sent((c) => c.listDomains(query), { items: [] });
    assert.equal(line(request), 'GET /v4/domains?limit=1000&skip=1000&sort=name&search=a%26b');
    assert.equal(line(await sent((c) => c.listDomains(), { items: [] })), 'GET /v4/domains?sort=name');
    const answer = { domain: { name: DOMAIN } };
    assert.equal(line(await sent((c) => c.getDomain(DOMAIN), answer)), `GET /v4/domains/${DOMAIN}`);
  });

  describe('sends nothing', () => {
    const refused: Record<string, (client: MailgunClient) => Promise<unknown>> = {
      'for a batch of 1000': (c) => c.addMany(DOMAIN, 'complaints', Array<Entry>(BATCH_SIZE + 1).fill(complaint)),
      'for a batch of the allowlist': (c) => c.addMany(DOMAIN, 'allowlist', [allowed]),
      'for an entry of another list': (c) => c.addMany(DOMAIN, 'bounces', [complaint]),
      'for an entry without address': (c) => c.add(DOMAIN, { ...complaint, address: ' ' }),
      'for an address with a line break': (c) => c.addMany(DOMAIN, 'bounces', [{ ...bounce, address: 'a@b.c\n' }]),
      'for a date that is none': (c) => c.add(DOMAIN, { ...bounce, createdAt: Number.NaN }),
      'for an empty file': (c) => c.importFile(DOMAIN, 'bounces', '', 'x.csv'),
      'for an empty tag': (c) => c.deleteTag(DOMAIN, 'a@b.c', ''),
      'for a domain with a slash': (c) => c.clear('x.example/bounces', 'bounces'),
      'for a domain without a dot': (c) => c.clear('domains', 'bounces'),
    };
    const check = async ({ client, server }: Bench) => {
      for (const [name, call] of Object.entries(refused)) {
        assert.equal((await failure(call(client))).reason, 'invalid', name);
      }
      const large = Buffer.alloc(IMPORT_BYTES + 1, 0x61);
      assert.equal((await failure(client.importFile(DOMAIN, 'bounces', large, 'x.csv'))).reason, 'tooLarge');
      await client.addMany(DOMAIN, 'bounces', []);
      assert.deepEqual(server.received, []);
    };
    it(`${Object.keys(refused).join(', ')}, a file too large, no entries`, () =>
      withServer((_request, response) => json(response, done), check));
  });

  it('refuses a set-up that cannot work', () => {
    const good = { baseUrl: 'https://api.mailgun.net', apiKey: KEY };
    for (const bad of [
      { baseUrl: 'http://api.mailgun.net' },
      { apiKey: '' },
      { apiKey: 'a\nb' },
      { subaccountId: 'a\r\nb' },
    ]) {
      assert.throws(() => new MailgunClient({ ...good, ...bad }), { reason: 'invalid' });
    }
  });

  it('uploads 25 MB', async () => {
    const { body } = await sent((c) => c.importFile(DOMAIN, 'bounces', Buffer.alloc(IMPORT_BYTES, 0x61), 'x.csv'));
    assert.ok(body.length > IMPORT_BYTES);
  });

  it('carries any text of a batch unchanged', async () => {
    await withServer(
      (_request, response) => json(response, done),
      async ({ client, server }) => {
        const address = fc.emailAddress();
        await fc.assert(
          fc.asyncProperty(address, fc.string({ unit: 'grapheme' }), async (to, error) => {
            const entry: Entry = { list: 'bounces', address: to, code: '550', error };
            await client.add(DOMAIN, entry);
            assert.deepEqual(form(server.received.at(-1) ?? assert.fail()), { address: to, code: '550', error });
            await client.addMany(DOMAIN, 'bounces', [entry]);
            const batch = sentJson(server.received.at(-1) ?? assert.fail());
            assert.deepEqual(batch, [{ address: to, code: '550', error }]);
          }),
          { numRuns: 30 },
        );
      },
    );
  });
});
