/** Starting a task in a thread of its own, with bounds for its memory. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ResourceLimits } from 'node:worker_threads';
import { cancelledError } from '../../errorText';
import { TaskHere } from './here';
import type { RunningTask, Task } from './task';
import { startThread, TaskThere } from './thread';

/** Beside the bundle that this file is part of. */
const WORKER = join(__dirname, 'transferWorker.js');
/**
 * What a thread may take, in MB. New objects get little room: left to itself the engine takes up to 128 MB for them before it looks
 * what of it is garbage. Buffers do not count.
 */
const LIMITS: ResourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 };

/** How a task is started. */
export interface TaskOptions {
  /** Aborted: the thread is ended at once. */
  readonly signal?: AbortSignal | undefined;
  /** The file of the worker; `transferWorker.js` beside the bundle if absent. Empty: no thread. */
  readonly worker?: string | undefined;
  /** Buffers of the input that are handed over. */
  readonly transfer?: readonly ArrayBuffer[] | undefined;
  readonly limits?: ResourceLimits | undefined;
}

/** Starts a task: in a thread, or, where none can be started, right here. Throws `cancelled`; what the task throws is in `result`. */
export async function startTask<Input, Down, Up, Result>(
  task: Task<Input, Down, Up, Result>,
  input: Input,
  options: TaskOptions = {},
): Promise<RunningTask<Down, Up, Result>> {
  const { signal, worker = WORKER, transfer = [], limits = LIMITS } = options;
  if (signal?.aborted === true) throw cancelledError();
  const thread = worker !== '' && existsSync(worker) ? await startThread(worker, limits, signal) : undefined;
  if (thread === undefined) return new TaskHere(task, input, signal);
  return new TaskThere(thread, task, input, transfer, signal);
}
