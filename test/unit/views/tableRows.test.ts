import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Select, TableRow } from '../../../src/views/tableMessages';
import { RowCache, selectedAfter } from '../../../src/views/tableRows';

function row(id: number, selected = false): TableRow {
  return { id, domain: 'mg.example.com', list: 'bounces', address: `a${id}@example.com`, title: '', selected };
}

function rows(from: number, count: number): TableRow[] {
  return Array.from({ length: count }, (_, index) => row(from + index));
}

const SIZE = 12;
const indices = fc.nat({ max: SIZE - 1 });
const selects: fc.Arbitrary<Select> = fc.oneof(
  fc.record({ kind: fc.constantFrom('only', 'toggle', 'add'), index: indices }),
  fc.record({ kind: fc.constant('range' as const), from: indices, to: indices, add: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('all', 'none') }),
);

describe('the rows a table page holds', () => {
  it('shows a change of the selection at once, and in rows that arrive after it though they were asked for before', () => {
    fc.assert(
      fc.property(fc.array(selects), fc.array(selects), (before, after) => {
        const early = new RowCache();
        early.put(0, rows(0, SIZE), early.moment);
        const late = new RowCache();
        for (const select of before) {
          early.select(select);
          late.select(select);
        }
        // The host answers as it was at this moment.
        const answer = Array.from({ length: SIZE }, (_, index) => early.get(index) ?? row(index));
        const { moment } = late;
        for (const select of after) {
          early.select(select);
          late.select(select);
        }
        late.put(0, answer, moment);
        for (let index = 0; index < SIZE; index++) assert.deepEqual(late.get(index), early.get(index));
      }),
    );
  });

  it('knows what each way of selecting means', () => {
    assert.equal(selectedAfter({ kind: 'only', index: 3 }, 4, true), false);
    assert.equal(selectedAfter({ kind: 'toggle', index: 3 }, 3, true), false);
    assert.equal(selectedAfter({ kind: 'add', index: 3 }, 4, true), true);
    assert.equal(selectedAfter({ kind: 'range', from: 5, to: 2, add: false }, 3, false), true);
    assert.equal(selectedAfter({ kind: 'range', from: 5, to: 2, add: false }, 6, true), false);
    assert.equal(selectedAfter({ kind: 'range', from: 5, to: 2, add: true }, 6, true), true);
  });

  it('says what is missing between two rows', () => {
    const cache = new RowCache();
    cache.put(10, rows(10, 5), cache.moment);
    assert.deepEqual(cache.missing(8, 20), { from: 8, to: 20 });
    assert.deepEqual(cache.missing(10, 20), { from: 15, to: 20 });
    assert.deepEqual(cache.missing(5, 15), { from: 5, to: 10 });
    assert.equal(cache.missing(11, 14), undefined);
    cache.clear();
    assert.deepEqual(cache.missing(11, 14), { from: 11, to: 14 });
  });

  it('lets go of what is far away when it holds too much', () => {
    const cache = new RowCache();
    cache.put(0, rows(0, 3000), cache.moment);
    cache.trim(0);
    assert.ok(cache.get(2999));
    cache.put(500_000, rows(500_000, 3000), cache.moment);
    cache.trim(500_000);
    assert.equal(cache.get(0), undefined);
    assert.ok(cache.get(500_010));
  });
});
