/** Errors whose text is meant for the user. */

/** What may go with the text. */
export interface UserErrorDetails {
  /** What the user can do about it: one sentence. */
  readonly nextStep?: string | undefined;
  /** The account whose key should be entered or replaced to go on. */
  readonly replaceKeyOf?: string | undefined;
  readonly cause?: unknown;
}

/** An error whose `message` says in one sentence what happened and whose `nextStep` says what to do. Holds no key. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly forUser = true;
  readonly nextStep: string | undefined;
  readonly replaceKeyOf: string | undefined;

  constructor(message: string, details: UserErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.nextStep = details.nextStep;
    this.replaceKeyOf = details.replaceKeyOf;
  }

  /** Whether something thrown is a UserError of any kind. Not by class: a bundle that is loaded on demand has one of its own. */
  static is(error: unknown): error is UserError {
    return error instanceof Error && 'forUser' in error && error.forUser === true;
  }
}
