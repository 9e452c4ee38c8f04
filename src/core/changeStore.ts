/** Changes in a folder, one file each, shared by all windows of the editor. */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isBulk, type Change, type ChangeStore } from './change';
import { readChange, writeChange } from './changeFormat';

export type { ChangeStore } from './change';

/** Changes kept at most. */
export const MAX_CHANGES = 100;
/** Changes remembered as made here at most: also of those that were removed just now, of which news may still come. */
const MAX_OWN = 2 * MAX_CHANGES;

const KEPT = '.json';
/** `<id>.claimed-<process>`: being undone by that process. */
const CLAIMED = /^([\w-]+)\.claimed-(\d+)$/;
/** `<id>.json.new-<process>`: being written by that process. */
const UNFINISHED = /^[\w-]+\.json\.new-(\d+)$/;
const ID = /^[\w-]{1,80}$/;

/**
 * Keeps changes as files that only the user can read. A file appears whole or not at all. Claiming is renaming, which succeeds
 * for one process only; a claim whose process has ended is void. Damaged files are set aside, those of newer versions left alone.
 */
export class FileChangeStore implements ChangeStore {
  /** Ids claimed through this object: an ended process may have had the same number as this one. */
  readonly #held = new Set<string>();
  readonly #own = new Set<string>();

  constructor(
    private readonly folder: string,
    private readonly processId: number = process.pid,
    private readonly isRunning: (processId: number) => boolean = isProcessRunning,
  ) {}

  async add(change: Change): Promise<void> {
    await this.#write(change);
    const ids = await this.#ids();
    await Promise.all(ids.slice(MAX_CHANGES).map((id) => this.#drop(this.#file(id))));
  }

  async update(change: Change): Promise<boolean> {
    if (!(await exists(this.#file(change.id)))) return false;
    if ((isBulk(change) ? change.parts : change.items).length === 0) await rm(this.#file(change.id), { force: true });
    else await this.#write(change);
    return true;
  }

  async list(): Promise<readonly Change[]> {
    await this.#recover();
    const changes: Change[] = [];
    for (const id of await this.#ids()) {
      const change = await this.#read(this.#file(id));
      if (change !== undefined) changes.push(change);
    }
    return changes;
  }

  async claim(id: string): Promise<Change | undefined> {
    const claimed = this.#claimFile(id);
    if (this.#held.has(id)) return undefined;
    this.#held.add(id);
    try {
      await rename(this.#file(id), claimed);
    } catch (error) {
      this.#held.delete(id);
      if (isMissing(error)) return undefined;
      throw error;
    }
    const change = await this.#read(claimed);
    if (change === undefined) this.#held.delete(id);
    return change;
  }

  async release(id: string, rest?: Change): Promise<void> {
    if (rest !== undefined) await this.#write(rest);
    await rm(this.#claimFile(id), { force: true });
    this.#held.delete(id);
  }

  isOwn(id: string): boolean {
    return this.#own.has(id);
  }

  #file(id: string): string {
    if (!ID.test(id)) throw new Error('A change has an id that cannot be a file name.');
    return join(this.folder, id + KEPT);
  }

  #claimFile(id: string): string {
    return this.#file(id).slice(0, -KEPT.length) + `.claimed-${this.processId}`;
  }

  async #write(change: Change): Promise<void> {
    const path = this.#file(change.id);
    this.#remember(change.id);
    const unfinished = `${path}.new-${this.processId}`;
    await mkdir(this.folder, { recursive: true });
    await writeFile(unfinished, writeChange(change), { mode: 0o600 });
    await rename(unfinished, path);
  }

  #remember(id: string): void {
    this.#own.delete(id);
    this.#own.add(id);
    for (const oldest of this.#own) {
      if (this.#own.size <= MAX_OWN) return;
      this.#own.delete(oldest);
    }
  }

  /** Removes a change, with the files that are its own. */
  async #drop(path: string): Promise<void> {
    const change = await this.#read(path);
    const own = change?.kind === 'bulkDelete' ? change.parts.map(({ backup }) => backup) : [];
    await Promise.all([path, ...own].map((name) => rm(name, { force: true })));
  }

  /** Reads a file; sets it aside when it is damaged. */
  async #read(path: string): Promise<Change | undefined> {
    let text = '';
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      if (!isFolder(error)) throw error;
    }
    const change = readChange(text);
    if (change === 'damaged') await rename(path, `${path}.damaged`).catch(() => undefined);
    return typeof change === 'string' ? undefined : change;
  }

  /** Ids of the changes that are kept, newest first: ids begin with their time. */
  async #ids(): Promise<string[]> {
    const ids = (await this.#names()).filter((name) => name.endsWith(KEPT)).map((name) => name.slice(0, -KEPT.length));
    return ids.filter((id) => ID.test(id)).sort((a, b) => (a < b ? 1 : -1));
  }

  /** Gives back what processes that have ended had claimed, and removes what they left unfinished. */
  async #recover(): Promise<void> {
    for (const name of await this.#names()) {
      const [, id, owner] = CLAIMED.exec(name) ?? [];
      if (id !== undefined && !this.#isHeld(id, Number(owner))) {
        // Another window may be doing the same.
        await rename(join(this.folder, name), this.#file(id)).catch(() => undefined);
      }
      const writer = UNFINISHED.exec(name)?.[1];
      if (writer !== undefined && !this.isRunning(Number(writer))) await rm(join(this.folder, name), { force: true });
    }
  }

  #isHeld(id: string, owner: number): boolean {
    return owner === this.processId ? this.#held.has(id) : this.isRunning(owner);
  }

  async #names(): Promise<string[]> {
    try {
      return await readdir(this.folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function isFolder(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EISDIR';
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isProcessRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // A process of somebody else runs too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
