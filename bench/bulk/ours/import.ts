import { startImport } from '../../../src/core/transfer/import/import';
import { inspectFile } from '../../../src/core/transfer/read';
import { DOMAINS } from '../people';
import type { Way } from '../way';
import { ACCOUNT, mustBeDone, portsOf } from './ports';
import { WORKER } from './worker';

/** As the command imports without its preview: recognises the file, keeps a journal, reports. */
export const importOurs: Way = async (job) => {
  const ports = portsOf(job);
  return async () => {
    const { plan: read } = await inspectFile(job.csv, { list: 'bounces' });
    const spec = { file: job.csv, read, accountId: ACCOUNT, domain: DOMAINS.imported, method: 'batches' } as const;
    mustBeDone(await startImport(ports.jobs, spec, { ...ports, worker: WORKER }));
  };
};
