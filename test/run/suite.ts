/** Runs the built tests of one ring with mocha, in plain Node and inside VS Code alike, and writes down the counts. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { configureGlobal } from 'fast-check';
import Mocha from 'mocha';

const loadModule = createRequire(__filename);

/** What a ring came to. */
export interface RingResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Titles of what failed. */
  readonly failures: readonly string[];
}

/** Environment by which the ring runner speaks to the process that runs the tests, which may be VS Code's extension host. */
export const RESULT_FILE = 'RING_RESULT_FILE';
export const GREP = 'RING_GREP';
export const SEED = 'RING_SEED';

/** A test that takes so long, in milliseconds, never ends; how fast a machine is decides nothing. */
const HANGS_MS = 600_000;

export interface SuiteOptions {
  /** Folder of the built tests: every `*.test.js` below it runs, in the order of the paths. */
  readonly folder: string;
  /** Only these of them; all where there are none. */
  readonly files?: readonly string[] | undefined;
}

/** Runs the tests and writes the counts to the file the environment names. The result is the counts too. */
export async function runSuite({ folder, files = [] }: SuiteOptions): Promise<RingResult> {
  const grep = process.env[GREP];
  const seed = process.env[SEED];
  if (seed) configureGlobal({ seed: Number(seed) });
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    color: process.env['NO_COLOR'] === undefined && process.env['FORCE_COLOR'] !== undefined,
    timeout: HANGS_MS,
    forbidOnly: true,
    ...(grep ? { grep } : {}),
  });
  for (const file of files.length > 0 ? files : testFiles(folder)) load(mocha, file);
  const failures: string[] = [];
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on('fail', (test) => failures.push(test.fullTitle()));
  });
  const result = { failures, passed: stats?.passes ?? 0, failed: stats?.failures ?? 0, skipped: stats?.pending ?? 0 };
  const resultFile = process.env[RESULT_FILE];
  if (resultFile) fs.writeFileSync(resultFile, JSON.stringify(result));
  return result;
}

/** As mocha's own loader does, with `require` only: mocha's is not there when it is part of a bundle. */
function load(mocha: Mocha, file: string): void {
  mocha.suite.emit('pre-require', globalThis, file, mocha);
  mocha.suite.emit('require', loadModule(file), file, mocha);
  mocha.suite.emit('post-require', globalThis, file, mocha);
}

/** Built test files below a folder, in the order of their paths. */
export function testFiles(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.test.js'))
    .sort()
    .map((file) => path.join(folder, file));
}
