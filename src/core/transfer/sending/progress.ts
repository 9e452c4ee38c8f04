/** How fast work goes, and how long it will take. */
import type { Progress } from '../import/importTypes';

/** Over how many milliseconds the speed is averaged. */
const WINDOW = 10_000;
/** How close two samples may be, in milliseconds. */
const STEP = 500;
/** How often somebody is told at most, in milliseconds. */
const EVERY = 100;

/** Counts what is done and tells at a bearable pace. */
export class ProgressMeter {
  #samples: { readonly at: number; readonly done: number }[] = [];
  #told = -Infinity;
  #done = 0;
  /** What was done before and says nothing about the speed. */
  #earlier = 0;
  #phase: Progress['phase'] = 'reading';
  #total: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tell: ((progress: Progress) => void) | undefined,
    private readonly now: () => number = Date.now,
  ) {}

  /** Begins to count from 0. */
  begin(phase: Progress['phase'], total?: number): void {
    this.#phase = phase;
    this.#total = total;
    this.#done = 0;
    this.#earlier = 0;
    this.#samples = [{ at: this.now(), done: 0 }];
    this.#tell();
  }

  /** Says how much there is, once it becomes known. */
  expect(total: number | undefined): void {
    this.#total = total;
  }

  /** More is done; `earlier`: in a run before this one. */
  add(count: number, earlier = false): void {
    this.#done += count;
    if (earlier) this.#earlier += count;
    if (this.now() - this.#told >= EVERY) this.#tell();
    // What follows may take long, or never come: what is known is told all the same.
    else this.#timer ??= setTimeout(() => this.#tell(), EVERY).unref();
  }

  /** Tells the last state. */
  end(): void {
    this.#tell();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const at = this.now();
    this.#told = at;
    if (this.tell === undefined) return;
    const perSecond = this.#speed(at);
    const left = this.#total === undefined ? undefined : Math.max(0, this.#total - this.#done);
    this.tell({
      done: this.#done,
      total: this.#total,
      perSecond,
      secondsLeft: left === undefined || (perSecond === 0 && left > 0) ? undefined : left === 0 ? 0 : left / perSecond,
      phase: this.#phase,
    });
  }

  #speed(at: number): number {
    const done = this.#done - this.#earlier;
    const last = this.#samples.at(-1);
    if (last === undefined || at - last.at >= STEP) this.#samples.push({ at, done });
    while (this.#samples.length > 2 && at - (this.#samples[1]?.at ?? at) >= WINDOW) this.#samples.shift();
    const first = this.#samples[0];
    return first === undefined || at <= first.at ? 0 : ((done - first.done) / (at - first.at)) * 1000;
  }
}
