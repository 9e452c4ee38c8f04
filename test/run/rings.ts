/**
 * The test line: runs the rings, two jobs at a time, each even when another one failed, and closes with one line of counts.
 * `rings.js [unit|integration|workbench …] [--grep text] [--seed N|random] [--lanes N] [--pictures] [--desktop]`
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { findBrowser } from '../host/browser';
import { installHost } from '../host/install';
import { hostKind } from '../host/kind';
import { messageOf } from '../host/paths';
import { type Job, jobsOf, type Ring, RINGS, runJob, sum } from './job';
import { SEED, type RingResult } from './suite';

/** For two cores: with three, tests that wait for what a person sees wait for each other. */
const LANES = 2;

/** Property tests draw the same cases in each run, so that a change is judged by what it changes. New ones are drawn where they are asked for. */
const EVERYDAY_SEED = 20_261_122;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      grep: { type: 'string', short: 'g' },
      lanes: { type: 'string', default: String(LANES) },
      seed: { type: 'string', default: String(EVERYDAY_SEED) },
      pictures: { type: 'boolean' },
      desktop: { type: 'boolean' },
    },
  });
  if (values.pictures === true) process.env['PICTURES'] = 'all';
  if (values.desktop === true) process.env['VSCODE_TEST_HOST'] = 'desktop';
  const lanes = Number(values.lanes);
  if (!Number.isSafeInteger(lanes) || lanes < 1) throw new Error('--lanes is how many jobs run at once, from 1 on.');
  const seed = values.seed === 'random' ? randomInt(2 ** 31) : Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error('--seed is a whole number or random.');
  if (seed !== EVERYDAY_SEED) console.log(`Property tests draw by the seed ${seed}.`);
  process.env[SEED] = String(seed);
  const unknown = positionals.filter((name) => !RINGS.some((ring) => ring === name));
  if (unknown.length > 0) throw new Error(`There is no ring ${unknown.join(', ')}. Rings: ${RINGS.join(', ')}.`);
  const rings = positionals.length === 0 ? RINGS : RINGS.filter((ring) => positionals.includes(ring));
  const results = await runAll(rings, values.grep, lanes);
  console.log();
  for (const ring of rings) {
    const of = results.filter(({ job }) => job.ring === ring);
    const seconds = of.reduce((all, { seconds }) => all + seconds, 0);
    console.log(`── ${ring}: ${line(sum(of.map(({ result }) => result)))}, ${seconds.toFixed(1)} s`);
  }
  const total = sum(results.map(({ result }) => result));
  for (const failure of total.failures) console.log(`Failed: ${failure}`);
  console.log(`\n${line(total)}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

interface Done {
  readonly job: Job;
  readonly result: RingResult;
  readonly seconds: number;
}

/** Runs the jobs of rings in lanes, each of which takes the next job when it has ended one. */
async function runAll(rings: readonly Ring[], grep: string | undefined, lanes: number): Promise<readonly Done[]> {
  const isSplit = grep === undefined && lanes > 1;
  const jobs = jobsOf(rings, isSplit);
  const collect = isSplit && jobs.length > 1;
  const done: Done[] = [];
  const queue = [...jobs];
  let isPrepared = false;
  const prepared = (jobs.some(({ ring }) => ring !== 'unit') ? prepare() : Promise.resolve()).then(
    () => (isPrepared = true),
  );
  /** Rules need no VS Code, and go on while it is installed. */
  const next = (): Job | undefined => {
    const index = isPrepared ? 0 : queue.findIndex(({ ring }) => ring === 'unit');
    return queue.splice(Math.max(index, 0), 1)[0];
  };
  const work = async (): Promise<void> => {
    for (let job = next(); job !== undefined; job = next()) {
      if (job.ring !== 'unit') await prepared;
      const started = performance.now();
      if (!collect) console.log(`\n── ${job.ring} ──`);
      const result = await runJob(job, { grep, collect });
      done.push({ job, result, seconds: (performance.now() - started) / 1000 });
      if (collect)
        console.log(`── ${done.length} of ${jobs.length} jobs: ${line(sum(done.map(({ result }) => result)))}`);
    }
  };
  await Promise.all(Array.from({ length: collect ? lanes : 1 }, work));
  return done;
}

/** Installs what the rings need, once and not from two jobs at the same time. What fails here fails again where it is needed, with its reason. */
async function prepare(): Promise<void> {
  if (hostKind() === 'desktop') return;
  try {
    await installHost();
    await findBrowser();
  } catch (error) {
    console.error(messageOf(error));
  }
}

function line({ passed, failed, skipped }: RingResult): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
