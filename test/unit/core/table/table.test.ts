import assert from 'node:assert/strict';
import { codeWords, pictures, Selection, TableStore, TableView } from '../../../../src/core/table';
import type { Picture, PictureId } from '../../../../src/core/table';
import type { ListRef } from '../../../../src/core/refs';
import type { Entry } from '../../../../src/mailgun/records';

const LISTS: readonly ListRef[] = [
  { accountId: 'a', domain: 'mg.example.com', list: 'bounces' },
  { accountId: 'a', domain: 'mg.example.com', list: 'unsubscribes' },
];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 10, 22, 12);

function bounce(address: string, more: { code?: string; error?: string; createdAt?: number } = {}): Entry {
  return { list: 'bounces', address, code: '550', error: 'gone', ...more };
}

describe('a table', () => {
  let store: TableStore;
  let view: TableView;

  beforeEach(() => {
    store = new TableStore(LISTS);
    view = new TableView(store);
  });

  const shown = () => view.rows(0, view.count).map((row) => store.ref(row).address);
  const add = (...names: string[]) =>
    store.append(
      0,
      names.map((name) => bounce(`${name}@x.com`)),
    );
  const read = (segment: number, ...names: string[]) =>
    store.append(
      0,
      names.map((name) => bounce(name)),
      segment,
    );

  it('shows rows as they are read, and in the order of the list once it is known', async () => {
    read(0, 'a', 'b');
    read(1, 'm', 'n');
    read(0, 'c');
    read(2, 'n', 'o');
    await view.follow();
    assert.deepEqual(shown(), ['a', 'b', 'm', 'n', 'c', 'o']);
    store.settle(0, [0, 1, 2]);
    await view.follow();
    assert.deepEqual(shown(), ['a', 'b', 'c', 'm', 'n', 'o']);
  });

  it('drops what was only in segments that are left out, but keeps what was added meanwhile', async () => {
    read(0, 'a', 'b');
    read(7, 'x', 'b');
    add('new');
    store.settle(0, [0]);
    await view.follow();
    assert.deepEqual(shown(), ['a', 'b', 'new@x.com']);
  });

  it('keeps out what was deleted before it was read', async () => {
    store.remove(0, ['B']);
    read(0, 'a', 'b', 'c');
    store.remove(0, ['c']);
    read(0, 'c');
    await view.follow();
    assert.deepEqual(shown(), ['a']);
    store.append(0, [bounce('B')]);
    store.settle(0, [0]);
    await view.follow();
    assert.deepEqual(shown(), ['a', 'B']);
  });

  it('reads a list again in place', async () => {
    read(0, 'a', 'b', 'c');
    store.settle(0, [0]);
    await view.follow();
    const [a] = view.rows(0, 1);
    store.reread(0);
    store.append(0, [bounce('c'), bounce('A', { code: '421' })], 1);
    await view.follow();
    assert.deepEqual(shown(), ['A', 'b', 'c']);
    store.settle(0, [1]);
    await view.follow();
    assert.deepEqual(shown(), ['c', 'A']);
    assert.equal(view.row(1), a);
    assert.deepEqual(store.entry(view.row(1)), bounce('A', { code: '421' }));
  });

  it('gives an entry that comes back its place, but not its selection', async () => {
    add('a', 'b', 'c');
    await view.follow();
    const selection = new Selection(store, view);
    selection.apply({ kind: 'all' });
    store.remove(0, ['B@x.com']);
    assert.equal(selection.count, 2);
    await view.follow();
    assert.deepEqual(shown(), ['a@x.com', 'c@x.com']);
    add('b');
    await view.follow();
    assert.deepEqual(shown(), ['a@x.com', 'b@x.com', 'c@x.com']);
    assert.equal(selection.has(view.row(1)), false);
  });

  it('selects rows across filters', async () => {
    add('a1', 'a2', 'z1', 'z2');
    const selection = new Selection(store, view);
    await view.show({ text: 'a' }, undefined);
    await view.show({ text: '1@' }, undefined);
    selection.apply({ kind: 'all' });
    await view.show({ text: 'Z' }, { column: 'address', descending: true });
    selection.apply({ kind: 'add', index: 0 });
    assert.deepEqual([selection.count, selection.hidden()], [3, 1]);
    const names = Array.from(selection.rows(), (row) => store.ref(row).address);
    assert.deepEqual(names, ['z2@x.com', 'z1@x.com', 'a1@x.com']);
    selection.apply({ kind: 'range', from: 1, to: 1, add: false });
    assert.deepEqual(
      Array.from(selection.rows(), (row) => store.ref(row).address),
      ['z1@x.com'],
    );
    selection.apply({ kind: 'toggle', index: 1 });
    assert.equal(selection.count, 0);
  });

  it('lets a later filter win, and keeps what it shows when it is told to stop', async () => {
    add('a', 'b');
    const first = view.show({ text: 'a@' }, undefined);
    await Promise.all([first, view.show({ text: 'b@' }, undefined)]);
    assert.deepEqual(shown(), ['b@x.com']);
    const stop = new AbortController();
    const pausing = new TableView(store, { sliceMs: 0, pause: async () => stop.abort(new Error('enough')) });
    await assert.rejects(pausing.show({}, undefined, stop.signal), /enough/);
    assert.equal(pausing.count, 0);
    await pausing.show({}, undefined);
    await assert.rejects(pausing.show({ text: 'b@' }, undefined, stop.signal), /enough/);
    assert.equal(pausing.count, 2);
  });

  it('places rows that come by those as they are in the end, though one changes meanwhile', async () => {
    const meanwhile: (() => void)[] = [];
    const pausing = new TableView(store, { sliceMs: 0, pause: async () => meanwhile.pop()?.() });
    add('a', 'b');
    await pausing.show({}, { column: 'text', descending: false });
    add('c');
    meanwhile.push(() => store.append(0, [bounce('a@x.com', { error: '' })]));
    await pausing.follow();
    await pausing.follow();
    assert.deepEqual(
      pausing.rows(0, 3).map((row) => store.ref(row).address),
      ['b@x.com', 'c@x.com', 'a@x.com'],
    );
  });

  it('finds rows by the beginning of their address, round the end', async () => {
    add('anna', 'Bert', 'ANTON', 'carl');
    await view.follow();
    assert.equal(await view.findPrefix('an', 0), 0);
    assert.equal(await view.findPrefix('AN', 1), 2);
    assert.equal(await view.findPrefix('an', 3), 0);
    assert.equal(await view.findPrefix('be', 2), 1);
    assert.equal(await view.findPrefix('zz', 0), undefined);
  });

  it('names values for filters, the most frequent first and only those in use', () => {
    add('a', 'b');
    store.append(0, [
      bounce('c@y.com', { code: '421' }),
      bounce('d@y.com', { code: '421' }),
      bounce('e@y.com', { code: '421' }),
    ]);
    store.append(1, [
      { list: 'unsubscribes', address: 'f@z.com', tags: ['*'] },
      { list: 'unsubscribes', address: 'g@z.com', tags: ['news', '*', 'news'] },
    ]);
    assert.deepEqual(store.facets(), {
      codes: ['421', '550'],
      domains: ['y.com', 'x.com', 'z.com'],
      tags: ['*', 'news'],
    });
    store.remove(0, ['c@y.com', 'd@y.com', 'e@y.com']);
    store.append(1, [{ list: 'unsubscribes', address: 'F@z.com', tags: [] }]);
    assert.deepEqual(store.facets(), { codes: ['550'], domains: ['x.com', 'z.com'], tags: ['*', 'news'] });
  });

  it('throws RangeError for a list or a row that is not there', () => {
    assert.throws(() => store.append(9, []), RangeError);
    assert.throws(() => view.row(0), RangeError);
    assert.equal(store.rowOf({ accountId: 'b', domain: 'mg.example.com', list: 'bounces', address: 'a' }), undefined);
  });

  describe('pictures', () => {
    const draw = async (): Promise<Record<PictureId, Picture | undefined>> => {
      await view.follow();
      const all = await pictures(store, view);
      const find = (id: PictureId) => all.find((picture) => picture.id === id);
      return {
        time: find('time'),
        classes: find('classes'),
        codes: find('codes'),
        domains: find('domains'),
        tags: find('tags'),
      };
    };
    const dated = (...times: number[]) =>
      store.append(
        0,
        times.map((createdAt) => bounce(`${createdAt}@x.com`, { createdAt })),
      );
    const bars = (picture: Picture | undefined) => picture?.bars.map(({ label, count }) => [label, count]);

    it('chooses a unit of time, and fills gaps', async () => {
      dated(NOON, NOON + 2 * HOUR, NOON + 2 * HOUR + 1);
      const { time } = await draw();
      assert.equal(time?.unit, 'hour');
      assert.deepEqual(bars(time), [
        ['22 November 2026, 12:00 UTC', 1],
        ['22 November 2026, 13:00 UTC', 0],
        ['22 November 2026, 14:00 UTC', 2],
      ]);
      assert.deepEqual(time.bars[2]?.filter, { from: NOON + 2 * HOUR, until: NOON + 3 * HOUR });
    });

    for (const [unit, days, first, most] of [
      ['day', 50, '22 November 2026', 51],
      ['week', 300, 'Week of 16 November 2026', 44],
      ['month', 1000, 'November 2026', 34],
      ['year', 5000, '2026', 15],
    ] as const) {
      it(`has ${unit}s for ${days} days`, async () => {
        dated(NOON, NOON + days * DAY);
        const { time } = await draw();
        assert.equal(time?.unit, unit);
        assert.equal(time.bars.length, most);
        assert.equal(time.bars[0]?.label, first);
        assert.deepEqual([time.bars[0].count, time.bars.at(-1)?.count], [1, 1]);
        for (const [at, { filter }] of time.bars.entries())
          assert.equal(filter.until, time.bars[at + 1]?.filter.from ?? filter.until);
      });
    }

    it('shows the sixty years most entries are in, when there are more', async () => {
      dated(-8.64e15, 8.64e15, NOON, NOON + 1000 * DAY, Date.UTC(2085, 0), Date.UTC(2086, 0));
      const { time } = await draw();
      assert.deepEqual(time?.others, { bars: 3, count: 3 });
      assert.deepEqual([time.bars.length, time.bars[0]?.label, time.without], [60, '2026', 0]);
    });

    it('shows the twelve most frequent, and how many others there are', async () => {
      for (let code = 500; code < 520; code++) {
        for (let times = 500; times <= code; times++)
          store.append(0, [bounce(`${code}.${times}@x.com`, { code: String(code) })]);
      }
      const { codes, classes, domains } = await draw();
      assert.deepEqual(codes?.others, { bars: 8, count: 36 });
      assert.deepEqual([codes.bars.length, codes.bars[0]?.label, codes.bars[0]?.count], [12, '519', 20]);
      assert.deepEqual(bars(classes), [['5xx permanent', 210]]);
      assert.deepEqual(bars(domains), [['x.com', 210]]);
    });

    it('says what is hostile as plain text, and filters by what it is', async () => {
      store.append(0, [bounce('a@\u202eevil<script>', { code: '\u202e<b>\n550' })]);
      store.append(1, [{ list: 'unsubscribes', address: 'b', tags: ['__proto__', '\0'] }]);
      const { codes, domains, tags } = await draw();
      assert.deepEqual(codes?.bars[0], {
        label: '<b> 550',
        detail: 'Not an SMTP code',
        count: 1,
        filter: { code: '\u202e<b>\n550' },
      });
      assert.equal(domains?.bars[0]?.label, 'evil<script>');
      assert.deepEqual(bars(tags), [
        ['__proto__', 1],
        ['Empty tag', 1],
      ]);
      assert.equal(tags?.without, 1);
    });

    it('draws only what the lists have', async () => {
      const own = new TableStore([{ accountId: 'a', domain: 'mg.example.com', list: 'complaints' }]);
      const ids = (await pictures(own, new TableView(own))).map(({ id }) => id);
      assert.deepEqual(ids, ['time', 'domains']);
    });
  });

  it('says what codes mean in a few words', () => {
    assert.deepEqual(['552', '599', '421 ', '605', '699', '', '__proto__', 'toString'].map(codeWords), [
      'Mailbox full',
      'Refused for good',
      'Server not available',
      'Had bounced before',
      'Decided by Mailgun',
      'Not an SMTP code',
      'Not an SMTP code',
      'Not an SMTP code',
    ]);
  });
});
