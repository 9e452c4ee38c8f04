import assert from 'node:assert/strict';
import fc from 'fast-check';
import { singlesFor } from '../../../../src/core/matrix/checkPlace';
import { checkAddresses } from '../../../../src/core/lookup';
import { LIST_NAMES } from '../../../../src/mailgun/lists';
import type { SampleEntry } from '../../../../src/sample/server';
import { startTestServer, US, type TestServer } from '../sample';
import { cellsOf, fill, portsOf } from './matrixKit';

const local = fc.constantFrom('jane', 'Jane', 'bob+x', '%41', 'é', 'a/b', "o'neill", '=1+1', '用户', 'x'.repeat(60));
const host = fc.constantFrom('x.com', 'X.com', 'y.example', 'bücher.de');
const address = fc.tuple(local, host).map((parts) => parts.join('@'));
const filler = (count: number): SampleEntry[] =>
  Array.from({ length: count }, (_, index) => ({ address: `f${String(index).padStart(5, '0')}@filler.example` }));

describe('a matrix by reading and one by asking', () => {
  let test: TestServer;

  before(async () => {
    test = await startTestServer();
  });
  after(() => test.close());

  it('are the same, whatever stands on the lists, and the same as the answers to single questions', async () => {
    let run = 0;
    const content = fc.record({
      entries: fc.uniqueArray(address, { maxLength: 12 }),
      more: fc.constantFrom(0, 0, 3, 1200),
    });
    const lists = fc.tuple(content, content, content, content);
    const covered = fc.subarray(['x.com', 'y.example', 'bücher.de']);
    const wanted = fc.uniqueArray(address, { minLength: 1, maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(lists, covered, wanted, async (contents, allowed, addresses) => {
        const domain = `d${run++}.example.com`;
        test.server.store.addDomain('Sample Account', domain);
        for (const [index, list] of LIST_NAMES.entries()) {
          const { entries = [], more = 0 } = contents[index] ?? {};
          test.put(
            list,
            [...entries.map((one) => ({ address: one, createdAt: 1_700_000_000_000 })), ...filler(more)],
            domain,
          );
        }
        test.put(
          'allowlist',
          allowed.map((one) => ({ address: one })),
          domain,
        );
        const scope = { domains: [domain] };
        const read = await fill(addresses, test, { ...scope, method: 'lists' });
        const asked = await fill(addresses, test, { ...scope, method: 'single' });
        const planned = await fill(addresses, test, { ...scope, method: 'auto' });
        assert.deepEqual(cellsOf(read.matrix), cellsOf(asked.matrix));
        assert.deepEqual(cellsOf(planned.matrix), cellsOf(asked.matrix));
        assert.equal(asked.matrix.tally.waiting + asked.matrix.tally.failed, 0);
        const found = await checkAddresses({ addresses, accountIds: [US], ...scope }, portsOf(test));
        const places = new Set(found.map(({ list, address: of }) => `${list} ${of.toLowerCase()}`));
        const listed = new Set(
          read.matrix.places.flatMap(({ list }, place) =>
            read.matrix.addresses.flatMap((of, row) =>
              read.matrix.state(place, row) === 'listed' ? [`${list} ${of.toLowerCase()}`] : [],
            ),
          ),
        );
        assert.deepEqual(listed, places);
        assert.equal(asked.progress.requests, asked.progress.singles);
        const expected = LIST_NAMES.reduce((sum, list) => sum + singlesFor(list, asked.matrix.addresses), 0);
        assert.equal(asked.progress.singles, expected);
      }),
      { numRuns: 40 },
    );
  });
});
