/** *Clear List…*: everything on a list, after the domain's name was typed and a backup written. */
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { deletingMeans } from '../../core/reasons';
import type { ListRef } from '../../core/refs';
import { backupFile, clearList, type ClearOutcome } from '../../core/transfer/bulk/clear';
import type { ClearResult } from '../../ids';
import type { Call, Handlers } from '../run';
import { targetOf } from '../targets';
import type { BulkServices } from './bulkServices';
import { entries as entryWords, place, records as recordWords, sayWait } from './words';

export function clearCommands(services: BulkServices): Pick<Handlers, 'clearList'> {
  return { clearList: (call) => clearCommand(call, services) };
}

async function clearCommand({ args, nodes }: Call<'clearList'>, services: BulkServices): Promise<ClearResult> {
  const { ask, changes, ports, storage, targets } = services;
  const ref = await targets.list(vscode.l10n.t('Clear List'), { ...targetOf(nodes[0]), ...args });
  const backup = await backupFile(join(storage, 'backups'), ref, Date.now());
  if (args.confirm !== true) await typeName(ref, backup, services);
  const title = vscode.l10n.t('Clearing {0}', place(ref));
  const outcome = await ask
    .progress({ title, delay: 500 }, ({ signal, report }) =>
      clearList(ref, backup, ports, {
        signal,
        walkers: ports.walkers,
        onProgress: (done) => report({ message: vscode.l10n.t('backup: {0}', recordWords(done)) }),
        onWait: sayWait(report),
      }),
    )
    // Also where it failed half way: its answer may have been lost.
    .finally(() => changes.showLists([ref]));
  say(ref, outcome, services);
  return { deleted: outcome.deleted, backup: outcome.backup };
}

/** The name of the domain is typed: a list of thousands is not to go by a habit of pressing Enter. */
async function typeName(ref: ListRef, backup: string, { ask, model }: BulkServices): Promise<void> {
  const { domain, list } = ref;
  await ask.input({
    title: vscode.l10n.t('Clear {0}', place(ref)),
    prompt: [
      vscode.l10n.t('Type {0} to delete {1}.', domain, howMany(ref, model)),
      vscode.l10n.t('All of it is written to {0} first.', backup),
      deletingMeans(list),
    ].join(' '),
    placeholder: domain,
    validate: (typed) =>
      typed.trim().toLowerCase() === domain.toLowerCase()
        ? undefined
        : vscode.l10n.t('Type the name of the domain: {0}', domain),
  });
}

function howMany(ref: ListRef, model: BulkServices['model']): string {
  const list = model.list(ref);
  const known = list.isComplete && list.term === '';
  if (!known) return vscode.l10n.t('everything on {0}', place(ref));
  return vscode.l10n.t('{0} from {1}', entryWords(list.entries.length), place(ref));
}

function say(ref: ListRef, outcome: ClearOutcome, { ask, changes }: BulkServices): void {
  const { deleted, backup, visible, change } = outcome;
  if (backup === undefined) {
    void ask.notify({ message: vscode.l10n.t('{0} was empty already.', place(ref)) });
    return;
  }
  const words = [
    vscode.l10n.t('Cleared {0}: {1}, kept in {2}.', place(ref), entryWords(deleted), basename(backup)),
    ...(visible === 'notYet' ? [vscode.l10n.t('Mailgun may show some of them for a while.')] : []),
  ];
  const uri = vscode.Uri.file(backup);
  const show = () => vscode.commands.executeCommand('vscode.open', uri);
  changes.offerUndo(words.join(' '), change, 'info', [{ label: vscode.l10n.t('Show Backup'), run: show }]);
}
