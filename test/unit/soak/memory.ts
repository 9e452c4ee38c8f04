/** What a process holds when it rests. */
import { setTimeout as sleep } from 'node:timers/promises';

const MB = 1024 * 1024;

export interface Rest {
  /** Objects and buffers that live, and all that is resident, in MB. */
  readonly heap: number;
  readonly rss: number;
}

/** Clears what is not needed any more and measures the rest. Needs `--expose-gc`. */
export async function measureRest(): Promise<Rest> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('Start it with --expose-gc.');
  for (let turn = 0; turn < 3; turn += 1) {
    gc();
    await sleep(20);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: (heapUsed + external) / MB, rss: rss / MB };
}

/** Sockets, servers, timers, threads and the like that keep the process going, by kind. */
export function handles(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
