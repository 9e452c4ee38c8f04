/** Entries as the API wants them written: every scalar as text, dates in RFC 2822, `tag` in a form but `tags` in JSON. */
import { formatRfc2822 } from './dates';
import { MailgunError } from './errors';
import { LISTS, type ListName } from './lists';
import { checkText } from './paths';
import type { Entry, Unsubscribe } from './records';

/** Entries a batch holds at most: 1000 are refused by "Batch size should be less than 1000" (Mailgun OpenAPI). */
export const BATCH_SIZE = 999;
/** Bytes an imported file holds at most (Mailgun OpenAPI: 25 MB). */
export const IMPORT_BYTES = 25_000_000;

/** An unsubscribe without tags is one from everything. */
const EVERYTHING = '*';

/**
 * Whether one entry must go as JSON: a form does not keep its date, takes one tag only and has no half of a surrogate pair. In the wrong form Mailgun
 * would quietly unsubscribe the person from everything.
 */
export function needsJson(entry: Entry): boolean {
  if (!LISTS[entry.list].batch) return false;
  if (entry.createdAt !== undefined && LISTS[entry.list].keepsDate) return true;
  return entry.list === 'unsubscribes' && (entry.tags.length > 1 || /\p{Surrogate}/u.test(entry.tags.join()));
}

/** One entry as an HTML form. Throws `invalid`. */
export function formBody(entry: Entry): URLSearchParams {
  checkText(entry.address, entry.list === 'allowlist' ? entry.kind : 'address');
  switch (entry.list) {
    case 'bounces':
      return new URLSearchParams({
        address: entry.address,
        ...(entry.code ? { code: String(entry.code) } : {}),
        error: entry.error,
      });
    case 'complaints':
      return new URLSearchParams({ address: entry.address });
    case 'unsubscribes':
      return new URLSearchParams({ address: entry.address, tag: tagsOf(entry)[0] ?? EVERYTHING });
    case 'allowlist':
      return new URLSearchParams({ [entry.kind]: entry.address, ...(entry.reason ? { reason: entry.reason } : {}) });
  }
}

/** A batch as JSON text. Throws `invalid` for the allowlist, for more than BATCH_SIZE entries, and for entries of other lists. */
export function jsonBody(list: ListName, entries: readonly Entry[]): string {
  if (!LISTS[list].batch) throw refused('The allowlist takes entries one at a time only.');
  if (entries.length > BATCH_SIZE) throw refused(`One batch holds ${BATCH_SIZE} entries at most.`);
  return `[${entries.map((entry) => entryJson(list, entry)).join(',')}]`;
}

/**
 * One element of a batch as JSON text. Written by hand, since a million of them are sent one after the other. Throws `invalid` for an
 * entry of another list or with an address that names nothing.
 */
export function entryJson(list: ListName, entry: Entry): string {
  if (entry.list !== list) throw refused('An entry of another list is in the batch.');
  checkText(entry.address, 'address');
  const address = `{"address":${JSON.stringify(entry.address)}`;
  const date = `${jsonDate(entry.createdAt)}}`;
  switch (entry.list) {
    case 'bounces': {
      const code = entry.code ? `,"code":${JSON.stringify(String(entry.code))}` : '';
      return `${address}${code},"error":${JSON.stringify(entry.error)}${date}`;
    }
    case 'unsubscribes': {
      return `${address},"tags":${JSON.stringify(tagsOf(entry))}${date}`;
    }
    default:
      return address + date;
  }
}

/** Tags as they are sent. Throws `invalid` for blank ones alone, which could be read as everything. */
function tagsOf({ tags }: Unsubscribe): readonly string[] {
  if (tags.length === 0) return [EVERYTHING];
  if (tags.every((tag) => tag.trim() === ''))
    throw refused('An unsubscribe with an empty tag only could be read as one from everything.');
  return tags.map(String);
}

/** The date as the last member of an element; nothing for none. Throws `invalid`. */
export function jsonDate(createdAt: number | undefined): string {
  return createdAt === undefined ? '' : `,"created_at":"${formatRfc2822(createdAt)}"`;
}

/** The bytes of a file to import. Throws `tooLarge` and, for an empty one, `invalid`. */
export function importBytes(csv: Uint8Array | string): Uint8Array {
  const bytes = typeof csv === 'string' ? Buffer.from(csv, 'utf8') : csv;
  if (bytes.byteLength === 0) throw refused('The file is empty.');
  if (bytes.byteLength > IMPORT_BYTES) {
    throw new MailgunError('tooLarge', 'The file is larger than the 25 MB that Mailgun imports at once.', {
      nextStep: 'Split the file, or add the entries in batches.',
    });
  }
  return bytes;
}

function refused(message: string): MailgunError {
  return new MailgunError('invalid', message, { nextStep: 'Correct the entries and try again.' });
}
