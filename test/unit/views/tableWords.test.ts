import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TableFilter, TableState } from '../../../src/views/tableMessages';
import {
  chips,
  countText,
  dayEnd,
  dayStart,
  dayText,
  lastDay,
  lastDays,
  momentText,
  readingText,
  selectionText,
  tableAnnouncement,
  tidyFilter,
} from '../../../src/views/tableWords';

const LISTS = [
  { domain: 'mg.example.com', list: 'bounces', read: 1000, state: 'done' },
  { domain: 'mg.example.com', list: 'complaints', read: 234, state: 'reading' },
] as const;

function state(changes: Partial<TableState> = {}): TableState {
  return {
    panel: 'p',
    title: 'All lists of mg.example.com',
    source: { accountId: 'a' },
    account: 'Shop',
    columns: ['address'],
    lists: ['bounces', 'complaints'],
    total: 80_000,
    reading: { state: 'done', read: 80_000, lists: LISTS },
    view: { version: 1, count: 80_000, complete: true, filter: {} },
    selection: { version: 0, count: 0, hidden: 0 },
    facets: { codes: [], domains: [], tags: [] },
    canUndo: false,
    ...changes,
  };
}

describe('words of the table page', () => {
  it('count what there is, what matches, and say when that is not all', () => {
    const view = { version: 1, count: 12_345, complete: true, filter: { code: '550' } };
    assert.equal(countText(state()), '80,000 entries');
    assert.equal(countText(state({ view })), '12,345 of 80,000 match');
    assert.equal(countText(state({ view: { ...view, count: 1 } })), '1 of 80,000 matches');
    const reading = { state: 'reading', read: 1234, lists: LISTS } as const;
    assert.equal(countText(state({ view: { ...view, complete: false }, reading })), '12,345 of 80,000 match so far');
    const stopped = { ...reading, state: 'stopped' } as const;
    assert.equal(
      countText(state({ view: { ...view, filter: {}, complete: false }, reading: stopped })),
      '12,345 entries of those read',
    );
    assert.equal(readingText(reading), 'Reading… 1,234 entries, 1 of 2 lists done');
    assert.equal(readingText(stopped), '');
  });

  it('say what is selected, and how much of it the filter hides', () => {
    assert.equal(selectionText({ version: 1, count: 0, hidden: 0 }), '');
    assert.equal(selectionText({ version: 1, count: 3, hidden: 0 }), '3 selected');
    assert.equal(selectionText({ version: 1, count: 1200, hidden: 1 }), '1,200 selected, 1 hidden by the filter');
  });

  it('name everything that is set of a filter', () => {
    const filter: TableFilter = {
      text: 'a"b',
      lists: ['bounces', 'allowlist'],
      codeClass: '',
      tag: '*',
      from: Date.UTC(2026, 2, 1),
      until: Date.UTC(2026, 2, 3),
    };
    assert.deepEqual(
      chips(filter).map(({ label, value }) => `${label}: ${value}`),
      [
        'Text: “a"b”',
        'List: Bounces, Allowlist',
        'Kind of code: not of SMTP',
        'Tag: * (all messages)',
        'From: 2026-03-01',
        'Until: 2026-03-02',
      ],
    );
    assert.equal(chips({ from: Date.UTC(2026, 2, 1, 13, 5) })[0]?.value, '2026-03-01 13:05 UTC');
    assert.deepEqual(tidyFilter({ text: '', code: undefined, lists: [], codeClass: '', at: 'x' }), {
      codeClass: '',
      at: 'x',
    });
  });

  it('read days as they write them, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0100-01-01'), max: new Date('9999-01-01'), noInvalidDate: true }),
        (date) => {
          const day = dayText(date.getTime());
          const start = dayStart(day);
          assert.ok(start !== undefined && start <= date.getTime());
          assert.equal(dayText(start), day);
          assert.equal(lastDay(dayEnd(day) ?? 0), day);
        },
      ),
    );
    for (const text of ['', '2026-13-01', 'x', '2026-3-1']) assert.equal(dayStart(text), undefined);
    assert.equal(momentText(8.65e15), '');
    assert.equal(momentText(undefined), '');
    assert.equal(momentText(Date.UTC(2024, 4, 6, 7, 8, 9)), '2024-05-06 07:08');
  });

  it('count the last days with today', () => {
    const now = Date.UTC(2026, 2, 10, 15);
    assert.equal(lastDays(7, now).from, Date.UTC(2026, 2, 4));
  });

  it('say once that reading has ended, and what is selected', () => {
    const reading = { state: 'reading', read: 1, lists: LISTS } as const;
    assert.equal(tableAnnouncement(state({ reading }), state()), 'Read. 80,000 entries.');
    assert.equal(tableAnnouncement(state(), state()), undefined);
    const selection = { version: 2, count: 2, hidden: 0 };
    assert.equal(tableAnnouncement(state(), state({ selection })), '2 selected');
    assert.equal(tableAnnouncement(state({ selection }), state()), 'Nothing selected');
  });
});
