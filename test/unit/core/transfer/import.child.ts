/** A process that imports, to be killed: begins an import, or goes on with the one that it finds. */
import { resumeImport, startImport, type ImportPorts } from '../../../../src/core/transfer/import/import';
import type { ImportSpec } from '../../../../src/core/transfer/import/importTypes';
import { Jobs } from '../../../../src/core/transfer/jobs';
import { MailgunClient } from '../../../../src/mailgun/client';
import { WORKER } from './workerFile';

/** What the test tells it. */
export interface ChildOrder {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly jobs: string;
  readonly spec: ImportSpec;
}

process.once('message', (order: ChildOrder) => void work(order));
process.once('disconnect', () => process.exit());

async function work({ baseUrl, apiKey, jobs: folder, spec }: ChildOrder): Promise<void> {
  const jobs = new Jobs(folder);
  const client = new MailgunClient({ baseUrl, apiKey });
  const ports: ImportPorts = { api: () => Promise.resolve(client), concurrency: () => 4, worker: WORKER };
  const [kept] = await jobs.unfinished();
  const report = await (kept === undefined ? startImport(jobs, spec, ports) : resumeImport(jobs, kept.id, ports));
  process.send?.(report, () => process.disconnect());
}
