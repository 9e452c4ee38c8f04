/** Entries in a file held against what stands on a list now. */
import type { MailgunApi } from '../../../mailgun/api';
import type { Entry } from '../../../mailgun/records';
import { addressKey } from '../../addressSyntax';
import { withTags } from '../../batches';
import { sameEntry } from '../../equal';
import type { ListRef } from '../../refs';
import { entryContent, Fingerprints } from '../fingerprints';
import { readNdjson } from '../files/ndjson';
import { readAllStanding, type StandingOptions } from './standing';

/** What a list has of an entry: nothing, the same, or something else under its address. */
export const SAME = 0;
export const FRESH = 1;
export const DIFFERS = 2;

/** Entries of one list, one JSON record a line, each address once. */
export interface Spool {
  readonly file: string;
  readonly records: number;
}

export interface Comparison {
  /** For each entry of the file, in its order: SAME, FRESH or DIFFERS. */
  readonly status: Uint8Array;
  readonly fresh: number;
  readonly same: number;
  readonly differs: number;
  /** When tags are united: what the list has where it differs, by `addressKey`. */
  readonly standing: ReadonlyMap<string, Entry>;
}

/**
 * Compares every field that can be written. With `unite`, which holds the contents of the file, an unsubscribe that covers the one in
 * the file already is the same. Throws MailgunError when the list refuses, or the file system's error.
 */
export async function compareWithList(
  api: MailgunApi,
  ref: Pick<ListRef, 'domain' | 'list'>,
  spool: Spool,
  options: StandingOptions,
  unite?: Fingerprints,
): Promise<Comparison> {
  const seen = new Fingerprints();
  const standing = new Map<string, Entry>();
  const wanted = { count: spool.records, addresses: () => addressesOf(spool.file, ref) };
  await readAllStanding(api, ref, wanted, options, (entries) => {
    for (const entry of entries) {
      const key = addressKey(entry.address);
      const content = entryContent(entry);
      seen.add(key, content);
      if (unite?.compare(key, content) === 'differs') standing.set(key, entry);
    }
  });
  return compareFile(spool, ref, seen, standing);
}

/** The contents of a file, to unite its tags with those on lists. */
export async function contentsOf(spool: Spool, { list }: Pick<ListRef, 'list'>): Promise<Fingerprints> {
  const contents = new Fingerprints();
  for await (const entries of readNdjson(spool.file, list)) {
    for (const entry of entries) contents.add(addressKey(entry.address), entryContent(entry));
  }
  return contents;
}

async function compareFile(
  { file, records }: Spool,
  { list }: Pick<ListRef, 'list'>,
  seen: Fingerprints,
  standing: Map<string, Entry>,
): Promise<Comparison> {
  const status = new Uint8Array(records);
  const counts = [0, 0, 0];
  let index = 0;
  for await (const entries of readNdjson(file, list)) {
    for (const entry of entries) {
      const key = addressKey(entry.address);
      const there = standing.get(key);
      let state = { new: FRESH, same: SAME, differs: DIFFERS }[seen.compare(key, entryContent(entry))];
      if (there !== undefined && sameEntry(withTags(entry, there), there)) {
        state = SAME;
        standing.delete(key);
      }
      status[index] = state;
      counts[state] = (counts[state] ?? 0) + 1;
      index += 1;
    }
  }
  const [same = 0, fresh = 0, differs = 0] = counts;
  return { status, fresh, same, differs, standing };
}

async function addressesOf(file: string, { list }: Pick<ListRef, 'list'>): Promise<string[]> {
  const addresses: string[] = [];
  for await (const entries of readNdjson(file, list)) addresses.push(...entries.map(({ address }) => address));
  return addresses;
}
