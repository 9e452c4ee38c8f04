/** How much memory a piece of work takes on top of what the idle process has. */

/** Reading it takes half a millisecond. */
const SAMPLE_MS = 100;
const MB = 1024 * 1024;

/**
 * Runs the work and returns how far the resident set of the whole process, threads included, rose above what it was before,
 * in MB of 1024 × 1024 bytes. Call it with everything loaded. Needs `--expose-gc`.
 */
export async function growthOf(work: () => Promise<void>): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const idle = process.memoryUsage.rss();
  const before = highWater();
  let peak = idle;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), SAMPLE_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  // The mark of the system misses nothing, but counts from the start of the process, loading included.
  const after = highWater();
  return ((after > before ? after : peak) - idle) / MB;
}

/** The most bytes that have been resident so far. */
function highWater(): number {
  return process.resourceUsage().maxRSS * 1024;
}
