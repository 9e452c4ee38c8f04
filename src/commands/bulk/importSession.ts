/** What the import panel asks for, done by the core; also what an import without a panel goes through. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { errorText } from '../../core/errorText';
import type { ListRef } from '../../core/refs';
import { analyse } from '../../core/transfer/import/analyse';
import { secondsFor } from '../../core/transfer/estimate';
import { isSameFile, markFile } from '../../core/transfer/files/fileMark';
import type { ImportHead, ImportReport, ImportSpec } from '../../core/transfer/import/importTypes';
import { isImportHead, resumeImport, startImport } from '../../core/transfer/import/import';
import type { UnfinishedJob } from '../../core/transfer/jobs';
import { inspectFile } from '../../core/transfer/read';
import type { Wait } from '../../mailgun/api';
import { isCancelled } from '../../ui/ask';
import { UserError } from '../../ui/userError';
import type {
  ImportDraft,
  ImportSession,
  ImportTarget,
  InterruptedImport,
  RunWatch,
  Watch,
} from '../../views/importSession';
import type { BulkServices } from './bulkServices';
import { afterImport, type ReportPanel } from './importWords';

/** What a batch of 999 entries is taken to last, in milliseconds: much longer than other calls. */
const BATCH_LATENCY = 400;

/** @param panel the panel that asks, for the notification at the end */
export function importSession(services: BulkServices, panel?: () => ReportPanel): ImportSession {
  const run = (file: string, target: ImportTarget, work: Promise<ImportReport>) =>
    work.then((report) => afterImport(report, { file, target, panel: panel?.() }, services));
  return {
    inspect: inspectFile,
    analyse: async ({ file, read, compareWith }, watch) => {
      const api = compareWith === undefined ? undefined : await services.clients.get(compareWith.accountId);
      const compare = api === undefined || compareWith === undefined ? undefined : { api, domain: compareWith.domain };
      return analyse(file, read, { ...following(watch), compare });
    },
    estimate: async (draft, analysis) => ({
      batches: { requests: analysis.requests, seconds: await seconds(draft, analysis.requests, services) },
      upload: { requests: analysis.uploads, parts: analysis.uploads },
    }),
    chooseTarget: () => chooseTarget(services),
    start: (draft, watch) => run(draft.file, draft.target, start(draft, watch, services)),
    resume: async (jobId, watch) => {
      const job = await unfinishedImport(jobId, services);
      if (job === undefined) throw notThere();
      watch.onJob(jobId);
      return run(job.head.spec.file, placeOf(job.head, services), resume(jobId, watch, services));
    },
    interrupted: async (jobId) => {
      const job = await unfinishedImport(jobId, services);
      return job === undefined ? undefined : describe(job, services);
    },
    discard: (jobId) => services.jobs.discard(jobId),
    openFile: async (path) => {
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
    },
  };
}

async function start(draft: ImportDraft, watch: RunWatch, { jobs, ports }: BulkServices): Promise<ImportReport> {
  const { file, bytes, read, method, compare, counts, target } = draft;
  const { accountId, domain } = target;
  const spec: ImportSpec = { file, bytes, read, accountId, domain, method, compare, counts };
  return startImport(jobs, spec, ports, { ...following(watch), onJob: (id) => watch.onJob(id) });
}

async function resume(jobId: string, watch: RunWatch, { jobs, ports }: BulkServices): Promise<ImportReport> {
  const report = await resumeImport(jobs, jobId, ports, following(watch));
  if (report === undefined) throw notThere();
  return report;
}

/** The watch as options: its methods are called on it. */
function following<P>(watch: Watch<P>) {
  return {
    signal: watch.signal,
    onProgress: (progress: P) => watch.onProgress(progress),
    onWait: (wait: Wait) => watch.onWait(wait),
  };
}

function notThere(): UserError {
  return new UserError(vscode.l10n.t('This import is finished, discarded, or running in another window.'));
}

async function seconds(
  { target }: Pick<ImportDraft, 'target'>,
  requests: number,
  { clients, settings }: BulkServices,
): Promise<number | undefined> {
  // The preview is of use without the account too.
  const api = await clients.get(target.accountId).catch(() => undefined);
  return secondsFor({
    requests,
    concurrency: settings.concurrency,
    latencyMs: BATCH_LATENCY,
    rate: api?.rate(),
  });
}

async function chooseTarget(services: BulkServices): Promise<ImportTarget | undefined> {
  try {
    return targetOf(await services.targets.domain(vscode.l10n.t('Import into')), services);
  } catch (error) {
    if (isCancelled(error)) return undefined;
    throw error;
  }
}

/** The domain with the name of its account. */
export function targetOf(
  { accountId, domain }: Pick<ListRef, 'accountId' | 'domain'>,
  { accounts }: Pick<BulkServices, 'accounts'>,
): ImportTarget {
  return { accountId, accountName: accounts.get(accountId)?.name ?? accountId, domain };
}

/** An unfinished import that nobody works on. */
type UnfinishedImport = UnfinishedJob & { readonly head: ImportHead };

async function unfinishedImport(jobId: string, { jobs }: BulkServices): Promise<UnfinishedImport | undefined> {
  const job = (await jobs.unfinished()).find(({ id }) => id === jobId);
  return job !== undefined && isImportHead(job.head) ? { ...job, head: job.head } : undefined;
}

function placeOf({ spec }: ImportHead, services: BulkServices): ImportTarget {
  return targetOf(spec, services);
}

/** An unfinished import for people. */
async function describe(
  { id, at, head, settled }: UnfinishedImport,
  services: BulkServices,
): Promise<InterruptedImport> {
  const { file, method, counts } = head.spec;
  return {
    ...{ jobId: id, file, method, at },
    target: placeOf(head, services),
    done: settled,
    total: counts?.rows,
    obstacle: await obstacle(head, services),
  };
}

/** Why an import cannot go on. */
async function obstacle({ spec, mark }: ImportHead, { accounts }: BulkServices): Promise<string | undefined> {
  if (accounts.get(spec.accountId) === undefined) return vscode.l10n.t('Its account is not there any more.');
  try {
    if (isSameFile(mark, await markFile(spec.file))) return undefined;
    return vscode.l10n.t('{0} has changed since. Import it again.', basename(spec.file));
  } catch (error) {
    return vscode.l10n.t('{0} cannot be read: {1}', basename(spec.file), errorText(error).reason);
  }
}
