import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { MailgunClient } from '../../../src/mailgun/client';
import { MailgunError } from '../../../src/mailgun/errors';
import { LIST_NAMES, LISTS } from '../../../src/mailgun/lists';
import type { PageReader } from '../../../src/mailgun/api';
import { DOMAIN, json, KEY, serve, TestClock, type Received, type TestServer } from '../mailgun/support';
import { counter, SENT } from './corpus';

const ADDRESS = 'ann@x.example';
const QUERY = { recipient: ADDRESS, begin: 1e12, end: 1e12 + 1000 };

describe('hostile answers', () => {
  const cases = counter('answers');
  let server: TestServer;
  let client: MailgunClient;
  /** What the server answers. */
  let answer: (request: Received) => unknown;
  let redirect: string | undefined;
  /** A second listener: whoever connects to it was led astray. */
  const trap = createServer((socket) => socket.destroy());
  let trapped = 0;
  let trapUrl = '';

  before(async () => {
    trap.on('connection', () => trapped++);
    trap.listen(0, '127.0.0.1');
    await once(trap, 'listening');
    trapUrl = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
    server = await serve((request, response) => {
      if (redirect === undefined) return json(response, answer(request));
      response.writeHead(302, { Location: redirect }).end();
    });
    client = new MailgunClient({ baseUrl: server.url, apiKey: KEY, clock: new TestClock(), attempts: 1 });
  });
  beforeEach(() => {
    redirect = undefined;
    server.received.length = 0;
  });
  afterEach(() => assert.equal(trapped, 0, 'Something connected to another server.'));
  after(async () => {
    client.dispose();
    trap.close();
    await server.close();
  });

  /** Links made of a text: as it is, in the place of an address, of a path, behind another host. */
  function links(text: string): string[] {
    const encoded = encodeURIComponent(Buffer.from(text).toString());
    return [
      text,
      `?page=next&address=${text}`,
      `${trapUrl}/v3/${DOMAIN}/bounces?page=next&address=${encoded}&limit=1`,
      `${trapUrl.replace('http:', '')}/v4/domains/${text}?page=next&address=${ADDRESS}x#${text}`,
      `${server.url}@${trapUrl.slice(7)}/?page=next&address=${encoded}&tag=x&page=previous`,
    ];
  }

  it('a paging link leads to no other server, no other path and no other parameter', async () => {
    for (const [index, text] of SENT.entries()) {
      const list = LIST_NAMES[index % 4] ?? 'bounces';
      const item = { address: ADDRESS, value: ADDRESS, type: 'address' };
      for (const link of some(links(text), index)) {
        cases.add();
        answer = () => ({ items: [item], paging: { next: link, previous: link, first: link, last: link } });
        server.received.length = 0;
        const page = await client.listPage(DOMAIN, list, { limit: 1 });
        assert.ok(page.next);
        for (const cursor of [page.next, page.previous]) await client.listPage(DOMAIN, list, { limit: 1, cursor });
        assert.equal(server.received.length, 3);
        for (const { method, url } of server.received) {
          const { pathname, searchParams } = new URL(url, server.url);
          assert.equal(`${method} ${pathname}`, `GET /v3/${DOMAIN}/${LISTS[list].segment}`);
          for (const name of searchParams.keys()) assert.ok(['limit', 'page', 'address'].includes(name), url);
          assert.equal(searchParams.get('limit'), '1');
        }
      }
    }
  });

  it('a link to more events leads to no other server and to nothing but events of the domain', async () => {
    const event = { event: 'delivered', timestamp: 1e9, recipient: ADDRESS };
    for (const [index, text] of SENT.entries()) {
      const paths = [
        `${trapUrl}/v3/${DOMAIN}/events/${text}`,
        `/events/${encodeURIComponent(Buffer.from(text).toString())}`,
      ];
      for (const link of some([...links(text), ...paths], index)) {
        cases.add();
        server.received.length = 0;
        answer = () => ({ items: [event], pagination: { next: link }, paging: { next: link } });
        for (const source of ['logs', 'events'] as const) {
          const token = source === 'logs' ? link : undefined;
          const cursor = token === undefined ? { source, token: text } : { source, token };
          const first = await client.events(DOMAIN, { ...QUERY, cursor }).catch(refused);
          if (first?.next) await client.events(DOMAIN, { ...QUERY, cursor: first.next }).catch(refused);
        }
        for (const { method, url, body } of server.received) {
          if (method === 'POST') {
            assert.equal(url, '/v1/analytics/logs');
            const { filter } = JSON.parse(body.toString()) as { filter: { AND: { values: { value: string }[] }[] } };
            assert.deepEqual(
              filter.AND.map(({ values }) => values[0]?.value),
              [DOMAIN, ADDRESS],
            );
          } else {
            assert.equal(method, 'GET');
            assert.match(url, /^\/v3\/mg\.example\.com\/events\/[^/?#\\]+$/);
            assert.doesNotMatch(url, /\/(\.|%2e){1,2}$/i);
          }
        }
      }
    }
  });

  it('a name of a domain leads to that domain and to no other resource, or nowhere', async () => {
    // Other resources of the same API are no domains.
    for (const text of [...SENT, 'domains', 'routes', 'lists', 'templates', 'accounts', 'x.example/bounces']) {
      cases.add();
      answer = () => ({ total_count: 1, items: text === '' ? [] : [{ name: text }] });
      const { domains } = await client.listDomains();
      const name = domains[0]?.name ?? text;
      server.received.length = 0;
      answer = () => ({ items: [], address: ADDRESS, domain: { name } });
      const calls = [
        client.listPage(name, 'bounces'),
        client.find(name, 'complaints', ADDRESS),
        client.delete(name, 'unsubscribes', ADDRESS),
        client.deleteTag(name, ADDRESS, 'news'),
        client.clear(name, 'allowlist'),
        client.add(name, { list: 'complaints', address: ADDRESS }),
        client.getDomain(name),
        client.events(name, { ...QUERY, cursor: { source: 'events', token: 'token' } }),
      ];
      await Promise.all(calls.map((call) => Promise.resolve(call).catch(refused)));
      for (const { method, url } of server.received) {
        const { pathname } = new URL(url, server.url);
        const segment = /^\/(?:v3|v4\/domains)\/([^/]+)/.exec(pathname)?.[1] ?? '';
        assert.equal(decodeURIComponent(segment), name, url);
        const rest = `${method} ${pathname.replace(segment, '_')}`;
        assert.ok(NAMED.includes(rest), `${rest} of ${JSON.stringify(name)}`);
      }
      const sent = server.received.length;
      assert.ok(
        sent === 0 || (sent === calls.length && name.includes('.') && !/[/\\]/.test(name)),
        JSON.stringify(name),
      );
    }
  });

  it('a redirect is not followed, wherever it leads', async () => {
    // What a header can hold.
    const places = SENT.filter((text) => /^[\x20-\x7e]+$/.test(text));
    for (const text of [`${trapUrl}/`, ...places.flatMap((place) => [place, `${trapUrl}/${place}`])]) {
      cases.add();
      redirect = text;
      server.received.length = 0;
      const ignored: PageReader = {
        begin: () => undefined,
        add: () => undefined,
        read: async () => true,
        text: () => '',
      };
      const errors = [
        await client.listPage(DOMAIN, 'bounces').catch((error: unknown) => error),
        await client.streamPage(DOMAIN, 'bounces', {}, ignored).catch((error: unknown) => error),
      ];
      for (const error of errors) assert.ok(MailgunError.is(error, 'badResponse'), text);
      assert.equal(server.received.length, 2);
    }
  });

  it('the text of an error is one line of plain text, of any answer', async () => {
    const texts: string[] = [];
    const failing = await serve((_request, response) => {
      const text = texts.pop() ?? '';
      response.writeHead(400, { 'Content-Type': 'application/json' });
      response.end(texts.length % 2 === 0 ? JSON.stringify({ message: text }) : text);
    });
    const asking = new MailgunClient({ baseUrl: failing.url, apiKey: KEY, clock: new TestClock(), attempts: 1 });
    try {
      for (const text of SENT) {
        cases.add();
        texts.push(text, text);
        for (let at = 0; at < 2; at++) {
          const error = await asking.listPage(DOMAIN, 'bounces').catch((thrown: unknown) => thrown);
          assert.ok(MailgunError.is(error, 'invalid'));
          assert.doesNotMatch(error.message, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          assert.ok(error.message.length < 400);
        }
      }
    } finally {
      asking.dispose();
      await failing.close();
    }
  });

  it('an entry is read as it is written, or the answer is refused as one', async () => {
    for (const text of SENT) {
      cases.add();
      const items = [{ address: text, code: text, error: text, created_at: text, [text]: text }];
      answer = () => ({ items });
      const page = await client.listPage(DOMAIN, 'bounces').catch(refusedAnswer);
      if (page === undefined) assert.equal(text, '');
      else {
        const { createdAt, ...entry } = page.entries[0] ?? assert.fail();
        assert.deepEqual(entry, { list: 'bounces', address: text, code: text, error: text });
        assert.ok(createdAt === undefined || Number.isFinite(createdAt));
      }
    }
    assert.equal(Object.keys(Object.prototype).length, 0);
  });
});

/** Two of several, not the same of each text. */
function some<T>(all: readonly T[], index: number): T[] {
  return [0, 1].flatMap((step) => all[(2 * index + step) % all.length] ?? []);
}

/** What may be asked of a domain, with `_` for its name. */
const NAMED = [
  'GET /v3/_/bounces',
  'GET /v3/_/complaints/ann%40x.example',
  'DELETE /v3/_/unsubscribes/ann%40x.example',
  'DELETE /v3/_/whitelists',
  'POST /v3/_/complaints',
  'GET /v4/domains/_',
  'GET /v3/_/events/token',
];

function refused(error: unknown): undefined {
  assert.ok(MailgunError.is(error, 'invalid'), String(error));
}

function refusedAnswer(error: unknown): undefined {
  assert.ok(MailgunError.is(error, 'badResponse'), String(error));
}
