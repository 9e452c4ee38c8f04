/** *Open as Table* as a person meets it: VS Code in a browser, a large list, the page in its real frame. */
import { DOMAINS, people } from '../bulk/people';
import { ServerProcess } from '../serverProcess';
import { median } from '../table';
import { type PageReport, reportText, type Timed } from './browserReport';
import type { Change } from './probe';
import { type Opened, TableWindow } from './window';

/** Held back by the server, in milliseconds. */
const LATENCY = 50;
const SCROLL_MS = 10_000;
const IDLE_MS = 5000;
const LARGE = DOMAINS.export;
const EMPTY = DOMAINS.rest;
const COLUMNS = ['address', 'code', 'text', 'createdAt'];

interface Typed {
  readonly task: string;
  readonly field: string;
  readonly text: string;
}
const TYPED: readonly Typed[] = [
  { task: 'text found once', field: '#filter-text', text: 'user12345@' },
  { task: 'text found in many', field: '#filter-text', text: 'Mailbox' },
  { task: 'text found in every row', field: '#filter-text', text: 'e' },
  { task: 'text found nowhere', field: '#filter-text', text: 'zzzzzz' },
  { task: 'code', field: '#filter-code', text: '550' },
  { task: 'recipient domain', field: '#filter-at', text: 'gmail.com' },
];

/** Measures the page of a table of so many entries; returns what was found as text. `quick`: everything once. */
export async function measureTablePage(size: number, quick: boolean): Promise<string> {
  const server = await ServerProcess.start();
  try {
    await server.ask('fill', { domain: LARGE, size, part: 'all' });
    await server.ask('fill', { domain: EMPTY, size: 0, part: 'all' });
    const window = await TableWindow.open(server.target, [LARGE, EMPTY]);
    try {
      return reportText(await measure(window, server, size, quick ? 1 : 3));
    } finally {
      await window.close();
    }
  } finally {
    server.stop();
  }
}

async function measure(window: TableWindow, server: ServerProcess, size: number, turns: number): Promise<PageReport> {
  await server.ask('begin', { latencyMs: LATENCY });
  const cold = await window.openTable(EMPTY);
  await window.closeTable();
  const before = await window.memory();
  const { requests } = await server.ask('count', {});
  const first = await window.openTable(LARGE);
  const read = await window.read();
  const asked = (await server.ask('count', {})).requests - requests;
  const messages = await window.probe((probe) => ({ asked: probe.asked.length, told: probe.told }));
  const after = await window.memory();
  const ceiling = await window.frames('idle', IDLE_MS);
  const pictures = await window.probe((probe) => probe.pictures());
  const drag = await window.frames('drag', SCROLL_MS);
  await window.probe((probe) => probe.halfway());
  const wheel = await window.frames('wheel', SCROLL_MS);
  const plain = await window.frames('plain', IDLE_MS);
  const idle = await window.frames('idle', IDLE_MS);
  const filters = await filterTimes(window, size, turns);
  const sorts = await sortTimes(window, turns);
  const end = await window.memory();
  await window.closeTable();
  const openings = await openingTimes(window, turns * 3);
  return {
    size,
    latency: LATENCY,
    opening: { cold, first, ...openings, read, requests: asked, messages },
    memory: { before, after, end },
    frames: { ceiling, idle, drag, wheel, plain },
    changes: [...filters, ...sorts],
    pictures,
  };
}

/** Turn by turn, so that whatever else the machine does falls on both. */
async function openingTimes(window: TableWindow, turns: number): Promise<{ empty: Opened[]; large: Opened[] }> {
  const found: { empty: Opened[]; large: Opened[] } = { empty: [], large: [] };
  for (let turn = 0; turn < turns; turn++) {
    found.empty.push(await window.openTable(EMPTY));
    await window.closeTable();
    found.large.push(await window.openTable(LARGE));
    await window.closeTable();
  }
  return found;
}

async function filterTimes(window: TableWindow, size: number, turns: number): Promise<Timed[]> {
  const found: Timed[] = [];
  const counts = countsOf(size);
  for (const typed of TYPED) {
    const changes: Change[] = [];
    const pictures: number[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const change = await window.probe((probe, { field, text }) => probe.type(field, text), typed);
      const expected = counts.get(typed) ?? NaN;
      if (numberIn(change.count) !== expected)
        throw new Error(`${typed.task}: the page says ${change.count} instead of ${expected}.`);
      pictures.push(await window.probe((probe) => probe.pictures()));
      changes.push(change);
      await window.probe((probe) => probe.clear());
      await window.probe((probe) => probe.pictures());
    }
    found.push({ task: `filter: ${typed.task}`, changes, pictures: median(pictures), count: counts.get(typed) ?? NaN });
  }
  return found;
}

async function sortTimes(window: TableWindow, turns: number): Promise<Timed[]> {
  const found: Timed[] = [];
  for (const column of COLUMNS) {
    const orders: readonly Change[][] = [[], [], []];
    for (let turn = 0; turn < turns; turn++) {
      for (const changes of orders) {
        changes.push(await window.probe((probe, name) => probe.sort(name), column));
        await window.probe((probe) => probe.pictures());
      }
    }
    const names = [`sort: ${column}`, `sort: ${column}, descending`, `sort: taken back`];
    names.forEach((task, at) => found.push({ task, changes: orders[at] ?? [], pictures: NaN, count: NaN }));
  }
  return found;
}

/** How many of the list's entries each filter must leave. */
function countsOf(size: number): ReadonlyMap<Typed, number> {
  const counts = new Map(TYPED.map((typed) => [typed, 0]));
  for (const { address, code, error } of people(size)) {
    const all = `${address}\n${error}\n${code}\n${LARGE}\nbounces`.toLowerCase();
    for (const typed of TYPED) {
      const wanted = typed.text.toLowerCase();
      const fits =
        typed.field === '#filter-code'
          ? code === wanted
          : typed.field === '#filter-at'
            ? address.toLowerCase().endsWith(`@${wanted}`)
            : all.includes(wanted);
      if (fits) counts.set(typed, (counts.get(typed) ?? 0) + 1);
    }
  }
  return counts;
}

/** The first number of a text: `12,345 of 80,000 match`. */
function numberIn(text: string): number {
  return Number(/^[\d,]+/.exec(text)?.[0].replaceAll(',', ''));
}
