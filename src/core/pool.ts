/** Many tasks, a few at a time. */

/** Bounds and cancellation of a run. */
export interface PoolOptions {
  /** Tasks at once, at least 1. */
  readonly concurrency: number;
  /** Once aborted, no further task is started; those that run are waited for. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `task` for each item, taking items only as workers come free, so that the source may be of any length. Resolves when
 * all that was started has ended: true when every item had its turn, false when the signal came first. The first error of a
 * task stops further starts and is thrown once the others have ended.
 */
export async function runPool<T>(
  items: Iterable<T> | AsyncIterable<T>,
  task: (item: T) => Promise<void>,
  { concurrency, signal }: PoolOptions,
): Promise<boolean> {
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const failures: unknown[] = [];
  let exhausted = false;
  const worker = async (): Promise<void> => {
    try {
      while (!exhausted && failures.length === 0 && signal?.aborted !== true) {
        const next = await source.next();
        if (next.done === true) exhausted = true;
        else await task(next.value);
      }
    } catch (error) {
      failures.push(error);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.floor(concurrency)) }, worker));
  if (!exhausted) await source.return?.();
  if (failures.length > 0) throw failures[0];
  return exhausted;
}
