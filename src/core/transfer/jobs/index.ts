/** Long work that survives the process. */
export type { Ack } from './ack';
export { Job, type JobHead } from './job';
export { Jobs, type UnfinishedJob } from './jobs';
