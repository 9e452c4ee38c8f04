/** Rows in portions, with a breath in between: a million of them would keep the extension host from everything else. */

const ROWS = 1000;

/** The same rows, about a thousand at a time. */
export async function* chunksOf<T>(rows: Iterable<T>): AsyncGenerator<readonly T[], void, undefined> {
  let chunk: T[] = [];
  for (const row of rows) {
    chunk.push(row);
    if (chunk.length < ROWS) continue;
    yield chunk;
    chunk = [];
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (chunk.length > 0) yield chunk;
}
