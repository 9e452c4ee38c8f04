/** The part of a list that is loaded: entries in the server's order, each once. */
import type { Entry } from '../mailgun/records';
import { addressKey } from './addressSyntax';

/** A change made by this extension, to be shown without asking the server. */
export type LocalChange = { readonly upsert: readonly Entry[] } | { readonly remove: readonly string[] };

/** How far a window reaches, and which addresses belong to it at all. */
export interface WindowEdges {
  /** The address at which it begins, itself included; undefined for the start of the list. */
  readonly from?: string | undefined;
  /** The address at which it ends, itself included; undefined for the end of the list. */
  readonly to?: string | undefined;
  /** Prefix of the addresses that are shown; empty for all. */
  readonly term: string;
}

/** Entries with what comes after them on the server. One that is there already is replaced where it stands. */
export function appended(entries: readonly Entry[], more: readonly Entry[]): Entry[] {
  return [...merged(entries, more)];
}

/** Entries with what comes before them on the server. */
export function prepended(entries: readonly Entry[], earlier: readonly Entry[]): Entry[] {
  const known = new Set(entries.map(({ address }) => address));
  const repeated = earlier.filter(({ address }) => known.has(address));
  const fresh = merged(
    [],
    earlier.filter(({ address }) => !known.has(address)),
  );
  return [...fresh, ...merged(entries, repeated)];
}

// A Map keeps the place of a key that is set again.
function merged(entries: readonly Entry[], others: readonly Entry[]): MapIterator<Entry> {
  const map = new Map(entries.map((entry) => [entry.address, entry]));
  for (const entry of others) map.set(entry.address, entry);
  return map.values();
}

/** Entries without those of certain addresses: the exact spelling if it is there, any spelling otherwise. */
export function without(entries: readonly Entry[], addresses: readonly string[]): Entry[] {
  const exact = new Set(entries.map(({ address }) => address));
  const gone = new Set(addresses.filter((address) => exact.has(address)));
  const goneKeys = new Set(addresses.filter((address) => !exact.has(address)).map(addressKey));
  return entries.filter(({ address }) => !gone.has(address) && !goneKeys.has(addressKey(address)));
}

/** Puts entries where they belong by lower-cased address. What falls outside the window comes back in `beyond`. */
export function upserted(
  entries: readonly Entry[],
  changes: readonly Entry[],
  edges: WindowEdges,
): { entries: Entry[]; beyond: Entry[] } {
  const result = [...entries];
  const beyond: Entry[] = [];
  for (const entry of changes) {
    const index = indexOf(result, entry.address);
    if (index >= 0) result[index] = entry;
    else if (!insert(result, entry, edges)) beyond.push(entry);
  }
  return { entries: result, beyond };
}

function indexOf(entries: readonly Entry[], address: string): number {
  const exact = entries.findIndex((entry) => entry.address === address);
  if (exact >= 0) return exact;
  const key = addressKey(address);
  return entries.findIndex((entry) => addressKey(entry.address) === key);
}

function insert(entries: Entry[], entry: Entry, { from, to, term }: WindowEdges): boolean {
  const key = addressKey(entry.address);
  if (!key.startsWith(addressKey(term))) return false;
  if ((from !== undefined && key < addressKey(from)) || (to !== undefined && key > addressKey(to))) return false;
  entries.splice(lowerBound(entries, key), 0, entry);
  return true;
}

function lowerBound(entries: readonly Entry[], key: string): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (addressKey(entries[middle]?.address ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
