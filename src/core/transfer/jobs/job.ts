/** One long piece of work that survives the process: what is to be done, and what has been done of it. */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ack, AckFile } from './ack';
import type { Owner } from './owner';

/** What is to be done, as plain JSON without a key. Each kind of job has a type of its own beside its code. */
export interface JobHead {
  readonly kind: 'import' | 'delete' | 'copy' | 'restore';
  /** For a person, who is asked whether to resume it: `Import of bounces.csv into mg.example.com`. */
  readonly title: string;
}

/** How the folder of a job is called that is about to be removed. */
export const DONE = '.done';

/** A job that this process works on, until it calls `finish` or `release`. */
export class Job<H extends JobHead = JobHead> {
  #ended = false;

  /** Made by `Jobs` only. */
  constructor(
    readonly id: string,
    readonly head: H,
    /** Holds the journal and whatever the job keeps beside it; removed by `finish`. */
    readonly folder: string,
    private readonly acks: AckFile,
    private readonly owner: Owner,
  ) {}

  /** The path of a file of the job's own. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** What came of the units that are done: unit number → acknowledgement. */
  get acknowledged(): ReadonlyMap<number, Ack> {
    return this.acks.acks;
  }

  /**
   * Notes that a unit is done. Written synchronously, before anything else can happen, so that a process that is killed right after
   * has it. A unit acknowledged again has the later acknowledgement. Throws the file system's error.
   */
  ack(unit: number, ack: Ack): void {
    if (this.#ended) throw new Error('The job has ended.');
    this.acks.append(unit, ack);
  }

  /** Ends the job for good and removes its folder. */
  async finish(): Promise<void> {
    if (this.#ended) return;
    this.#end();
    await removeFolder(this.folder);
    this.owner.forget(this.folder);
  }

  /** Stops working on the job and keeps it to be resumed by whoever opens it. */
  async release(): Promise<void> {
    if (this.#ended) return;
    this.#end();
    await this.owner.release(this.folder);
  }

  #end(): void {
    this.#ended = true;
    this.acks.close();
  }
}

/** Removes the folder of a job. It is renamed first: half of a job must never be taken for a job. */
export async function removeFolder(folder: string): Promise<void> {
  await rename(folder, folder + DONE);
  await rm(folder + DONE, { recursive: true, force: true });
}
