/** One way to do one bulk task: what runs in a process of its own. */
import type { Target } from '../orders';

/** What a way is given. */
export interface Job {
  readonly target: Target;
  /** Requests at once, where the way has a choice. */
  readonly atOnce: number;
  /** The CSV to import. */
  readonly csv: string;
  /** The addresses to delete. */
  readonly addresses: readonly string[];
  /** A folder that is empty, for what is written. */
  readonly folder: string;
}

/** The file of a job's folder to which lists are exported. */
export const EXPORTED = 'exported.csv';

/** Makes ready what is not to be timed; the result is what is. */
export type Way = (job: Job) => Promise<() => Promise<void>>;

/** What a process reports of its work; `growth` is memory in MB, times in milliseconds. */
export type Report = Readonly<Record<'ms' | 'cpu' | 'growth', number>>;
