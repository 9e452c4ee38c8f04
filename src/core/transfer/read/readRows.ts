/** The rows of a file, in portions. */
import { DataFilter } from './dataFilter';
import { entryReader } from './entryReader';
import type { RawRecord, ReadPlan, Row } from './readPlan';
import { recordReader } from './recordReader';
import { readText, throwIfAborted, type ReadOptions } from './source';

/** Rows handed out at once, at most. */
const PORTION = 1000;

/**
 * Reads a file by a plan: every row of data, in order, as an entry or as a problem. Nothing is read ahead of who asks, and the file is closed
 * when they stop. Throws MailgunError `cancelled` as soon as the signal says so, and the file system's errors.
 */
export async function* readRows(
  file: string,
  plan: ReadPlan,
  options: ReadOptions = {},
): AsyncGenerator<readonly Row[], void, undefined> {
  const reader = recordReader(plan);
  const filter = new DataFilter(plan);
  const toRow = entryReader(plan);
  function* portions(records: readonly RawRecord[]): Generator<readonly Row[]> {
    const data = records.filter((record) => filter.isData(record));
    for (let start = 0; start < data.length; start += PORTION) {
      throwIfAborted(options.signal);
      yield data.slice(start, start + PORTION).map(toRow);
    }
  }
  for await (const piece of readText(file, plan.encoding, options)) yield* portions(reader.push(piece));
  yield* portions(reader.end());
}
