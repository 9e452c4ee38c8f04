/** The worker as it is shipped. */
import path from 'node:path';
import { ROOT } from '../../../host/paths';

/** The file that threads run. */
export const WORKER = path.join(ROOT, 'dist', 'transferWorker.js');
