/** Bulk tasks: each way in a fresh process, at a latency as the Internet has it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Count } from '../orders';
import type { ServerProcess } from '../serverProcess';
import { aligned, median, text } from '../table';
import { goals } from './goals';
import { Stage } from './stage';
import type { BulkTask, BulkWay } from './tasks';
import type { Job, Report } from './way';

/** One run of a way; `share`: the part of the work that was done, `ms`, `requests` and `cpu` being those of all of it. */
export type Run = Report & Count & { readonly share: number };
/** What was measured of a task. */
export type Results = ReadonlyMap<BulkWay, readonly Run[]>;

const LATENCY = 50;
/** A way that needs longer than this for latency alone is measured on a tenth. In milliseconds. */
const PATIENCE = 120_000;
const HEADER = 'task|client|s|to ours|requests|least|sockets|limit s|client CPU s|MB more|measured'.split('|');

/** Measures the tasks; returns their table and what the goals say. Throws when a way did not do all of its work. */
export async function compareBulk(server: ServerProcess, tasks: readonly BulkTask[], size: number): Promise<string> {
  const stage = await Stage.open(server);
  try {
    const rows = [HEADER];
    const said: string[] = [];
    for (const task of tasks) {
      const results = await compare(stage, task, task.count(size));
      rows.push(...table(task, task.count(size), results));
      said.push(...goals(task.name, results));
    }
    const head = `Bulk tasks, ${LATENCY} ms latency`;
    return [head, aligned(rows, ['task', 'client', 'measured']), ...said].join('\n\n');
  } finally {
    await stage.close();
  }
}

/** All ways in turn; those that are measured again take their further turns at the end. */
async function compare(stage: Stage, task: BulkTask, count: number): Promise<Results> {
  const runs = new Map<BulkWay, Run[]>(task.ways.map((way) => [way, []]));
  for (let round = 0; task.ways.some((way) => round < way.runs); round++) {
    const ways = task.ways.filter((way) => round < way.runs);
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      const isLong = (task.least(count) / way.atOnce) * LATENCY > PATIENCE;
      const run = await measure(stage, task, way, Math.ceil(count / (isLong ? 10 : 1)));
      const times = isLong ? 10 : 1;
      console.log(`${task.title(count)}, ${way.name}: ${text(run.ms / 1000)} s${isLong ? ' for a tenth' : ''}`);
      runs.get(way)?.push({
        ...run,
        ms: run.ms * times,
        cpu: run.cpu * times,
        requests: run.requests * times,
        share: 1 / times,
      });
    }
  }
  return runs;
}

async function measure(stage: Stage, task: BulkTask, way: BulkWay, count: number): Promise<Report & Count> {
  const { server } = stage;
  const folder = await stage.folder();
  const staged = await task.stage(stage, count);
  const job: Job = { target: server.target, atOnce: way.atOnce, csv: '', addresses: [], folder, ...staged };
  const child = fork(path.join(__dirname, 'bulk/child.js'), {
    execArgv: ['--expose-gc', '--max-semi-space-size=16', ...profiling()],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${task.name}, ${way.name}: the process ended early with ${String(code)}.`);
  });
  const hear = async (): Promise<unknown> => ((await Promise.race([once(child, 'message'), ended])) as unknown[])[0];
  child.send({ way: way.id, job });
  await hear();
  await server.ask('begin', { latencyMs: LATENCY });
  child.send('go');
  const report = (await hear()) as Report;
  const seen = await server.ask('count', {});
  await ended.catch(() => undefined);
  await task.check(stage, count, folder);
  return { ...report, ...seen };
}

/** With `BENCH_PROFILE` set to a folder, each process leaves its CPU profile there. */
function profiling(): string[] {
  const folder = process.env['BENCH_PROFILE'];
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [];
}

function table(task: BulkTask, count: number, results: Results): string[][] {
  const [first = []] = results.values();
  const ours = median(first.map(({ ms }) => ms));
  return [...results].map(([way, runs]) => {
    const times = runs.map(({ ms }) => ms);
    const most = (of: (run: Run) => number): number => Math.max(...runs.map(of));
    const requests = most((run) => run.requests);
    const limit = (Math.ceil(requests / way.atOnce) * LATENCY) / 1000;
    return [
      task.title(count),
      way.name,
      times.map((ms) => text(ms / 1000)).join(', '),
      `${(median(times) / ours).toFixed(2)} ×`,
      ...[requests, task.least(count), most((run) => run.sockets), limit].map(text),
      text(median(runs.map(({ cpu }) => cpu)) / 1000),
      text(most((run) => run.growth)),
      runs.some(({ share }) => share < 1) ? 'a tenth, × 10 computed' : 'all of it',
    ];
  });
}
