/** The form in which changes are kept in files. */
import * as v from 'valibot';
import type { Change } from './change';

/** Raised whenever a file of the old form cannot be read as the new one. */
const VERSION = 1;

const base = { address: v.string(), createdAt: v.exactOptional(v.number()) };
const entry = v.variant('list', [
  v.object({ list: v.literal('bounces'), ...base, code: v.string(), error: v.string() }),
  v.object({ list: v.literal('complaints'), ...base }),
  v.object({ list: v.literal('unsubscribes'), ...base, tags: v.array(v.string()) }),
  v.object({ list: v.literal('allowlist'), ...base, kind: v.picklist(['address', 'domain']), reason: v.string() }),
]);

const change = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,80}$/)),
  at: v.number(),
  kind: v.picklist(['delete', 'add', 'removeTag']),
  items: v.array(
    v.object({
      accountId: v.string(),
      domain: v.string(),
      list: v.picklist(['bounces', 'complaints', 'unsubscribes', 'allowlist']),
      address: v.string(),
      before: v.nullable(entry),
      after: v.nullable(entry),
    }),
  ),
});

const file = v.object({ version: v.literal(VERSION), change });
const laterFile = v.object({ version: v.pipe(v.number(), v.minValue(VERSION + 1)) });

/** The text of a change's file. */
export function writeChange(value: Change): string {
  // Parsed first, so that nothing gets into a file but what the form names.
  return JSON.stringify({ version: VERSION, change: v.parse(change, value) });
}

/** Reads a file: the change, `later` for the work of a newer version of the extension, or `damaged`. */
export function readChange(text: string): Change | 'later' | 'damaged' {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'damaged';
  }
  const parsed = v.safeParse(file, json);
  if (parsed.success) return parsed.output.change;
  return v.is(laterFile, json) ? 'later' : 'damaged';
}
