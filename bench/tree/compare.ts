/** The tree in the sidebar of a real VS Code: the first entries, a list of a thousand, and reading it again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { againstPeers, type Compared } from '../goals';
import type { ServerProcess } from '../serverProcess';
import { TREE_DOMAIN } from '../small/scene';
import { aligned, median, text } from '../table';
import { TreeBenchWindow, type TreeWay, WAYS } from './window';

const LATENCIES = [0, 20, 100];
const STARTS = 3;
const TURNS = 5;
/** After a change VS Code gathers for 200 ms, and asks for rows then. */
const REST_MS = 600;
const HEADER = 'task|latency|client|median ms|min–max|to ours|requests|least ms|on top of it'.split('|');

/** What is measured, and how many answers have to be waited for one after the other. */
const TASKS = {
  cold: { title: 'first 100 entries, cold start', answers: 2 },
  expand: { title: 'expand 1000 loaded rows', answers: 0 },
  refresh: { title: 'refresh 10 pages', answers: 1 },
} as const;
type TaskName = keyof typeof TASKS;

interface Taken {
  readonly ms: number;
  readonly requests: number;
}
type Results = Record<TaskName, Taken[]>;

/** Measures both trees in one window. `quick`: one start, two turns. */
export async function compareTree(server: ServerProcess, quick: boolean): Promise<Compared> {
  const window = await TreeBenchWindow.open(server.target);
  try {
    const rows = [HEADER];
    const said: string[] = [];
    for (const latency of LATENCIES) {
      const results = await measure(window, server, latency, quick ? [1, 2] : [STARTS, TURNS]);
      for (const name of Object.keys(TASKS) as TaskName[]) {
        rows.push(...results.map((result, at) => row(name, latency, result[name], results[0]?.[name] ?? [], at)));
        const taken = results.map((result, at) => ({
          name: WAYS[at]?.name ?? '',
          times: result[name].map(({ ms }) => ms),
        }));
        said.push(...againstPeers(`${TASKS[name].title} at ${latency} ms`, taken));
      }
    }
    return { table: aligned(rows, ['task', 'client']), goals: said };
  } finally {
    await window.close();
  }
}

/** Leaves the CPU profile of the extension host in a file, while ours does all of the tasks. */
export async function profileTree(server: ServerProcess, file: string): Promise<void> {
  const [way] = WAYS;
  if (way === undefined) return;
  const window = await TreeBenchWindow.open(server.target, file);
  try {
    await window.restart();
    await server.ask('begin', { latencyMs: 0 });
    await window.cold(way);
    await measureLoaded(window, server, way, TURNS, { cold: [], expand: [], refresh: [] });
    await window.endProfile(file);
  } finally {
    await window.close();
  }
}

/** What each of the ways took, in turns; the other things are done in the window of its last start. */
async function measure(
  window: TreeBenchWindow,
  server: ServerProcess,
  latencyMs: number,
  [starts, turns]: readonly number[],
): Promise<Results[]> {
  const results = WAYS.map((): Results => ({ cold: [], expand: [], refresh: [] }));
  for (let start = 1; start <= (starts ?? 1); start++)
    for (const [at, way] of WAYS.entries()) {
      const into = results[at];
      if (into === undefined) continue;
      await window.restart();
      await server.ask('begin', { latencyMs });
      into.cold.push(await counted(server, () => window.cold(way)));
      console.log(`tree, ${latencyMs} ms, start ${start}, ${way.name}: ${text(into.cold.at(-1)?.ms ?? NaN)} ms`);
      if (start === starts) await measureLoaded(window, server, way, turns ?? 1, into);
    }
  return results;
}

async function measureLoaded(
  window: TreeBenchWindow,
  server: ServerProcess,
  way: TreeWay,
  turns: number,
  into: Results,
): Promise<void> {
  await window.loadThousand(way);
  for (let turn = 0; turn < turns; turn++) {
    // Read again while it is folded, so that unfolding it asks the extension for the rows that it has.
    await window.fold(way);
    await window.pressRefresh();
    await sleep(REST_MS);
    into.expand.push(await counted(server, () => window.expand(way)));
    const address = await newcomer(server);
    into.refresh.push(await counted(server, () => window.refresh(way, address)));
    await sleep(REST_MS);
  }
}

/** An entry that stands before all others of the list. */
let newcomers = 0;
async function newcomer(server: ServerProcess): Promise<string> {
  const address = `a${String(99_999 - newcomers++).padStart(5, '0')}@example.com`;
  await server.ask('put', { domain: TREE_DOMAIN, address });
  return address;
}

async function counted(server: ServerProcess, work: () => Promise<number>): Promise<Taken> {
  const before = await server.ask('count', {});
  const ms = await work();
  const after = await server.ask('count', {});
  return { ms, requests: after.requests - before.requests };
}

function row(name: TaskName, latency: number, taken: readonly Taken[], ours: readonly Taken[], at: number): string[] {
  const times = taken.map(({ ms }) => ms);
  const least = TASKS[name].answers * latency;
  return [
    TASKS[name].title,
    `${latency} ms`,
    WAYS[at]?.name ?? '',
    text(median(times)),
    `${text(Math.min(...times))}–${text(Math.max(...times))}`,
    `${(median(times) / timeOf(ours)).toFixed(2)} ×`,
    text(Math.max(...taken.map(({ requests }) => requests))),
    text(least),
    text(median(times) - least),
  ];
}

function timeOf(taken: readonly Taken[]): number {
  return median(taken.map(({ ms }) => ms));
}
