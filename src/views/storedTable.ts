/** Reads back what the table page kept before the window was reloaded. */
import * as v from 'valibot';
import { LIST_NAMES } from '../mailgun/lists';
import type { StoredTable } from './tableMessages';

const text = v.string();
const time = v.optional(v.pipe(v.number(), v.finite()));
const index = v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0)), 0);
const list = v.picklist(LIST_NAMES);

const filter = v.object({
  text: v.optional(text),
  lists: v.optional(v.array(list)),
  domain: v.optional(text),
  code: v.optional(text),
  codeClass: v.optional(v.picklist(['2', '4', '5', ''])),
  at: v.optional(text),
  ...{ from: time, until: time },
  tag: v.optional(text),
});

const sort = v.object({
  column: v.picklist(['domain', 'list', 'address', 'code', 'tags', 'text', 'createdAt']),
  descending: v.boolean(),
});

const source = v.object({ accountId: text, domain: v.optional(text), list: v.optional(list) });

const stored = v.object({
  source,
  filter: v.fallback(filter, {}),
  sort: v.fallback(v.optional(sort), undefined),
  ...{ top: index, focus: index },
  insight: v.fallback(v.boolean(), true),
  selected: v.fallback(v.optional(v.array(v.object({ domain: text, list, address: text }))), undefined),
});

/** What a page kept; undefined when there is nothing that says what the table was made of. */
export function readStoredTable(kept: unknown): StoredTable | undefined {
  const parsed = v.safeParse(stored, kept);
  return parsed.success ? parsed.output : undefined;
}
