/** The text of an entry's document where there is no entry to tell of. */
import type { EntryRef } from '../core/refs';
import { toJson } from '../core/inspect/json';
import { MailgunError } from '../mailgun/errors';

/** What stands in the document when the entry is not there any more. */
export function missingText(account: string, ref: EntryRef): string {
  const { domain, list, address } = ref;
  return toJson({ account, domain, list, address, message: 'This entry is no longer on the list.' });
}

/** What stands in the document when the entry could not be read. */
export function failureText(account: string, ref: EntryRef | undefined, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const nextStep = MailgunError.is(error) ? error.nextStep : undefined;
  return toJson({
    account,
    domain: ref?.domain,
    list: ref?.list,
    address: ref?.address,
    message: `The entry could not be read. ${message}`,
    nextStep,
  });
}
