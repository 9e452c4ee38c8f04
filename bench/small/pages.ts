/** A list page by page without any client. */
import type { PlainCaller } from '../plainCaller';

/** What stands on a list, by the wire's own names. */
export type PlainItem = Readonly<Partial<Record<'address' | 'value', string>>>;

/** Follows `paging.next` from page to page, a thousand entries each, until one is empty. */
export async function* pagesOf(call: PlainCaller['call'], path: string): AsyncGenerator<readonly PlainItem[]> {
  let link = `${path}?limit=1000`;
  for (;;) {
    const page = JSON.parse(await call('GET', link)) as {
      readonly items: readonly PlainItem[] | null;
      readonly paging: { readonly next: string };
    };
    if (page.items === null || page.items.length === 0) return;
    yield page.items;
    const next = new URL(page.paging.next);
    link = next.pathname + next.search;
  }
}
