/** A whole list to whoever wants it, in no particular order. */
import type { PageSource } from '../../../mailgun/api';
import type { Entry } from '../../../mailgun/records';
import { readSegments, type ListOf, type ReadListOptions } from './walkers';

/**
 * Hands over every entry of a list at least once, in any order, a page at a time; should the server contradict itself, some come
 * again. Resolves to how many different ones there are. Throws MailgunError, or what `onEntries` throws.
 */
export async function readEntries(
  api: PageSource,
  ref: ListOf,
  options: ReadListOptions,
  onEntries: (entries: readonly Entry[]) => void,
): Promise<{ records: number }> {
  const chain = await readSegments(api, ref, options, (_segment, entries) => onEntries(entries));
  return { records: chain.reduce((sum, segment) => sum + segment.records, 0) };
}
