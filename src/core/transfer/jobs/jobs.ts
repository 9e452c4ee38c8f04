/** Jobs in a folder, shared by all windows of the editor. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { changeId } from '../../change';
import { AckFile, readAcks, type Ack } from './ack';
import { readHead, writeHead } from './head';
import { DONE, Job, removeFolder, type JobHead } from './job';
import { isProcessRunning, list, ownedBy, Owner } from './owner';

const ACKS = 'acks';
const ID = /^[\w-]{1,80}$/;
/** `<id>.new-<process>`: being made by that process. */
const UNFINISHED = /^[\w-]+\.new-(\d+)$/;

/** A job that can be resumed. */
export interface UnfinishedJob {
  readonly id: string;
  /** When it was begun, in milliseconds since the epoch. */
  readonly at: number;
  readonly head: JobHead;
  /** How many units are done. */
  readonly acknowledged: number;
  /** How many entries those held. */
  readonly settled: number;
}

/**
 * Keeps each job in a folder of its own that only the user can read: `job.json` says what is to be done, `acks` what has been done.
 * A folder appears whole or not at all. Jobs of newer versions are left alone, damaged ones set aside.
 */
export class Jobs {
  readonly #owner: Owner;

  constructor(
    private readonly folder: string,
    private readonly processId: number = process.pid,
    private readonly isRunning: (processId: number) => boolean = isProcessRunning,
  ) {
    this.#owner = new Owner(processId, isRunning);
  }

  /** Makes a job, which this process then works on. Throws the file system's error. */
  async create<H extends JobHead>(head: H): Promise<Job<H>> {
    const at = Date.now();
    const id = changeId(at);
    const folder = join(this.folder, id);
    const making = `${folder}.new-${this.processId}`;
    await mkdir(making, { recursive: true, mode: 0o700 });
    await writeHead(making, { at, head });
    await writeFile(join(making, ownedBy(this.processId)), '', { mode: 0o600 });
    this.#owner.hold(folder);
    await rename(making, folder);
    return new Job(id, head, folder, await AckFile.open(join(folder, ACKS)), this.#owner);
  }

  /** Takes an unfinished job for this process; undefined when it is gone, being worked on, damaged or of a newer version. */
  async open(id: string): Promise<Job | undefined> {
    const folder = this.#folder(id);
    const kept = folder === undefined ? undefined : await readHead(folder);
    if (folder === undefined || kept === undefined || !(await this.#owner.claim(folder))) return undefined;
    try {
      return new Job(id, kept.head, folder, await AckFile.open(join(folder, ACKS)), this.#owner);
    } catch (error) {
      await this.#owner.release(folder);
      throw error;
    }
  }

  /** The jobs that nobody works on, newest first. */
  async unfinished(): Promise<readonly UnfinishedJob[]> {
    const names = await list(this.folder);
    await this.#sweep(names);
    const jobs: UnfinishedJob[] = [];
    for (const id of names.filter((name) => ID.test(name)).sort((a, b) => (a < b ? 1 : -1))) {
      const folder = join(this.folder, id);
      const kept = await readHead(folder);
      if (kept === undefined || (await this.#owner.claimable(folder)) === undefined) continue;
      const { acks } = await readAcks(join(folder, ACKS));
      jobs.push({ id, ...kept, acknowledged: acks.size, settled: settledBy(acks.values()) });
    }
    return jobs;
  }

  /** Removes an unfinished job for good; does nothing while somebody works on it. */
  async discard(id: string): Promise<void> {
    const folder = this.#folder(id);
    if (folder === undefined || !(await this.#owner.claim(folder))) return;
    await removeFolder(folder);
    this.#owner.forget(folder);
  }

  #folder(id: string): string | undefined {
    return ID.test(id) ? join(this.folder, id) : undefined;
  }

  /** Removes what processes left that ended in the middle of making or removing a job. */
  async #sweep(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const maker = UNFINISHED.exec(name)?.[1];
      const isLeft = name.endsWith(DONE) || (maker !== undefined && !this.isRunning(Number(maker)));
      // Another window may be doing the same.
      if (isLeft) await rm(join(this.folder, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function settledBy(acks: Iterable<Ack>): number {
  let sum = 0;
  for (const { added = 0, updated = 0, deleted = 0, missing = 0, rejected = [] } of acks)
    sum += added + updated + deleted + missing + rejected.length;
  return sum;
}
