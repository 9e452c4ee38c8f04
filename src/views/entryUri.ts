/** The address of an entry's document: readable in front, exact behind. */
import type { EntryRef } from '../core/refs';
import { isListName } from '../mailgun/lists';

/** Path and query of the document of an entry. The path is for people and the editor's language, the query says which entry is meant. */
export function entryLocation(ref: EntryRef, accountName: string): { readonly path: string; readonly query: string } {
  const path = [accountName, ref.domain, ref.list, `${ref.address}.json`].map(segment).join('/');
  const query = new URLSearchParams({
    account: ref.accountId,
    domain: ref.domain,
    list: ref.list,
    address: ref.address,
  });
  return { path: `/${path}`, query: query.toString() };
}

/** The entry a document's query means; undefined when it names none. */
export function entryOfQuery(query: string): EntryRef | undefined {
  const values = new URLSearchParams(query);
  const [accountId, domain, list, address] = ['account', 'domain', 'list', 'address'].map(
    (name) => values.get(name) ?? '',
  );
  if (!accountId || !domain || !address || !isListName(list)) return undefined;
  return { accountId, domain, list, address };
}

/** A name as one path segment: no slash makes another folder, and no name is `.`, `..` or empty. */
function segment(name: string): string {
  const flat = name.replace(/[/\\]/g, '∕').replace(/\p{Cc}/gu, ' ');
  return /^\.*$/.test(flat) ? `${flat}_` : flat;
}
