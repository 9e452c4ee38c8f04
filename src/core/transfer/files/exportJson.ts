/** Entries as JSON: the API's own field names and ISO 8601 dates. Put together by hand for speed. */
import { formatIso } from '../../../mailgun/dates';
import { LISTS } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';

/** Nothing that JSON escapes, and no half of a surrogate pair. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** One record, as the API would send it but for the date. Half a surrogate pair becomes an escape, so it is not lost. */
export function jsonText(entry: Entry): string {
  switch (entry.list) {
    case 'bounces':
      return `{"address":${quoted(entry.address)},"code":${quoted(entry.code)},"error":${quoted(entry.error)}${date(entry)}}`;
    case 'complaints':
      return `{"address":${quoted(entry.address)}${date(entry)}}`;
    case 'unsubscribes':
      return `{"address":${quoted(entry.address)},"tags":${JSON.stringify(entry.tags)}${date(entry)}}`;
    case 'allowlist':
      return `{"type":"${entry.kind}","value":${quoted(entry.address)},"reason":${quoted(entry.reason)}${date(entry)}}`;
  }
}

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

function date({ list, createdAt }: Entry): string {
  if (createdAt === undefined) return '';
  return `,"${LISTS[list].dateField}":"${formatIso(createdAt)}"`;
}
