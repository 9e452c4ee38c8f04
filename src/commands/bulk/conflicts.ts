/** What is to become of entries that somebody has changed since the change that is being undone. */
import * as vscode from 'vscode';
import { age, plainText } from '../../core/reasons';
import type { BulkConflicts } from '../../core/transfer/bulk/restore';
import type { Conflict, Resolution } from '../../core/undo';
import type { Entry } from '../../mailgun/records';
import type { CommandServices } from '../commandServices';
import { NAMED, namedEntries } from './entryWords';
import { count as countWords, place } from './words';

/** Entries changed on the server since the change are shown and asked about, never overwritten unasked. */
export async function resolveConflicts(
  { first, count }: BulkConflicts,
  overwrite: boolean | undefined,
  { ask }: CommandServices,
): Promise<Resolution> {
  if (overwrite !== undefined) return overwrite ? 'overwrite' : 'keep';
  const message =
    count === 1
      ? vscode.l10n.t('One entry was changed on the server in the meantime.')
      : vscode.l10n.t('{0} entries were changed on the server in the meantime.', countWords(count));
  return ask.choose<Resolution>({
    message,
    detail: namedEntries(first.slice(0, NAMED).map(describe), count).join('\n'),
    choices: [
      { label: vscode.l10n.t('Keep What Is There Now'), value: 'keep' },
      { label: vscode.l10n.t('Restore the Old State'), value: 'overwrite' },
    ],
    otherwise: 'cancel',
  });
}

function describe({ item, now }: Conflict): string {
  const what = now === null ? vscode.l10n.t('not on the list any more') : vscode.l10n.t('now {0}', contents(now));
  return `${plainText(item.address, 120)} — ${place(item)}: ${what}`;
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
