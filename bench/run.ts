/** `npm run bench`: measures every task in every way against a server on loopback and prints the tables. */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { compareBulk } from './bulk/compare';
import { BULK_TASKS, withoutOfficial } from './bulk/tasks';
import { ServerProcess } from './serverProcess';
import { compareSmall } from './small/compare';
import { TASKS } from './small/tasks';
import { measureTable, TABLE_TASK } from './table/compare';

const USAGE = `npm run bench -- [--bulk <entries>] [--only <task>] [--quick]
  --bulk   entries of the bulk tasks and of the table, 1000000 unless given
  --only   one task, may be given again: ${[...TASKS, ...BULK_TASKS, TABLE_TASK].map(({ name }) => name).join(', ')}
  --quick  bulk tasks without mailgun.js, the table page with fewer turns`;

async function main(): Promise<void> {
  const { size, only, quick } = readArguments();
  const isWanted = ({ name }: { readonly name: string }): boolean => only.length === 0 || only.includes(name);
  // A proxy of the environment would be measured with it.
  process.env['no_proxy'] = '127.0.0.1';
  console.log(os.cpus().length, '×', os.cpus()[0]?.model, os.type(), os.release(), 'Node', process.version);
  const server = await ServerProcess.start();
  const small = TASKS.filter(isWanted);
  if (small.length > 0) console.log(`${load()}\n\n${await compareSmall(server, small)}\n`);
  const bulk = BULK_TASKS.filter(isWanted).map((task) => (quick ? withoutOfficial(task) : task));
  if (bulk.length > 0) console.log(`\n${await compareBulk(server, bulk, size)}\n\n${load()}`);
  server.stop();
  if (!isWanted(TABLE_TASK)) return;
  console.log(`\n${await measureTable(size)}\n\n${load()}`);
  // It needs VS Code and a browser, which the others do without.
  const { measureTablePage } = await import('./table/browser');
  console.log(`\n${await measureTablePage(size, quick)}\n\n${load()}`);
}

function readArguments(): { readonly size: number; readonly only: readonly string[]; readonly quick: boolean } {
  const options = {
    bulk: { type: 'string', default: '1000000' },
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
  } as const;
  try {
    const { bulk, only = [], quick } = parseArgs({ options }).values;
    const names = [...TASKS, ...BULK_TASKS, TABLE_TASK].map(({ name }) => name);
    if (!/^[1-9]\d{2,6}$/.test(bulk)) throw new Error('--bulk takes a number from 100 to 9999999.');
    for (const name of only) if (!names.includes(name)) throw new Error(`There is no task ${name}.`);
    return { size: Number(bulk), only, quick };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

function load(): string {
  return `Load average ${os.loadavg()[0]?.toFixed(1) ?? 'unknown'}`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
