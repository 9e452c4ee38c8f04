/** *Resume Unfinished Work…*: imports, copies, deletions and undos that were stopped before they were done. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { age } from '../../core/reasons';
import { runDelete, type DeleteHead } from '../../core/transfer/bulk/deleteMany';
import type { CopyHead } from '../../core/transfer/bulk/copy';
import { isImportHead } from '../../core/transfer/import/import';
import type { Job, UnfinishedJob } from '../../core/transfer/jobs';
import type { RestoreHead } from '../../core/transfer/bulk/restore';
import { commandId, type CommandTypes } from '../../ids';
import type { TaskProgress } from '../../ui/ask';
import { UserError } from '../../ui/userError';
import type { Call, Handlers } from '../run';
import type { BulkServices } from './bulkServices';
import { resumeCopy } from './copy';
import { afterDelete } from './deleteMany';
import { resumeInPanel } from './importCsv';
import { showProgress } from './progress';
import { resumeAction } from './resumeAction';
import { resumeUndo } from './undoBulk';
import { count, entries as entryWords, place, rows as rowWords, sayWait } from './words';

type Result = CommandTypes['resumeJob']['result'];

export function resumeCommands(services: BulkServices): Pick<Handlers, 'resumeJob'> {
  return { resumeJob: (call) => resumeCommand(call, services) };
}

/** Asks about what an earlier run of the editor has left unfinished. Does not wait for the answer. */
export async function offerResume({ ask, jobs }: BulkServices): Promise<void> {
  const unfinished = await jobs.unfinished();
  const [job] = unfinished;
  if (job === undefined) return;
  const only = unfinished.length === 1;
  const discard = () => vscode.commands.executeCommand(commandId('resumeJob'), { jobId: job.id, discard: true });
  const choose = () => vscode.commands.executeCommand(commandId('resumeJob'));
  void ask.notify({
    level: 'warning',
    message: only ? stoppedWords(job) : vscode.l10n.t('{0} pieces of work are unfinished.', count(unfinished.length)),
    actions: only
      ? [resumeAction(job.id), { label: vscode.l10n.t('Later') }, { label: vscode.l10n.t('Discard'), run: discard }]
      : [{ label: vscode.l10n.t('Show…'), run: choose }, { label: vscode.l10n.t('Later') }],
  });
}

async function resumeCommand({ args }: Call<'resumeJob'>, services: BulkServices): Promise<Result> {
  const { jobs } = services;
  const { job, discard } = await chooseJob(args, services);
  if (discard) {
    await jobs.discard(job.id);
    return { jobId: job.id, state: 'discarded' };
  }
  if (isImportHead(job.head)) {
    const { state } = await resumeInPanel(job.id, services).result;
    return { jobId: job.id, state };
  }
  const opened = await jobs.open(job.id);
  if (opened === undefined) throw notThere();
  return services.ask.progress({ title: opened.head.title, delay: 500 }, async (progress) => ({
    jobId: job.id,
    state: await goOn(opened, progress, services),
  }));
}

async function chooseJob(
  { jobId, discard = false }: Call<'resumeJob'>['args'],
  { ask, jobs }: BulkServices,
): Promise<{ job: UnfinishedJob; discard: boolean }> {
  const unfinished = await jobs.unfinished();
  if (jobId !== undefined) {
    const job = unfinished.find(({ id }) => id === jobId);
    if (job === undefined) throw notThere();
    return { job, discard };
  }
  if (unfinished.length === 0) throw new UserError(vscode.l10n.t('No import, copy or deletion is unfinished.'));
  const title = vscode.l10n.t('Resume Unfinished Work');
  const job = await ask.pick({
    title,
    items: unfinished.map((candidate) => ({
      label: candidate.head.title,
      description: age(candidate.at, Date.now()),
      detail: stoppedWords(candidate),
      value: candidate,
      icon: 'debug-pause',
    })),
  });
  const discardIt = await ask.pick({
    title: job.head.title,
    items: [
      { label: vscode.l10n.t('Resume'), value: false, icon: 'debug-continue' },
      {
        label: vscode.l10n.t('Discard'),
        value: true,
        icon: 'trash',
        detail: vscode.l10n.t('What was done stays done; the rest is given up.'),
      },
    ],
  });
  return { job, discard: discardIt };
}

/** How far a job had come. */
function stoppedWords({ head, settled }: UnfinishedJob): string {
  if (!isImportHead(head)) return vscode.l10n.t('{0}: stopped after {1}.', head.title, entryWords(settled));
  const { file, domain, read, counts } = head.spec;
  const where = read.list === undefined ? domain : place({ list: read.list, domain });
  const total = counts?.rows;
  const done = total === undefined ? rowWords(settled) : vscode.l10n.t('{0} of {1}', count(settled), rowWords(total));
  return vscode.l10n.t('An import of {0} into {1} stopped after {2}.', basename(file), where, done);
}

async function goOn(
  job: Job,
  { signal, report }: TaskProgress,
  services: BulkServices,
): Promise<'done' | 'cancelled' | 'failed'> {
  const { ports } = services;
  const options = { signal, onProgress: showProgress(report), onWait: sayWait(report) };
  switch (job.head.kind) {
    case 'delete': {
      const { parts } = job.head as DeleteHead;
      const result = await runDelete(job as Job<DeleteHead>, ports, options);
      await afterDelete(result, parts, services);
      return result.state;
    }
    case 'copy':
      return (await resumeCopy(job as Job<CopyHead>, options, services)).state;
    case 'restore':
      return resumeUndo(job as Job<RestoreHead>, options, services);
    case 'import':
      await job.release();
      throw new UserError(vscode.l10n.t('This import is of another version of the extension.'));
  }
}

function notThere(): UserError {
  return new UserError(vscode.l10n.t('This is finished, discarded, or being done in another window.'));
}
