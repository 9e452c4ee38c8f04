import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { Cursor } from '../../../media/webview/table/cursor';
import { RowSource } from '../../../media/webview/table/rowSource';
import type { TableRow } from '../../../src/views/tableMessages';

const SIGHT = { from: 0, to: 10, isAtTop: true, direction: 1, isFast: false } as const;

/** A table whose host answers about its rows when it is told to, and the cursor over it. */
async function table() {
  let ids = Array.from({ length: 10 }, (_, index) => index);
  let version = 1;
  let gate = Promise.resolve();
  const rowOf = (id: number) => ({ id, selected: false }) as TableRow;
  const host = {
    rows: async (from: number, count: number) => {
      await gate;
      return { version, from, rows: ids.slice(from, from + count).map(rowOf) };
    },
    indexOf: async (id: number) => (ids.includes(id) ? ids.indexOf(id) : undefined),
  };
  const rows: RowSource = new RowSource(host, {
    sight: () => SIGHT,
    arrived: () => cursor.note(),
    marks: () => cursor.marks,
    replaced: (shift, marks) => cursor.moved(shift, marks),
    failed: assert.fail,
  });
  const cursor: Cursor = new Cursor(rows, () => undefined);
  const settle = async (): Promise<void> => {
    for (let turns = 0; turns < 20; turns += 1) await turn();
  };
  rows.adopt({ version, count: ids.length });
  await settle();
  return {
    ...{ rows, cursor, settle },
    /** Takes another order of the rows over; resolves once the host has been asked, and answers when the result is called. */
    change: async (order: readonly number[]): Promise<() => void> => {
      let open = (): void => undefined;
      gate = new Promise((resolve) => (open = resolve));
      [ids, version] = [[...order], version + 1];
      rows.adopt({ version, count: ids.length });
      await settle();
      return open;
    },
  };
}

describe('the cursor of a table', () => {
  it('stays on its row where the rows move', async () => {
    const { cursor, change, settle } = await table();
    cursor.goTo(3);
    (await change([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]))();
    await settle();
    assert.equal(cursor.focus, 6);
  });

  it('is where somebody went while the rows were on their way', async () => {
    const { cursor, change, settle } = await table();
    cursor.goTo(0);
    const answer = await change([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    cursor.goTo(1);
    answer();
    await settle();
    assert.equal(cursor.focus, 1);
  });

  it('keeps the beginning of a selection that was extended meanwhile', async () => {
    const { cursor, change, settle } = await table();
    cursor.goTo(2);
    const answer = await change([1, 0, 2, 3, 4, 5, 6, 7, 8, 9]);
    cursor.goTo(5, true);
    answer();
    await settle();
    assert.equal(cursor.focus, 5);
    assert.equal(cursor.marks[1], 2);
  });
});
