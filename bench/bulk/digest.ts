/** Whether two lists hold the same records in the same order, without having both at hand. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { Digest } from '../orders';

/** The digest of rows in their order. */
export function digestOf(rows: Iterable<readonly string[]>): Digest {
  const hash = createHash('sha256');
  let records = 0;
  for (const row of rows) {
    hash.update(JSON.stringify(row));
    records++;
  }
  return { records, hash: hash.digest('hex') };
}

/** The digest of a CSV file below its header line. */
export async function digestOfFile(file: string): Promise<Digest> {
  const hash = createHash('sha256');
  let records = 0;
  for await (const row of createReadStream(file).pipe(parse({ from: 2 })) as AsyncIterable<string[]>) {
    hash.update(JSON.stringify(row));
    records++;
  }
  return { records, hash: hash.digest('hex') };
}
