/** One end for everything that works on a job: the first error, or the user's wish, stops all of it at once. */
import { linkSignals, type LinkedSignal } from '../../../mailgun/clock';
import { cancelledError } from '../../errorText';

/** Stops work that is done in several places at once. */
export class Halt {
  readonly #link: LinkedSignal;
  #error: unknown;

  /** Follows the user's signal until `release`. */
  constructor(private readonly user?: AbortSignal) {
    this.#link = linkSignals(user);
  }

  /** For the calls: aborted as soon as the work has to stop. */
  get signal(): AbortSignal {
    return this.#link.signal;
  }

  /** What stopped the work: the first error, or `cancelled`; undefined while it goes on. */
  get error(): unknown {
    if (this.#error === undefined && this.user?.aborted === true) this.#error = cancelledError();
    return this.#error;
  }

  get stopped(): boolean {
    return this.error !== undefined;
  }

  /** Stops the work because of an error; those after the first are its consequences and do not count. */
  stop(error: unknown): void {
    if (this.stopped) return;
    this.#error = error;
    this.#link.abort();
  }

  release(): void {
    this.#link.release();
  }
}
