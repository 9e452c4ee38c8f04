/** Pages of a list: what is asked for, and where the next one begins. */
import { decodePage } from './decode';
import type { PageQuery } from './api';
import type { ListName } from './lists';
import type { Query } from './paths';
import type { Cursor, Entry, Page, RawPage } from './records';

/** The server's page size when none is asked for, and the largest it gives (Mailgun OpenAPI). */
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/** A page size the server accepts. */
export function clampLimit(limit: number | undefined): number | undefined {
  if (limit === undefined || Number.isNaN(limit)) return undefined;
  return Math.min(MAX_LIMIT, Math.max(1, Math.trunc(limit)));
}

/** A page query on the wire. */
export function pageQuery({ limit, term, cursor }: PageQuery): Query {
  return { limit: clampLimit(limit), term: term || undefined, page: cursor?.page, address: cursor?.address };
}

/**
 * Decodes a page. The records are taken out of the JSON: the promises that it came through may be old by now; they would keep it until
 * old memory is cleared.
 * Throws `badResponse` that names the field.
 */
export function readPage(list: ListName, json: unknown, asked: PageQuery): Page {
  const { items, paging } = decodePage(list, json);
  if (typeof json === 'object' && json !== null) (json as { items: unknown }).items = undefined;
  return pageOf(items, paging, asked);
}

/**
 * A page of what was made of its records, with the links that came with them. Of the server's links only the query counts, and `next`
 * only where there can be more: on an empty list it equals `first`, and it is there even on the last page (recorded traffic of mailgun-ruby).
 * A full page after which nothing but the cursor asked for comes leads in a circle: that cursor is its `next`, never none, which would
 * call what is a part the whole list.
 */
export function pageOf<E extends Pick<Entry, 'address'>>(
  entries: readonly E[],
  paging: RawPage['paging'],
  asked: PageQuery,
): Page<E> {
  const first = entries[0];
  const last = entries.at(-1);
  if (!first || !last) return { entries };
  const previous = linkCursor(paging?.previous, 'previous') ?? { page: 'previous', address: first.address };
  if (isEnd(entries.length, asked, paging?.next)) return { entries, previous };
  const link = linkCursor(paging?.next, 'next');
  const isOnward = link !== undefined && !sameCursor(link, asked.cursor);
  return { entries, next: isOnward ? link : { page: 'next', address: last.address }, previous };
}

/** Whether nothing can follow a page of so many entries. A page asked for backwards always has a successor. */
function isEnd(count: number, asked: PageQuery, next: string | undefined): boolean {
  if (asked.cursor?.page === 'previous') return false;
  if (asked.cursor?.page === 'last') return true;
  const echoed = Number(linkQuery(next)?.get('limit') ?? Number.NaN);
  const limits = [clampLimit(asked.limit) ?? DEFAULT_LIMIT, ...(echoed >= 1 ? [echoed] : [])];
  return count < Math.min(...limits);
}

function linkCursor(link: string | undefined, page: 'next' | 'previous'): Cursor | undefined {
  const query = linkQuery(link);
  const address = query?.get('address');
  return query?.get('page') === page && address ? { page, address } : undefined;
}

function linkQuery(link: string | undefined): URLSearchParams | undefined {
  const mark = link?.indexOf('?') ?? -1;
  return link === undefined || mark < 0 ? undefined : new URLSearchParams(link.slice(mark + 1).replace(/#.*$/s, ''));
}

function sameCursor(a: Cursor, b: Cursor | undefined): boolean {
  return a.page === b?.page && a.address === b.address;
}
