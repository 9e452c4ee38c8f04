/** Numbers, times and places in words, with singular and plural. */
import * as vscode from 'vscode';
import type { Wait } from '../../mailgun/api';
import { listLabel } from '../../tree/lists';
import type { ListRef } from '../../core/refs';
import type { TaskProgress } from '../../ui/ask';

/** A number with thousands set apart. */
export function count(value: number): string {
  return value.toLocaleString('en');
}

export function entries(value: number): string {
  return value === 1 ? vscode.l10n.t('1 entry') : vscode.l10n.t('{0} entries', count(value));
}

export function records(value: number): string {
  return value === 1 ? vscode.l10n.t('1 record') : vscode.l10n.t('{0} records', count(value));
}

export function rows(value: number): string {
  return value === 1 ? vscode.l10n.t('1 row') : vscode.l10n.t('{0} rows', count(value));
}

export function lists(value: number): string {
  return value === 1 ? vscode.l10n.t('1 list') : vscode.l10n.t('{0} lists', count(value));
}

export function domains(value: number): string {
  return value === 1 ? vscode.l10n.t('1 domain') : vscode.l10n.t('{0} domains', count(value));
}

export function files(value: number): string {
  return value === 1 ? vscode.l10n.t('1 file') : vscode.l10n.t('{0} files', count(value));
}

/** `Bounces of mail.example.com`. */
export function place({ list, domain }: Pick<ListRef, 'list' | 'domain'>): string {
  return vscode.l10n.t('{0} of {1}', listLabel(list), domain);
}

/** A stretch of time in the two largest units that matter. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  return seconds < 10 ? vscode.l10n.t('{0} s', seconds.toFixed(1)) : wholeSeconds(seconds);
}

/** As above, for what is counted down: without tenths. */
export function wholeSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return vscode.l10n.t('{0} s', whole);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return vscode.l10n.t('{0} min {1} s', minutes, whole % 60);
  return vscode.l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

/** An `onWait` that says in the progress why nothing moves. */
export function sayWait(report: TaskProgress['report']): (wait: Wait) => void {
  return ({ ms }) => report({ message: vscode.l10n.t('Mailgun asks to wait {0} s.', Math.ceil(ms / 1000)) });
}

/** The question of a dialog, with a word that what is written will not read back as it was. */
export function withGuard(question: string): string {
  return vscode.l10n.t('{0} (CSV with formulas guarded: does not import back as it was)', question);
}
