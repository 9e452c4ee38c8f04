/** A process of its own that deletes, to be killed in the middle. Argument: where, as JSON. */
import { FileChangeStore } from '../../../../src/core/changeStore';
import { runDelete, startDelete, type DeleteHead } from '../../../../src/core/transfer/bulk/deleteMany';
import { planDelete } from '../../../../src/core/transfer/bulk/deletePlan';
import { Jobs, type Job } from '../../../../src/core/transfer/jobs';
import { MailgunClient } from '../../../../src/mailgun/client';

interface Where {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly domain: string;
  readonly folder: string;
}

async function main({ baseUrl, apiKey, domain, folder }: Where): Promise<void> {
  const client = new MailgunClient({ baseUrl, apiKey, concurrency: () => 4 });
  const ports = {
    api: () => Promise.resolve(client),
    store: new FileChangeStore(`${folder}/changes`),
    jobs: new Jobs(`${folder}/jobs`),
    folder: `${folder}/bulk`,
    concurrency: () => 4,
  };
  const [unfinished] = await ports.jobs.unfinished();
  const job = unfinished && (await ports.jobs.open(unfinished.id));
  const list = { accountId: 'us', domain, list: 'bounces' } as const;
  const report =
    job === undefined
      ? await startDelete(await planDelete({ list, filter: { code: '552' } }, ports), ports)
      : await runDelete(job as Job<DeleteHead>, ports);
  client.dispose();
  process.stdout.write(JSON.stringify(report));
}

void main(JSON.parse(process.argv[2] ?? '') as Where);
