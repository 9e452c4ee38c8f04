/** What the commands hand to the core: clients, and folders as in the extension's storage. */
import path from 'node:path';
import { FileChangeStore } from '../../../src/core/changeStore';
import type { BulkPorts } from '../../../src/core/transfer/bulk/bulkPorts';
import { Jobs } from '../../../src/core/transfer/jobs';
import { MailgunClient } from '../../../src/mailgun/client';
import type { Job } from '../way';

/** The one account there is. */
export const ACCOUNT = 'bench';

export function portsOf({ target, folder, atOnce }: Job): BulkPorts {
  const concurrency = (): number => atOnce;
  const client = new MailgunClient({ ...target, concurrency });
  return {
    api: async () => client,
    store: new FileChangeStore(path.join(folder, 'changes')),
    jobs: new Jobs(path.join(folder, 'jobs')),
    folder: path.join(folder, 'bulk'),
    concurrency,
  };
}

/** Throws what kept a piece of work from being done. */
export function mustBeDone({ state, error }: { readonly state: string; readonly error?: object | undefined }): void {
  if (state !== 'done') throw new Error(`The work is ${state}: ${JSON.stringify(error)}`);
}
