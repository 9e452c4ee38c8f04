/** The rows of a file, in portions. */
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
  const isData = dataFilter(plan);
  const toRow = entryReader(plan);
  function* portions(records: readonly RawRecord[]): Generator<readonly Row[]> {
    const data = records.filter(isData);
    for (let start = 0; start < data.length; start += PORTION) {
      throwIfAborted(options.signal);
      yield data.slice(start, start + PORTION).map(toRow);
    }
  }
  for await (const piece of readText(file, plan.encoding, options)) yield* portions(reader.push(piece));
  yield* portions(reader.end());
}

/** Leaves out what comes before the data, and the header where it stands again, as in files that were joined. */
function dataFilter({ skip, header, columns }: ReadPlan): (record: RawRecord) => boolean {
  let seen = 0;
  return ({ cells, problem }) => {
    seen += 1;
    if (seen <= skip) return false;
    if (!header || problem !== undefined || cells[0] !== columns[0]) return true;
    return columns.some((column, index) => (cells[index] ?? '') !== column);
  };
}
