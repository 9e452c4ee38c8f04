/** A failure in words that fit on a row. */
import * as vscode from 'vscode';
import { plainText } from '../core/text';
import { MailgunError } from '../mailgun/errors';
import { UserError } from '../ui/userError';

/** What happened and, where known, what to do about it. The texts are plain and short enough for a row and its tooltip. */
export function describeFailure(error: unknown): { readonly what: string; readonly next: string | undefined } {
  const text = error instanceof Error ? error.message : String(error);
  const next = MailgunError.is(error) || UserError.is(error) ? error.nextStep : undefined;
  return {
    what: text === '' ? vscode.l10n.t('Something went wrong') : plainText(text, 200),
    next: next && plainText(next, 500),
  };
}
