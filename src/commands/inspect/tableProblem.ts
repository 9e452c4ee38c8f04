/** What a table says when nothing at all can be read, and the way on. */
import * as vscode from 'vscode';
import { commandId } from '../../ids';
import { MailgunError } from '../../mailgun/errors';
import type { Log } from '../../ui/log';
import { errorText } from '../../ui/report';
import { UserError } from '../../ui/userError';
import type { ReadingInfo } from '../../views/tableMessages';
import type { TablePanel } from '../../views/tablePanel';

/** Why, and the label of the button. The way on is `remedy`. */
export function problemOf(error: unknown, hasAccount: boolean, log: Log): NonNullable<ReadingInfo['problem']> {
  const text = log.redact(errorText(error));
  if (!hasAccount) return { text, remedy: vscode.l10n.t('Open Another Table…') };
  return { text, remedy: needsKey(error) ? vscode.l10n.t('Replace API Key…') : vscode.l10n.t('Try Again') };
}

/** Does what the button says. */
export async function remedy({ session }: TablePanel, hasAccount: boolean): Promise<void> {
  const { accountId } = session.source;
  if (!hasAccount) await vscode.commands.executeCommand(commandId('openTable'));
  // With a new key the table is read anew by itself.
  else if (needsKey(session.failure))
    await vscode.commands.executeCommand(commandId('replaceKey'), { kind: 'account', accountId });
  else void session.open({ afresh: true });
}

function needsKey(error: unknown): boolean {
  return (UserError.is(error) && error.replaceKeyOf !== undefined) || MailgunError.is(error, 'unauthorized');
}
