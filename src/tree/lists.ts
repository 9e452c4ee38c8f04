/** How the four lists are called and drawn wherever VS Code shows them. */
import * as vscode from 'vscode';
import type { ListName } from '../mailgun/lists';

/** A list's name as users read it. */
export function listLabel(list: ListName): string {
  const labels: Record<ListName, string> = {
    bounces: vscode.l10n.t('Bounces'),
    complaints: vscode.l10n.t('Complaints'),
    unsubscribes: vscode.l10n.t('Unsubscribes'),
    allowlist: vscode.l10n.t('Allowlist'),
  };
  return labels[list];
}

const ICONS: Readonly<Record<ListName, string>> = {
  bounces: 'reply',
  complaints: 'thumbsdown',
  unsubscribes: 'bell-slash',
  allowlist: 'verified',
};

/** The codicon of a list. */
export function listIcon(list: ListName): string {
  return ICONS[list];
}
