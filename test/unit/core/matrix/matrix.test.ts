import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keepMatrix, keptMatrixSchema, restoreMatrix } from '../../../../src/core/matrix/keptMatrix';
import { Matrix } from '../../../../src/core/matrix/matrix';
import type { CellState } from '../../../../src/core/matrix/matrixTypes';
import { matrixCsv, matrixJson } from '../../../../src/core/matrix/matrixFile';
import { NO_FILTER, shownRows } from '../../../../src/core/matrix/matrixView';
import { verdictOf } from '../../../../src/core/matrix/verdict';
import { LIST_NAMES, type ListName } from '../../../../src/mailgun/lists';
import type { Entry } from '../../../../src/mailgun/records';
import * as v from 'valibot';
import { cellsOf } from './matrixKit';

const ref = (list: ListName, domain = 'mg.example.com') => ({ accountId: 'a', domain, list });

function bounce(address: string, error = '5.1.1 no such user'): Entry {
  return { list: 'bounces', address, code: '550', error, createdAt: Date.UTC(2024, 4, 31) };
}

function small(): Matrix {
  const matrix = new Matrix(['jane@x.com', 'JANE@X.com', 'bob@x.com', '=1+1@x.com', 'ann@y.com']);
  for (const list of LIST_NAMES) matrix.addPlace(ref(list));
  for (const place of [0, 1, 2, 3]) for (const row of [0, 1, 2, 3]) matrix.mark(place, row, 'clear');
  matrix.found(0, 0, bounce('Jane@x.com'));
  matrix.found(3, 1, { list: 'allowlist', address: 'x.com', kind: 'domain', reason: '' });
  matrix.failed(2, 2, { reason: 'Mailgun refused, “sorry”.' });
  matrix.mark(1, 3, 'notAsked');
  return matrix;
}

const options = (matrix: Matrix, guardFormulas = false) => ({
  rows: matrix.addresses.keys(),
  places: [...matrix.places.keys()],
  accountName: (id: string) => id,
  isWhole: true,
  guardFormulas,
});

