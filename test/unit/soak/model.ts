/** What every list must hold, kept apart from the product and from the server. */
import assert from 'node:assert/strict';
import type { ListName } from '../../../src/mailgun/lists';
import type { Entry } from '../../../src/mailgun/records';
import type { SampleRecord } from '../../../src/sample/server';

/** A list, by where it stands. */
export interface Place {
  readonly accountId: string;
  readonly domain: string;
  readonly list: ListName;
}

/** An entry or the lack of one. A missing date stands for any. */
export type Standing = Entry | null;

export function placeKey({ accountId, domain, list }: Place): string {
  return `${accountId} ${domain.toLowerCase()} ${list}`;
}

/** Addresses do not differ by case. */
export function keyOf(address: string): string {
  return address.toLowerCase();
}

/** All lists of all accounts. */
export class Model {
  readonly #lists = new Map<string, Map<string, Entry>>();

  get(place: Place, address: string): Standing {
    return this.#list(place).get(keyOf(address)) ?? null;
  }

  put(place: Place, address: string, standing: Standing): void {
    if (standing === null) this.#list(place).delete(keyOf(address));
    else this.#list(place).set(keyOf(address), standing);
  }

  size(place: Place): number {
    return this.#list(place).size;
  }

  /** In the order of the server: by the addresses in lower case. */
  entries(place: Place): Entry[] {
    return [...this.#list(place)].sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, entry]) => entry);
  }

  #list(place: Place): Map<string, Entry> {
    const key = placeKey(place);
    const list = this.#lists.get(key) ?? new Map<string, Entry>();
    this.#lists.set(key, list);
    return list;
  }
}

/** A record of the server as an entry of its list. */
export function entryOf(list: ListName, record: SampleRecord): Entry {
  const { address, createdAt, code = '', error = '', tags = [], kind = 'address', reason = '' } = record;
  switch (list) {
    case 'bounces':
      return { list, address, createdAt, code, error };
    case 'complaints':
      return { list, address, createdAt };
    case 'unsubscribes':
      return { list, address, createdAt, tags };
    case 'allowlist':
      return { list, address, createdAt, kind, reason };
  }
}

/** What can be written of an entry, but for address and date: tags are a set. */
function content(entry: Entry): string {
  switch (entry.list) {
    case 'bounces':
      return JSON.stringify([entry.code, entry.error]);
    case 'complaints':
      return '';
    case 'unsubscribes':
      return JSON.stringify([...new Set(entry.tags)].sort());
    case 'allowlist':
      return JSON.stringify([entry.kind, entry.reason]);
  }
}

/** Whether two entries, or the lack of one, are the same but for the spelling of the address. Dates count to the second where both have one. */
export function isSame(a: Standing, b: Standing): boolean {
  if (a === null || b === null) return a === b;
  const seconds = [a, b].map(({ createdAt }) => createdAt && Math.floor(createdAt / 1000));
  const isDated = a.list !== 'allowlist' && seconds.every((second) => second !== undefined);
  return a.list === b.list && content(a) === content(b) && (!isDated || seconds[0] === seconds[1]);
}

/** The same, spelling included. */
export function isExactly(a: Standing, b: Standing): boolean {
  return isSame(a, b) && a?.address === b?.address;
}

/** The tags of two unsubscribes together. */
export function united(entry: Entry, other: Standing): Entry {
  if (entry.list !== 'unsubscribes' || other?.list !== 'unsubscribes') return entry;
  return { ...entry, tags: [...new Set([...other.tags, ...entry.tags])] };
}

/** Fails unless these are the entries of the list, in its order and each once. */
export function assertList(actual: readonly Entry[], wanted: readonly Entry[], what: string): void {
  const wrong = actual.findIndex((entry, index) => !isExactly(entry, wanted[index] ?? null));
  const at = wrong < 0 ? actual.length : wrong;
  const show = (entry: Entry | undefined): string => JSON.stringify(entry ?? null);
  assert.ok(
    wrong < 0 && actual.length === wanted.length,
    `${what}: ${actual.length} entries for ${wanted.length}; at ${at} ${show(actual[at])} for ${show(wanted[at])}.`,
  );
}
