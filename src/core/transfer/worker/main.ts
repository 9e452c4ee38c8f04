/** Where a thread begins: a bundle of its own, `dist/transferWorker.js`. */
import { exportTask } from '../files/exportTask';
import { packTask } from '../import/packTask';
import { serve } from './serve';

serve([exportTask, packTask]);
