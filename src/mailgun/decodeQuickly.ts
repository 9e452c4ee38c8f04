/**
 * From JSON to records without the schemas, for what is as it should be: a whole list may hold a million. Whatever is not,
 * comes back as undefined and goes to the schemas, which say what is wrong.
 */
import { parseDate } from './dates';
import type { ListName } from './lists';
import type { AllowlistEntry, Entry, RawPage } from './records';

type Json = Readonly<Record<string, unknown>>;

/** One page, if nothing is wrong with it. */
export function quickPage(list: ListName, json: unknown): RawPage | undefined {
  if (!isObject(json) || !Array.isArray(json['items'])) return undefined;
  const raw = json['items'] as readonly unknown[];
  const items: Entry[] = [];
  for (const record of raw) {
    const entry = quickEntry(list, record);
    if (entry === undefined) return undefined;
    items.push(entry);
  }
  const { paging } = json;
  if (!isObject(paging)) return { items };
  return { items, paging: { next: link(paging['next']), previous: link(paging['previous']) } };
}

/** One record, if nothing is wrong with it. */
export function quickEntry(list: ListName, json: unknown): Entry | undefined {
  if (!isObject(json)) return undefined;
  const address = json[list === 'allowlist' ? 'value' : 'address'];
  if (typeof address !== 'string' || address === '') return undefined;
  const date = createdAt(json);
  switch (list) {
    case 'bounces': {
      const [code, error] = [text(json['code']), text(json['error'])];
      return code === undefined || error === undefined ? undefined : { list, address, code, error, ...date };
    }
    case 'complaints':
      return { list, address, ...date };
    case 'unsubscribes': {
      const tags = json['tags'] ?? [];
      return isTexts(tags) ? { list, address, tags, ...date } : undefined;
    }
    case 'allowlist': {
      const reason = text(json['reason']);
      return reason === undefined ? undefined : { list, address, kind: kindOf(json['type'], address), reason, ...date };
    }
  }
}

/** The date comes under three names; only a readable one counts. */
export function createdAt(record: Json): { createdAt?: number } {
  const written = record['created_at'] ?? record['createdAt'] ?? record['createdat'];
  const ms = typeof written === 'string' ? parseDate(written) : undefined;
  return ms === undefined ? {} : { createdAt: ms };
}

/** The type decides; where it is neither word, the value does. */
export function kindOf(type: unknown, value: string): AllowlistEntry['kind'] {
  if (type === 'address' || type === 'domain') return type;
  return value.includes('@') ? 'address' : 'domain';
}

/** Text that may be missing, null or a number. */
function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return typeof value === 'number' && !Number.isNaN(value) ? String(value) : undefined;
}

function link(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
