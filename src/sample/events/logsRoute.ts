/** `POST /v1/analytics/logs`: the events of all domains of the caller, filtered, with tokens for pages. */
import { isJson } from '../drafts';
import { ok, type Answer, type SampleRequest } from '../http';
import { BadRequest } from '../records';
import type { World } from '../router';
import { findEvents } from './find';
import type { SampleEvent } from './sampleEvent';
import { fromToken, readTime, toToken } from './token';
import { logsItem } from './wire';

const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY };
const MAX_LIMIT = 100;

type Fields = Readonly<Record<string, unknown>>;

/** One condition of `filter.AND`. */
interface Condition {
  readonly attribute: string;
  readonly isNegated: boolean;
  readonly values: readonly string[];
}

/** Answers a question to the logs. Throws BadRequest. */
export async function answerLogs(world: World, request: SampleRequest, owner: string): Promise<Answer> {
  if (request.method !== 'POST') return { status: 405, body: 'Method Not Allowed\n' };
  const body = await readBody(request);
  const { start, end } = period(body, world.now());
  const conditions = readFilter(body['filter']);
  const kinds = strings(body['events'], 'events');
  const events = findEvents(world, {
    domains: world.store.domainsOf(owner, request.region).filter(({ name }) => fits(conditions, 'domain', name)),
    recipient: exact(conditions, 'recipient'),
  }).filter(
    (event) =>
      event.at >= start &&
      event.at <= end &&
      (kinds === undefined || kinds.includes(event.kind)) &&
      conditions.every((condition) => matches(condition, event)),
  );
  return ok({ ...dates(start, end), ...page(body, events), aggregates: {} });
}

function page(body: Fields, oldestFirst: readonly SampleEvent[]): object {
  const pagination = object(body['pagination'] ?? {}, 'pagination');
  const sort = pagination['sort'] ?? 'timestamp:desc';
  if (sort !== 'timestamp:asc' && sort !== 'timestamp:desc') throw new BadRequest('Invalid pagination sort');
  const limit = pagination['limit'] ?? MAX_LIMIT;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new BadRequest(`Invalid pagination limit: must be from 1 to ${MAX_LIMIT}`);
  }
  const sorted = sort === 'timestamp:asc' ? oldestFirst : oldestFirst.toReversed();
  const from = offsetOf(pagination['token']);
  const items = sorted.slice(from, from + limit).map(logsItem);
  const token = (offset: number) => toToken({ offset });
  const isEnd = from + limit >= sorted.length;
  const links = {
    first: token(0),
    last: token(Math.max(0, Math.floor((sorted.length - 1) / limit) * limit)),
    next: token(from + limit),
    ...(from > 0 ? { previous: token(Math.max(0, from - limit)) } : {}),
    ...(body['include_totals'] === true ? { total: sorted.length } : {}),
  };
  return { items, pagination: isEnd ? {} : links };
}

function offsetOf(token: unknown): number {
  if (token === undefined || token === null || token === '') return 0;
  const { offset } = fromToken(typeof token === 'string' ? token : '');
  if (typeof offset !== 'number' || !(offset >= 0)) throw new BadRequest('Invalid page token');
  return offset;
}

/** The time asked for: one day unless said otherwise; a duration counts back from the end. */
function period(body: Fields, now: number): { start: number; end: number } {
  const end = typeof body['end'] === 'string' ? readTime(body['end'], 'end') : now;
  const { duration } = body;
  if (typeof duration === 'string') {
    const [, count = '', unit = ''] = /^(\d+)([mhd])$/.exec(duration) ?? [];
    if (unit === '') throw new BadRequest(`Invalid duration: ${duration}`);
    return { start: end - Number(count) * (UNITS[unit] ?? DAY), end };
  }
  const start = typeof body['start'] === 'string' ? readTime(body['start'], 'start') : end - DAY;
  if (start > end) throw new BadRequest('start must be before end');
  return { start, end };
}

function dates(start: number, end: number): object {
  const text = (ms: number) => new Date(ms).toUTCString().replace('GMT', '+0000');
  return { start: text(start), end: text(end) };
}

function readFilter(filter: unknown): Condition[] {
  if (filter === undefined || filter === null) return [];
  const all = object(filter, 'filter')['AND'];
  if (!Array.isArray(all)) throw new BadRequest('Invalid filter: AND is missing');
  return (all as unknown[]).map((item) => {
    const { attribute, comparator, values } = object(item, 'filter');
    if (typeof attribute !== 'string' || !ATTRIBUTES.has(attribute)) throw new BadRequest('Invalid filter attribute');
    if (comparator !== '=' && comparator !== '!=') throw new BadRequest('Invalid filter comparator');
    if (!Array.isArray(values) || values.length === 0) throw new BadRequest('Invalid filter values');
    const texts = (values as unknown[]).map((value) => String(object(value, 'filter values')['value']));
    return { attribute, isNegated: comparator === '!=', values: texts };
  });
}

const ATTRIBUTES: ReadonlyMap<string, (event: SampleEvent) => string | undefined> = new Map([
  ['domain', ({ message }: SampleEvent) => message.domain],
  ['recipient', ({ message }: SampleEvent) => message.address],
  ['message_id', ({ message }: SampleEvent) => message.id],
  ['event', ({ kind }: SampleEvent) => kind],
  ['severity', ({ severity }: SampleEvent) => severity],
  ['reason', ({ reason }: SampleEvent) => reason],
  ['subject', ({ message }: SampleEvent) => message.subject],
]);

function matches({ attribute, isNegated, values }: Condition, event: SampleEvent): boolean {
  const value = ATTRIBUTES.get(attribute)?.(event);
  return values.some((wanted) => same(wanted, value ?? '')) !== isNegated;
}

/** Whether what is asked of an attribute leaves this value. */
function fits(conditions: readonly Condition[], attribute: string, value: string): boolean {
  return conditions
    .filter((condition) => condition.attribute === attribute)
    .every(({ isNegated, values }) => values.some((wanted) => same(wanted, value)) !== isNegated);
}

function exact(conditions: readonly Condition[], attribute: string): string | undefined {
  const one = conditions.find((item) => item.attribute === attribute && !item.isNegated && item.values.length === 1);
  return one?.values[0];
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

async function readBody(request: SampleRequest): Promise<Fields> {
  if (!isJson(request)) throw new BadRequest('Content-Type must be application/json');
  try {
    return object(JSON.parse((await request.body()).toString('utf8')), 'body');
  } catch (error) {
    if (error instanceof SyntaxError) throw new BadRequest('Invalid JSON');
    throw error;
  }
}

function object(value: unknown, name: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new BadRequest(`Invalid ${name}: an object is expected`);
}

function strings(value: unknown, name: string): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw new BadRequest(`Invalid ${name}: an array of texts is expected`);
  }
  return value.length === 0 ? undefined : value;
}
