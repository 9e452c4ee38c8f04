/** Short tasks: every way takes its turn in one warm-up round and several counted ones, in this process. */
import type { Count } from '../orders';
import type { ServerProcess } from '../serverProcess';
import { aligned, median, text } from '../table';
import type { Task, Way } from './tasks';

/** One run: `cpu` is what the client's process used. Times in milliseconds. */
type Run = Count & Readonly<Record<'ms' | 'cpu', number>>;

/** Counted runs; one more before them warms up. */
const RUNS = 5;
const LATENCIES = [0, 20];
const HEADER = 'task|latency|client|median ms|min–max|to ours|requests|sockets|limit ms|client CPU ms'.split('|');

/** Measures the tasks and returns their table. Throws when a way does not find what is there. */
export async function compareSmall(server: ServerProcess, tasks: readonly Task[]): Promise<string> {
  const rows = [HEADER];
  for (const task of tasks) for (const ms of LATENCIES) rows.push(...(await compare(server, task, ms)));
  return aligned(rows, ['task', 'client']);
}

/** All ways in turn, round after round, so that what else the machine does falls on all of them alike. */
async function compare(server: ServerProcess, task: Task, latencyMs: number): Promise<string[][]> {
  const runs = new Map<Way, Run[]>(task.ways.map((way) => [way, []]));
  for (let round = 0; round <= RUNS; round++) {
    for (const way of round % 2 === 0 ? task.ways : task.ways.toReversed()) {
      await server.ask('begin', { latencyMs });
      const run = await measure(server, way.open(server.target), task.found);
      if (round > 0) runs.get(way)?.push(run);
    }
  }
  const [first = []] = runs.values();
  const ours = median(first.map(({ ms }) => ms));
  return [...runs].map(([way, own]) => [task.title, `${latencyMs} ms`, way.name, ...cells(own, way, ours, latencyMs)]);
}

async function measure(server: ServerProcess, client: ReturnType<Way['open']>, expected: number): Promise<Run> {
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const found = await client.work();
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpuBefore);
  if (found !== expected) throw new Error(`Found ${found} instead of ${expected}.`);
  const count = await server.ask('count', {});
  client.close();
  return { ms, cpu: (user + system) / 1000, ...count };
}

function cells(runs: readonly Run[], { concurrency }: Way, ours: number, latencyMs: number): string[] {
  const times = runs.map(({ ms }) => ms);
  const cpu = median(runs.map((run) => run.cpu));
  const requests = Math.max(...runs.map((run) => run.requests));
  const sockets = Math.max(...runs.map((run) => run.sockets));
  const limit = Math.ceil(requests / concurrency) * latencyMs;
  const range = `${text(Math.min(...times))}–${text(Math.max(...times))}`;
  const ratio = `${(median(times) / ours).toFixed(2)} ×`;
  return [text(median(times)), range, ratio, ...[requests, sockets, limit, cpu].map(text)];
}
