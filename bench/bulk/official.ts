/** The bulk tasks with `mailgun.js`, as its README shows the calls: each awaited, or as many at once as ours makes. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import Mailgun from 'mailgun.js';
import pLimit from 'p-limit';
import type { Target } from '../orders';
import { DOMAINS, rowOf, type Person } from './people';
import { EXPORTED, type Way } from './way';

type Suppressions = ReturnType<InstanceType<typeof Mailgun>['client']>['suppressions'];
type Items = Awaited<ReturnType<Suppressions['list']>>['items'];
type Creation = Exclude<Parameters<Suppressions['create']>[2], readonly unknown[]>;

/** A thousand are refused: "Batch size should be less than 1000". */
const BATCH = 999;

/** Follows `pages.next.page`, as its README has it under Pagination. */
export const exportOfficially: Way = async ({ target, folder }) => {
  const suppressions = connect(target);
  return async () => {
    const file = await open(path.join(folder, EXPORTED), 'w');
    await file.write(stringify([['address', 'code', 'error', 'created_at']]));
    for await (const items of pages(suppressions, DOMAINS.export, 1000)) {
      await file.write(stringify(items.map((item) => rowOf(bounce(item)))));
    }
    await file.close();
  };
};

export const importOfficially: Way = async ({ target, csv, atOnce }) => {
  const suppressions = connect(target);
  return () => create(suppressions, DOMAINS.imported, batches(csv), atOnce);
};

async function* batches(csv: string): AsyncGenerator<Creation[], void> {
  let batch: Creation[] = [];
  for await (const { code, ...rest } of createReadStream(csv).pipe(parse({ columns: true })) as AsyncIterable<
    Record<'address' | 'code' | 'error' | 'created_at', string>
  >) {
    if (batch.push({ ...rest, code: Number(code) }) < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** A page of 999 is a batch. */
export const copyOfficially: Way = async ({ target, atOnce }) => {
  const suppressions = connect(target);
  return () => create(suppressions, DOMAINS.copied, copies(suppressions), atOnce);
};

async function* copies(suppressions: Suppressions): AsyncGenerator<Creation[], void> {
  for await (const items of pages(suppressions, DOMAINS.copyFrom, BATCH)) {
    yield items.map((item) => {
      const { address, code, error, createdAt } = bounce(item);
      return { address, code: Number(code), error, created_at: new Date(createdAt).toUTCString() };
    });
  }
}

export const deleteOfficially: Way = async ({ target, addresses, atOnce }) => {
  const suppressions = connect(target);
  const destroy = (address: string) => suppressions.destroy(DOMAINS.deleted, 'bounces', address);
  return async () => {
    if (atOnce === 1) for (const address of addresses) await destroy(address);
    else await pLimit(atOnce).map(addresses, destroy);
  };
};

function connect({ baseUrl, apiKey }: Target): Suppressions {
  return new Mailgun(FormData).client({ username: 'api', key: apiKey, url: baseUrl }).suppressions;
}

async function* pages(suppressions: Suppressions, domain: string, limit: number): AsyncGenerator<Items> {
  let list = await suppressions.list(domain, 'bounces', { limit });
  while (list.items.length > 0) {
    yield list.items;
    list = await suppressions.list(domain, 'bounces', { limit, page: list.pages.next.page });
  }
}

/** Its types do not say which list an item is of. */
function bounce(item: Items[number]): Person {
  if (!('code' in item)) throw new Error('This is no bounce.');
  return { address: item.address, code: String(item.code), error: item.error, createdAt: item.created_at.getTime() };
}

/** Sends batches, so many at once, and takes the next from the source only when one is answered. */
async function create(
  suppressions: Suppressions,
  domain: string,
  source: AsyncGenerator<Creation[], void>,
  atOnce: number,
): Promise<void> {
  const worker = async (): Promise<void> => {
    for (;;) {
      const next = await source.next();
      if (next.done === true) return;
      await suppressions.create(domain, 'bounces', next.value);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
