import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { Cursor } from '../../../media/webview/table/cursor';
import { RowSource, type Sight } from '../../../media/webview/table/rowSource';
import type { TableRow } from '../../../src/views/tableMessages';

const SIGHT: Sight = { from: 0, to: 10, isAtTop: true, direction: 1, isFast: false };

/** A table whose host answers about its rows when it is told to, and the cursor over it. */
async function table(count = 10) {
  let ids = Array.from({ length: count }, (_, index) => index);
  let version = 1;
  let gate = Promise.resolve();
  const failures: unknown[] = [];
  let broken = 0;
  let sight = SIGHT;
  const rowOf = (id: number) => ({ id, selected: false }) as TableRow;
  const host = {
    rows: async (from: number, count: number) => {
      await gate;
      return { version, from, rows: ids.slice(from, from + count).map(rowOf) };
    },
    indexOf: async (id: number) => (ids.includes(id) ? ids.indexOf(id) : undefined),
  };
  const rows: RowSource = new RowSource(host, {
    sight: () => sight,
    arrived: () => cursor.note(),
    marks: () => cursor.marks,
    replaced: (shift, marks, isOther) => {
      cursor.moved(shift, marks);
      if (isOther) cursor.arrived();
    },
    failed: (error) => {
      if (broken === 0) assert.fail(String(error));
      broken -= 1;
      failures.push(error);
    },
  });
  const cursor: Cursor = new Cursor(rows, () => undefined);
  const settle = async (): Promise<void> => {
    for (let turns = 0; turns < 20; turns += 1) await turn();
  };
  /** From now on the host answers when the result is called. */
  const hold = (): (() => void) => {
    let open = (): void => undefined;
    gate = new Promise((resolve) => (open = resolve));
    return open;
  };
  rows.adopt({ version, count: ids.length });
  await settle();
  return {
    ...{ rows, cursor, settle, hold, failures },
    /** Has the next request for rows fail, once. */
    breakOnce: (): void => {
      const { rows } = host;
      broken += 1;
      host.rows = () => {
        host.rows = rows;
        return Promise.reject(new Error('No rows.'));
      };
    },
    /** Looks at other rows, which are asked for. */
    lookAt: (from: number): void => {
      sight = { ...sight, from, to: from + 10, isAtTop: false };
      rows.fetch();
    },
    /** Has more rows from now on, of which the host has not told yet; the result does that. */
    grow: (count: number): (() => void) => {
      [ids, version] = [Array.from({ length: count }, (_, index) => index), version + 1];
      return () => rows.adopt({ version, count });
    },
    /** Takes another order of the rows over; resolves once the host has been asked, and answers when the result is called. */
    change: async (order: readonly number[], isOther = false): Promise<() => void> => {
      const open = hold();
      [ids, version] = [[...order], version + 1];
      if (isOther) cursor.coming();
      rows.adopt({ version, count: ids.length }, isOther);
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

describe('the cursor of a table whose user asks for another order', () => {
  const BACKWARDS = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];

  it('begins at the first row', async () => {
    const { cursor, change, settle } = await table();
    cursor.goTo(7);
    cursor.restart();
    (await change(BACKWARDS, true))();
    await settle();
    assert.equal(cursor.focus, 0);
  });

  it('is as many rows further as it was moved meanwhile, before the answer and after it', async () => {
    const { cursor, change, settle } = await table();
    cursor.goTo(7);
    cursor.restart();
    cursor.goTo(1);
    const answer = await change(BACKWARDS, true);
    cursor.goTo(2, true);
    answer();
    await settle();
    assert.equal(cursor.focus, 2);
    // From then on it stays on its row.
    (await change([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))();
    await settle();
    assert.equal(cursor.focus, 7);
  });

  it('begins anew where yet another order is asked for before the rows of the first are there', async () => {
    const { cursor, change, settle } = await table();
    cursor.restart();
    const answer = await change([1, 0, 2, 3, 4, 5, 6, 7, 8, 9], true);
    cursor.restart();
    cursor.goTo(1);
    answer();
    await settle();
    assert.equal(cursor.focus, 1);
    (await change(BACKWARDS, true))();
    await settle();
    assert.equal(cursor.focus, 1);
  });

  it('is not moved by changes of the old order', async () => {
    const { cursor, change, settle } = await table();
    cursor.goTo(3);
    cursor.restart();
    (await change([9, 0, 1, 2, 3, 4, 5, 6, 7, 8]))();
    await settle();
    assert.equal(cursor.focus, 0);
    (await change(BACKWARDS, true))();
    await settle();
    assert.equal(cursor.focus, 0);
  });

  it('goes with a row that was clicked meanwhile', async () => {
    const { cursor, change, settle } = await table();
    cursor.restart();
    cursor.click(3, { toggle: false, extend: false });
    (await change(BACKWARDS, true))();
    await settle();
    assert.equal(cursor.focus, 6);
  });

  it('is where it was when that order does not come, unless it was moved', async () => {
    const { cursor } = await table();
    cursor.goTo(7);
    cursor.restart();
    cursor.restart();
    cursor.comeBack();
    assert.equal(cursor.focus, 7);
    cursor.restart();
    cursor.goTo(2);
    cursor.comeBack();
    assert.equal(cursor.focus, 2);
  });
});

describe('the rows of a table', () => {
  it('are as many as the host has told, also where rows of that version arrive first', async () => {
    const { rows, lookAt, grow, settle } = await table(500);
    const tell = grow(1000);
    lookAt(300);
    await settle();
    tell();
    await settle();
    assert.equal(rows.count, 1000);
  });

  it('are as many as the host has told, also where rows that were asked for before arrive after it', async () => {
    const { rows, hold, lookAt, grow, settle } = await table(500);
    const answer = hold();
    lookAt(300);
    grow(1000)();
    answer();
    await settle();
    assert.equal(rows.count, 1000);
  });

  it('are those of the order that was asked for, from its beginning, also where they failed to come at first', async () => {
    const { rows, cursor, change, lookAt, breakOnce, settle, failures } = await table(500);
    cursor.goTo(7);
    cursor.restart();
    breakOnce();
    (
      await change(
        Array.from({ length: 500 }, (_, index) => 499 - index),
        true,
      )
    )();
    await settle();
    assert.deepEqual(failures, [new Error('No rows.')]);
    lookAt(300);
    await settle();
    assert.equal(cursor.focus, 0);
    lookAt(0);
    await settle();
    assert.equal(rows.get(0)?.id, 499);
    assert.equal(failures.length, 1);
  });
});
