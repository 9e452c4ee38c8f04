/** What a cell says in a few words. */
import type { Entry } from '../../mailgun/records';
import { explainEntry, plainText } from '../reasons';

/** A short reason: a code with its enhanced code, tags, or what kind of entry it is. */
export function entryReason(entry: Entry): string {
  switch (entry.list) {
    case 'bounces':
      return explainEntry(entry).title.replace(/^Bounced(?:, )?/, '') || 'bounced';
    case 'complaints':
      return 'spam';
    case 'unsubscribes':
      return entry.tags.includes('*') || entry.tags.length === 0 ? 'everything' : plainText(entry.tags.join(', '), 60);
    case 'allowlist':
      return entry.kind === 'domain' ? `@${plainText(entry.address, 80)}` : 'address';
  }
}

/** `2024-05-31`, in UTC; empty without a date. */
export function entryDay({ createdAt }: Entry): string {
  return createdAt === undefined || !Number.isFinite(createdAt) || Math.abs(createdAt) > 8.64e15
    ? ''
    : new Date(createdAt).toISOString().replace(/T.*$/, '');
}
