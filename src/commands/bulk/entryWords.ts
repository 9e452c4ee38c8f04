/** What questions say about the entries they are about. */
import * as vscode from 'vscode';
import { deletingMeans, plainText } from '../../core/reasons';
import { LIST_NAMES, type ListName } from '../../mailgun/lists';
import { listLabel } from '../../tree/lists';
import { count } from './words';

/** Entries that a question names before it only counts. */
export const NAMED = 5;

/** The first of many, one a line, and how many more there are. `total` counts those that were not handed over too. */
export function namedEntries(texts: readonly string[], total = texts.length): string[] {
  const named = texts.slice(0, NAMED).map((text) => `• ${plainText(text, 300)}`);
  const rest = total - named.length;
  return rest > 0 ? [...named, vscode.l10n.t('… and {0} more', count(rest))] : named;
}

/** What deleting from these lists means, each list once. */
export function meanings(among: readonly ListName[]): string[] {
  const lists = LIST_NAMES.filter((list) => among.includes(list));
  return lists.map((list) => (lists.length > 1 ? `${listLabel(list)}: ${deletingMeans(list)}` : deletingMeans(list)));
}
