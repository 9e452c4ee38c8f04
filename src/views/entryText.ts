/** The text of an entry's document. */
import type { Explanation } from '../core/reasons';
import type { EntryRef } from '../core/refs';
import { MailgunError } from '../mailgun/errors';
import type { Entry } from '../mailgun/records';

/** An entry as JSON: where it stands, the record's own fields, and what it means. */
export function entryText(account: string, domain: string, entry: Entry, explanation: Explanation): string {
  const { list, address, createdAt, ...fields } = entry;
  const { title, meaning, advice } = explanation;
  return json({ account, domain, list, address, ...fields, since: isoDate(createdAt), title, meaning, advice });
}

/** What stands in the document when the entry is not there any more. */
export function missingText(account: string, ref: EntryRef): string {
  const { domain, list, address } = ref;
  return json({ account, domain, list, address, message: 'This entry is no longer on the list.' });
}

/** What stands in the document when the entry could not be read. */
export function failureText(account: string, ref: EntryRef | undefined, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const nextStep = MailgunError.is(error) ? error.nextStep : undefined;
  return json({
    account,
    domain: ref?.domain,
    list: ref?.list,
    address: ref?.address,
    message: `The entry could not be read. ${message}`,
    nextStep,
  });
}

/** ISO 8601; null when the server gave no date or one that is none. */
function isoDate(ms: number | undefined): string | null {
  const date = new Date(ms ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
