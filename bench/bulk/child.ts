/** One way in a process of its own: prepares, waits to be told, works, reports. */
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { growthOf } from './memory';
import type { Job, Report, Way } from './way';
import { WAYS, type WayId } from './ways';

// It was for this thread. For threads that are started from now on, the bounds count that they are given.
setFlagsFromString('--max-semi-space-size=0');

async function main(): Promise<void> {
  const [{ way, job }] = (await once(process, 'message')) as [{ way: WayId; job: Job }];
  const ways: Readonly<Record<WayId, () => Promise<Way>>> = WAYS;
  const work = await (await ways[way]())(job);
  let ms = NaN;
  let cpu = NaN;
  const growth = await growthOf(async () => {
    process.send?.('ready');
    await once(process, 'message');
    const cpuBefore = process.cpuUsage();
    const started = performance.now();
    await work();
    ms = performance.now() - started;
    const { user, system } = process.cpuUsage(cpuBefore);
    cpu = (user + system) / 1000;
  });
  const report: Report = { ms, cpu, growth };
  process.send?.(report, () => process.exit());
}

void main();
