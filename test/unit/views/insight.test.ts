import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { guarded } from '../../../src/core/transfer/files/exportCsv';
import { clicked, isActive, isNarrowed, widened } from '../../../src/views/insightFilter';
import { csv, name, period, rows, summary, title } from '../../../src/views/insightWords';
import type { Bar, Picture, TableFilter } from '../../../src/views/tableMessages';

const FULL: Bar = { label: '552', detail: 'Mailbox full', count: 1234, filter: { code: '552' } };
const GONE: Bar = { label: '550', detail: 'No such mailbox', count: 3702, filter: { code: '550' } };
const CODES: Picture = { id: 'codes', bars: [GONE, FULL], others: { bars: 2, count: 64 }, without: 0 };

function day(label: string, date: number, count: number): Bar {
  return { label, count, filter: { from: Date.UTC(2026, 2, date), until: Date.UTC(2026, 2, date + 1) } };
}

const TIME: Picture = {
  id: 'time',
  unit: 'day',
  bars: [day('Mar 1', 1, 0), day('Mar 2', 2, 10), day('Mar 3', 3, 30), day('Mar 4', 4, 0)],
  others: { bars: 0, count: 0 },
  without: 1,
};

describe('pictures in words', () => {
  it('name a bar with its meaning and number', () => {
    assert.equal(name(FULL), '552 Mailbox full: 1,234 entries');
    assert.equal(name({ ...FULL, detail: undefined, count: 1 }), '552: 1 entry');
  });

  it('sum up what there is, and what is not drawn', () => {
    assert.equal(title(TIME), 'Entries over time, by day');
    assert.equal(summary(CODES), 'Most: 550 No such mailbox with 3,702 of 5,000 (74 %). 2 more codes with 64 entries.');
    assert.equal(summary(TIME), '40 entries from Mar 2 to Mar 3, most on Mar 3: 30 (75 %). 1 entry without a date.');
    assert.equal(
      summary({ ...CODES, bars: [FULL], others: { bars: 0, count: 0 } }),
      'Only 552 Mailbox full: 1,234 entries.',
    );
    assert.equal(summary({ ...TIME, bars: [] }), 'No entries. 1 entry without a date.');
  });

  it('write periods short below their bars, in UTC', () => {
    assert.deepEqual(
      (['hour', 'day', 'month', 'year'] as const).map((unit) => period(day('x', 3, 1), { ...TIME, unit })),
      ['3 Mar, 00:00', '3 Mar 2026', 'Mar 2026', '2026'],
    );
  });

  it('show what strangers wrote as one line in which nothing hides', () => {
    const tag: Bar = { label: `a\u202Eb\n<b>${'x'.repeat(100_000)}`, count: 2, filter: { tag: 'a' } };
    assert.match(name(tag), /^a\\u\{202E\}b\\u\{000A\}<b>x+…: 2 entries$/);
    assert.ok(name(tag).length < 200);
  });

  it('give every number as CSV that reads back, formulas guarded', () => {
    const table = rows(CODES);
    assert.deepEqual(table.head, ['Code', 'Meaning', 'Entries']);
    assert.equal(csv(CODES).split('\r\n')[1], '550,No such mailbox,3702');
    assert.match(csv({ ...CODES, bars: [{ ...GONE, detail: '=HYPERLINK(1)' }] }), /^550,'=HYPERLINK\(1\),3702\r$/m);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.nat())), (pairs) => {
        const bars = pairs.map(([label, count]) => ({ label, count, filter: { tag: label } }));
        const read: string[][] = parse(csv({ id: 'tags', bars, others: { bars: 0, count: 0 }, without: 0 }));
        assert.deepEqual(
          read.slice(1),
          bars.map(({ label, count }) => [guarded(label), String(count)]),
        );
      }),
    );
  });
});

describe('a click on a bar', () => {
  it('adds its filter, and takes it away where it is active', () => {
    const filter: TableFilter = { text: 'example', code: '550' };
    assert.deepEqual(clicked(FULL, filter), { text: 'example', code: '552' });
    assert.equal(isActive(FULL, clicked(FULL, filter)), true);
    assert.deepEqual(clicked(FULL, clicked(FULL, filter)), { text: 'example' });
    assert.equal(isActive(FULL, filter), false);
  });

  it('tells which pictures the filter narrows, and widens one of them', () => {
    const filter: TableFilter = { text: 'a', from: 1, until: 2, code: '552' };
    assert.equal(isNarrowed(TIME, filter), true);
    assert.deepEqual(widened(TIME, filter), { text: 'a', code: '552' });
    assert.equal(isNarrowed(TIME, widened(TIME, filter)), false);
    assert.equal(isActive({ ...FULL, filter: {} }, filter), false);
  });
});
