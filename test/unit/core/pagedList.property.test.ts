import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PagedList } from '../../../src/core/pagedList';
import { byKey, complaint, FakeList } from './fakeList';

const address = fc.stringMatching(/^[A-Da-d+]{1,4}$/).map((local) => `${local}@x.com`);
const addresses = fc.uniqueArray(address, { maxLength: 60, selector: (text) => text.toLowerCase() });

/** What can happen to a list; changes are made on the server first and then told to the list, as the extension does. */
type Step =
  | { readonly kind: 'load' | 'loadMore' | 'loadEarlier' | 'refresh' | 'fail' | 'hold' | 'release' }
  | { readonly kind: 'add' | 'remove' | 'showFrom'; readonly address: string }
  | { readonly kind: 'loadAll'; readonly limit: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('load', 'loadMore', 'loadEarlier', 'refresh', 'fail', 'hold', 'release') }),
  fc.record({ kind: fc.constantFrom('add', 'remove', 'showFrom'), address }),
  fc.record({ kind: fc.constant('loadAll'), limit: fc.integer({ min: 1, max: 50 }) }),
);

function take(what: Step, list: PagedList, fake: FakeList): Promise<unknown> {
  switch (what.kind) {
    case 'add':
      if (!fake.addresses.some((known) => byKey(known, what.address) === 0)) fake.addresses.push(what.address);
      list.upsert([complaint(fake.addresses.find((known) => byKey(known, what.address) === 0) ?? what.address)]);
      return Promise.resolve();
    case 'remove':
      fake.addresses = fake.addresses.filter((known) => byKey(known, what.address) !== 0);
      list.remove([what.address]);
      return Promise.resolve();
    case 'showFrom': {
      const known = fake.addresses.find((other) => byKey(other, what.address) === 0);
      return known === undefined ? Promise.resolve() : list.showFrom(complaint(known));
    }
    case 'fail':
      fake.failNext += 1;
      return Promise.resolve();
    case 'hold':
      fake.hold();
      return Promise.resolve();
    case 'release':
      return fake.release();
    case 'loadAll':
      return list.loadAll(what.limit);
    default:
      return list[what.kind]();
  }
}

describe('PagedList, whatever happens', () => {
  it('loaded to the end shows each entry once, in order, with the fewest requests', async () => {
    await fc.assert(
      fc.asyncProperty(addresses, fc.integer({ min: 1, max: 20 }), async (all, size) => {
        const fake = new FakeList(all);
        const list = new PagedList(fake.read, { pageSize: () => size });
        await list.load();
        while (list.hasMore) await list.loadMore();
        assert.deepEqual(
          list.entries.map((entry) => entry.address),
          all.toSorted(byKey),
        );
        assert.equal(fake.queries.length, Math.floor(all.length / size) + 1);
      }),
    );
  });

  it('never shows an entry twice or out of order, and in the end shows what is there', async () => {
    await fc.assert(
      fc.asyncProperty(
        addresses,
        fc.integer({ min: 1, max: 20 }),
        fc.array(step, { maxLength: 25 }),
        fc.array(fc.boolean(), { maxLength: 25 }),
        async (all, size, steps, waits) => {
          const fake = new FakeList(all);
          const list = new PagedList(fake.read, { pageSize: () => size });
          list.onDidChange(() => {
            const shown = list.entries.map((entry) => entry.address.toLowerCase());
            assert.deepEqual(shown, [...new Set(shown)].sort());
          });
          const running: Promise<unknown>[] = [];
          for (const [index, what] of steps.entries()) {
            const done = take(what, list, fake);
            running.push(done);
            if (waits[index] === true) await new Promise((resolve) => setImmediate(resolve));
          }
          await fake.release();
          await Promise.all(running);
          fake.failNext = 0;
          if (list.state === 'failed') await list.retry();
          const { complete } = await list.loadAll(10_000);
          assert.equal(complete, true, String(list.error));
          assert.deepEqual(
            list.entries.map((entry) => entry.address),
            fake.addresses.toSorted(byKey),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
