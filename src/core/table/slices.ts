/** Long work in slices, so that whoever else lives on the thread has a turn in between. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work that can pause wherever it yields, which it does about every tenth of a millisecond to every millisecond. */
export type Work<T> = Generator<void, T, void>;

export interface SliceOptions {
  /** How long to work before the others have a turn, in milliseconds; 8 if absent. With 0 every yield is a pause. */
  readonly sliceMs?: number | undefined;
  /** Waits until the others had their turn; by default that of the event loop. */
  readonly pause?: (() => Promise<void>) | undefined;
}

const SLICE_MS = 8;

/** Does the work. `check` is called after each pause and may end it all by throwing. */
export async function inSlices<T>(work: Work<T>, options: SliceOptions = {}, check?: () => void): Promise<T> {
  const { sliceMs = SLICE_MS, pause = () => nextTurn() } = options;
  let started = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() - started < sliceMs) continue;
    await pause();
    check?.();
    started = performance.now();
  }
}
