/**
 * One list read by several walkers at once. A page's cursor is a value, so a walker can begin behind any text, the divider. Each reads on until it
 * meets one of the first entries of another, compared by identity, and is linked to that one; the chain of links from the
 * head to the end of the list is the list, each entry once and in the server's order, whatever that order is. What is not in the chain is dropped.
 * The order is only guessed at to find dividers.
 *
 * Requests: ⌊N / page size⌋ + 1 for one walker; with W at most 2 (W − 1) more: one for the last address, and for each split what its first or
 * last page has of no use.
 */
import type { CallOptions, PageSource } from '../../../mailgun/api';
import { MailgunError } from '../../../mailgun/errors';
import type { Entry } from '../../../mailgun/records';
import { Reading, type Addressed, type ListOf, type Take } from './walkersReading';
import type { Part } from './walkersSegment';

export type { Addressed, ListOf, Part, Take };

/** How a list is read. */
export interface ReadListOptions extends CallOptions {
  /** Only addresses that start with this text. */
  readonly term?: string | undefined;
  /** Walkers at most; 16 if absent, which is as many requests as a client makes at once. */
  readonly walkers?: number | undefined;
  /** Told after every page how many entries have been read. */
  readonly onProgress?: ((records: number) => void) | undefined;
}

const WALKERS = 16;

/**
 * Reads a list, and resolves to the parts that make it up, in order; the first entries of a part may have to be left out. Where walkers are led in a circle, one begins
 * anew; then the segments handed over before are not among those returned. Throws MailgunError, or what `take` throws.
 */
export async function readSegments<E extends Addressed = Entry>(
  api: PageSource<E>,
  ref: ListOf,
  options: ReadListOptions,
  take: Take<E>,
): Promise<readonly Part[]> {
  const walkers = Math.max(1, Math.trunc(options.walkers ?? WALKERS) || 1);
  const reading = new Reading(api, ref, { ...options, walkers }, take);
  try {
    return await reading.run();
  } catch (error) {
    if (walkers === 1 || !isCircle(error)) throw error;
    return new Reading(api, ref, { ...options, walkers: 1, firstId: reading.nextId }, take).run();
  }
}

function isCircle(error: unknown): boolean {
  return MailgunError.is(error, 'badResponse') && error.status === undefined;
}
