/** Threads for work that takes much time and makes much garbage. */
export { startTask, type TaskOptions } from './startTask';
export type { Link, RunningTask, Task } from './task';
export { WorkerLostError } from './workerErrors';
