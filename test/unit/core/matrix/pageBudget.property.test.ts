import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkPlace, type PlaceOptions } from '../../../../src/core/matrix/checkPlace';
import { FEW, OVERHEAD } from '../../../../src/core/matrix/pageBudget';
import type { MailgunApi } from '../../../../src/mailgun/api';
import { FakeServer, ORDERS } from '../transfer/walkersFake';

interface Cost {
  readonly pages: number;
  readonly finds: number;
  readonly listed: readonly string[];
}

/** Checks addresses on a list that a fake server holds. */
async function check(server: FakeServer, addresses: readonly string[], method: PlaceOptions['method']): Promise<Cost> {
  let finds = 0;
  const held = new Set(server.addresses.map((address) => address.toLowerCase()));
  const api = {
    listPage: (...args: Parameters<MailgunApi['listPage']>) => server.api.listPage(...args),
    find: async (_domain: string, _list: string, address: string) => {
      finds += 1;
      await Promise.resolve();
      return held.has(address.toLowerCase()) ? { list: 'complaints' as const, address } : undefined;
    },
  } as Partial<MailgunApi> as MailgunApi;
  const listed = new Set<number>();
  const answered = new Set<number>();
  await checkPlace(
    api,
    { domain: 'mg.example.com', list: 'complaints', rows: new Map(addresses.entries()) },
    {
      method,
      concurrency: 4,
      isOver: () => false,
      found: (row) => listed.add(row),
      answered: (row) => answered.add(row),
      failed: () => assert.fail(),
    },
  );
  assert.equal(answered.size, addresses.length);
  return { pages: server.requests, finds, listed: addresses.filter((_address, row) => listed.has(row)) };
}

const numbered = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, index) => `${String.fromCharCode(97 + (index % 26))}user${index}@x${index % 5}.com`,
  );

describe('the requests of a check', () => {
  it('are never more than five times the least, and ways do not differ in what they find', async () => {
    const shape = {
      entries: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 3000 })),
      wanted: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 150 })),
      pageSize: fc.integer({ min: 10, max: 30 }),
      order: fc.constantFrom(...Object.keys(ORDERS)),
      hits: fc.integer({ min: 1, max: 9 }),
    };
    await fc.assert(
      fc.asyncProperty(fc.record(shape), async ({ entries, wanted, pageSize, order, hits }) => {
        const all = numbered(entries);
        const server = new FakeServer(all, { pageSize, order: ORDERS[order] ?? assert.fail() });
        const addresses = Array.from({ length: wanted }, (_, index) =>
          index % hits === 0 ? (all[(index * 37) % Math.max(1, entries)] ?? `n${index}@x.com`) : `none${index}@y.com`,
        ).filter((address, index, some) => some.indexOf(address) === index);
        const { pages, finds, listed } = await check(server, addresses, 'auto');
        const [singles, reading] = [addresses.length, Math.floor(entries / pageSize) + 1];
        const bound = 5 * (Math.min(singles, reading) + OVERHEAD);
        assert.ok(pages + finds <= bound, `${pages} + ${finds} requests for ${singles} or ${reading}`);
        assert.ok(pages <= singles);
        if (reading <= 2 && singles > FEW) assert.deepEqual([pages, finds], [reading, 0]);
        if (singles <= FEW) assert.deepEqual([pages, finds], [0, singles]);
        assert.deepEqual(listed, (await check(server, addresses, 'single')).listed);
        assert.deepEqual(listed, (await check(server, addresses, 'lists')).listed);
      }),
      { numRuns: 150 },
    );
  });

  it('are little more than one for each address where the list is plainly too long, and the pages of the list where it is short', async () => {
    const addresses = Array.from({ length: 200 }, (_, index) => `none${index}@y.com`);
    const order = ORDERS['without case'] ?? assert.fail();
    const long = await check(new FakeServer(numbered(20_000), { pageSize: 10, order }), addresses, 'auto');
    assert.equal(long.finds, 200);
    assert.ok(long.pages <= 50 + 1, `${long.pages} pages`);
    const short = await check(new FakeServer(numbered(1000), { pageSize: 10, order }), addresses, 'auto');
    assert.equal(short.finds, 0);
    assert.ok(short.pages <= 101 + OVERHEAD, `${short.pages} pages`);
  });
});
