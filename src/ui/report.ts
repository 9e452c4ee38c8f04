/** Tells the user, once and in plain words, what failed and what to do. */
import * as vscode from 'vscode';
import { plainText } from '../core/text';
import { commandId } from '../ids';
import { MailgunError } from '../mailgun/errors';
import { isCancelled, type Ask, type NotifyAction } from './ask';
import type { Log } from './log';
import { UserError } from './userError';

/** What is known of where an error came from. */
export interface ReportContext {
  /** The account that was spoken to, so that its key can be replaced on a 401. */
  readonly accountId?: string | undefined;
}

/**
 * Shows one notification for an error and writes the details to the log. A cancel is silent.
 * Does not wait for the notification to be closed.
 */
export function report(error: unknown, ask: Ask, log: Log, context: ReportContext = {}): void {
  if (isCancelled(error)) return;
  log.error('Reported to the user:', error);
  const actions = [...remedies(error, context), { label: vscode.l10n.t('Show Log'), run: () => log.show() }];
  void ask.notify({ level: 'error', message: log.redact(errorText(error)), actions });
}

/** What happened and what to do about it, as text for people; no stack. */
export function errorText(error: unknown): string {
  if (MailgunError.is(error) || UserError.is(error)) return errorSentences(error);
  const what = error instanceof Error ? error.message : String(error);
  return vscode.l10n.t('Something unexpected went wrong: {0} The log has the details.', sentence(plainText(what, 300)));
}

function errorSentences(error: MailgunError | UserError): string {
  return [error.message, error.nextStep ?? '']
    .filter((text) => text !== '')
    .map((text) => sentence(plainText(text, 400)))
    .join(' ');
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function remedies(error: unknown, context: ReportContext): NotifyAction[] {
  const accountId = accountToRekey(error, context);
  if (accountId !== undefined) {
    // As from the tree, so that what fails then is shown and not thrown.
    const run = () => vscode.commands.executeCommand(commandId('replaceKey'), { kind: 'account', accountId });
    return [{ label: vscode.l10n.t('Replace API Key…'), run }];
  }
  if (MailgunError.is(error, 'network') && !isLoopback(error)) {
    return [{ label: vscode.l10n.t('Open Proxy Settings'), run: openProxySettings }];
  }
  return [];
}

function accountToRekey(error: unknown, context: ReportContext): string | undefined {
  if (UserError.is(error)) return error.replaceKeyOf;
  return MailgunError.is(error, 'unauthorized') ? context.accountId : undefined;
}

/** Shows VS Code's proxy settings. */
export function openProxySettings(): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.openSettings', 'http.proxy');
}

/** A proxy has no part in what fails on this very machine. */
function isLoopback(error: MailgunError): boolean {
  return /\b(?:127\.0\.0\.1|localhost|\[?::1\]?)(?::\d+)?\b/.test(error.message);
}
