/** What stands on a list of the addresses one is after: by reading the list or by asking for each, whichever is less work. */
import type { CallOptions, MailgunApi } from '../../../mailgun/api';
import { linkSignals } from '../../../mailgun/clock';
import { MailgunError } from '../../../mailgun/errors';
import type { Entry } from '../../../mailgun/records';
import { runPool } from '../../pool';
import type { ListRef } from '../../refs';
import { readEntries } from '../walkers/readEntries';

/** So many are asked for at once, in the time of one page. */
const AT_ONCE = 16;
/** More are never asked for one by one: the list is read, however long it is. */
export const FEW = 1000;
/** A page of this many entries is taken to be as much work as asking for four addresses. */
const RECORDS_EACH = 250;

/** The addresses that matter, each once. */
export interface Wanted {
  readonly count: number;
  /** Asked for only when there are few. */
  addresses(): Promise<readonly string[]> | readonly string[];
}

export interface StandingOptions extends CallOptions {
  readonly concurrency?: (() => number) | undefined;
  readonly walkers?: number | undefined;
  /** Told how many entries were looked at. */
  readonly onProgress?: ((records: number) => void) | undefined;
}

/** An address that cannot be asked for. */
export interface NotFindable {
  readonly address: string;
  readonly error: unknown;
}

/**
 * Hands over every wanted entry that stands on the list, at least once, with others among them. Resolves to the addresses which cannot be
 * asked for. Throws MailgunError when the list refuses.
 */
export async function readStanding(
  api: MailgunApi,
  ref: Pick<ListRef, 'domain' | 'list'>,
  wanted: Wanted,
  options: StandingOptions,
  onEntries: (entries: readonly Entry[]) => void,
): Promise<readonly NotFindable[]> {
  const { count } = wanted;
  if (count === 0) return [];
  const budget = count > FEW ? Infinity : count * RECORDS_EACH;
  if (count > AT_ONCE && (await readWithin(budget, api, ref, options, onEntries))) return [];
  return findEach(api, ref, await wanted.addresses(), options, onEntries);
}

/** As `readStanding`, but none is left out: where an address cannot be asked for, the list is read. */
export async function readAllStanding(
  api: MailgunApi,
  ref: Pick<ListRef, 'domain' | 'list'>,
  wanted: Wanted,
  options: StandingOptions,
  onEntries: (entries: readonly Entry[]) => void,
): Promise<void> {
  const failed = await readStanding(api, ref, wanted, options, onEntries);
  if (failed.length === 0) return;
  const { signal, onWait, walkers, onProgress } = options;
  await readEntries(api, ref, { signal, onWait, walkers, onProgress }, onEntries);
}

/** Reads the list unless it turns out to hold more entries than that. */
async function readWithin(
  budget: number,
  api: MailgunApi,
  ref: Pick<ListRef, 'domain' | 'list'>,
  { signal, onWait, walkers, onProgress }: StandingOptions,
  onEntries: (entries: readonly Entry[]) => void,
): Promise<boolean> {
  const link = linkSignals(signal);
  let read = 0;
  const call = { signal: link.signal, onWait, walkers, onProgress };
  try {
    await readEntries(api, ref, call, (entries) => {
      onEntries(entries);
      read += entries.length;
      if (read > budget) link.abort();
    });
    return true;
  } catch (error) {
    if (MailgunError.is(error, 'cancelled') && signal?.aborted !== true) return false;
    throw error;
  } finally {
    link.release();
  }
}

async function findEach(
  api: MailgunApi,
  { domain, list }: Pick<ListRef, 'domain' | 'list'>,
  addresses: readonly string[],
  { signal, onWait, concurrency, onProgress }: StandingOptions,
  onEntries: (entries: readonly Entry[]) => void,
): Promise<readonly NotFindable[]> {
  const failed: NotFindable[] = [];
  let done = 0;
  const find = async (address: string): Promise<void> => {
    try {
      const entry = await api.find(domain, list, address, { signal, onWait });
      if (entry !== undefined) onEntries([entry]);
    } catch (error) {
      if (!MailgunError.is(error, 'invalid')) throw error;
      failed.push({ address, error });
    }
    done += 1;
    onProgress?.(done);
  };
  const complete = await runPool(addresses, find, { concurrency: concurrency?.() ?? AT_ONCE, signal });
  if (!complete) throw new MailgunError('cancelled', 'This was cancelled before it was done.');
  return failed;
}
