/** `npm run bench`: measures every task in every way against a server on loopback and prints the tables, then the goals. */
import os from 'node:os';
import { compareBulk, LATENCY } from './bulk/compare';
import { BULK_TASKS, withoutOfficial } from './bulk/tasks';
import type { Compared } from './goals';
import { ACTIVATION_TASK, SIZES_TASK, TABLE_TASK, TREE_TASK } from './names';
import { readArguments, type Arguments } from './arguments';
import { profile } from './profileTask';
import { ServerProcess } from './serverProcess';
import { compareSmall } from './small/compare';
import { TASKS } from './small/tasks';
import { measureTable } from './table/compare';

const goals: string[] = [];

async function main(): Promise<void> {
  const wanted = readArguments();
  // A proxy of the environment would be measured with it.
  process.env['no_proxy'] = '127.0.0.1';
  console.log(os.cpus().length, '×', os.cpus()[0]?.model, os.type(), os.release(), 'Node', process.version);
  const began = performance.now();
  const server = await ServerProcess.start();
  try {
    if (wanted.profile === undefined) await measure(server, wanted);
    else console.log(await profile(server, wanted.profile, wanted.sizes[0] ?? 0));
  } finally {
    server.stop();
  }
  const minutes = (performance.now() - began) / 60_000;
  if (goals.length > 0) console.log(`\nGoals\n\n${goals.join('\n')}`);
  console.log(`\n${minutes.toFixed(1)} minutes`);
}

/** What needs VS Code and a browser is loaded when it is wanted: the others do without. */
async function measure(server: ServerProcess, { sizes, only, quick }: Arguments): Promise<void> {
  const isWanted = ({ name }: { readonly name: string }): boolean => only.length === 0 || only.includes(name);
  const small = TASKS.filter(isWanted);
  if (small.length > 0) show('Small tasks', await compareSmall(server, small, quick));
  if (isWanted(TREE_TASK)) show('Tree', await (await import('./tree/compare')).compareTree(server, quick));
  if (isWanted(ACTIVATION_TASK))
    show('Activation', await (await import('./activation/compare')).compareActivation(quick));
  if (isWanted(SIZES_TASK)) show('Sizes', (await import('./sizes')).weigh());
  const bulk = BULK_TASKS.filter(isWanted).map((task) => (quick ? withoutOfficial(task) : task));
  if (bulk.length > 0) show(`Bulk tasks, ${LATENCY} ms latency`, await compareBulk(server, bulk, sizes));
  if (!isWanted(TABLE_TASK)) return;
  const size = Math.max(...sizes);
  console.log(`\n${load()}\n\n${await measureTable(size)}`);
  const { measureTablePage } = await import('./table/browser');
  console.log(`\n${await measureTablePage(size, quick)}\n\n${load()}`);
}

function show(title: string, { table, goals: said }: Compared): void {
  console.log(`\n${title}; ${load().toLowerCase()}\n\n${table}\n`);
  goals.push(...said);
}

function load(): string {
  return `Load average ${os.loadavg()[0]?.toFixed(1) ?? 'unknown'}`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
