/** A thread that knows the tasks of the tests. */
import { serve } from '../../../../src/core/transfer/worker/serve';
import { echo, failing } from './workerTasks';

serve([echo, failing]);
