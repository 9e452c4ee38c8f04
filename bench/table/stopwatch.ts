/** Measures work that leaves others a turn now and then. Needs `--expose-gc`. */
import type { Measured } from './measured';

export class Stopwatch {
  #last = 0;
  #longest = 0;
  #isRunning = false;

  /** How long something takes, in milliseconds. */
  time(work: () => void): number {
    const started = performance.now();
    work();
    return performance.now() - started;
  }

  /** Memory of the process, garbage collected. */
  memory(): NodeJS.MemoryUsage {
    globalThis.gc?.();
    return process.memoryUsage();
  }

  /** Does the work several times, after one that does not count. */
  async measure(task: string, turns: number, work: () => Promise<unknown>, count: () => number): Promise<Measured> {
    const times: number[] = [];
    await work();
    this.#longest = 0;
    for (let turn = 0; turn < turns; turn++) {
      globalThis.gc?.();
      const started = performance.now();
      this.#start(started);
      await work();
      this.#look();
      this.#isRunning = false;
      times.push(performance.now() - started);
    }
    return { task, times, slice: this.#longest, count: count() };
  }

  /** Asks for a turn again and again. */
  #start(now: number): void {
    this.#last = now;
    this.#isRunning = true;
    const tick = () => {
      if (!this.#isRunning) return;
      this.#look();
      setImmediate(tick);
    };
    setImmediate(tick);
  }

  #look(): void {
    const now = performance.now();
    this.#longest = Math.max(this.#longest, now - this.#last);
    this.#last = now;
  }
}
