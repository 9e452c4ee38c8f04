/** *Undo Last Change*: entries come back as they were. */
import * as vscode from 'vscode';
import { isBulk } from '../../core/change';
import type { UndoOutcome } from '../../core/undo';
import { undo } from '../../core/undo';
import { plainText } from '../../core/reasons';
import type { UndoResult } from '../../ids';
import { listLabel } from '../../tree/lists';
import { Cancelled } from '../../ui/ask';
import { errorText } from '../../ui/report';
import { UserError } from '../../ui/userError';
import type { CommandServices } from '../commandServices';
import type { Call, Handlers } from '../run';
import type { BulkServices } from './bulkServices';
import { resolveConflicts } from './conflicts';
import { undoBulk } from './undoBulk';
import { entries as entryWords, sayWait } from './words';

export function undoCommands(services: BulkServices): Pick<Handlers, 'undo'> {
  return { undo: (call) => undoCommand(call, services) };
}

async function undoCommand({ args }: Call<'undo'>, services: BulkServices): Promise<UndoResult> {
  const { ask, changes, changeStore, log } = services;
  const kept = await changeStore.list();
  const id = args.changeId ?? kept[0]?.id;
  if (id === undefined) throw new UserError(vscode.l10n.t('There is no change to undo.'));
  const change = kept.find((candidate) => candidate.id === id);
  if (change !== undefined && isBulk(change)) return undoBulk(change, args.overwrite, services);
  const { ports } = services;
  const outcome = await ask.progress({ title: vscode.l10n.t('Undoing'), delay: 500 }, ({ signal, report }) =>
    undo({ id }, ports, {
      signal,
      resolve: (conflicts) => resolveConflicts({ first: conflicts, count: conflicts.length }, args.overwrite, services),
      onProgress: (done, total) => report({ message: `${done} / ${total}` }),
      onWait: sayWait(report),
    }),
  );
  if (outcome.state === 'cancelled') throw new Cancelled();
  if (outcome.state !== 'done') throw new UserError(vscode.l10n.t('This change was already undone.'));
  await changes.show(outcome.restored.map(({ before, after, ...ref }) => ({ ...ref, before: after, after: before })));
  const { restored, conflicts, failed } = outcome;
  for (const { item, error } of failed)
    log.warn(`Not restored: ${item.address} on ${item.list} of ${item.domain}`, error);
  say(outcome, services);
  return { restored: restored.length, conflicts: conflicts.length, failed: failed.length };
}

function say(outcome: UndoOutcome, { ask }: CommandServices): void {
  const { restored, conflicts, failed } = outcome;
  const [only] = restored;
  const parts = [
    restored.length === 1 && only !== undefined
      ? vscode.l10n.t('Undone: {0} on {1} of {2}.', plainText(only.address, 120), listLabel(only.list), only.domain)
      : vscode.l10n.t('Undone for {0}.', entryWords(restored.length)),
  ];
  if (conflicts.length > 0) parts.push(vscode.l10n.t('Left as they are now on the server: {0}.', conflicts.length));
  const [problem] = failed;
  if (problem !== undefined)
    parts.push(
      vscode.l10n.t('Not restored, and can be tried again: {0}. {1}', failed.length, errorText(problem.error)),
    );
  void ask.notify({ level: failed.length > 0 ? 'warning' : 'info', message: parts.join(' ') });
}
