/** Which entries of a list are meant by a description such as "all bounces with code 552". */
import type { Entry } from '../../../mailgun/records';
import { addressKey, domainOf } from '../../addressSyntax';

/** What an entry must be to be meant: all that is given. A field that the list does not have fits no entry. */
export interface DeleteFilter {
  /** How its address starts, without regard to case. */
  readonly term?: string | undefined;
  /** The code of a bounce. */
  readonly code?: string | undefined;
  /** The domain of its address, without regard to case; domains that stand on the allowlist themselves are not meant. */
  readonly recipientDomain?: string | undefined;
  /** A tag among those of an unsubscribe. */
  readonly tag?: string | undefined;
  /** Made at this time or later, in milliseconds since the epoch; entries without a date do not fit. */
  readonly since?: number | undefined;
  /** Made before this time. */
  readonly before?: number | undefined;
}

/** A test of entries. The prefix is looked at here too: should a server not heed it, it must not cost the rest of the list. */
export function entryFilter(filter: DeleteFilter): (entry: Entry) => boolean {
  const { code, tag, since = -Infinity, before = Infinity } = filter;
  const term = addressKey(filter.term ?? '');
  const recipientDomain = filter.recipientDomain?.trim().replace(/^@/, '').toLowerCase();
  const dated = filter.since !== undefined || filter.before !== undefined;
  return (entry) =>
    addressKey(entry.address).startsWith(term) &&
    (recipientDomain === undefined || isAt(entry, recipientDomain)) &&
    (code === undefined || (entry.list === 'bounces' && entry.code === code)) &&
    (tag === undefined || (entry.list === 'unsubscribes' && entry.tags.includes(tag))) &&
    (!dated || isBetween(entry, since, before));
}

function isAt(entry: Entry, domain: string): boolean {
  return entry.address.includes('@') && domainOf(entry.address) === domain;
}

function isBetween({ createdAt }: Entry, since: number, before: number): boolean {
  return createdAt !== undefined && createdAt >= since && createdAt < before;
}
