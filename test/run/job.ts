/** Jobs: a ring, or some files of one, in a process of its own. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { messageOf, OUT } from '../host/paths';
import { onEnd } from '../host/processes';
import { GREP, RESULT_FILE, type RingResult, testFiles } from './suite';

export const RINGS = ['unit', 'integration', 'workbench'] as const;
export type Ring = (typeof RINGS)[number];

export interface Job {
  readonly ring: Ring;
  /** Paths of built test files; all of the ring where there are none. */
  readonly files: readonly string[];
}

export interface JobOptions {
  /** Only tests with this in their title. */
  readonly grep?: string | undefined;
  /** Keeps what the job says until it has ended, so that two at once do not mix. */
  readonly collect: boolean;
}

const NOTHING: RingResult = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** Folders of rules that are a job each; one job has the others. */
const LONG_RULES = ['core/transfer', 'faultMatrix', 'hostile', 'soak'];

/** Files of the workbench that take one window after the other, longest first; each of the others is a job, for it opens windows of its own. */
const ONE_WINDOW = [
  ['keySearch'],
  ['accessibility', 'accessibilityTables'],
  ['matrix', 'tableRows', 'insight'],
  ['hostile', 'hostileTables', 'keys', 'wholeLists'],
  ['events', 'details'],
  ['import'],
  ['table'],
];

/** The jobs of rings, the long ones first, so that the lanes end together. */
export function jobsOf(rings: readonly Ring[], isSplit: boolean): readonly Job[] {
  if (!isSplit) return rings.map((ring) => ({ ring, files: [] }));
  return rings.flatMap((ring): Job[] => {
    const files = testFiles(path.join(OUT, 'test', ring));
    const groups = ring === 'unit' ? rules(files) : ring === 'workbench' ? windows(files) : [[]];
    return groups.map((files) => ({ ring, files }));
  });
}

function rules(files: readonly string[]): string[][] {
  const unit = path.join(OUT, 'test', 'unit');
  const long = LONG_RULES.map((folder) => files.filter((file) => file.startsWith(path.join(unit, folder) + path.sep)));
  return [...long, rest(files, long)];
}

function windows(files: readonly string[]): string[][] {
  const groups = ONE_WINDOW.map((names) =>
    names.map((name) => path.join(OUT, 'test', 'workbench', `${name}.test.js`)).filter((file) => files.includes(file)),
  );
  return [...groups, ...rest(files, groups).map((file) => [file])];
}

/** The files that are in none of these groups. Every file must be in a job, and an empty job would be all of its ring. */
function rest(files: readonly string[], groups: readonly (readonly string[])[]): string[] {
  for (const [index, group] of groups.entries())
    if (group.length === 0) throw new Error(`Group ${index + 1} of the jobs has no test.`);
  return files.filter((file) => !groups.some((group) => group.includes(file)));
}

/** Runs a job; what goes wrong outside a test counts as one failure. */
export async function runJob(job: Job, { grep, collect }: JobOptions): Promise<RingResult> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ring-'));
  const remove = (): void => fs.rmSync(folder, { recursive: true, force: true });
  const forget = onEnd(remove);
  const resultFile = path.join(folder, 'result.json');
  const env = { [RESULT_FILE]: resultFile, ...(grep === undefined ? {} : { [GREP]: grep }) };
  let problem: string | undefined;
  try {
    await runProcess(job, env, collect);
  } catch (error) {
    problem = messageOf(error);
  }
  const result = readResult(resultFile);
  forget();
  remove();
  const { ring } = job;
  if (result === undefined) return crashed(`The ${ring} ring ended before its tests did. ${problem ?? ''}`);
  if (problem !== undefined && result.failed === 0)
    return add(result, crashed(`The ${ring} ring failed after its tests passed. ${problem}`));
  if (grep === undefined && result.passed + result.failed + result.skipped === 0)
    return add(
      result,
      crashed(`The ${ring} ring has no tests${job.files.length > 0 ? ` in ${job.files.join()}` : ''}.`),
    );
  return result;
}

function runProcess({ ring, files }: Job, env: Readonly<Record<string, string>>, collect: boolean): Promise<void> {
  const args = ['--enable-source-maps', path.join(OUT, 'test', 'run', 'jobMain.js'), ring, ...files];
  const pipe = collect ? 'pipe' : 'inherit';
  // Not the head of a tree of its own: Ctrl+C is to reach it, so that it can end what it has started.
  const child = spawn(process.execPath, args, { stdio: ['ignore', pipe, pipe], env: { ...process.env, ...env } });
  const forget = onEnd(() => child.kill());
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => said.push(data));
  return new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`It ended with ${code ?? signal ?? 'nothing'}.`));
    });
  }).finally(() => {
    forget();
    if (collect) process.stdout.write(Buffer.concat(said));
  });
}

function readResult(file: string): RingResult | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as RingResult;
  } catch {
    return undefined;
  }
}

function crashed(message: string): RingResult {
  console.error(message.trim());
  return { ...NOTHING, failed: 1, failures: [message.trim()] };
}

export function sum(results: Iterable<RingResult>): RingResult {
  return [...results].reduce(add, NOTHING);
}

function add(a: RingResult, b: RingResult): RingResult {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
  };
}
