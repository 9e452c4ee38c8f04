/** `npm run bench -- --profile <task>`: where our client's process spends its time on a task. */
import fs from 'node:fs';
import { Session, type Profiler } from 'node:inspector/promises';
import path from 'node:path';
import { ROOT } from '../test/host/paths';
import { aligned } from './table';

/** Functions that are named in the summary. */
const MOST = 15;

/** An empty folder for the profiles of a task. */
export function profileFolder(task: string): string {
  const folder = path.join(ROOT, 'out', 'profiles', task);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

/** Does some work in this process and leaves its CPU profile in a file. */
export async function profiled(file: string, work: () => Promise<void>): Promise<void> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  fs.writeFileSync(file, JSON.stringify(profile));
}

/** Of each profile in a folder, the functions that took most time by themselves. */
export function summaries(folder: string): string {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'));
  return files.map((file) => summary(path.join(folder, file))).join('\n\n');
}

function summary(file: string): string {
  const { nodes, samples = [], timeDeltas = [] } = JSON.parse(fs.readFileSync(file, 'utf8')) as Profiler.Profile;
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const name = names.get(id) ?? '';
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[at] ?? 0) / 1000);
  }
  const most = [...times].sort(([, a], [, b]) => b - a).slice(0, MOST);
  return `${file}\n${aligned([['ms', 'function'], ...most.map(([name, ms]) => [ms.toFixed(1), name])], ['function'])}`;
}

function nameOf({ functionName, url, lineNumber, columnNumber }: Profiler.ProfileNode['callFrame']): string {
  const name = functionName || '(top level)';
  return url === '' ? name : `${name} ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}:${columnNumber + 1}`;
}
