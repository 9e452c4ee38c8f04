/** Short tasks: every way takes its turn in one warm-up round and several counted ones, in this process. */
import { againstPeers, type Compared, goal } from '../goals';
import type { Count } from '../orders';
import type { ServerProcess } from '../serverProcess';
import { aligned, median, text } from '../table';
import type { Task, Way } from './ways';

/** One run, or what a share of it comes to for the whole: `cpu` is what the client's process used. Times in milliseconds. */
type Run = Count & Readonly<Record<'ms' | 'cpu', number>>;

/** A way at one latency: how much of the task it does, and in how many rounds. */
interface Turn {
  readonly way: Way;
  readonly share: number;
  readonly rounds: number;
  readonly isLong: boolean;
  readonly runs: Run[];
}

/** Counted runs; one more before them warms up. What takes long is warm by itself, and is measured less often. */
const RUNS = 5;
const LONG_RUNS = 2;
const LONG = 2000;
/** A way that would take longer than this, in milliseconds, is measured on a share of the task. */
const PATIENCE = 6000;
const SHARES = [1, 0.2, 0.1, 0.05, 0.02, 0.01];
/** What client and server take for a request, in milliseconds, where latency does not count for more. */
const WORK = 2;
const LATENCIES = [0, 20, 100];
const HEADER = 'task|latency|client|median ms|min–max|to ours|requests|sockets|limit ms|client CPU ms|measured'.split(
  '|',
);

/** Measures the tasks. Throws when a way does not find what is there. `quick`: two counted runs of each. */
export async function compareSmall(server: ServerProcess, tasks: readonly Task[], quick: boolean): Promise<Compared> {
  const rows = [HEADER];
  const said: string[] = [];
  for (const task of tasks)
    for (const latency of LATENCIES) {
      const turns = task.ways.map((way) => turnOf(way, latency, quick));
      await compare(server, task, turns, latency);
      console.log(`${task.title}, ${latency} ms: done`);
      rows.push(...turns.map((turn) => row(task, turn, turns, latency)));
      said.push(...goals(task, turns, latency));
    }
  return { table: aligned(rows, ['task', 'client', 'measured']), goals: said };
}

/** Runs ours alone, for so long that a profile shows where the time goes. */
export async function runOurs(server: ServerProcess, task: Task, latency: number): Promise<void> {
  const [way] = task.ways;
  const end = performance.now() + PATIENCE;
  while (way !== undefined && performance.now() < end) {
    await server.ask('begin', { latencyMs: latency });
    await measure(server, task, way, 1);
  }
}

function turnOf(way: Way, latency: number, quick: boolean): Turn {
  const all = (way.requests ?? 0) * Math.max(WORK, latency / way.concurrency);
  const share = SHARES.find((part) => all * part <= PATIENCE) ?? SHARES.at(-1) ?? 1;
  const isLong = all * share > LONG;
  return { way, share, rounds: quick || isLong ? LONG_RUNS : RUNS, isLong, runs: [] };
}

/** All ways in turn, round after round, so that what else the machine does falls on all of them alike. */
async function compare(server: ServerProcess, task: Task, turns: readonly Turn[], latencyMs: number): Promise<void> {
  for (let round = 0; round <= RUNS; round++) {
    for (const { way, share, rounds, isLong, runs } of round % 2 === 0 ? turns : turns.toReversed()) {
      if (round > rounds || (round === 0 && isLong)) continue;
      await server.ask('begin', { latencyMs });
      const run = await measure(server, task, way, share);
      if (round > 0) runs.push(run);
    }
  }
}

async function measure(server: ServerProcess, task: Task, way: Way, share: number): Promise<Run> {
  const client = way.open(server.target);
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const found = await client.work(share);
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpuBefore);
  const expected = task.found(share);
  if (found !== expected) throw new Error(`${task.name}, ${way.name}: found ${found} instead of ${expected}.`);
  const { requests, sockets } = await server.ask('count', {});
  client.close();
  const cpu = (user + system) / 1000;
  return { ms: ms / share, cpu: cpu / share, requests: Math.round(requests / share), sockets };
}

function row(task: Task, { way, share, runs }: Turn, turns: readonly Turn[], latency: number): string[] {
  const times = runs.map(({ ms }) => ms);
  const range = `${text(Math.min(...times))}–${text(Math.max(...times))}`;
  const ratio = `${(median(times) / timeOf(turns[0])).toFixed(2)} ×`;
  const numbers = [
    requestsOf(runs),
    most(runs, 'sockets'),
    limitOf(way, runs, latency),
    median(runs.map(({ cpu }) => cpu)),
  ];
  const measured = share < 1 ? `${share * 100} %, computed` : `${runs.length} runs`;
  return [task.title, `${latency} ms`, way.name, text(median(times)), range, ratio, ...numbers.map(text), measured];
}

function goals({ title, goals }: Task, turns: readonly Turn[], latency: number): string[] {
  const [ours] = turns;
  const task = `${title} at ${latency} ms`;
  const said = againstPeers(
    task,
    turns.map(({ way, runs }) => ({ name: way.name, times: runs.map(({ ms }) => ms) })),
  );
  if (goals === undefined || ours === undefined) return said;
  const limit = limitOf(ours.way, ours.runs, latency);
  const times = timeOf(ours) / limit;
  const sockets = most(ours.runs, 'sockets');
  return [
    ...(limit > 0
      ? [goal(`${task}: ${times.toFixed(2)} × the limit; the goal is ${goals.limits}`, times <= goals.limits)]
      : []),
    goal(`${task}: ${sockets} sockets; the goal is at most ${goals.sockets}`, sockets <= goals.sockets),
    ...said,
  ];
}

function timeOf(turn: Turn | undefined): number {
  return median(turn?.runs.map(({ ms }) => ms) ?? []);
}

/** Who makes so many requests at once cannot be faster, in milliseconds. */
function limitOf({ concurrency }: Way, runs: readonly Run[], latency: number): number {
  return Math.ceil(requestsOf(runs) / concurrency) * latency;
}

function requestsOf(runs: readonly Run[]): number {
  return most(runs, 'requests');
}

function most(runs: readonly Run[], what: 'requests' | 'sockets'): number {
  return Math.max(...runs.map((run) => run[what]));
}
