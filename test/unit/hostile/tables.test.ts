import assert from 'node:assert/strict';
import { TableStore, TableView, type TableFilter } from '../../../src/core/table';
import type { Entry } from '../../../src/mailgun/records';
import { LISTS } from '../core/table/hostile';
import { ModelStore } from '../core/table/model';
import { counter, SENT } from './corpus';

describe('hostile texts in tables', () => {
  const cases = counter('tables');

  it('a filter finds the entries that hold its text, and no others', async () => {
    const store = new TableStore(LISTS);
    const model = new ModelStore(LISTS);
    const texts = SENT.filter((text) => text !== '' && text.length < 1000);
    const append = (list: number, entries: Entry[]): void => {
      store.append(list, entries);
      model.append(list, entries);
    };
    append(
      0,
      texts.map((text, at) => ({ list: 'bounces', address: `n${at}@${text}`, code: text, error: text })),
    );
    append(
      1,
      texts.map((address) => ({ list: 'complaints', address })),
    );
    append(
      2,
      texts.map((text, at) => ({ list: 'unsubscribes', address: `n${at}@x.example`, tags: [text, 'news'] })),
    );
    append(
      3,
      texts.map((text) => ({ list: 'allowlist', kind: 'address', address: text, reason: text })),
    );
    const view = new TableView(store, { sliceMs: 1000 });
    for (const [index, text] of texts.entries()) {
      const filters: TableFilter[] = [{ text }, { code: text }, { at: text }, { tag: text }];
      for (const filter of [0, 1].flatMap((step) => filters[(index + step) % 4] ?? [])) {
        cases.add();
        await view.show(filter, undefined);
        const got = view.rows(0, view.count).map((row) => store.entry(row));
        assert.deepEqual(
          got,
          model.shown(filter, undefined).map(({ entry }) => entry),
        );
      }
    }
  });
});
