/** At most so many at once; the rest wait in line. */
import { MailgunError } from './errors';

/** The queue of one client. A request whose turn it is at once leaves nothing in it. */
export class Slots {
  readonly #wanted: () => number;
  /** Who waits, in order; each is called when it is its turn. */
  readonly #line = new Set<() => void>();
  #taken = 0;

  /** `wanted` is asked whenever somebody comes or leaves; less than one counts as one. */
  constructor(wanted: () => number) {
    this.#wanted = wanted;
  }

  /** How many may run at once just now. */
  size(): number {
    const wanted = Math.trunc(this.#wanted());
    return wanted >= 1 ? wanted : 1;
  }

  /**
   * Resolves when there is a slot, which is to be given back by `leave`. Rejects with `cancelled` the moment the signal is aborted;
   * whoever was waiting in line then has none.
   */
  enter(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(cancelled());
    if (this.#line.size === 0 && this.#taken < this.size()) {
      this.#taken += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        signal.removeEventListener('abort', goAway);
        resolve();
      };
      const goAway = (): void => {
        this.#line.delete(turn);
        reject(cancelled());
      };
      signal.addEventListener('abort', goAway, { once: true });
      this.#line.add(turn);
      this.#next();
    });
  }

  /** Gives a slot back. */
  leave(): void {
    this.#taken -= 1;
    this.#next();
  }

  #next(): void {
    for (const turn of this.#line) {
      if (this.#taken >= this.size()) return;
      this.#taken += 1;
      this.#line.delete(turn);
      turn();
    }
  }
}

/** The error of a call that was cancelled. */
export function cancelled(): MailgunError {
  return new MailgunError('cancelled', 'The request was cancelled.');
}
