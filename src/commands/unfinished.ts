/** Work that an earlier run of the editor has left unfinished. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Late } from './late';

/** The folder of the journals, inside the extension's own. */
export function jobsFolder(storage: string): string {
  return join(storage, 'jobs');
}

/** Asks what is to become of unfinished work. When there is none, which is the rule, it costs one look into a folder. */
export async function offerUnfinished(storage: string, load: () => Promise<Late>): Promise<void> {
  const names = await readdir(jobsFolder(storage)).catch(() => []);
  if (names.length > 0) await (await load()).offerResume();
}
