/** A whole list, page after page. */
import type { CallOptions, PageQuery, PageSource } from './api';
import { MailgunError } from './errors';
import type { ListName } from './lists';
import type { Cursor, Entry, Page } from './records';

/** Goes from the query's cursor (or the first page) to the end of a list. Keeps no page, only where it is. */
export class PageWalk<E extends Pick<Entry, 'address'> = Entry> {
  readonly #seen = new Set<string>();
  #cursor: Cursor | undefined;
  #before: string | undefined;

  constructor(
    private readonly api: PageSource<E>,
    private readonly domain: string,
    private readonly list: ListName,
    private readonly query: PageQuery = {},
    private readonly call: CallOptions = {},
  ) {
    this.#cursor = query.cursor;
  }

  /**
   * The next page; the one without a `next` is the last. Throws `badResponse` when the server leads in a circle, rather than
   * to go round for ever or end early unnoticed.
   */
  async next(): Promise<Page<E>> {
    const page = await this.api.listPage(this.domain, this.list, { ...this.query, cursor: this.#cursor }, this.call);
    const first = page.entries[0]?.address;
    if (first !== undefined && first === this.#before) throw circle();
    this.#before = first;
    if (page.next) {
      const key = `${page.next.page} ${page.next.address ?? ''}`;
      if (this.#seen.has(key)) throw circle();
      this.#seen.add(key);
      this.#cursor = page.next;
    }
    return page;
  }
}

/** Yields the pages from the query's cursor (or the first page) to the end of the list. Throws as `PageWalk.next` does. */
export async function* walkList(
  api: PageSource,
  domain: string,
  list: ListName,
  query: PageQuery = {},
  call: CallOptions = {},
): AsyncGenerator<Page, void, undefined> {
  const walk = new PageWalk(api, domain, list, query, call);
  for (;;) {
    const page = await walk.next();
    yield page;
    if (!page.next) return;
  }
}

function circle(): MailgunError {
  return new MailgunError('badResponse', 'Mailgun sent the same page of the list twice.', {
    nextStep: 'Try again; what was read so far is not the whole list.',
  });
}
