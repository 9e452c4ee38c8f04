/** What a job says of itself: `job.json` in its folder. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './files';
import type { JobHead } from './job';

const VERSION = 1;
const HEAD = 'job.json';
const KINDS: readonly unknown[] = ['import', 'delete', 'copy', 'restore'] satisfies JobHead['kind'][];

/** A job as it was begun. */
export interface Begun {
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  readonly head: JobHead;
}

/** Writes it into the folder of a job. Throws the file system's error. */
export function writeHead(folder: string, begun: Begun): Promise<void> {
  return writeFile(join(folder, HEAD), JSON.stringify({ version: VERSION, ...begun }), { mode: 0o600 });
}

/** Reads it; undefined when it is missing, damaged (the job is then set aside) or of a newer version. */
export async function readHead(folder: string): Promise<Begun | undefined> {
  let text = '';
  try {
    text = await readFile(join(folder, HEAD), 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    if (!hasCode(error, 'EISDIR')) throw error;
  }
  const kept = parseHead(text);
  if (kept === 'damaged') await rename(folder, `${folder}.damaged`).catch(() => undefined);
  return typeof kept === 'string' ? undefined : kept;
}

function parseHead(text: string): Begun | 'damaged' | 'newer' {
  try {
    const { version, at, head } = JSON.parse(text) as Partial<Record<'version' | 'at' | 'head', unknown>>;
    if (typeof version === 'number' && version > VERSION) return 'newer';
    return version === VERSION && typeof at === 'number' && isHead(head) ? { at, head } : 'damaged';
  } catch {
    return 'damaged';
  }
}

function isHead(head: unknown): head is JobHead {
  if (typeof head !== 'object' || head === null) return false;
  const { kind, title } = head as Partial<Record<'kind' | 'title', unknown>>;
  return KINDS.includes(kind) && typeof title === 'string';
}
