/** What changes of many entries need from outside, and the folder in which one is prepared before the user agrees to it. */
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChangePorts } from '../../changePorts';
import type { Job, JobHead, Jobs } from '../jobs';
import { isProcessRunning } from '../jobs/owner';

export interface BulkPorts extends ChangePorts {
  readonly jobs: Jobs;
  /** A folder of this extension's own, on the disk of the jobs: for what is planned, and for what undo needs. */
  readonly folder: string;
  /** Walkers that read one list at once, as `readEntries` takes it. */
  readonly walkers?: number | undefined;
}

/** `plan-<process>-…`: being prepared by that process. */
const PLAN = /^plan-(\d+)-/;

/** Files of something that is planned and may never be done. Only the user can read them. */
export class PlanFolder {
  private constructor(private readonly folder: string) {}

  /** Makes an empty one, and removes those that ended processes left. */
  static async create({ folder }: Pick<BulkPorts, 'folder'>): Promise<PlanFolder> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) {
      const owner = PLAN.exec(name)?.[1];
      if (owner !== undefined && !isProcessRunning(Number(owner))) await remove(join(folder, name));
    }
    return new PlanFolder(await mkdtemp(join(folder, `plan-${process.pid}-`)));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Makes a job of what was planned, which takes all files over. Throws the file system's error; then there is no job. */
  async become<H extends JobHead>(head: H, { jobs }: Pick<BulkPorts, 'jobs'>): Promise<Job<H>> {
    const job = await jobs.create(head);
    try {
      for (const name of await readdir(this.folder)) await rename(this.path(name), job.path(name));
    } catch (error) {
      await job.finish();
      throw error;
    }
    await this.discard();
    return job;
  }

  discard(): Promise<void> {
    return remove(this.folder);
  }
}

function remove(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}
