/**
 * The test line: runs the rings one after the other, each even when an earlier one failed, and closes with one line of counts.
 * `rings.js [unit|integration|workbench …] [--grep text] [--desktop]`
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf, OUT } from '../host/paths';
import { onEnd } from '../host/processes';
import { runIntegration } from './integrationRing';
import { GREP, RESULT_FILE, type RingResult } from './suite';

const RINGS = ['unit', 'integration', 'workbench'] as const;
type Ring = (typeof RINGS)[number];

const CRASHED: RingResult = { passed: 0, failed: 1, skipped: 0 };

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { grep: { type: 'string', short: 'g' }, desktop: { type: 'boolean' } },
  });
  if (values.desktop === true) process.env['VSCODE_TEST_HOST'] = 'desktop';
  const unknown = positionals.filter((name) => !RINGS.some((ring) => ring === name));
  if (unknown.length > 0) throw new Error(`There is no ring ${unknown.join(', ')}. Rings: ${RINGS.join(', ')}.`);
  const chosen = positionals.length === 0 ? RINGS : RINGS.filter((ring) => positionals.includes(ring));
  let total: RingResult = { passed: 0, failed: 0, skipped: 0 };
  for (const ring of chosen) {
    const started = performance.now();
    console.log(`\n── ${ring} ──`);
    const result = await runRing(ring, values.grep);
    console.log(`── ${ring}: ${line(result)}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
    total = add(total, result);
  }
  console.log(`\n${line(total)}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

/** Runs one ring; what goes wrong outside a test counts as one failure. */
async function runRing(ring: Ring, grep: string | undefined): Promise<RingResult> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ring-'));
  const remove = (): void => fs.rmSync(folder, { recursive: true, force: true });
  const forget = onEnd(remove);
  const resultFile = path.join(folder, 'result.json');
  const env = { [RESULT_FILE]: resultFile, ...(grep === undefined ? {} : { [GREP]: grep }) };
  let problem: string | undefined;
  try {
    await (ring === 'integration' ? runIntegration(env) : runNode(ring, env));
  } catch (error) {
    problem = messageOf(error);
  }
  const result = readResult(resultFile);
  forget();
  remove();
  if (result === undefined) return crashed(`The ${ring} ring ended before its tests did. ${problem ?? ''}`);
  if (problem !== undefined && result.failed === 0)
    return add(result, crashed(`The ${ring} ring failed after its tests passed. ${problem}`));
  if (grep === undefined && result.passed + result.failed === 0)
    return add(result, crashed(`The ${ring} ring has no tests.`));
  return result;
}

function runNode(ring: Ring, env: Readonly<Record<string, string>>): Promise<void> {
  const args = ['--enable-source-maps', path.join(OUT, 'test', 'run', 'nodeRing.js'), ring];
  // Not the head of a tree of its own: Ctrl+C is to reach it, so that it can end what it has started.
  const child = spawn(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  const forget = onEnd(() => child.kill());
  return new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`It ended with ${code ?? signal ?? 'nothing'}.`));
    });
  }).finally(forget);
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
  return CRASHED;
}

function add(a: RingResult, b: RingResult): RingResult {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

function line({ passed, failed, skipped }: RingResult): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  console.log(line(CRASHED));
  process.exitCode = 1;
});
