import assert from 'node:assert/strict';
import { Cursor } from '../../../media/webview/matrix/cursor';
import type { Column } from '../../../media/webview/matrix/view';

const COLUMNS: readonly Column[] = [{ id: 'address' }, { id: 'verdict' }, { id: 'bounces' }, { id: 4 }];

describe("the matrix's cursor", () => {
  it('goes along with its row, and only with that', () => {
    const cursor = new Cursor();
    cursor.move({ index: 3, column: 2, row: 30 });
    cursor.follow(30, 7);
    assert.deepEqual(cursor.focus, { index: 7, column: 2, row: 30 });
    cursor.follow(31, 1);
    cursor.follow(undefined, 1);
    cursor.follow(30, undefined);
    assert.deepEqual(cursor.focus, { index: 7, column: 2, row: 30 });
    cursor.move({ index: 1, column: 0 });
    cursor.follow(undefined, 5);
    assert.equal(cursor.focus.index, 1);
  });

  it('takes in once which row it is on', () => {
    const cursor = new Cursor();
    cursor.move({ index: 2, column: 2 });
    cursor.know(undefined);
    cursor.know(20);
    cursor.know(21);
    assert.deepEqual(cursor.focus, { index: 2, column: 2, row: 20 });
    cursor.move({ index: 4, column: 3, row: 40 }, true);
    assert.deepEqual(cursor.range(COLUMNS), {
      ...{ kind: 'range', from: 2, to: 4, fromRow: 20, toRow: 40 },
      columns: ['bounces', 4],
    });
  });

  it('selects whole rows where the address is taken in, and from the anchor in either direction', () => {
    const cursor = new Cursor();
    cursor.move({ index: 5, column: 3, row: 50 });
    cursor.move({ index: 2, column: 0, row: 20 }, true);
    assert.deepEqual(cursor.range(COLUMNS), {
      ...{ kind: 'range', from: 5, to: 2, fromRow: 50, toRow: 20 },
      columns: undefined,
    });
    cursor.anchorHere();
    assert.deepEqual(cursor.range(COLUMNS, 21), {
      ...{ kind: 'range', from: 2, to: 2, fromRow: 20, toRow: 21 },
      columns: undefined,
    });
  });

  it('stays within what there is, and forgets its row where it has to move', () => {
    const cursor = new Cursor();
    cursor.move({ index: 9, column: 9, row: 90 });
    cursor.fit(10, 4);
    assert.deepEqual(cursor.focus, { index: 9, column: 3, row: 90 });
    cursor.fit(3, 4);
    assert.deepEqual(cursor.focus, { index: 2, column: 3, row: undefined });
    cursor.fit(0, 0);
    assert.deepEqual(cursor.focus, { index: 0, column: 0, row: undefined });
  });
});
