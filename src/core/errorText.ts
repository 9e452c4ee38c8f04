/** Errors of any kind as sentences for a person. */
import { MailgunError } from '../mailgun/errors';
import { plainText } from './text';

/** What went wrong, and what to do about it. */
export interface ErrorText {
  readonly reason: string;
  readonly nextStep?: string | undefined;
}

/** The sentences of an error. A `nextStep` is taken from any error that has one. */
export function errorText(error: unknown): ErrorText {
  if (!(error instanceof Error)) return { reason: plainText(String(error), 500) || 'Something went wrong.' };
  const nextStep = 'nextStep' in error && typeof error.nextStep === 'string' ? error.nextStep : undefined;
  return {
    reason: plainText(error.message, 500) || 'Something went wrong.',
    nextStep: nextStep && plainText(nextStep, 500),
  };
}

/** The reason by which code tells errors apart; `other` for what is not a MailgunError. */
export function errorReason(error: unknown): string {
  return MailgunError.is(error) ? error.reason : 'other';
}

/** The error of what was not begun because the user cancelled. */
export function cancelledError(): MailgunError {
  return new MailgunError('cancelled', 'This was cancelled before it was done.');
}
