/** `npm run bench`: measures every task in every way against a server on loopback and prints one table. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import type { Count, Order } from './scene';
import { TASKS, type Target, type Task, type Way } from './tasks';

/** One run: `cpu` is what the client's process used. Times in milliseconds. */
type Run = Count & Readonly<Record<'ms' | 'cpu', number>>;

/** Counted runs; one more before them warms up. */
const RUNS = 5;
const HEADER = 'task|latency|client|median ms|min–max|to ours|requests|sockets|limit ms|client CPU ms'.split('|');

async function main(): Promise<void> {
  // A proxy of the environment would be measured with it.
  process.env['no_proxy'] = '127.0.0.1';
  const server = fork(path.join(__dirname, 'server.js'));
  server.once('exit', () => process.exit(1));
  const target = await ask<Target>(server);
  console.log(os.cpus().length, '×', os.cpus()[0]?.model, os.type(), os.release(), 'Node', process.version);
  const rows = [HEADER];
  for (const task of TASKS) for (const ms of [0, 20]) rows.push(...(await compare(server, target, task, ms)));
  console.log(`Load average ${os.loadavg()[0]?.toFixed(1) ?? 'unknown'}\n\n${aligned(rows)}`);
  server.removeAllListeners('exit').disconnect();
}

async function ask<T = Count>(server: ChildProcess, order?: Order): Promise<T> {
  if (order !== undefined) server.send(order);
  return ((await once(server, 'message')) as [T])[0];
}

/** All ways in turn, round after round, so that what else the machine does falls on all of them alike. */
async function compare(server: ChildProcess, target: Target, task: Task, latencyMs: number): Promise<string[][]> {
  const runs = new Map<Way, Run[]>(task.ways.map((way) => [way, []]));
  for (let round = 0; round <= RUNS; round++) {
    for (const way of round % 2 === 0 ? task.ways : task.ways.toReversed()) {
      await ask(server, { latencyMs });
      const run = await measure(server, way.open(target), task.found);
      if (round > 0) runs.get(way)?.push(run);
    }
  }
  const [first = []] = runs.values();
  const ours = median(first.map(({ ms }) => ms));
  return [...runs].map(([way, own]) => [task.title, `${latencyMs} ms`, way.name, ...cells(own, way, ours, latencyMs)]);
}

async function measure(server: ChildProcess, client: ReturnType<Way['open']>, expected: number): Promise<Run> {
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const found = await client.work();
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpuBefore);
  if (found !== expected) throw new Error(`Found ${found} instead of ${expected}.`);
  const count = await ask(server, 'count');
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function text(value: number): string {
  return value.toFixed(value < 100 && !Number.isInteger(value) ? 1 : 0);
}

/** Columns under each other, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = HEADER.map((_name, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const cell = (value: string, at: number): string =>
    at === 0 || at === 2 ? value.padEnd(widths[at] ?? 0) : value.padStart(widths[at] ?? 0);
  return rows.map((row) => row.map(cell).join('  ')).join('\n');
}

void main();
