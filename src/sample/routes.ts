/** The operations of one list, the same for all four: a table of method and depth, driven by the list's rules. */
import { readHeader, readRows, type Imports } from './csvImport';
import { isJson, readBatch, readForm, readUpload } from './drafts';
import { ok, refusal, type Answer, type SampleRequest } from './http';
import { TAG_NOT_FOUND, type ListRules } from './lists';
import type { SampleDomain, Store } from './store';
import { pageToWire } from './wire';

/** What a list operation works on. */
export interface ListCall {
  readonly request: SampleRequest;
  readonly domain: SampleDomain;
  readonly rules: ListRules;
  /** What follows the list in the path, decoded; undefined for the list itself. */
  readonly value: string | undefined;
  readonly store: Store;
  readonly imports: Imports;
  readonly importDelayMs: number;
  readonly now: () => number;
}

type Operation = (call: ListCall) => Answer | Promise<Answer>;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'GET list': list,
  'POST list': (call) => (isJson(call.request) && call.rules.batch ? addMany(call) : addOne(call)),
  'DELETE list': clear,
  'POST import': importFile,
  'GET value': getOne,
  'DELETE value': deleteOne,
};

/** Answers a call to a list. Throws BadRequest. */
export async function answerListCall(call: ListCall): Promise<Answer> {
  const { method } = call.request;
  const target = call.value === undefined ? 'list' : method === 'POST' && call.value === 'import' ? 'import' : 'value';
  const operation = OPERATIONS[`${method} ${target}`];
  return operation === undefined ? { status: 405, body: 'Method Not Allowed\n' } : await operation(call);
}

function list(call: ListCall): Answer {
  const { request, domain, rules, store } = call;
  const { query } = request;
  const page = { limit: readLimit(query.get('limit')), term: query.get('term') ?? '' };
  const direction = query.get('page') ?? '';
  const pivot = query.get('address') ?? undefined;
  const backward = direction === 'last' || (direction.startsWith('prev') && pivot !== undefined);
  const records = store.slice(domain.name, rules.list, {
    limit: page.limit,
    prefix: page.term,
    after: direction === 'next' ? pivot : undefined,
    before: backward && direction !== 'last' ? pivot : undefined,
    fromEnd: backward,
  });
  return ok(pageToWire(rules, records, `${request.origin}/v3/${domain.name}/${rules.segment}`, page));
}

function getOne(call: ListCall): Answer {
  const record = call.store.get(call.domain.name, call.rules.list, call.value ?? '');
  return record === undefined ? refusal(404, call.rules.notFound) : ok(call.rules.toWire(record));
}

/** A form add of an unsubscribe keeps the tags there were and, as reported of the live service, ignores `created_at`. */
async function addOne(call: ListCall): Promise<Answer> {
  const { rules, store, domain } = call;
  const draft = await readForm(call.request);
  const made = rules.make(rules.merge === undefined ? draft : { ...draft, created_at: undefined }, call.now());
  const old = store.get(domain.name, rules.list, made.address);
  store.putEntries(domain.name, rules.list, [old === undefined ? made : (rules.merge?.(old, made) ?? made)]);
  return ok(rules.added(made));
}

/** All or nothing: one bad element refuses the whole batch. */
async function addMany(call: ListCall): Promise<Answer> {
  const drafts = await readBatch(call.request);
  const now = call.now();
  const records = drafts.map((draft) => call.rules.make(draft, now));
  call.store.putEntries(call.domain.name, call.rules.list, records);
  return ok({ message: call.rules.addedMany(records.length) });
}

async function importFile(call: ListCall): Promise<Answer> {
  const { rules, store, domain, imports } = call;
  const text = await readUpload(call.request);
  readHeader(text, rules);
  imports.schedule(call.importDelayMs, async () => {
    for await (const records of readRows(text, rules, call.now())) {
      store.putEntries(domain.name, rules.list, records);
    }
  });
  return { status: 202, body: { message: 'file uploaded successfully for processing. standby...' } };
}

function deleteOne(call: ListCall): Answer {
  const { rules, store, domain, request } = call;
  const record = store.get(domain.name, rules.list, call.value ?? '');
  const tag = rules.list === 'unsubscribes' ? request.query.get('tag') : null;
  if (tag && !record?.tags?.includes(tag)) {
    return refusal(404, TAG_NOT_FOUND);
  }
  if (record === undefined) {
    return refusal(404, rules.notFound);
  }
  const tags = tag ? (record.tags ?? []).filter((other) => other !== tag) : [];
  if (tags.length > 0) {
    store.putEntries(domain.name, rules.list, [{ ...record, tags }]);
  } else {
    store.delete(domain.name, rules.list, record.address);
  }
  return ok(rules.removed(record.address));
}

function clear(call: ListCall): Answer {
  call.store.clear(call.domain.name, call.rules.list);
  return ok({ message: call.rules.cleared });
}

/** 100 unless given, clamped to 1…1000. */
export function readLimit(text: string | null): number {
  const limit = text === null || text.trim() === '' ? NaN : Number(text);
  return Number.isNaN(limit) ? 100 : Math.min(1000, Math.max(1, Math.trunc(limit)));
}
