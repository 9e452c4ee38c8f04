/** The address of an entry's document: readable in front, exact behind. */
import type { EntryRef } from '../core/refs';
import { isListName } from '../mailgun/lists';

/** Path and query of the document of an entry. The path is for people and the editor's language, the query says which entry is meant. */
export function entryLocation(ref: EntryRef, accountName: string): { readonly path: string; readonly query: string } {
  const path = [accountName, ref.domain, ref.list, `${ref.address}.json`].map(segment).join('/');
  const query = new URLSearchParams({
    account: exact(ref.accountId),
    domain: exact(ref.domain),
    list: ref.list,
    address: exact(ref.address),
  });
  return { path: `/${path}`, query: query.toString() };
}

/** The entry a document's query means; undefined when it names none. */
export function entryOfQuery(query: string): EntryRef | undefined {
  const values = new URLSearchParams(query);
  const [accountId, domain, list, address] = ['account', 'domain', 'list', 'address'].map((name) =>
    (values.get(name) ?? '').replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
  );
  if (!accountId || !domain || !address || !isListName(list)) return undefined;
  return { accountId, domain, list, address };
}

/** Half a surrogate pair has no place in a URI: another address would come out of it. */
function exact(text: string): string {
  return text.replace(/[\\\p{Surrogate}]/gu, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A name as one path segment: no slash makes another folder, and no name is `.`, `..` or empty. */
function segment(name: string): string {
  const flat = name.replace(/[/\\]/g, '∕').replace(/[\p{Cc}\p{Surrogate}]/gu, ' ');
  return /^\.*$/.test(flat) ? `${flat}_` : flat;
}
