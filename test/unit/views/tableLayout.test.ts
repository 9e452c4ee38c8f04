import assert from 'node:assert/strict';
import fc from 'fast-check';
import { layoutColumns, resized } from '../../../src/views/tableLayout';
import type { TableColumn } from '../../../src/views/tableMessages';

const BOUNCES: readonly TableColumn[] = ['address', 'code', 'text', 'createdAt'];
const ALL: readonly TableColumn[] = ['domain', 'list', 'address', 'code', 'tags', 'text', 'createdAt'];

const sum = (layout: ReturnType<typeof layoutColumns>): number =>
  layout.shown.reduce((total, { width }) => total + width, 0);

describe('the columns of a table page', () => {
  it('have all of the width where there is room, and fold onto a second line where there is not: long texts first, addresses never', () => {
    assert.deepEqual(layoutColumns(BOUNCES, 900).folded, []);
    assert.deepEqual(layoutColumns(BOUNCES, 500).folded, ['text']);
    assert.deepEqual(layoutColumns(BOUNCES, 300).folded, ['text', 'createdAt']);
    assert.deepEqual(layoutColumns(BOUNCES, 200).folded, ['code', 'text', 'createdAt']);
    assert.deepEqual(
      layoutColumns(ALL, 300).shown.map(({ column }) => column),
      ['address', 'code'],
    );
  });

  it('show each column exactly once, and are never wider than the pane', () => {
    const columns = fc
      .subarray([...ALL], { minLength: 1 })
      .map((some) => [...new Set<TableColumn>(['address', ...some])]);
    fc.assert(
      fc.property(
        columns,
        fc.integer({ min: 60, max: 3000 }),
        fc.integer({ min: 9, max: 30 }),
        (wanted, width, size) => {
          const layout = layoutColumns(wanted, width, {}, size);
          const shown = layout.shown.map(({ column }) => column);
          assert.deepEqual([...shown, ...layout.folded].sort(), [...wanted].sort());
          assert.ok(shown.includes('address'));
          assert.ok(sum(layout) <= width);
        },
      ),
    );
  });

  it('keep the widths that somebody has chosen', () => {
    const { shown } = layoutColumns(BOUNCES, 1000, { code: 120, text: 300 });
    assert.equal(shown.find(({ column }) => column === 'code')?.width, 120);
    assert.equal(shown.find(({ column }) => column === 'text')?.width, 300);
    assert.equal(resized(100, -90, 500), 48);
    assert.equal(resized(100, 900, 500), 500);
  });
});
