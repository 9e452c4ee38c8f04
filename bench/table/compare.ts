/** The engine behind *Open as Table* over a large list, in a process of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { aligned, median, text } from '../table';
import type { Measured, TableReport } from './measured';

/** What `--only` calls it. */
export const TABLE_TASK = { name: 'table' } as const;

/** Room for new objects as VS Code's own Node takes it; see the bulk tasks. */
const OPTIONS = ['--expose-gc', '--max-semi-space-size=16'];
/** Most that a filter may take, and that the thread may be busy at a stretch, in milliseconds. */
const FILTER = 300;
const SLICE = 15;
/** Most bytes of an entry, texts of errors apart. */
const BYTES = 130;

/** Measures a table of so many entries; returns what was found as text. */
export async function measureTable(size: number): Promise<string> {
  const child = fork(path.join(__dirname, 'table', 'child.js'), { execArgv: OPTIONS });
  child.send(size);
  const [report] = (await once(child, 'message')) as [TableReport];
  await once(child, 'exit');
  const head = ['task', 'median ms', 'min–max', 'longest slice ms', 'rows'];
  const rows = report.measured.map((measured) => row(measured));
  return [`Table of ${size} entries`, aligned([head, ...rows], ['task']), ...goals(report)].join('\n\n');
}

function row({ task, times, slice, count }: Measured): string[] {
  const range = `${text(Math.min(...times))}–${text(Math.max(...times))}`;
  return [task, text(median(times)), times.length > 1 ? range : '', text(slice), String(count)];
}

function goals({ size, measured }: TableReport): string[] {
  const { entries, bytes, textBytes, resident, heap } = size;
  const own = (bytes - textBytes) / entries;
  const filters = measured.filter(({ task }) => task.startsWith('filter'));
  const slowest = Math.max(...filters.map(({ times }) => median(times)));
  const longest = Math.max(...filters.map(({ slice }) => slice));
  return [
    `bytes of an entry: ${own.toFixed(1)} and ${(textBytes / entries).toFixed(1)} of its error`,
    `resident memory grew by ${text(resident / 1e6)} MB (million bytes), the heap by ${text(heap / 1e6)} MB`,
    line(`an entry takes ${own.toFixed(1)} bytes, errors apart; the goal is below ${BYTES}`, own < BYTES),
    line(`the slowest filter takes ${text(slowest)} ms; the goal is below ${FILTER}`, slowest < FILTER),
    line(`the longest slice of a filter is ${text(longest)} ms; the goal is below ${SLICE}`, longest < SLICE),
  ];
}

/** A goal: whether it was reached, and what was measured. */
export function line(said: string, isReached: boolean): string {
  return `${isReached ? 'reached' : 'MISSED '}  ${said}`;
}
