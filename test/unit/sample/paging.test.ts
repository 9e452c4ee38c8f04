import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SampleServer } from '../../../src/sample/server';
import { SortedList } from '../../../src/sample/sortedList';
import { call, DOMAIN, keyOf, startEmpty } from './support';

interface WirePage {
  readonly items: { address?: string; value?: string }[];
  readonly paging: Record<'first' | 'last' | 'next' | 'previous', string>;
}

/** Few letters, so that prefixes and spellings that differ in case only are common. */
const local = fc.string({ unit: fc.constantFrom('a', 'B', 'b', '+', 'é', '7'), minLength: 1, maxLength: 4 });
const addresses = fc.uniqueArray(
  local.map((name) => `${name}@x.example`),
  { maxLength: 30, selector: (address) => address.toLowerCase() },
);

describe('sample: paging', () => {
  let sample: SampleServer;
  before(async () => {
    sample = await startEmpty();
  });
  after(() => sample.close());

  const get = async (url: string): Promise<WirePage> => {
    const { origin, pathname, search } = new URL(url);
    return (await call(sample, pathname + search, { baseUrl: origin })).json as WirePage;
  };

  const walk = async (start: string, direction: 'next' | 'previous', bound: number): Promise<string[][]> => {
    const pages: string[][] = [];
    let page = await get(start);
    while (page.items.length > 0) {
      pages.push(page.items.map(({ address, value }) => address ?? value ?? ''));
      assert.ok(pages.length <= bound, 'paging never ends');
      page = await get(page.paging[direction]);
    }
    return pages;
  };

  for (const [list, segment] of [
    ['bounces', 'bounces'],
    ['allowlist', 'whitelists'],
  ] as const) {
    it(`covers ${list} exactly once, forward and backward, whatever the limit and the term`, async () => {
      await fc.assert(
        fc.asyncProperty(
          addresses,
          fc.integer({ min: 1, max: 7 }),
          fc.constantFrom('', 'a', 'B', 'b+', 'é'),
          async (all, limit, term) => {
            sample.store.clear(DOMAIN, list);
            sample.store.putEntries(
              DOMAIN,
              list,
              all.map((address) => ({ address })),
            );
            const expected = all
              .filter((address) => address.toLowerCase().startsWith(term.toLowerCase()))
              .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
            const base = `${sample.regions.us}/v3/${DOMAIN}/${segment}`;
            const query = `limit=${limit}&term=${encodeURIComponent(term)}`;
            const forward = await walk(`${base}?${query}`, 'next', all.length + 1);
            assert.deepEqual(forward.flat(), expected);
            assert.ok(forward.slice(0, -1).every((page) => page.length === limit));
            const backward = await walk(`${base}?page=last&${query}`, 'previous', all.length + 1);
            assert.deepEqual(backward.reverse().flat(), expected);
          },
        ),
        { numRuns: 40 },
      );
    });
  }

  it('starts after a divider that does not exist', async () => {
    sample.store.clear(DOMAIN, 'bounces');
    sample.store.putEntries(
      DOMAIN,
      'bounces',
      ['a@x', 'c@x', 'e@x'].map((address) => ({ address })),
    );
    const base = `${sample.regions.us}/v3/${DOMAIN}/bounces`;
    assert.deepEqual(await walk(`${base}?page=next&address=B%40x`, 'next', 3), [['c@x', 'e@x']]);
    assert.deepEqual(await walk(`${base}?page=previous&address=d%40x&limit=1`, 'previous', 3), [['c@x'], ['a@x']]);
  });

  it('walks 25 000 entries of each list in pages of a thousand', async () => {
    const all = Array.from({ length: 25_000 }, (_, index) => ({
      address: `u${String(index).padStart(5, '0')}@x.example`,
    }));
    for (const [list, segment] of [
      ['bounces', 'bounces'],
      ['complaints', 'complaints'],
      ['unsubscribes', 'unsubscribes'],
      ['allowlist', 'whitelists'],
    ] as const) {
      sample.store.clear(DOMAIN, list);
      sample.store.putEntries(DOMAIN, list, all);
      const pages = await walk(`${sample.regions.us}/v3/${DOMAIN}/${segment}?limit=1000`, 'next', 26);
      assert.equal(new Set(pages.flat()).size, 25_000);
      assert.equal(pages.flat().length, 25_000);
    }
  });

  it('reads what was written a moment ago', async () => {
    const address = 'zz@x.example';
    await call(sample, `/v3/${DOMAIN}/complaints`, { form: { address }, key: keyOf(sample) });
    const last = await get(`${sample.regions.us}/v3/${DOMAIN}/complaints?page=last&limit=1`);
    assert.equal(last.items[0]?.address, address);
  });
});

describe('sample: the sorted list', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'c', 'd'), minLength: 1, maxLength: 3 });
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ put: fc.array(name, { maxLength: 40 }) }) },
    { weight: 4, arbitrary: fc.record({ delete: fc.array(name, { maxLength: 40 }) }) },
    { weight: 3, arbitrary: fc.record({ read: fc.constant(true) }) },
    { weight: 1, arbitrary: fc.record({ clear: fc.constant(true) }) },
  );

  it('equals a sorted map whatever is added, deleted and read in whichever order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const list = new SortedList();
        const model = new Map<string, string>();
        for (const action of steps) {
          if ('put' in action) {
            list.put(action.put.map((address) => ({ address, createdAt: 0 })));
            action.put.forEach((address) => model.set(address.toLowerCase(), address));
          } else if ('delete' in action) {
            action.delete.forEach((address) => assert.equal(list.delete(address), model.delete(address.toLowerCase())));
          } else if ('clear' in action) {
            list.clear();
            model.clear();
          }
          if ('read' in action) {
            const sorted = [...model.keys()].sort().map((key) => model.get(key));
            assert.deepEqual(
              [...list].map(({ address }) => address),
              sorted,
            );
            assert.deepEqual(
              list.slice({ limit: 1000 }).map(({ address }) => address),
              sorted,
            );
            assert.deepEqual(
              list.slice({ limit: 3, fromEnd: true }).map(({ address }) => address),
              sorted.slice(-3),
            );
          }
          assert.equal(list.size, model.size);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('takes 200 000 entries in batches, finds a page and forgets most of them again', () => {
    const list = new SortedList();
    for (let start = 0; start < 200_000; start += 10_000) {
      list.put(
        Array.from({ length: 10_000 }, (_, index) => ({
          address: `u${((start + index) * 7919) % 1_000_003}@x`,
          createdAt: 0,
        })),
      );
    }
    assert.equal(list.size, 200_000);
    assert.equal(list.slice({ limit: 1000, after: 'u5' }).length, 1000);
    for (let index = 0; index < 180_000; index += 1) {
      list.delete(`u${(index * 7919) % 1_000_003}@x`);
    }
    assert.equal(list.slice({ limit: 1000 }).length, 1000);
    assert.equal([...list].length, 20_000);
  });
});