describe('Matrix', () => {
  it('has each address once, and tells verdicts apart', () => {
    const matrix = small();
    assert.deepEqual(matrix.addresses, ['jane@x.com', 'bob@x.com', '=1+1@x.com', 'ann@y.com']);
    const verdicts = matrix.addresses.map((_address, row) => verdictOf(matrix, row, true));
    assert.deepEqual(verdicts, ['listed', 'allowed', 'partial', 'partial']);
    matrix.mark(1, 3, 'clear');
    assert.equal(verdictOf(matrix, 3, true), 'clear');
    assert.equal(verdictOf(matrix, 3, false), 'partial');
    matrix.mark(1, 3, 'waiting');
    assert.equal(verdictOf(matrix, 3, true), 'running');
    assert.equal(verdictOf(new Matrix(['a@b.com']), 0, true), 'unknown');
  });

  it('counts right whatever happens to its cells', () => {
    const step = fc.tuple(
      fc.nat(3),
      fc.nat(3),
      fc.constantFrom('waiting', 'clear', 'notAsked', 'found', 'failed', 'gone', 'forget'),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const matrix = small();
        for (const [place, row, what] of steps) {
          const address = matrix.addresses[row] ?? '';
          const { list = 'bounces' } = matrix.places[place] ?? {};
          if (what === 'found') matrix.found(place, row, { list: 'complaints', address });
          else if (what === 'failed') matrix.failed(place, row, { reason: 'No.' });
          else if (what === 'gone') matrix.changed({ ...ref(list), address }, null);
          else if (what === 'forget') matrix.forget();
          else matrix.mark(place, row, what);
        }
        const states = matrix.places.map((_place, place) =>
          matrix.addresses.map((_address, row) => matrix.state(place, row)),
        );
        const count = (state: CellState): number => states.flat().filter((one) => one === state).length;
        for (const state of ['waiting', 'clear', 'listed', 'deleted', 'failed', 'notAsked'] as const)
          assert.equal(matrix.tally[state], count(state), state);
        const isListed = (row: number): boolean => states.some((column) => column[row] === 'listed');
        assert.equal(matrix.listedRows, matrix.addresses.filter((_address, row) => isListed(row)).length);
        for (const [place, list] of LIST_NAMES.entries())
          assert.equal(matrix.countOn(list), states[place]?.filter((state) => state === 'listed').length);
      }),
    );
  });

  it('takes in what is changed elsewhere, by address and by domain', () => {
    const matrix = small();
    matrix.changed({ ...ref('bounces', 'MG.example.com'), address: 'JANE@x.com' }, null);
    assert.equal(matrix.state(0, 0), 'deleted');
    matrix.changed({ ...ref('bounces'), address: 'jane@x.com' }, bounce('jane@x.com'));
    assert.equal(matrix.state(0, 0), 'listed');
    matrix.changed(
      { ...ref('allowlist'), address: 'X.com' },
      { list: 'allowlist', address: 'X.com', kind: 'domain', reason: '' },
    );
    assert.deepEqual(
      [0, 1, 2, 3].map((row) => matrix.state(3, row)),
      ['listed', 'listed', 'listed', 'clear'],
    );
    matrix.changed({ ...ref('allowlist'), address: 'x.com' }, null);
    assert.deepEqual(
      [0, 1, 2, 3].map((row) => matrix.state(3, row)),
      ['deleted', 'deleted', 'deleted', 'clear'],
    );
    matrix.changed({ ...ref('bounces', 'other.com'), address: 'jane@x.com' }, null);
    matrix.changed({ ...ref('bounces'), address: 'stranger@x.com' }, null);
  });

  it('filters and sorts', () => {
    const matrix = small();
    const rows = (filter: Partial<typeof NO_FILTER>, sort?: Parameters<typeof shownRows>[2]): number[] => [
      ...shownRows(matrix, { ...NO_FILTER, ...filter }, sort, true),
    ];
    assert.deepEqual(rows({}), [0, 1, 2, 3]);
    assert.deepEqual(rows({ show: 'listed' }), [0, 1]);
    assert.deepEqual(rows({ show: 'trouble' }), [2, 3]);
    assert.deepEqual(rows({ show: 'clear' }), []);
    assert.deepEqual(rows({ text: ' X.COM ' }), [0, 1, 2]);
    assert.deepEqual(rows({}, { column: 'address', descending: false }), [2, 3, 1, 0]);
    assert.deepEqual(rows({}, { column: 'bounces', descending: true }), [1, 2, 3, 0]);
    assert.deepEqual(rows({}, { column: 3, descending: false }), [1, 0, 2, 3]);
    assert.equal(rows({}, { column: 'verdict', descending: false })[0], 0);
  });

  it('becomes a CSV with one row for each address, formulas guarded where that is wished', () => {
    const matrix = small();
    const lines = [...matrixCsv(matrix, options(matrix))].join('').trimEnd().split('\n');
    assert.deepEqual(lines.slice(0, 4), [
      'address,verdict,bounces of mg.example.com,complaints of mg.example.com,unsubscribes of mg.example.com,allowlist of mg.example.com',
      'jane@x.com,listed,"550 5.1.1, 2024-05-31",clear,clear,clear',
      'bob@x.com,allowed,clear,clear,clear,@x.com',
      '=1+1@x.com,partial,clear,clear,"failed: Mailgun refused, “sorry”.",clear',
    ]);
    const guarded = [...matrixCsv(matrix, options(matrix, true))].join('');
    assert.match(guarded, /^'=1\+1@x\.com,/m);
    assert.match(guarded, /,'@x\.com$/m);
  });

  it('becomes JSON with the entries as in an export', () => {
    const matrix = small();
    const all: unknown = JSON.parse([...matrixJson(matrix, options(matrix))].join(''));
    assert.ok(Array.isArray(all));
    assert.equal(all.length, 4);
    assert.deepEqual(all[0], {
      address: 'jane@x.com',
      verdict: 'listed',
      lists: {
        'bounces of mg.example.com': {
          state: 'listed',
          entries: [
            { address: 'Jane@x.com', code: '550', error: '5.1.1 no such user', created_at: '2024-05-31T00:00:00.000Z' },
          ],
        },
        'complaints of mg.example.com': { state: 'clear' },
        'unsubscribes of mg.example.com': { state: 'clear' },
        'allowlist of mg.example.com': { state: 'clear' },
      },
    });
    assert.deepEqual(JSON.parse([...matrixJson(new Matrix([]), options(new Matrix([])))].join('')), []);
  });

  it('is the same after it was kept, and reads nothing that was not', () => {
    const matrix = small();
    matrix.changed({ ...ref('bounces'), address: 'jane@x.com' }, null);
    matrix.found(1, 0, { list: 'complaints', address: 'jane@x.com' });
    const kept: unknown = JSON.parse(JSON.stringify(keepMatrix(matrix)));
    const restored = restoreMatrix(v.parse(keptMatrixSchema, kept));
    assert.deepEqual(cellsOf(restored), cellsOf(matrix));
    assert.deepEqual(restored.problem(2, 2), matrix.problem(2, 2));
    const odd = {
      addresses: ['a@b.c'],
      problems: [],
      places: [{ ...ref('bounces'), cells: [9, 9e9], found: [[7, bounce('x'), true]], failed: [[0, 9e9, 5]] }],
    };
    const strange = restoreMatrix(v.parse(keptMatrixSchema, odd));
    assert.equal(strange.state(0, 0), 'failed');
    assert.ok(!v.is(keptMatrixSchema, { addresses: 'a' }));
  });

  it('keeps no more of a stranger’s text than it shows', () => {
    const matrix = small();
    matrix.found(0, 1, bounce('bob@x.com', 'x'.repeat(100_000)));
    assert.ok(JSON.stringify(keepMatrix(matrix)).length < 5000);
  });
});
