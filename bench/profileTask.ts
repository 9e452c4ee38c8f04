/** Runs one task in our way alone, under the profiler. */
import path from 'node:path';
import { profileBulk } from './bulk/compare';
import { BULK_TASKS } from './bulk/tasks';
import { ACTIVATION_TASK, TREE_TASK } from './names';
import { profiled, profileFolder, summaries } from './profile';
import type { ServerProcess } from './serverProcess';
import { runOurs } from './small/compare';
import { TASKS } from './small/tasks';

/** Leaves the CPU profiles of a task in `out/profiles/<task>`; returns which functions took the time. */
export async function profile(server: ServerProcess, name: string, size: number): Promise<string> {
  const folder = profileFolder(name);
  const file = path.join(folder, `${name}.cpuprofile`);
  const small = TASKS.find((task) => task.name === name);
  const bulk = BULK_TASKS.find((task) => task.name === name);
  // Without latency, so that little of the profile is waiting.
  if (small !== undefined) await profiled(file, () => runOurs(server, small, 0));
  else if (bulk !== undefined) await profileBulk(server, bulk, size, folder);
  else if (name === ACTIVATION_TASK.name) await (await import('./activation/compare')).profileActivation(file);
  else if (name === TREE_TASK.name) await (await import('./tree/compare')).profileTree(server, file);
  return summaries(folder);
}
