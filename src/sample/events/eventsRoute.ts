/** `GET /v3/{domain}/events`, the older of the two APIs: filter expressions, and paging URLs that never end. */
import { ok, refusal, type Answer, type SampleRequest } from '../http';
import { BadRequest } from '../records';
import type { World } from '../router';
import type { SampleDomain } from '../store';
import { fitsExpression } from './expression';
import { findEvents } from './find';
import type { SampleEvent } from './sampleEvent';
import { fromToken, readTime, toToken } from './token';
import { eventsItem } from './wire';

const MAX_LIMIT = 300;

/** What a filter looks at. */
const FILTERS: Readonly<Record<string, (event: SampleEvent) => readonly string[]>> = {
  event: ({ kind }) => [kind],
  recipient: ({ message }) => [message.address],
  recipients: ({ message }) => [message.address],
  to: ({ message }) => [message.address],
  from: ({ message }) => [message.from, /<(.*)>/.exec(message.from)?.[1] ?? ''],
  subject: ({ message }) => [message.subject],
  'message-id': ({ message }) => [message.id],
  tags: ({ message }) => message.tags,
  severity: ({ severity }) => (severity === undefined ? [] : [severity]),
  size: ({ message }) => [String(message.size)],
  list: () => [],
  attachment: () => [],
};

/** What a page is asked with; a token of a link holds it all. */
interface Asked {
  readonly filters: Readonly<Record<string, string>>;
  readonly from: number;
  readonly to: number;
  readonly isAscending: boolean;
  readonly limit: number;
  readonly offset: number;
}

/** Answers a question about a domain's events. `token` is what follows `events` in the path. Throws BadRequest. */
export function answerEvents(world: World, request: SampleRequest, domain: SampleDomain, token?: string): Answer {
  if (request.method !== 'GET') return { status: 405, body: 'Method Not Allowed\n' };
  if (token === '') return refusal(404, 'Not Found');
  const asked = token === undefined ? readQuery(request.query, world.now()) : readToken(token);
  const oldestFirst = findEvents(world, {
    domains: [domain],
    recipient: oneRecipient(asked.filters['recipient']),
  }).filter(
    (event) =>
      event.at >= asked.from &&
      event.at <= asked.to &&
      Object.entries(asked.filters).every(([name, expression]) =>
        fitsExpression(expression, FILTERS[name]?.(event) ?? []),
      ),
  );
  const sorted = asked.isAscending ? oldestFirst : oldestFirst.toReversed();
  const items = sorted.slice(asked.offset, asked.offset + asked.limit).map(eventsItem);
  const link = (offset: number) => `${request.origin}/v3/${domain.name}/events/${toToken({ ...asked, offset })}`;
  const paging = {
    next: link(asked.offset + items.length),
    last: link(Math.max(0, sorted.length - asked.limit)),
    first: link(0),
    previous: link(Math.max(0, asked.offset - asked.limit)),
  };
  return ok({ items, paging });
}

function readQuery(query: URLSearchParams, now: number): Asked {
  const [begin, end, ascending] = [query.get('begin'), query.get('end'), query.get('ascending')];
  if (begin !== null && end === null && ascending === null) {
    throw new BadRequest('Either end or ascending must be specified');
  }
  if (ascending !== null && ascending !== 'yes' && ascending !== 'no') throw new BadRequest('Invalid ascending');
  const isAscending =
    ascending === null
      ? begin !== null && end !== null && readTime(begin, 'begin') <= readTime(end, 'end')
      : ascending === 'yes';
  const first = begin === null ? (isAscending ? 0 : now) : readTime(begin, 'begin');
  const last = end === null ? (isAscending ? now : 0) : readTime(end, 'end');
  return {
    filters: Object.fromEntries([...query].filter(([name, value]) => Object.hasOwn(FILTERS, name) && value !== '')),
    // The dates are whole seconds, events are not.
    from: Math.min(first, last),
    to: Math.max(first, last) + 999,
    isAscending,
    limit: readLimit(query.get('limit')),
    offset: 0,
  };
}

function readLimit(text: string | null): number {
  if (text === null || text === '') return 100;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1) throw new BadRequest(`Invalid limit: ${text}`);
  return Math.min(MAX_LIMIT, limit);
}

function readToken(token: string): Asked {
  const value = fromToken(token);
  const { filters, from, to, isAscending, limit, offset } = value;
  const numbers = [from, to, limit, offset].every((item) => typeof item === 'number' && item >= 0);
  if (!numbers || typeof filters !== 'object' || filters === null || typeof isAscending !== 'boolean') {
    throw new BadRequest('Invalid page token');
  }
  return value as unknown as Asked;
}

/** The address of a filter that names just one. */
function oneRecipient(expression: string | undefined): string | undefined {
  if (expression === undefined) return undefined;
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(expression)?.[1];
  if (quoted !== undefined) return quoted.replace(/\\(.)/gs, '$1');
  return /^\S+@\S+$/.test(expression) ? expression : undefined;
}
