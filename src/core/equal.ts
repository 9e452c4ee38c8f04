/** When two entries are the same as far as the API lets one write them. */
import type { Entry } from '../mailgun/records';
import { sameAddress } from './addressSyntax';

/**
 * Whether two entries, or the lack of one, are the same in every field that can be written: addresses without regard to case,
 * tags as sets, dates to the second where both have one. The allowlist's date cannot be written and does not count.
 */
export function sameEntry(a: Entry | null, b: Entry | null): boolean {
  if (a === null || b === null) return a === b;
  if (!sameAddress(a.address, b.address)) return false;
  switch (a.list) {
    case 'bounces':
      return b.list === 'bounces' && a.code === b.code && a.error === b.error && sameDate(a, b);
    case 'complaints':
      return b.list === 'complaints' && sameDate(a, b);
    case 'unsubscribes':
      return b.list === 'unsubscribes' && sameTags(a.tags, b.tags) && sameDate(a, b);
    case 'allowlist':
      return b.list === 'allowlist' && a.kind === b.kind && a.reason === b.reason;
  }
}

function sameDate(a: Entry, b: Entry): boolean {
  if (a.createdAt === undefined || b.createdAt === undefined) return true;
  return Math.floor(a.createdAt / 1000) === Math.floor(b.createdAt / 1000);
}

function sameTags(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [new Set(a), new Set(b)];
  return left.size === right.size && [...left].every((tag) => right.has(tag));
}
