/** No client at all: requests by `node:http` and nothing round them, as a floor to measure from. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { plainCaller } from '../plainCaller';
import { DOMAINS, rowOf } from './people';
import { EXPORTED, type Way } from './way';

/** One page of a bounce list. */
interface PlainPage {
  readonly items: readonly Readonly<Record<'address' | 'code' | 'error' | 'created_at', string>>[];
  readonly paging: { readonly next: string };
}

/** Page after page, each written before the next is asked for. */
export const exportPlainly: Way = async ({ target, folder }) => {
  const { call } = plainCaller(target, 1);
  return async () => {
    const file = await open(path.join(folder, EXPORTED), 'w');
    await file.write(stringify([['address', 'code', 'error', 'created_at']]));
    let link = `/v3/${DOMAINS.export}/bounces?limit=1000`;
    for (;;) {
      const { items, paging } = JSON.parse(await call('GET', link)) as PlainPage;
      if (items.length === 0) break;
      await file.write(stringify(items.map((item) => rowOf({ ...item, createdAt: Date.parse(item.created_at) }))));
      const next = new URL(paging.next);
      link = next.pathname + next.search;
    }
    await file.close();
  };
};

/** The batches as they go over the wire, made beforehand: what is timed is the server's own time for them. */
export const importPlainly: Way = async ({ target, csv, atOnce }) => {
  const { call } = plainCaller(target, atOnce);
  const bodies: Buffer[] = [];
  let batch: unknown[] = [];
  const flush = (): void => void bodies.push(Buffer.from(JSON.stringify(batch.splice(0))));
  for await (const record of createReadStream(csv).pipe(parse({ columns: true }))) {
    if (batch.push(record) === 999) flush();
  }
  if (batch.length > 0) flush();
  batch = [];
  return async () => {
    const waiting = bodies.values();
    const worker = async (): Promise<void> => {
      for (const body of waiting) await call('POST', `/v3/${DOMAINS.imported}/bounces`, body);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  };
};
