import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MailgunApi } from '../../../src/mailgun/api';
import { walkList } from '../../../src/mailgun/walk';
import { DOMAIN, failure, json, withServer, type Handler } from './support';

async function addresses(api: MailgunApi, limit: number): Promise<string[]> {
  const all: string[] = [];
  for await (const page of walkList(api, DOMAIN, 'complaints', { limit })) {
    all.push(...page.entries.map(({ address }) => address));
  }
  return all;
}

const number = (n: number) => `user${String(n).padStart(5, '0')}@b.c`;

describe('walkList', () => {
  it('yields every entry once, with the least possible requests', async () => {
    let [size, limit] = [0, 1];
    const handler: Handler = (request, response) => {
      const query = new URL(request.url, 'http://x').searchParams;
      const after = query.get('address') ?? '';
      const all = Array.from({ length: size }, (_value, n) => number(n)).filter((address) => address > after);
      const items = all.slice(0, limit).map((address) => ({ address }));
      const next = `http://x/?page=next&address=${items.at(-1)?.address ?? ''}&limit=${limit}&term=`;
      json(response, { items: items.length > 0 ? items : null, paging: { next } });
    };
    await withServer(handler, async ({ client, server }) => {
      await fc.assert(
        fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 20 }), async (entries, pageSize) => {
          [size, limit] = [entries, pageSize];
          server.received.length = 0;
          const expected = Array.from({ length: entries }, (_value, n) => number(n));
          assert.deepEqual(await addresses(client, pageSize), expected);
          assert.equal(server.received.length, Math.floor(entries / pageSize) + 1);
        }),
        { numRuns: 40 },
      );
    });
  });

  const page = (addresses: string[], next: string) => ({
    items: addresses.map((address) => ({ address })),
    paging: { next: `http://x/?page=next&address=${next}&limit=2` },
  });
  const circles: Record<string, unknown[]> = {
    'the first page for ever': [page(['a', 'b'], 'b')],
    'pages in a circle': [page(['a', 'b'], 'b'), page(['c', 'd'], 'd'), page(['e', 'f'], 'b')],
    'cursors in a circle': [page(['a', 'b'], 'x'), page(['c', 'd'], 'y'), page(['e', 'f'], 'x')],
  };
  for (const [name, pages] of Object.entries(circles)) {
    it(`refuses ${name}`, async () => {
      await withServer(
        (_request, response, index) => json(response, pages[index % pages.length]),
        async ({ client, server }) => {
          const error = await failure(addresses(client, 2));
          assert.equal(error.reason, 'badResponse');
          assert.match(error.nextStep ?? '', /not the whole list/);
          assert.ok(server.received.length <= 5);
        },
      );
    });
  }

  it('gets past a next link that repeats the cursor', async () => {
    const pages = [page(['a', 'b'], 'b'), page(['c', 'd'], 'b'), page(['e'], 'e')];
    await withServer(
      (_request, response, index) => json(response, pages[index]),
      async ({ client }) => assert.deepEqual(await addresses(client, 2), ['a', 'b', 'c', 'd', 'e']),
    );
  });

  it('starts after a cursor and stops when nobody asks for more', async () => {
    await withServer(
      (_request, response, index) => json(response, page([`a${index}`, `b${index}`], `b${index}`)),
      async ({ client, server }) => {
        const cursor = { page: 'next', address: 'q' } as const;
        for await (const { entries } of walkList(client, DOMAIN, 'bounces', { limit: 2, cursor, term: 'a' })) {
          if (entries[0]?.address === 'a1') break;
        }
        assert.deepEqual(
          server.received.map(({ url }) => url.split('?')[1]),
          ['limit=2&term=a&page=next&address=q', 'limit=2&term=a&page=next&address=b0'],
        );
      },
    );
  });
});
