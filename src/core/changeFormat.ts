/** The form in which changes are kept in files. */
import * as v from 'valibot';
import { once } from '../mailgun/once';
import { isBulk, type Change } from './change';

/** Raised for what an older version of the extension cannot read; changes that it can keep their number. */
const VERSION = 1;
const BULK_VERSION = 2;

const form = once(() => {
  const base = { address: v.string(), createdAt: v.exactOptional(v.number()) };
  const entry = v.variant('list', [
    v.object({ list: v.literal('bounces'), ...base, code: v.string(), error: v.string() }),
    v.object({ list: v.literal('complaints'), ...base }),
    v.object({ list: v.literal('unsubscribes'), ...base, tags: v.array(v.string()) }),
    v.object({ list: v.literal('allowlist'), ...base, kind: v.picklist(['address', 'domain']), reason: v.string() }),
  ]);

  const head = { id: v.pipe(v.string(), v.regex(/^[\w-]{1,80}$/)), at: v.number() };
  const listRef = {
    accountId: v.string(),
    domain: v.string(),
    list: v.picklist(['bounces', 'complaints', 'unsubscribes', 'allowlist']),
  };
  const item = v.object({ ...listRef, address: v.string(), before: v.nullable(entry), after: v.nullable(entry) });
  // Backups are deleted by what is written here, so nothing else may be.
  const part = v.object({ ...listRef, records: v.number(), backup: v.pipe(v.string(), v.regex(/\.ndjson$/)) });
  const change = v.variant('kind', [
    v.object({ ...head, kind: v.picklist(['delete', 'add', 'removeTag']), items: v.array(item) }),
    v.object({ ...head, kind: v.picklist(['clear', 'bulkDelete']), parts: v.array(part) }),
  ]);
  return {
    change,
    file: v.object({ version: v.picklist([VERSION, BULK_VERSION]), change }),
    laterFile: v.object({ version: v.pipe(v.number(), v.minValue(BULK_VERSION + 1)) }),
  };
});

/** The text of a change's file. */
export function writeChange(value: Change): string {
  // Parsed first, so that nothing gets into a file but what the form names.
  return JSON.stringify({ version: isBulk(value) ? BULK_VERSION : VERSION, change: v.parse(form().change, value) });
}

/** Reads a file: the change, `later` for the work of a newer version of the extension, or `damaged`. */
export function readChange(text: string): Change | 'later' | 'damaged' {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'damaged';
  }
  const parsed = v.safeParse(form().file, json);
  if (parsed.success) return parsed.output.change;
  return v.is(form().laterFile, json) ? 'later' : 'damaged';
}
