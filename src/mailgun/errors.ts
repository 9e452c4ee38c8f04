/** One error type for everything that can go wrong between here and Mailgun. */

/** Why a call failed. Callers decide by this, never by the text of a message. */
export type MailgunErrorReason =
  | 'unauthorized'
  | 'forbidden'
  | 'notListed'
  | 'noSuchDomain'
  | 'rateLimited'
  | 'invalid'
  | 'tooLarge'
  | 'network'
  | 'badResponse'
  | 'cancelled';

/** What is known of a failed call beside its reason. */
export interface MailgunErrorDetails {
  /** What the user can do about it: one sentence. */
  readonly nextStep?: string | undefined;
  /** HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  /** What the server calls the request, if it said so. */
  readonly requestId?: string | undefined;
  /** The identifier of the key (`X-Mailgun-Key-Id`); not the key. */
  readonly keyId?: string | undefined;
  /** When to try again, in milliseconds from now. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/**
 * A failed call to Mailgun: `message` says in one sentence what happened, `nextStep` what to do, `reason` is for code.
 * Neither ever holds the key.
 */
export class MailgunError extends Error {
  override readonly name = 'MailgunError';
  readonly reason: MailgunErrorReason;
  readonly nextStep: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly keyId: string | undefined;
  readonly retryAfter: number | undefined;
  /** Whether an attempt before the one that failed so got no proper answer: the server may have done the work all the same. */
  wasLost = false;

  constructor(reason: MailgunErrorReason, message: string, details: MailgunErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.reason = reason;
    this.nextStep = details.nextStep;
    this.status = details.status;
    this.requestId = details.requestId;
    this.keyId = details.keyId;
    this.retryAfter = details.retryAfter;
  }

  /**
   * Whether something thrown is a MailgunError, of the given reason if one is given. By name, since a bundle that is loaded on demand
   * has a class of its own.
   */
  static is(error: unknown, reason?: MailgunErrorReason): error is MailgunError {
    if (!(error instanceof Error) || error.name !== 'MailgunError') return false;
    return reason === undefined || (error as MailgunError).reason === reason;
  }
}
