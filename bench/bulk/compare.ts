/** Bulk tasks: each way in a fresh process, at a latency as the Internet has it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Compared } from '../goals';
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

export const LATENCY = 50;
/** A way that needs longer than this for latency alone is measured on a tenth. In milliseconds. */
const PATIENCE = 120_000;
const HEADER = 'task|client|s|to ours|requests|least|sockets|limit s|client CPU s|MB more|measured'.split('|');

/** Measures the tasks at each size. Throws when a way did not do all of its work. */
export async function compareBulk(
  server: ServerProcess,
  tasks: readonly BulkTask[],
  sizes: readonly number[],
): Promise<Compared> {
  const stage = await Stage.open(server);
  try {
    const rows = [HEADER];
    const said: string[] = [];
    for (const size of sizes)
      for (const task of tasks) {
        const count = task.count(size);
        const results = await compare(stage, task, count);
        rows.push(...table(task, count, results));
        said.push(...goals(task, count, results));
      }
    return { table: aligned(rows, ['task', 'client', 'measured']), goals: said };
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

/** Runs ours once, in a process that leaves the CPU profiles of its threads in a folder. */
export async function profileBulk(server: ServerProcess, task: BulkTask, size: number, folder: string): Promise<void> {
  const stage = await Stage.open(server);
  try {
    const [way] = task.ways;
    if (way !== undefined)
      await measure(stage, task, way, task.count(size), ['--cpu-prof', `--cpu-prof-dir=${folder}`]);
  } finally {
    await stage.close();
  }
}

async function measure(
  stage: Stage,
  task: BulkTask,
  way: BulkWay,
  count: number,
  options: readonly string[] = [],
): Promise<Report & Count> {
  const { server } = stage;
  const folder = await stage.folder();
  const staged = await task.stage(stage, count);
  const job: Job = { target: server.target, atOnce: way.atOnce, csv: '', addresses: [], folder, ...staged };
  const child = fork(path.join(__dirname, 'bulk/child.js'), {
    execArgv: ['--expose-gc', '--max-semi-space-size=16', ...options],
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
