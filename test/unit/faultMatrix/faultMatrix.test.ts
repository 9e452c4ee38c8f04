/**
 * Every operation × every fault × first, middle and last call of a run × once, cancelled in that moment, and (to the
 * middle call) for good. */
import assert from 'node:assert/strict';
import { ATTEMPTS, errorOf, FaultBench, type Mode, type Ran, type Result } from './bench';
import { FAULTS, type Fault } from './faultKinds';
import { CALLS, OPERATIONS, type Operation } from './operations';

const MODES: readonly Mode[] = ['once', 'always', 'cancel'];
const PLACES = ['first', 'middle', 'last'];
const MIDDLE = 1;

interface Clean {
  readonly values: readonly unknown[];
  /** State by the calls that were made. */
  state(calls: readonly number[]): Promise<string>;
}

const ALL = Array.from({ length: CALLS }, (_, index) => index);
const without = (at: number): readonly number[] => ALL.filter((index) => index !== at);

describe('fault matrix', () => {
  let bench: FaultBench;
  let cases = 0;

  before(async () => {
    bench = await FaultBench.start();
  });
  after(async () => {
    await bench.close();
    console.log(`      ${cases} cases`);
  });

  for (const operation of OPERATIONS) {
    it(`${operation.name}: done exactly once, or a clear error and nothing half done`, async () => {
      const clean = await cleanRuns(bench, operation);
      for (const fault of FAULTS)
        for (const at of ALL)
          for (const mode of at === MIDDLE ? MODES : MODES.filter((each) => each !== 'always')) {
            cases++;
            const ran = await bench.run(operation, fault, at, mode);
            try {
              await check({ operation, fault, at, mode }, ran, clean);
            } catch (error) {
              const { message } = error as Error;
              throw new Error(`${fault.name}, ${PLACES[at] ?? at} call, ${mode}: ${message}`, { cause: error });
            }
          }
    });
  }
});

interface Case {
  readonly operation: Operation;
  readonly fault: Fault;
  readonly at: number;
  readonly mode: Mode;
}

async function cleanRuns(bench: FaultBench, operation: Operation): Promise<Clean> {
  const calls = operation.deed === 'walk' ? [0] : ALL;
  const states = new Map<string, string>();
  const state = async (made: readonly number[]): Promise<string> => {
    const key = made.join();
    const known = states.get(key) ?? (await bench.clean(operation, operation.deed === 'walk' ? [] : made)).state;
    states.set(key, known);
    return known;
  };
  return { values: (await bench.clean(operation, calls)).values, state };
}

async function check(theCase: Case, ran: Ran, clean: Clean): Promise<void> {
  assert.equal(ran.strayed, 0, 'A request left for another host.');
  if (theCase.mode === 'cancel') await checkCancelled(theCase, ran, clean);
  else await checkOutcome(theCase, ran, clean);
}

/** Cancelled: said so, the call in flight is done or not done, nothing is asked any more. */
async function checkCancelled({ operation, at }: Case, ran: Ran, clean: Clean): Promise<void> {
  assert.equal(ran.afterCancel, 0, 'A request went out after the user had cancelled.');
  const isWalk = operation.deed === 'walk';
  ran.results.forEach((result, index) => {
    if (!isWalk && index < at) assertValue(result, clean.values[index]);
    else assert.equal(errorOf(result).reason, 'cancelled');
  });
  const before = ALL.filter((index) => index < at);
  const possible = [await clean.state(before), await clean.state([...before, at])];
  assert.ok(possible.includes(ran.state), 'Something was left half done.');
}

async function checkOutcome({ operation, fault, at, mode }: Case, ran: Ran, clean: Clean): Promise<void> {
  const outcome = fault[mode === 'once' ? 'once' : 'always'](operation.deed, at);
  const isWalk = operation.deed === 'walk';
  ran.results.forEach((result, index) => {
    if (isWalk || index === at) checkResult(result, outcome, clean.values[index], operation);
    else assertValue(result, clean.values[index]);
  });
  const done = await clean.state(ALL);
  const left = await clean.state(without(at));
  if (
    outcome === 'done' &&
    (fault.takesEffect === true || (mode === 'once' && fault.always(operation.deed, at) !== 'done'))
  )
    assert.equal(ran.state, done, 'The operation was not done.');
  else if (fault.takesEffect === true) assert.ok([done, left].includes(ran.state), 'Something was left half done.');
  else assert.equal(ran.state, left, 'Something was done though it failed.');
  if (fault.waits !== undefined && mode === 'once')
    assert.ok(ran.slept >= fault.waits, `It waited ${ran.slept} ms only.`);
  const pages = isWalk ? CALLS : 1;
  assert.ok(ran.requests <= ATTEMPTS - 1 + pages, `${ran.requests} requests.`);
}

function checkResult(result: Result, outcome: string, value: unknown, { deed }: Operation): void {
  if (outcome === 'done') assertValue(result, value);
  else if (outcome === 'notFound') assertValue(result, undefined);
  else if (outcome === 'short') assertShort(result, value, deed);
  else assert.equal(errorOf(result).reason, outcome);
}

/** Null items are the end: what came before them is there, in order, and nothing else. */
function assertShort(result: Result, value: unknown, deed: string): void {
  assert.ok('value' in result, String((result as { error: unknown }).error));
  const items = (whole: unknown): readonly unknown[] =>
    deed === 'walk' ? (whole as readonly unknown[]) : (whole as { domains: readonly unknown[] }).domains;
  const got = items(result.value);
  assert.deepEqual(got, items(value).slice(0, got.length));
  assert.ok(got.length < items(value).length);
}

function assertValue(result: Result, value: unknown): void {
  assert.ok('value' in result, String((result as { error: unknown }).error));
  assert.deepEqual(result.value, value);
}
