/** Which process works on a job: the name of an empty file in its folder, since renaming succeeds for one process only. */
import { readdir, rename, stat, utimes } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { hasCode, isMissing } from './files';

/** The file of a job that nobody works on. */
export const FREE = 'owner.free';
const OWNER = /^owner\.(free|\d+)$/;
/** How far the clock may have been set since the machine was started, in milliseconds. */
const CLOCK_SLACK = 60_000;

/** The file of a job that a process works on. */
export function ownedBy(processId: number): string {
  return `owner.${processId}`;
}

/** Whether a process of that id runs; one of somebody else counts. */
export function isProcessRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** The file in a folder of a job that says who works on it. */
async function ownerFile(folder: string): Promise<string | undefined> {
  return (await list(folder)).find((file) => OWNER.test(file));
}

/** The process that works, or worked until it ended, on the job in a folder; undefined when nobody does. */
export async function ownerOf(folder: string): Promise<number | undefined> {
  return ownerIn(await ownerFile(folder));
}

/** The process that a file of a job names. */
export function ownerIn(name: string | undefined): number | undefined {
  const owner = OWNER.exec(name ?? '')?.[1];
  return owner === undefined || owner === 'free' ? undefined : Number(owner);
}

/** The jobs of one process, as seen from it. */
export class Owner {
  /**
   * Folders that this process holds, whichever object asked for them: without it a job could not be told from that of an ended
   * process which had the same number.
   */
  static readonly #held = new Set<string>();

  constructor(
    private readonly processId: number,
    private readonly isRunning: (processId: number) => boolean,
  ) {}

  /** Takes note of a folder that this process has made its own. */
  hold(folder: string): void {
    Owner.#held.add(this.#key(folder));
  }

  /** The file that a claim has to rename; undefined when the job is being worked on, damaged or gone. */
  async claimable(folder: string): Promise<string | undefined> {
    if (Owner.#held.has(this.#key(folder))) return undefined;
    const name = await ownerFile(folder);
    const owner = ownerIn(name);
    if (name === undefined || owner === undefined) return name;
    if (owner === this.processId || !this.isRunning(owner)) return name;
    return (await isBeforeStart(join(folder, name))) ? name : undefined;
  }

  /** Makes a job this process's own; false when another was faster or is at work on it. */
  async claim(folder: string): Promise<boolean> {
    const name = await this.claimable(folder);
    if (name === undefined || Owner.#held.has(this.#key(folder))) return false;
    this.hold(folder);
    try {
      // The time says since when; before the renaming, so that nobody sees the new name with an old time.
      await utimes(join(folder, name), new Date(), new Date());
      await rename(join(folder, name), join(folder, ownedBy(this.processId)));
      return true;
    } catch (error) {
      this.forget(folder);
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /** Lets others have the job. */
  async release(folder: string): Promise<void> {
    await rename(join(folder, ownedBy(this.processId)), join(folder, FREE)).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
    this.forget(folder);
  }

  /** Takes note that a folder is no longer this process's. */
  forget(folder: string): void {
    Owner.#held.delete(this.#key(folder));
  }

  #key(folder: string): string {
    return `${this.processId} ${folder}`;
  }
}

/** Whether a file was made before the machine was started: its process has ended, whoever has the number now. */
async function isBeforeStart(path: string): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs < Date.now() - uptime() * 1000 - CLOCK_SLACK;
  } catch {
    return false;
  }
}

/** The names in a folder; none if it is not there. */
export async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}
