/** At most so many at once; the rest wait in line. */
import pLimit, { type LimitFunction } from 'p-limit';
import { MailgunError } from './errors';

/** The queue of one client. */
export class Slots {
  readonly #wanted: () => number;
  readonly #limit: LimitFunction;

  /** `wanted` is asked before every run; less than one counts as one. */
  constructor(wanted: () => number) {
    this.#wanted = wanted;
    this.#limit = pLimit(this.size());
  }

  /** How many may run at once just now. */
  size(): number {
    const wanted = Math.trunc(this.#wanted());
    return wanted >= 1 ? wanted : 1;
  }

  /**
   * Runs when there is a slot. Rejects with `cancelled` the moment the signal is aborted; whoever was still waiting in line
   * then never runs.
   */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const size = this.size();
    if (this.#limit.concurrency !== size) this.#limit.concurrency = size;
    return new Promise<T>((resolve, reject) => {
      const leave = () => reject(cancelled());
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      const turn = () => (signal.aborted ? undefined : work().then(resolve));
      void this.#limit(turn)
        .catch(reject)
        .finally(() => signal.removeEventListener('abort', leave));
    });
  }
}

/** The error of a call that was cancelled. */
export function cancelled(): MailgunError {
  return new MailgunError('cancelled', 'The request was cancelled.');
}
