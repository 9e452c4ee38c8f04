/** Where things stand. */
import fs from 'node:fs';
import path from 'node:path';

/** The project's root. Built scripts stand at several depths below `out/test`. */
export const ROOT = findRoot(__dirname);
/** Downloaded hosts, the folder that @vscode/test-electron uses too. */
export const HOSTS = path.join(ROOT, '.vscode-test');
/** What test runs leave to look at. */
export const OUT = path.join(ROOT, 'out');

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function findRoot(folder: string): string {
  if (fs.existsSync(path.join(folder, 'esbuild.js'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('This script does not stand inside the project.');
  return findRoot(parent);
}
