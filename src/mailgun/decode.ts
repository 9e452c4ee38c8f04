/** From JSON to records: tolerant where sources differ, strict where a missing value would show as nothing on the screen. */
import * as v from 'valibot';
import { MailgunError } from './errors';
import { createdAt, kindOf, quickEntry, quickPage } from './decodeQuickly';
import type { ListName } from './lists';
import { once } from './once';
import type { AllowlistEntry, Bounce, Complaint, Domain, DomainPage, Entry, RawPage, Unsubscribe } from './records';

const name = v.pipe(v.string(), v.nonEmpty('is empty'));
/** Text that may be missing, null or a number. */
const text = v.pipe(v.nullish(v.union([v.string(), v.number()]), ''), v.transform(String));
const anything = v.optional(v.unknown());
const dates = { created_at: anything, createdAt: anything, createdat: anything };

const bounce = once(() =>
  v.pipe(
    v.object({ address: name, code: text, error: text, ...dates }),
    v.transform((r): Bounce => ({
      list: 'bounces',
      address: r.address,
      code: r.code,
      error: r.error,
      ...createdAt(r),
    })),
  ),
);

const complaint = once(() =>
  v.pipe(
    v.object({ address: name, ...dates }),
    v.transform((r): Complaint => ({ list: 'complaints', address: r.address, ...createdAt(r) })),
  ),
);

const unsubscribe = once(() =>
  v.pipe(
    v.object({ address: name, tags: v.nullish(v.array(v.string()), []), ...dates }),
    v.transform((r): Unsubscribe => ({ list: 'unsubscribes', address: r.address, tags: r.tags, ...createdAt(r) })),
  ),
);

const allowlistEntry = once(() =>
  v.pipe(
    v.object({ value: name, type: anything, reason: text, ...dates }),
    v.transform((r): AllowlistEntry => ({
      list: 'allowlist',
      address: r.value,
      kind: kindOf(r.type, r.value),
      reason: r.reason,
      ...createdAt(r),
    })),
  ),
);

const entrySchemas: Readonly<Record<ListName, () => v.GenericSchema<unknown, Entry>>> = {
  bounces: bounce,
  complaints: complaint,
  unsubscribes: unsubscribe,
  allowlist: allowlistEntry,
};

/** An answer whose fields may all be missing; with none of them but others it is something else, and no empty list. */
export function answer<const T extends v.ObjectEntries>(entries: T) {
  const isObject = (input: unknown) => typeof input === 'object' && input !== null && !Array.isArray(input);
  const isKnown = (input: object) =>
    Object.keys(input).length === 0 || Object.keys(entries).some((key) => key in input);
  const lacks = `has no ${Object.keys(entries).join(' and no ')}`;
  return v.pipe(v.custom<object>(isObject, 'is no object'), v.check(isKnown, lacks), v.object(entries));
}

const link = v.fallback(v.optional(v.string()), undefined);
const paging = once(() => v.fallback(v.nullish(v.object({ next: link, previous: link })), undefined));

const page = (entry: () => v.GenericSchema<unknown, Entry>): (() => v.GenericSchema<unknown, RawPage>) =>
  once(() => answer({ items: v.nullish(v.array(entry()), []), paging: v.optional(paging()) }));

/** What a page may be; `quickPage` agrees with it in whatever it reads. */
export const pageSchemas: Readonly<Record<ListName, () => v.GenericSchema<unknown, RawPage>>> = {
  bounces: page(bounce),
  complaints: page(complaint),
  unsubscribes: page(unsubscribe),
  allowlist: page(allowlistEntry),
};

const domain = once(() => {
  const state = v.fallback(v.picklist(['active', 'unverified', 'disabled', 'unknown']), 'unknown');
  const type = v.fallback(v.picklist(['custom', 'sandbox', 'unknown']), 'unknown');
  const disabled = v.fallback(v.optional(v.object({ reason: text, note: text })), undefined);
  return v.pipe(
    v.object({ name, state, type, is_disabled: v.nullish(v.boolean(), false), disabled, ...dates }),
    v.transform((r): Domain => {
      const reason = r.disabled?.reason || r.disabled?.note;
      const isDisabled = r.is_disabled || r.state === 'disabled';
      const common = { name: r.name, state: r.state, type: r.type, isDisabled };
      return { ...common, ...(reason ? { disabledReason: reason } : {}), ...createdAt(r) };
    }),
  );
});
const domainPage = once(() => answer({ total_count: v.nullish(v.number()), items: v.nullish(v.array(domain()), []) }));
const domainAnswer = once(() => v.object({ domain: domain() }));

/** One page of a list. Throws `badResponse` that names the field. */
export function decodePage(list: ListName, json: unknown): RawPage {
  return quickPage(list, json) ?? decode(pageSchemas[list](), json);
}

/** One record of a list. Throws `badResponse` that names the field. */
export function decodeEntry(list: ListName, json: unknown): Entry {
  return quickEntry(list, json) ?? decode(entrySchemas[list](), json);
}

/** One page of domains; without a count the domains of the page are counted. */
export function decodeDomains(json: unknown, skip: number): DomainPage {
  const { total_count: total, items } = decode(domainPage(), json);
  return { totalCount: total ?? skip + items.length, domains: items };
}

/** One domain out of `{"domain": …}`. */
export function decodeDomain(json: unknown): Domain {
  return decode(domainAnswer(), json).domain;
}

/** What a schema makes of JSON. Throws `badResponse` that names the field. */
export function decode<T>(schema: v.GenericSchema<unknown, T>, json: unknown): T {
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const field = fieldName(issue) || 'the whole answer';
  const what = issue.input === undefined ? 'is missing' : `is not what was expected (${issue.expected ?? 'a value'})`;
  throw new MailgunError('badResponse', `Mailgun's answer was not understood: ${field} ${what}.`, {
    nextStep: 'Try again; if it stays, check the endpoint of the account.',
  });
}

/** `items[3].address`. */
function fieldName(issue: v.BaseIssue<unknown>): string {
  let path = '';
  for (const { key } of issue.path ?? []) path += typeof key === 'number' ? `[${key}]` : `.${String(key)}`;
  return path.replace(/^\./, '');
}
