/** `npm run soak`: random operations against the embedded Mailgun, checked against a model. Started with `--expose-gc`. */
import { parseArgs } from 'node:util';
import { handles } from './memory';
import { soak, type SoakReport } from './soak';

const USAGE = `npm run soak -- [--operations <count>] [--seed <number>]
  --operations  100000 unless given
  --seed        decides what is done and what goes wrong; printed, so that a run can be repeated`;

/**
 * What may be added from the first round to the last, in MB: to objects and buffers that live, where 100 bytes kept of each of 100,000
 * operations would be 10; and to what is resident, which is what an idle extension host is allowed while whole lists go through it. A process
 * that is young still takes memory for more than it keeps, so that only a long run is held to the latter.
 */
const HEAP_GROWTH = 8;
const RSS_GROWTH = 64;
const LONG = 50_000;

async function main(): Promise<void> {
  const { operations, seed } = readArguments();
  process.env['no_proxy'] = '127.0.0.1';
  console.log(`${operations} operations, seed ${seed}, Node ${process.version}`);
  const before = handles();
  const started = performance.now();
  const onRound = (round: number, { heap, rss }: { heap: number; rss: number }): void =>
    console.log(`round ${round}: ${seconds(started)} s, heap ${heap.toFixed(1)} MB, resident ${rss.toFixed(0)} MB`);
  const report = await soak({ operations, seed, rounds: Math.max(4, Math.round(operations / 10_000)), onRound });
  print(report);
  console.log(`${seconds(started)} s, ${(process.cpuUsage().user / 1e6).toFixed(0)} s of CPU`);
  checkRest(report, operations);
  await untilGone(before);
  console.log('Lists, requests, sockets and memory are as they must be.');
}

function checkRest({ rests }: SoakReport, operations: number): void {
  const [first] = rests;
  const last = rests.at(-1);
  if (first === undefined || last === undefined) throw new Error('Nothing was measured.');
  console.log(
    `heap ${first.heap.toFixed(1)} → ${last.heap.toFixed(1)} MB, resident ${first.rss.toFixed(0)} → ${last.rss.toFixed(0)} MB`,
  );
  if (last.heap - first.heap > HEAP_GROWTH) throw new Error(`The heap has grown by more than ${HEAP_GROWTH} MB.`);
  if (operations >= LONG && last.rss - first.rss > RSS_GROWTH)
    throw new Error(`Memory has grown by more than ${RSS_GROWTH} MB.`);
}

/** Resolves once nothing keeps the process going that did not before. Throws when something stays. */
async function untilGone(before: Readonly<Record<string, number>>): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    const left = Object.entries(handles()).filter(([kind, count]) => count > (before[kind] ?? 0));
    if (left.length === 0) return;
    if (turn > 1000) throw new Error(`Still there: ${JSON.stringify(Object.fromEntries(left))}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function print(report: SoakReport): void {
  const { operations, faults, outcomes, rests, ...rest } = report;
  for (const [title, counts] of Object.entries({ operations, faults, outcomes }))
    console.log(
      `\n${title}\n${Object.entries(counts)
        .map(([name, count]) => `  ${String(count).padStart(8)}  ${name}`)
        .join('\n')}`,
    );
  console.log(
    `\n${Object.entries(rest)
      .map(([name, count]) => `${name}: ${count}`)
      .join(', ')}, rounds: ${rests.length}`,
  );
}

function readArguments(): { readonly operations: number; readonly seed: number } {
  const options = { operations: { type: 'string', default: '100000' }, seed: { type: 'string' } } as const;
  try {
    const { operations, seed = String(Math.floor(Math.random() * 0xffff_ffff)) } = parseArgs({ options }).values;
    if (!/^[1-9]\d{0,7}$/.test(operations) || !/^\d{1,10}$/.test(seed)) throw new Error('Both are whole numbers.');
    return { operations: Number(operations), seed: Number(seed) };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(0);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
