/** Whole lists of the embedded Mailgun, page after page: each entry exactly once. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LIST_NAMES, type ListName } from '../../../src/mailgun/lists';
import { walkList } from '../../../src/mailgun/walk';
import { SampleBench } from './sampleBench';
import { failure } from './support';

const numbered = (n: number) => `${n % 3 === 0 ? 'User+' : 'user'}${n}@${n % 7}.example`;

describe('walking the sample', () => {
  let bench: SampleBench;

  before(async () => {
    bench = await SampleBench.start();
  });
  afterEach(() => bench.reset());
  after(() => bench.close());

  const walk = async (domain: string, list: ListName, limit: number, term?: string): Promise<string[]> => {
    const client = bench.connect();
    const addresses: string[] = [];
    for await (const page of walkList(client, domain, list, { limit, term })) {
      addresses.push(...page.entries.map(({ address }) => address));
    }
    client.dispose();
    return addresses;
  };

  for (const list of LIST_NAMES) {
    describe(list, () => {
      it('walks 25 000 entries, each exactly once, with and without a term', async () => {
        const entries = Array.from({ length: 25_000 }, (_value, n) => ({ address: numbered(n) }));
        const domain = bench.domain({ [list]: entries });
        const expected = bench.sample.store.entries(domain, list).map(({ address }) => address);
        assert.equal(new Set(expected).size, 25_000);
        const before = bench.sample.requests.entries.length;
        assert.deepEqual(await walk(domain, list, 1000), expected);
        assert.equal(bench.sample.requests.entries.length - before, 26);
        const plus = expected.filter((address) => address.toLowerCase().startsWith('user+1'));
        assert.ok(plus.length > 1000);
        assert.deepEqual(await walk(domain, list, 1000, 'user+1'), plus);
        // The small pages on one list only: the code is the same for all.
        if (list === 'unsubscribes') assert.deepEqual(await walk(domain, list, 100), expected);
        assert.deepEqual(await walk(domain, list, 100, 'User+1'), plus);
      });

      it('walks lists of any size by pages of any size', async () => {
        const size = fc.nat(120);
        const limit = fc.integer({ min: 1, max: 50 });
        await fc.assert(
          fc.asyncProperty(
            size,
            limit,
            fc.constantFrom(undefined, 'user', 'USER+1', 'nobody'),
            async (n, page, term) => {
              const domain = bench.domain({
                [list]: Array.from({ length: n }, (_value, i) => ({ address: numbered(i) })),
              });
              const expected = bench.sample.store
                .entries(domain, list)
                .map(({ address }) => address)
                .filter((address) => address.toLowerCase().startsWith((term ?? '').toLowerCase()));
              const before = bench.sample.requests.entries.length;
              assert.deepEqual(await walk(domain, list, page, term), expected);
              assert.equal(bench.sample.requests.entries.length - before, Math.floor(expected.length / page) + 1);
              bench.sample.store.removeDomain(domain);
            },
          ),
          { numRuns: 25 },
        );
      });
    });
  }

  it('gets over links to another host, and refuses to walk in a circle', async () => {
    const domain = bench.domain({ bounces: ['a', 'b', 'c'].map((name) => ({ address: `${name}@x.example` })) });
    bench.sample.faults.failNext(4, 'foreignPaging');
    assert.deepEqual(await walk(domain, 'bounces', 1), ['a@x.example', 'b@x.example', 'c@x.example']);
    bench.sample.faults.clear();
    bench.sample.faults.failNext(9, 'repeatCursor');
    assert.equal((await failure(walk(domain, 'bounces', 1))).reason, 'badResponse');
  });
});
