/** `npm run soak`: random operations against the embedded Mailgun, checked against a model. Started with `--expose-gc`. */
import { parseArgs } from 'node:util';
import { handles } from './memory';
import { soak, type SoakReport } from './soak';

const USAGE = `npm run soak -- [--operations <count>] [--seed <number>]
  --operations  100000 unless given
  --seed        decides what is done and what goes wrong; printed, so that a run can be repeated`;

/**
 * What may be added, in MB: from the first round to the last to objects and buffers that live, where 100 bytes kept of each of 100,000
 * operations would be 10; and from one half of a long run to the other to what is resident. That goes up and down by tens with what the
 * collector takes before it runs, so that medians are compared; the first round is that of a process that still takes what it needs.
 */
const HEAP_GROWTH = 8;
const RESIDENT_GROWTH = 32;
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
  const [first, ...later] = rests;
  const last = later.at(-1);
  if (first === undefined || last === undefined) throw new Error('Nothing was measured.');
  const [early, late] = [later.slice(0, later.length / 2), later.slice(later.length / 2)].map((half) =>
    median(half.map(({ rss }) => rss)),
  ) as [number, number];
  console.log(
    `heap ${first.heap.toFixed(1)} → ${last.heap.toFixed(1)} MB, resident ${early.toFixed(0)} → ${late.toFixed(0)} MB (medians of halves)`,
  );
  if (last.heap - first.heap > HEAP_GROWTH) throw new Error(`The heap has grown by more than ${HEAP_GROWTH} MB.`);
  if (operations >= LONG && late - early > RESIDENT_GROWTH)
    throw new Error(`Resident memory has grown by more than ${RESIDENT_GROWTH} MB.`);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
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
