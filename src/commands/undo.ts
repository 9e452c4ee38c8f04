/** *Undo Last Change*: entries come back as they were. */
import * as vscode from 'vscode';
import type { Conflict, Resolution, UndoOutcome } from '../core/undo';
import { undo } from '../core/undo';
import { age, plainText } from '../core/reasons';
import type { UndoResult } from '../ids';
import type { Entry } from '../mailgun/records';
import { listLabel } from '../tree/lists';
import { Cancelled } from '../ui/ask';
import { errorText } from '../ui/report';
import { UserError } from '../ui/userError';
import type { CommandServices } from './commandServices';
import type { Call, Handlers } from './run';

/** Conflicts that a question names before it only counts. */
const NAMED = 5;

export function undoCommands(services: CommandServices): Pick<Handlers, 'undo'> {
  return { undo: (call) => undoCommand(call, services) };
}

async function undoCommand({ args }: Call<'undo'>, services: CommandServices): Promise<UndoResult> {
  const { ask, changes, changeStore, clients, log } = services;
  const id = args.changeId ?? (await changeStore.list())[0]?.id;
  if (id === undefined) throw new UserError(vscode.l10n.t('There is no change to undo.'));
  const ports = { api: (accountId: string) => clients.get(accountId), store: changeStore };
  const outcome = await ask.progress({ title: vscode.l10n.t('Undoing'), delay: 500 }, ({ signal, report }) =>
    undo({ id }, ports, {
      signal,
      resolve: (conflicts) => resolve(conflicts, args.overwrite, services),
      onProgress: (done, total) => report({ message: `${done} / ${total}` }),
    }),
  );
  if (outcome.state === 'cancelled') throw new Cancelled();
  if (outcome.state === 'gone') throw new UserError(vscode.l10n.t('This change was already undone.'));
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
      : vscode.l10n.t('Undone for {0} entries.', restored.length),
  ];
  if (conflicts.length > 0) parts.push(vscode.l10n.t('{0} were left as they are now on the server.', conflicts.length));
  const [problem] = failed;
  if (problem !== undefined)
    parts.push(
      vscode.l10n.t('{0} could not be restored and can be tried again: {1}', failed.length, errorText(problem.error)),
    );
  void ask.notify({ level: failed.length > 0 ? 'warning' : 'info', message: parts.join(' ') });
}

/** Entries changed on the server since the change are shown and asked about, never overwritten unasked. */
async function resolve(
  conflicts: readonly Conflict[],
  overwrite: boolean | undefined,
  { ask }: CommandServices,
): Promise<Resolution> {
  if (overwrite !== undefined) return overwrite ? 'overwrite' : 'keep';
  const lines = conflicts.slice(0, NAMED).map(describe);
  if (conflicts.length > NAMED) lines.push(vscode.l10n.t('… and {0} more', conflicts.length - NAMED));
  const message =
    conflicts.length === 1
      ? vscode.l10n.t('One entry was changed on the server in the meantime.')
      : vscode.l10n.t('{0} entries were changed on the server in the meantime.', conflicts.length);
  return ask.choose<Resolution>({
    message,
    detail: lines.join('\n'),
    choices: [
      { label: vscode.l10n.t('Keep What Is There Now'), value: 'keep' },
      { label: vscode.l10n.t('Restore the Old State'), value: 'overwrite' },
    ],
    otherwise: 'cancel',
  });
}

function describe({ item, now }: Conflict): string {
  const where = vscode.l10n.t('{0} of {1}', listLabel(item.list), item.domain);
  const what = now === null ? vscode.l10n.t('not on the list any more') : vscode.l10n.t('now {0}', contents(now));
  return `• ${plainText(item.address, 120)} — ${where}: ${what}`;
}

/** What stands there now, in a few words. */
function contents(entry: Entry): string {
  const since = entry.createdAt === undefined ? '' : vscode.l10n.t('since {0}', age(entry.createdAt, Date.now()));
  return plainText([...fieldsOf(entry), since].filter((part) => part !== '').join(' · '), 160);
}

function fieldsOf(entry: Entry): readonly string[] {
  switch (entry.list) {
    case 'bounces':
      return [entry.code, entry.error];
    case 'unsubscribes':
      return [entry.tags.join(', ')];
    case 'allowlist':
      return [entry.reason];
    case 'complaints':
      return [];
  }
}
