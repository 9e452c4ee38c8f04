/** Undo of a clear or of the deletion of many: what is lacking comes back from the backup. */
import * as vscode from 'vscode';
import type { BulkChange } from '../../core/change';
import type { Job } from '../../core/transfer/jobs';
import {
  restore,
  runRestore,
  type RestoreHead,
  type RestoreOptions,
  type RestoreOutcome,
} from '../../core/transfer/bulk/restore';
import type { UndoResult } from '../../ids';
import { Cancelled } from '../../ui/ask';
import { UserError } from '../../ui/userError';
import type { BulkServices } from './bulkServices';
import { resolveConflicts } from './conflicts';
import { showProgress } from './progress';
import { count, entries as entryWords, sayWait } from './words';

/** Takes a change back, asking about what was changed since unless that is answered in advance. */
export async function undoBulk(
  change: BulkChange,
  overwrite: boolean | undefined,
  services: BulkServices,
): Promise<UndoResult> {
  const records = change.parts.reduce((sum, part) => sum + part.records, 0);
  const title = vscode.l10n.t('Bringing back {0}', entryWords(records));
  const outcome = await services.ask.progress({ title, delay: 500 }, ({ signal, report }) =>
    restore(change, services.ports, {
      signal,
      resolve: (conflicts) => resolveConflicts(conflicts, overwrite, services),
      onProgress: showProgress(report),
      onWait: sayWait(report),
    }),
  );
  return afterRestore(outcome, services);
}

/** Goes on with an undo that was interrupted. */
export async function resumeUndo(
  job: Job<RestoreHead>,
  options: Omit<RestoreOptions, 'resolve'>,
  services: BulkServices,
): Promise<'done' | 'failed'> {
  const resolve: RestoreOptions['resolve'] = (conflicts) => resolveConflicts(conflicts, undefined, services);
  const { failed } = await afterRestore(await runRestore(job, services.ports, { ...options, resolve }), services);
  return failed === 0 ? 'done' : 'failed';
}

/** Shows what an undo came to. Throws Cancelled when nothing was done, UserError when there was nothing to be done. */
async function afterRestore(outcome: RestoreOutcome, services: BulkServices): Promise<UndoResult> {
  const { state, restored, same, conflicts, failed, failures, notSent, lists, error } = outcome;
  if (state === 'gone' || state === 'notBulk') throw new UserError(vscode.l10n.t('This change was already undone.'));
  const { ask, changes, log } = services;
  await changes.showLists(lists);
  if (state === 'cancelled' && restored === 0) throw new Cancelled();
  for (const { address, list, domain, reason } of failures)
    log.warn(`Not restored: ${address} on ${list} of ${domain}: ${reason}`);
  const words = [vscode.l10n.t('Brought back: {0}.', entryWords(restored))];
  if (same > 0) words.push(vscode.l10n.t('There already: {0}.', count(same)));
  if (conflicts > 0) words.push(vscode.l10n.t('Left as they are now on the server: {0}.', count(conflicts)));
  const rest = failed + notSent;
  if (rest > 0) words.push(vscode.l10n.t('Not restored, and can be tried again: {0}.', count(rest)));
  if (error !== undefined) words.push(error.reason, error.nextStep ?? '');
  const [refused] = failures;
  if (error === undefined && refused !== undefined) words.push(refused.reason);
  void ask.notify({ level: rest > 0 ? 'warning' : 'info', message: words.filter(Boolean).join(' ') });
  return { restored: restored + same, conflicts, failed: rest };
}
