/** The thread of import and export, as it is shipped. */
import path from 'node:path';

/** The worker's file; run from the project's folder. */
export const WORKER = process.env['BENCH_WORKER'] ?? path.resolve('dist', 'transferWorker.js');
