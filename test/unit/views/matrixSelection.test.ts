import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Matrix } from '../../../src/core/matrix/matrix';
import { MatrixSelection } from '../../../src/views/matrixSelection';

const ROWS = 8;

/** Two orders of the same rows: the one that a page shows, and the one that they have by the time the host hears of a click. */
const orders = fc.tuple(
  fc.shuffledSubarray([...Array(ROWS).keys()], { minLength: ROWS }),
  fc.shuffledSubarray([...Array(ROWS).keys()], { minLength: ROWS }),
);
const index = fc.nat(ROWS - 1);

function selection(): MatrixSelection {
  const matrix = new Matrix(Array.from({ length: ROWS }, (_, row) => `user${row}@example.com`));
  matrix.addPlace({ accountId: 'a', domain: 'one.example', list: 'bounces' });
  return new MatrixSelection(matrix);
}

describe('the selection of a matrix whose rows move', () => {
  it('is the row that was clicked, whichever row has its place by then', () => {
    fc.assert(
      fc.property(orders, index, ([page, host], at) => {
        const made = selection();
        made.apply({ kind: 'only', index: at, row: page[at] }, Uint32Array.from(host));
        assert.deepEqual(made.rows, [page[at]]);
      }),
    );
  });

  it('is what it was once a row was added to it and taken out again', () => {
    fc.assert(
      fc.property(orders, index, index, ([page, host], at, first) => {
        fc.pre(page[at] !== first);
        const made = selection();
        made.apply({ kind: 'only', index: first, row: first }, Uint32Array.from(page));
        made.apply({ kind: 'toggle', index: at, row: page[at] }, Uint32Array.from(page));
        made.apply({ kind: 'toggle', index: at, row: page[at] }, Uint32Array.from(host));
        assert.deepEqual(made.rows, [first]);
      }),
    );
  });

  it('goes from the row where it began to the one that was clicked last', () => {
    fc.assert(
      fc.property(orders, index, index, ([page, host], from, to) => {
        const made = selection();
        const ends = { fromRow: page[from], toRow: page[to] };
        made.apply({ kind: 'range', from, to, ...ends }, Uint32Array.from(host));
        const places = [host.indexOf(page[from] ?? -1), host.indexOf(page[to] ?? -1)];
        assert.deepEqual(made.rows, host.slice(Math.min(...places), Math.max(...places) + 1));
      }),
    );
  });

  it('takes in a row that the filter has let go meanwhile, and counts places where rows are not known', () => {
    const made = selection();
    made.apply({ kind: 'only', index: 0, row: 5 }, Uint32Array.of(1, 2));
    assert.deepEqual(made.rows, [5]);
    made.apply({ kind: 'range', from: 2, to: 1 }, Uint32Array.of(7, 6, 5, 4));
    assert.deepEqual(made.rows, [6, 5]);
    made.apply({ kind: 'only', index: 9 }, Uint32Array.of(7, 6));
    assert.deepEqual(made.rows, []);
  });
});
