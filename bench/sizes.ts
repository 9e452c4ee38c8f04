/** How large what is shipped is. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../test/host/paths';
import { type Compared, goal } from './goals';
import { aligned } from './table';

const KB = 1024;
/** What is read at activation, and what as soon as the extension is asked for something: each has this budget. */
const MAIN = ['extension.js', 'window.js'];
const BUNDLE = 200;
const VSIX = 500;

/** Weighs the bundles as they were built, and packages them. */
export function weigh(): Compared {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-vsix-'));
  try {
    const vsix = path.join(folder, 'extension.vsix');
    const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsix];
    const vsce = path.join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
    execFileSync(process.execPath, [vsce, 'package', ...options], { cwd: ROOT, stdio: 'pipe' });
    const bundles = filesBelow('dist').filter((file) => file.endsWith('.js'));
    const rows = [...bundles, vsix].map((file) => [path.basename(file), kilobytes(file).toFixed(1)]);
    const whole = kilobytes(vsix);
    return {
      table: aligned([['file', 'kB'], ...rows], ['file']),
      goals: [
        ...MAIN.map((file) => {
          const size = kilobytes(path.join(ROOT, 'dist', file));
          return goal(`${file} has ${size.toFixed(1)} kB; the goal is at most ${BUNDLE}`, size <= BUNDLE);
        }),
        goal(`the .vsix has ${whole.toFixed(1)} kB; the goal is at most ${VSIX}`, whole <= VSIX),
      ],
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function filesBelow(folder: string): string[] {
  const root = path.join(ROOT, folder);
  return fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => path.join(root, file));
}

function kilobytes(file: string): number {
  return fs.statSync(file).size / KB;
}
