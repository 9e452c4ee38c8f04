import assert from 'node:assert/strict';
import { readStoredTable } from '../../../src/views/storedTable';

const SOURCE = { accountId: 'a', domain: 'mg.example.com', list: 'bounces' } as const;

describe('what a table page kept', () => {
  it('is read as it was', () => {
    const kept = {
      source: SOURCE,
      filter: { text: 'x', codeClass: '', from: 1, lists: ['bounces'] },
      sort: { column: 'createdAt', descending: true },
      top: 3,
      focus: 4,
      insight: false,
      selected: [{ domain: 'mg.example.com', list: 'bounces', address: 'jane@example.com' }],
    };
    assert.deepEqual(readStoredTable(JSON.parse(JSON.stringify(kept))), kept);
  });

  it('is begun without what cannot be read, and is nothing without a source', () => {
    const odd = { source: SOURCE, filter: { text: 7 }, sort: 'x', top: -1, focus: 1.5, insight: 'yes', selected: [7] };
    const { source, filter, sort, top, focus, insight, selected } = readStoredTable(odd) ?? assert.fail();
    assert.deepEqual(
      [source, filter, sort, top, focus, insight, selected],
      [SOURCE, {}, undefined, 0, 0, true, undefined],
    );
    for (const none of [
      undefined,
      null,
      7,
      'x',
      [],
      {},
      { source: {} },
      { source: { accountId: 'a', list: 'whitelists' } },
    ])
      assert.equal(readStoredTable(none), undefined);
  });
});
