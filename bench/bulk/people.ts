/** The bounce list of a large sender: for one size always the same people, however often it is asked for. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { Addresses } from '../../src/sample/data/addresses';
import { pickBounce } from '../../src/sample/data/bounceReasons';
import { Dice } from '../../src/sample/data/dice';
import type { Part } from '../orders';

/** One bounce. `createdAt` in milliseconds since the epoch, whole seconds. */
export interface Person {
  readonly address: string;
  readonly code: string;
  readonly error: string;
  readonly createdAt: number;
}

/** Lists that are read and never changed, and lists that each run finds as new. */
export const DOMAINS = {
  export: 'export.example.com',
  imported: 'import.example.com',
  copyFrom: 'copy-from.example.com',
  copied: 'copy-to.example.com',
  deleted: 'delete.example.com',
  rest: 'rest.example.com',
} as const;
export const BULK_DOMAINS: readonly string[] = Object.values(DOMAINS);

const COLUMNS = ['address', 'code', 'error', 'created_at'];
const NOW = Date.UTC(2026, 9, 1);
const THREE_YEARS = 3 * 365 * 86_400_000;

/**
 * So many people, no address twice, in no order. First letters are as uneven as names are, and more: every fifth address is that
 * of a sign-up form's robot, all under `u`.
 */
export function* people(size: number): Generator<Person> {
  const dice = new Dice(`bench/${size}`);
  const addresses = new Addresses(dice);
  for (let at = 0; at < size; at++) {
    const address = at % 5 === 0 ? `user${at}@mail${dice.below(40)}.example` : addresses.next();
    const createdAt = Math.floor((NOW - dice.next() ** 2 * THREE_YEARS) / 1000) * 1000;
    yield { address, ...pickBounce(dice, address), createdAt };
  }
}

/** Those of a part. */
export function* somePeople(size: number, part: Part): Generator<Person> {
  let at = 0;
  for (const person of people(size)) {
    if (part === 'all' || (at % 2 === 0) === (part === 'even')) yield person;
    at++;
  }
}

/** A record as the cells of Mailgun's CSV, with the date as RFC 2822 has it. */
export function rowOf(record: {
  readonly address: string;
  readonly code?: string | undefined;
  readonly error?: string | undefined;
  readonly createdAt: number;
}): string[] {
  const date = new Date(record.createdAt).toUTCString().replace('GMT', '+0000');
  return [record.address, record.code ?? '', record.error ?? '', date];
}

/** Writes so many people as the CSV that Mailgun imports. */
export async function writeCsv(file: string, size: number): Promise<void> {
  await pipeline(Readable.from(csv(size)), createWriteStream(file));
}

function* csv(size: number): Generator<string> {
  let rows: string[][] = [COLUMNS];
  for (const person of people(size)) {
    rows.push(rowOf(person));
    if (rows.length < 1000) continue;
    yield stringify(rows);
    rows = [];
  }
  yield stringify(rows);
}
