/** How an entry is drawn: icon by severity, description by list, tooltip with everything, all of it plain text. */
import * as vscode from 'vscode';
import { age, explainEntry, plainText } from '../core/reasons';
import type { Entry } from '../mailgun/records';
import { listLabel } from './lists';
import type { EntryNode } from './nodes';

/** What drawing an entry needs beside the entry. */
export interface EntryContext {
  readonly now: () => number;
}

/** The row of an entry, without its tooltip. */
export function entryItem({ entry, address, list }: EntryNode, { now }: EntryContext): vscode.TreeItem {
  const label = plainText(address, 320);
  const item = new vscode.TreeItem(label);
  item.description = description(entry, now());
  const { icon, color } = symbol(entry);
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = entry.list === 'unsubscribes' ? 'entry+unsubscribes+tagged' : `entry+${list}`;
  item.accessibilityInformation = { label: `${label}, ${listLabel(list)}, ${item.description}` };
  return item;
}

/** Everything known of an entry, as plain text: a bounce's error was written by a stranger's mail server. */
export function entryTooltip({ entry, domain }: EntryNode, { now }: EntryContext): string {
  const { title, meaning, advice } = explainEntry(entry);
  const lines = [
    plainText(entry.address, 320),
    vscode.l10n.t('{0} of {1}', listLabel(entry.list), plainText(domain, 320)),
    since(entry, now()),
    '',
    title,
    meaning,
    advice,
    ...quoted(entry),
  ];
  return lines.filter((line, index) => line !== '' || index === 3).join('\n');
}

function quoted(entry: Entry): string[] {
  if (entry.list === 'bounces' && entry.error !== '')
    return [vscode.l10n.t('The server said: {0}', plainText(entry.error, 600))];
  if (entry.list === 'allowlist' && entry.reason !== '')
    return [vscode.l10n.t('Reason given: {0}', plainText(entry.reason, 300))];
  return [];
}

function since({ createdAt }: Entry, now: number): string {
  if (createdAt === undefined) return vscode.l10n.t('Date unknown');
  return vscode.l10n.t('Since {0} ({1})', new Date(createdAt).toLocaleString(vscode.env.language), age(createdAt, now));
}

function description(entry: Entry, now: number): string {
  const when = entry.createdAt === undefined ? '' : age(entry.createdAt, now, true);
  switch (entry.list) {
    case 'bounces':
      return [plainText(entry.code, 12), when].filter(Boolean).join(' · ');
    case 'unsubscribes':
      return plainText(tagWords(entry.tags), 120);
    case 'complaints':
      return entry.createdAt === undefined ? '' : new Date(entry.createdAt).toLocaleDateString(vscode.env.language);
    case 'allowlist':
      return entry.kind === 'domain' ? vscode.l10n.t('domain') : vscode.l10n.t('address');
  }
}

function tagWords(tags: readonly string[]): string {
  return tags.includes('*') ? vscode.l10n.t('all mail') : tags.join(', ');
}

function symbol(entry: Entry): { readonly icon: string; readonly color?: string } {
  switch (entry.list) {
    case 'bounces':
      return entry.code.startsWith('4') ? { icon: 'warning', color: 'list.warningForeground' } : { icon: 'error' };
    case 'complaints':
      return { icon: 'thumbsdown' };
    case 'unsubscribes':
      return { icon: entry.tags.includes('*') ? 'bell-slash' : 'tag' };
    case 'allowlist':
      return { icon: entry.kind === 'domain' ? 'globe' : 'mail' };
  }
}
