/** A table in a process of its own: fills it, filters, sorts and draws, and reports. */
import { once } from 'node:events';
import { pictures, Selection, TableStore, TableView } from '../../src/core/table';
import type { TableColumn, TableFilter } from '../../src/core/table';
import type { Entry } from '../../src/mailgun/records';
import { people } from '../bulk/people';
import type { Measured, Size, TableReport } from './measured';
import { Stopwatch } from './stopwatch';

const PAGE = 1000;
/** Entries of a walker's stretch. */
const SEGMENT = 62_500;
const TURNS = 5;
const YEAR_AGO = Date.UTC(2025, 9, 1);

const FILTERS: readonly (readonly [string, TableFilter])[] = [
  ['text found in every address', { text: '@' }],
  ['text found in many', { text: 'Mailbox' }],
  ['text found nowhere', { text: 'zzzzzz' }],
  ['an address', { text: 'user1234@' }],
  ['code', { code: '550' }],
  ['class of code', { codeClass: '5' }],
  ['recipient domain', { at: 'gmail.com' }],
  ['date', { from: YEAR_AGO }],
  ['all of these', { text: 'Mailbox', codeClass: '5', at: 'gmail.com', from: YEAR_AGO }],
];
const COLUMNS: readonly TableColumn[] = ['address', 'code', 'text', 'createdAt'];

async function main(): Promise<void> {
  const [size] = (await once(process, 'message')) as [number];
  const stopwatch = new Stopwatch();
  const store = new TableStore([{ accountId: 'bench', domain: 'bench.example.com', list: 'bounces' }]);
  const filled = fill(store, size, stopwatch);
  const view = new TableView(store);
  const all: Measured[] = [...filled.measured];
  const measure = async (task: string, work: () => Promise<unknown>, count = () => view.count) => {
    all.push(await stopwatch.measure(task, TURNS, work, count));
  };
  await measure('show everything', () => view.show({}, undefined));
  for (const [name, filter] of FILTERS) await measure(`filter: ${name}`, () => view.show(filter, undefined));
  for (const column of COLUMNS) {
    await measure(`sort: ${column}`, () => view.show({}, { column, descending: false }));
    await measure(`sort: ${column}, descending`, () => view.show({}, { column, descending: true }));
  }
  await view.show({}, { column: 'address', descending: false });
  let next = 0;
  await measure('take in 1000 new rows, sorted', () => {
    store.append(
      0,
      Array.from({ length: PAGE }, () => newcomer(next++)),
    );
    return view.follow();
  });
  await measure('take in one deletion, sorted', () => {
    store.remove(0, [newcomer(--next).address]);
    return view.follow();
  });
  await view.show({}, undefined);
  let bars = 0;
  const draw = async () =>
    (bars = (await pictures(store, view)).reduce((sum, picture) => sum + picture.bars.length, 0));
  await measure('pictures', draw, () => bars);
  const selection = new Selection(store, view);
  await measure(
    'select all',
    async () => selection.apply({ kind: 'all' }),
    () => selection.count,
  );
  const report: TableReport = { size: filled.size, measured: all };
  process.send?.(report, () => process.exit());
}

/** Fills the table page by page, as if from the wire, so that no page is there longer than it takes. */
function fill(store: TableStore, size: number, stopwatch: Stopwatch): { measured: Measured[]; size: Size } {
  const before = stopwatch.memory();
  const times: number[] = [];
  let entries: Entry[] = [];
  let read = 0;
  const append = () => {
    const page = JSON.parse(JSON.stringify(entries)) as Entry[];
    times.push(stopwatch.time(() => store.append(0, page, Math.floor(read / SEGMENT))));
    read += page.length;
    entries = [];
  };
  for (const person of people(size)) if (entries.push({ list: 'bounces', ...person }) === PAGE) append();
  append();
  const segments = Array.from({ length: Math.floor(read / SEGMENT) + 1 }, (_segment, at) => at);
  const settled = stopwatch.time(() => store.settle(0, segments));
  const after = stopwatch.memory();
  const total = times.reduce((sum, time) => sum + time, 0);
  return {
    measured: [
      { task: 'append, page by page', times: [total], slice: Math.max(...times), count: store.size },
      { task: 'settle', times: [settled], slice: settled, count: store.size },
    ],
    size: {
      entries: store.size,
      bytes: store.bytes(),
      textBytes: store.columns.texts.bytes,
      resident: after.rss - before.rss,
      heap: after.heapUsed - before.heapUsed,
    },
  };
}

function newcomer(at: number): Entry {
  return { list: 'bounces', address: `newcomer${at}@mail${at % 7}.example`, code: '550', error: 'No such user here' };
}

void main();
