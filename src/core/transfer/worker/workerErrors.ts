/** Errors on their way between threads, where classes do not survive. */
import { MailgunError, type MailgunErrorReason } from '../../../mailgun/errors';

/** A thread ended before its work was done: it ran out of memory, or something ended it. */
export class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError';
  /** What the person can do about it: one sentence. */
  readonly nextStep = 'Try again; with an unusually large file, split it first.';

  constructor(cause?: unknown) {
    super('The part of the extension that does the work ended unexpectedly.', cause === undefined ? {} : { cause });
  }

  /** Whether something thrown is a WorkerLostError; by name, since each bundle has a class of its own. */
  static is(error: unknown): boolean {
    return error instanceof Error && error.name === 'WorkerLostError';
  }
}

/** An error as plain data: its name, its message and what else it carries that is no object. */
export interface PackedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Makes an error ready to be sent. */
export function packError(error: unknown): PackedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), fields: {} };
  const fields = Object.entries(error).filter(([name, value]) => name !== 'name' && Object(value) !== value);
  return { name: error.name, message: error.message, stack: error.stack, fields: Object.fromEntries(fields) };
}

/** The error again: a MailgunError as such, any other with its name and fields. */
export function unpackError({ name, message, stack, fields }: PackedError): Error {
  if (name === 'MailgunError') return new MailgunError(fields['reason'] as MailgunErrorReason, message, fields);
  const error = Object.assign(new Error(message), fields);
  Object.defineProperty(error, 'name', { value: name, configurable: true });
  if (stack !== undefined) error.stack = stack;
  return error;
}
