/** A file that cannot be read: what is wrong with it, and what to do. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
  /** What the person can do about it: one sentence. */
  readonly nextStep: string;

  constructor(message: string, nextStep: string) {
    super(message);
    this.nextStep = nextStep;
  }
}
