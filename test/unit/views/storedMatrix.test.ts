import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Matrix } from '../../../src/core/matrix/matrix';
import { shownRows, NO_FILTER } from '../../../src/core/matrix/matrixView';
import { LIST_NAMES } from '../../../src/mailgun/lists';
import type { ColumnId, MatrixSelect } from '../../../src/views/matrixMessages';
import { MatrixSelection } from '../../../src/views/matrixSelection';
import { MatrixSession } from '../../../src/views/matrixSession';
import { keepSelected, keepSession, readKept } from '../../../src/views/storedMatrix';

const ROWS = 12;
const QUESTION = {
  addresses: Array.from({ length: ROWS }, (_, row) => `user${row}@example.com`),
  accountIds: ['a'],
  accountNames: {},
  source: '',
  ignored: '',
  method: 'auto',
} as const;

function answer(made: Matrix): void {
  for (const domain of ['one.example', 'two.example'])
    for (const list of LIST_NAMES) {
      const place = made.addPlace({ accountId: 'a', domain, list });
      for (let row = 0; row < ROWS; row += 1) made.mark(place, row, 'clear');
    }
}

const session = (kept?: ReturnType<typeof readKept>): MatrixSession => {
  const made = new MatrixSession(QUESTION, 'p', { api: assert.fail, domains: assert.fail }, () => undefined, kept);
  if (kept === undefined) answer(made.matrix);
  return made;
};

const kept = (made: MatrixSession): unknown => keepSession(made, 'done', 1);

/** What a page stores and has again after a reload. */
const reloaded = (made: MatrixSession, selected: unknown = keepSelected(made.selection)) =>
  readKept(JSON.parse(JSON.stringify({ kept: kept(made), selected })) as unknown);

const cells = ({ matrix: of, selection }: MatrixSession): boolean[] =>
  [...of.addresses.keys()].flatMap((row) => [
    selection.has(row),
    ...[...of.places.keys()].map((place) => selection.has(row, place)),
  ]);

describe('what a matrix page kept', () => {
  const index = fc.nat(ROWS);
  const column = fc.option(fc.constantFrom<ColumnId>(...LIST_NAMES, 0, 3, 7), { nil: undefined });
  const columns = fc.option(fc.uniqueArray(fc.constantFrom<ColumnId>(...LIST_NAMES, 0, 3, 7)), { nil: undefined });
  const select: fc.Arbitrary<MatrixSelect> = fc.oneof(
    fc.record({ kind: fc.constantFrom('only' as const, 'toggle' as const), index, column }),
    fc.record({ kind: fc.constant('range' as const), from: index, to: index, columns }),
    fc.record({ kind: fc.constant('all' as const), column }),
    fc.record({ kind: fc.constant('none' as const) }),
  );

  it('has every cell and row selected that was, whatever was selected in which order', () => {
    fc.assert(
      fc.property(fc.array(select, { maxLength: 8 }), (steps) => {
        const before = session();
        for (const step of steps) before.select(step);
        const after = session(reloaded(before));
        assert.deepEqual(cells(after), cells(before));
        assert.deepEqual(after.selection.runs(), before.selection.runs());
        assert.equal(after.state().selection.rows, before.selection.size);
      }),
    );
  });

  it('takes little room for long ranges, and is not kept where it would take too much', () => {
    const many = new Matrix(Array.from({ length: 20_000 }, (_, row) => `user${row}@example.com`));
    const place = many.addPlace({ accountId: 'a', domain: 'one.example', list: 'bounces' });
    const selection = new MatrixSelection(many);
    const shown = shownRows(many, NO_FILTER, undefined, true);
    selection.apply({ kind: 'all', column: place }, shown);
    assert.deepEqual(keepSelected(selection), [[0, 20_000, [0]]]);
    for (let row = 0; row < 20_000; row += 2) selection.apply({ kind: 'toggle', index: row }, shown);
    assert.equal(keepSelected(selection), undefined);
  });

  it('is read with mistrust: what the matrix does not have is passed over, what makes no sense selects nothing', () => {
    const made = session();
    const selected = (stored: unknown): number => session(reloaded(made, stored)).selection.size;
    assert.equal(selected([[10, 1e9, null]]), 2);
    assert.equal(selected([[0, 2, [99]]]), 0);
    assert.equal(selected([[0, 2, [99, 1]]]), 2);
    for (const odd of [undefined, null, 7, 'x', [[0]], [[-1, 2, null]], [[0, 1.5, null]], [{ first: 0 }]])
      assert.equal(selected(odd), 0);
  });

  it('keeps whole rows, and no cells, where only the question was kept', () => {
    const made = session();
    const short = readKept({
      kept: { ...(kept(made) as object), state: 'kept', matrix: undefined },
      selected: [
        [0, 1, null],
        [1, 1, [0]],
      ],
    });
    assert.equal(short?.state, 'kept');
    assert.deepEqual(session(short).selection.runs(), [[0, 1, null]]);
  });
});
