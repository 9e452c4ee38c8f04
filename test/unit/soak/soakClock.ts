/** Time that passes only by sleeping, and then at once: servers and clients share it, so that limits and back-off cost nothing. */
import type { Clock } from '../../../src/mailgun/clock';

export class SoakClock implements Clock {
  #now = Date.UTC(2026, 2, 26, 12, 59, 14);
  /** Sleepers so far. */
  sleeps = 0;
  onSleep: () => void = () => undefined;

  constructor(readonly random: () => number) {}

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.#now += ms;
    this.sleeps += 1;
    this.onSleep();
    return new Promise((resolve, reject) => {
      setImmediate(() => (signal?.aborted === true ? reject(new Error('Aborted.')) : resolve()));
    });
  }
}
