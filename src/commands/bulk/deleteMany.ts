/** Deleting many: what is to go is found and shown first, then deleted with progress, to be resumed and undone. */
import * as vscode from 'vscode';
import { plainText } from '../../core/reasons';
import { startDelete, type DeleteReport } from '../../core/transfer/bulk/deleteMany';
import { planDelete, type DeletePlan, type DeleteSelection } from '../../core/transfer/bulk/deletePlan';
import { durationWords } from '../../core/transfer/estimate';
import type { DeleteMatchingResult } from '../../ids';
import type { Call, Handlers } from '../run';
import type { BulkServices } from './bulkServices';
import { askWhat, matchWords, selectionOf } from './deleteMatching';
import { meanings, namedEntries } from './entryWords';
import { showProgress } from './progress';
import { reportAction } from './reportFile';
import { resumeAction } from './resumeAction';
import { count, entries as entryWords, lists as listWords, place, sayWait } from './words';

export function deleteManyCommands(services: BulkServices): Pick<Handlers, 'deleteMatching'> {
  return { deleteMatching: (call) => deleteMatching(call, services) };
}

async function deleteMatching(call: Call<'deleteMatching'>, services: BulkServices): Promise<DeleteMatchingResult> {
  const matching = await askWhat(call, services);
  const what = plainText(matchWords(matching.match), 200);
  return deleteMany((signal) => selectionOf(matching, signal), {
    confirm: call.args.confirm === true,
    nothing: vscode.l10n.t('Nothing on {0} is meant by this: {1}.', place(matching.ref), what),
    scope: vscode.l10n.t('{0}:', what.charAt(0).toUpperCase() + what.slice(1)),
    services,
  });
}

/** How deleting many goes about it. */
export interface DeleteManyOptions {
  /** Whether the question was answered in advance. */
  readonly confirm: boolean;
  /** Said when there is nothing to delete. */
  readonly nothing: string;
  /** What is meant, for the question; left out where the list says enough. */
  readonly scope?: string | undefined;
  readonly services: BulkServices;
}

/** Finds what a selection means, asks, and deletes. */
export async function deleteMany(
  select: (signal: AbortSignal) => DeleteSelection | Promise<DeleteSelection>,
  { confirm, nothing, scope, services }: DeleteManyOptions,
): Promise<DeleteMatchingResult> {
  const { ask, ports } = services;
  const plan = await ask.progress(
    { title: vscode.l10n.t('Looking for what is to be deleted'), delay: 500 },
    async ({ signal, report }) =>
      planDelete(await select(signal), ports, {
        signal,
        onProgress: (looked) => report({ message: entryWords(looked) }),
        onWait: sayWait(report),
      }),
  );
  try {
    if (plan.records === 0) return sayNothing(plan, nothing, services);
    if (!confirm) await confirmPlan(plan, scope, services);
  } catch (error) {
    await plan.discard();
    throw error;
  }
  const title = vscode.l10n.t('Deleting {0}', entryWords(plan.records));
  const result = await ask.progress({ title, delay: 500 }, ({ signal, report }) =>
    startDelete(plan, ports, { signal, onProgress: showProgress(report), onWait: sayWait(report) }),
  );
  await afterDelete(result, plan.parts, services);
  return resultOf(result, plan.missing);
}

function resultOf(report: DeleteReport, missing: number): DeleteMatchingResult {
  const failed = report.failures.map(({ address, domain, list, reason }) => ({ address, domain, list, reason }));
  const { deleted, notSent, jobId } = report;
  return { deleted, missing: report.missing + missing, failed, notSent, jobId };
}

function sayNothing(plan: DeletePlan, nothing: string, { ask }: BulkServices): DeleteMatchingResult {
  const [refused] = plan.refused;
  if (refused !== undefined) throw refused.error;
  void plan.discard();
  void ask.notify({ message: nothing });
  return { deleted: 0, missing: plan.missing, failed: [], notSent: 0 };
}

async function confirmPlan(plan: DeletePlan, scope: string | undefined, { ask }: BulkServices): Promise<void> {
  const { parts, records, first, missing, refused, unusable, seconds } = plan;
  const [only] = parts;
  const where = parts.length === 1 && only !== undefined ? place(only) : listWords(parts.length);
  const many = parts.length > 1;
  await ask.confirm({
    message: vscode.l10n.t('Delete {0} from {1}?', entryWords(records), where),
    detail: [
      ...(scope === undefined ? [] : [scope]),
      ...namedEntries(
        first.map((ref) => (many ? `${ref.address} — ${place(ref)}` : ref.address)),
        records,
      ),
      '',
      ...(missing > 0 ? [vscode.l10n.t('Not on the list: {0}.', count(missing))] : []),
      ...(unusable.length > 0 ? [vscode.l10n.t('Cannot be named to Mailgun: {0}.', count(unusable.length))] : []),
      ...refused.map((ref) => vscode.l10n.t('{0} refused: {1}', place(ref), ref.reason)),
      ...meanings(parts.map(({ list }) => list)),
      vscode.l10n.t('It takes {0}, can be cancelled and resumed, and undone.', durationWords(seconds)),
    ].join('\n'),
    action: vscode.l10n.t('Delete'),
  });
}

/** Shows what a deletion came to, whether it was begun now or resumed. */
export async function afterDelete(
  report: DeleteReport,
  parts: DeletePlan['parts'],
  services: BulkServices,
): Promise<void> {
  const { changes, log, storage } = services;
  for (const { address, list, domain, reason } of report.failures)
    log.warn(`Not deleted: ${address} on ${list} of ${domain}: ${reason}`);
  await changes.showLists(parts);
  const { deleted, missing, failed, notSent, error, jobId } = report;
  const words = [vscode.l10n.t('Deleted {0}.', entryWords(deleted))];
  if (missing > 0) words.push(vscode.l10n.t('Gone already: {0}.', count(missing)));
  if (failed > 0) words.push(vscode.l10n.t('Not deleted: {0}.', count(failed)));
  if (notSent > 0) words.push(vscode.l10n.t('Left over: {0}.', count(notSent)));
  if (error !== undefined) words.push(error.reason, error.nextStep ?? '');
  const list = vscode.l10n.t('Show Failures');
  const lines = () => report.failures.map((ref) => `${ref.address}\t${place(ref)}\t${plainText(ref.reason, 500)}`);
  changes.offerUndo(words.filter(Boolean).join(' '), report.change, report.state === 'failed' ? 'warning' : 'info', [
    ...(jobId === undefined ? [] : [resumeAction(jobId)]),
    ...(report.failures.length > 0 ? [reportAction(list, 'not deleted', lines, storage)] : []),
  ]);
}
