/** What it takes to activate the extension, next to an empty one and to one that has a single command. */
import fs from 'node:fs';
import { type Compared, goal } from '../goals';
import { aligned, median, text } from '../table';
import { EMPTY, LEAST, OURS, type Start, Starts } from './starts';

const STARTS = 20;
/** How often the empty extension's time ours may take. */
const LIMIT = 1.5;
const MB = 1e6;
const HEADER =
  'extension|median ms|min–max|to the empty one|CPU ms|first command ms|its CPU ms|heap grows by MB|resident grows by MB|host MB'.split(
    '|',
  );

/** Measures starts of all in turns. `quick`: three each. */
export async function compareActivation(quick: boolean): Promise<Compared> {
  const [empty, least, ours]: [Start[], Start[], Start[]] = [[], [], []];
  const ways = [
    { id: EMPTY, name: 'empty', of: empty },
    { id: LEAST, name: 'one command', of: least },
    { id: OURS, name: 'ours', of: ours },
  ];
  const starts = await Starts.open();
  try {
    // The first start of all fills caches.
    await starts.measure(EMPTY);
    for (let turn = 1; turn <= (quick ? 3 : STARTS); turn++) {
      // There and back: whatever a start leaves to the next falls on all of them.
      for (const { id, of } of turn % 2 === 1 ? ways : ways.toReversed()) of.push(await starts.measure(id));
      const said = ways.map(({ name, of }) => `${name} ${text(of.at(-1)?.ms ?? NaN)} ms`);
      console.log(`activation, start ${turn}: ${said.join(', ')}`);
    }
  } finally {
    await starts.close();
  }
  const times = timeOf(ours) / timeOf(empty);
  const cpu = cpuOf(ours) / cpuOf(empty);
  const said = `activation: ${times.toFixed(2)} times the empty extension's (CPU ${cpu.toFixed(2)}); the goal is ${LIMIT}`;
  const rows = ways.map(({ name, of }) => row(name, of, empty));
  return { table: aligned([HEADER, ...rows], ['extension']), goals: [goal(said, times <= LIMIT)] };
}

/** Leaves the CPU profile of one activation in a file. */
export async function profileActivation(file: string): Promise<void> {
  const starts = await Starts.open();
  try {
    await starts.measure(OURS, file);
  } finally {
    await starts.close();
  }
  if (!fs.existsSync(file)) throw new Error('The extension host wrote no profile.');
}

function row(name: string, starts: readonly Start[], empty: readonly Start[]): string[] {
  const times = starts.map(({ ms }) => ms);
  const growth = (what: 'heap' | 'rss'): string =>
    (median(starts.map(({ before, after }) => after[what] - before[what])) / MB).toFixed(1);
  return [
    name,
    text(median(times)),
    `${text(Math.min(...times))}–${text(Math.max(...times))}`,
    `${(median(times) / timeOf(empty)).toFixed(2)} ×`,
    text(cpuOf(starts)),
    ...firstOf(starts),
    growth('heap'),
    growth('rss'),
    text(Math.round(median(starts.map(({ after }) => after.rss)) / MB)),
  ];
}

/** What the first command took, which loads what activation has left for later. */
function firstOf(starts: readonly Start[]): string[] {
  const firsts = starts.flatMap(({ first }) => (first === undefined ? [] : [first]));
  if (firsts.length === 0) return ['', ''];
  return [text(median(firsts.map(({ ms }) => ms))), text(median(firsts.map(({ cpu }) => cpu)))];
}

function timeOf(starts: readonly Start[]): number {
  return median(starts.map(({ ms }) => ms));
}

function cpuOf(starts: readonly Start[]): number {
  return median(starts.map(({ cpu }) => cpu));
}
