import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pictures, type TableFilter, type TableSort, TableStore, TableView } from '../../../../src/core/table';
import type { ListRef } from '../../../../src/core/refs';
import type { Bounce, Entry } from '../../../../src/mailgun/records';
import { ModelStore } from './model';

const LISTS: readonly ListRef[] = [
  { accountId: 'a', domain: 'mg.example.com', list: 'bounces' },
  { accountId: 'a', domain: 'mg.example.com', list: 'complaints' },
];
/** More than a chunk of columns. */
const SIZE = 70_000;
const NAMES = ['anna', 'BERT', 'carla', 'Dörte', 'emil', 'frieda', 'gül', 'İpek'];
const DOMAINS = ['gmail.com', 'Yahoo.com', 'web.de', 'example.org'];
const NOW = Date.UTC(2026, 10, 22);

/** Numbers from 0 on that look like chance, the same each time. */
function* dice(): Generator<number, never> {
  for (let state = 1; ;) yield (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 1);
}

function bounces(size: number, textOf = (at: number) => `5.1.1 User unknown ${at % 1000}`): Bounce[] {
  const numbers = dice();
  const next = (below: number) => Math.floor(numbers.next().value / 64) % below;
  return Array.from({ length: size }, (_bounce, at) => ({
    list: 'bounces',
    address: `${NAMES[next(8)] ?? ''}.${at}@${DOMAINS[next(4)] ?? ''}`,
    code: ['550', '552', '421', '605'][next(4)] ?? '',
    error: textOf(at),
    createdAt: NOW - next(1_000_000_000),
  }));
}

function fill(entries: readonly Entry[]): TableStore {
  const store = new TableStore(LISTS);
  for (let at = 0; at < entries.length; at += 1000) store.append(0, entries.slice(at, at + 1000), at);
  return store;
}

function addresses(store: TableStore, view: TableView): string[] {
  return view.rows(0, view.count).map((row) => store.ref(row).address);
}

/** A view that counts how often it pauses. */
function counting(store: TableStore): { view: TableView; pauses: () => number } {
  let pauses = 0;
  const pause = async () => void pauses++;
  return { view: new TableView(store, { sliceMs: 0, pause }), pauses: () => pauses };
}

describe('a large table', () => {
  const entries = bounces(SIZE);
  let store: TableStore;

  before(() => (store = fill(entries)));

  const filters: readonly TableFilter[] = [
    {},
    { text: 'a' },
    { text: 'dÖrte' },
    { text: 'i\u0307pek.1' },
    { text: '@WEB.de' },
    { text: 'unknown 99' },
    { text: 'nowhere' },
    { text: '552' },
    { text: '2026-11-21' },
    { code: '421' },
    { codeClass: '' },
    { at: 'yahoo.com' },
    { from: NOW - 500_000_000, until: NOW - 1000, text: 'emil' },
    { lists: ['complaints'] },
  ];
  for (const filter of filters) {
    it(`filters by ${JSON.stringify(filter)}`, async () => {
      const view = new TableView(store);
      await view.show(filter, undefined);
      const model = new ModelStore(LISTS);
      const left = entries.filter((entry) => model.fits({ list: 0, key: '', entry, isThere: true }, filter));
      assert.deepEqual(
        addresses(store, view),
        left.map(({ address }) => address),
      );
    });
  }

  const sorts: readonly [TableSort['column'], (entry: Bounce) => string | number][] = [
    ['address', ({ address }) => address.toLowerCase()],
    ['code', ({ code }) => code],
    ['text', ({ error }) => error.toLowerCase()],
    ['createdAt', ({ createdAt }) => createdAt ?? 0],
    ['list', () => ''],
  ];
  for (const [column, valueOf] of sorts) {
    for (const descending of [false, true]) {
      it(`sorts by ${column}${descending ? ', descending' : ''}`, async () => {
        const view = new TableView(store);
        await view.show({}, { column, descending });
        const keys = entries.map((entry) => ({ address: entry.address, value: valueOf(entry) }));
        const sign = descending ? -1 : 1;
        keys.sort((a, b) => (a.value === b.value ? 0 : a.value < b.value ? -sign : sign));
        assert.deepEqual(
          addresses(store, view),
          keys.map(({ address }) => address),
        );
      });
    }
  }

  it('pauses after each piece of work', async () => {
    const { view, pauses } = counting(store);
    await view.show({ text: 'a' }, undefined);
    const filtering = pauses();
    assert.ok(filtering > SIZE / 16_384, String(filtering));
    await view.show({}, { column: 'address', descending: true });
    assert.ok(pauses() - filtering > (3 * SIZE) / 16_384, String(pauses() - filtering));
    let drawing = 0;
    await pictures(store, view, { sliceMs: 0, pause: async () => void drawing++ });
    assert.ok(drawing > (4 * SIZE) / 65_536, String(drawing));
  });

  it('takes in what is new without looking at all it has', async () => {
    const { view, pauses } = counting(store);
    await view.show({ text: 'anna' }, undefined);
    const before = pauses();
    store.append(0, [{ list: 'bounces', address: 'anna@new.example', code: '550', error: '' }]);
    assert.equal(await view.follow(), true);
    assert.ok(pauses() - before < 10, String(pauses() - before));
    assert.equal(addresses(store, view).at(-1), 'anna@new.example');
    store.append(0, [{ list: 'bounces', address: 'bert@new.example', code: '550', error: '' }]);
    assert.equal(await view.follow(), false);
  });

  it('takes less than 130 bytes for a row outside the heap, and next to none in it', () => {
    const collect = collector();
    const text = (at: number) => `5.1.1 <${at}@x.com>: Recipient address rejected: User unknown`;
    // As they come from the wire: no text is a part of another, or yet to be put together.
    const held = JSON.parse(JSON.stringify(bounces(130_000, text))) as Bounce[];
    const own = new TableStore(LISTS);
    collect();
    const before = process.memoryUsage().heapUsed;
    own.append(0, held, 0);
    collect();
    const grown = process.memoryUsage().heapUsed - before;
    const texts = held.reduce((sum, { error }) => sum + error.length, 0);
    assert.ok(own.bytes() - texts < 130 * held.length, String((own.bytes() - texts) / held.length));
    assert.ok(grown < 10 * held.length, String(grown / held.length));
  });

  it('keeps errors of any length', async () => {
    const long = (at: number) => `${at} ${'É<script>\ud800'.repeat(at % 7 === 0 ? 30_000 : 10_000)} end${at}.`;
    const few = bounces(60, long);
    const own = fill(few);
    const view = new TableView(own);
    await view.show({ text: 'É END7.' }, undefined);
    assert.equal(view.count, 0);
    await view.show({ text: '\ud800 END7.' }, { column: 'text', descending: true });
    assert.deepEqual(
      view.rows(0, 9).map((row) => own.entry(row)),
      [few[7]],
    );
    await view.show({}, undefined);
    assert.deepEqual(
      view.rows(0, 60).map((row) => own.entry(row)),
      few,
    );
  });
});

/** A function that collects garbage. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
