/** A whole list, page after page. */
import type { CallOptions, MailgunApi, PageQuery } from './api';
import { MailgunError } from './errors';
import type { ListName } from './lists';
import type { Page } from './records';

/**
 * Yields the pages from the query's cursor (or the first page) to the end of the list.
 * Throws `badResponse` when the server leads in a circle, rather than to go round for ever or end early unnoticed.
 */
export async function* walkList(
  api: MailgunApi,
  domain: string,
  list: ListName,
  query: PageQuery = {},
  call: CallOptions = {},
): AsyncGenerator<Page, void, undefined> {
  const seen = new Set<string>();
  let { cursor } = query;
  let before: string | undefined;
  for (;;) {
    const page = await api.listPage(domain, list, { ...query, cursor }, call);
    const first = page.entries[0]?.address;
    if (first !== undefined && first === before) throw circle();
    before = first;
    yield page;
    if (!page.next) return;
    const key = `${page.next.page} ${page.next.address ?? ''}`;
    if (seen.has(key)) throw circle();
    seen.add(key);
    cursor = page.next;
  }
}

function circle(): MailgunError {
  return new MailgunError('badResponse', 'Mailgun sent the same page of the list twice.', {
    nextStep: 'Try again; what was read so far is not the whole list.',
  });
}
