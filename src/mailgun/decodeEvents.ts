/** From the answers of the logs and of the events API to one kind of record. Their items differ in a few fields only. */
import * as v from 'valibot';
import { parseDate } from './dates';
import { answer, decode } from './decode';
import { linkToken, type EventPage, type EventSource, type MailEvent } from './mailEvents';
import { once } from './once';

/** The longest text kept of what a receiving server said, and of anything else, in UTF-16 units. */
const LONG_TEXT = 20_000;
const TEXT = 1000;
/** The most tags kept of an event. */
const TAGS = 50;

const items = v.nullish(v.array(v.unknown()), []);
const link = v.fallback(v.optional(v.string()), undefined);
const paging = once(() => v.fallback(v.nullish(v.object({ next: link })), undefined));
const logs = once(() => answer({ items, pagination: paging() }));
const events = once(() => answer({ items, paging: paging() }));

/** One page of either API. Throws `badResponse` for what is no page; items that are no events are counted. */
export function decodeEvents(source: EventSource, json: unknown): EventPage {
  const { list, token } = source === 'logs' ? logsPage(json) : eventsPage(json);
  const read = list.map(readEvent);
  const known = read.filter((event) => event !== undefined).sort((a, b) => b.at - a.at);
  // A page of the events API always links to a next one: the end is an empty page. The logs leave it out.
  const next = token !== undefined && list.length > 0 ? { source, token } : undefined;
  return { source, events: known, unreadable: list.length - known.length, ...(next && { next }) };
}

function logsPage(json: unknown): { list: readonly unknown[]; token: string | undefined } {
  const page = decode(logs(), json);
  return { list: page.items ?? [], token: page.pagination?.next || undefined };
}

function eventsPage(json: unknown): { list: readonly unknown[]; token: string | undefined } {
  const page = decode(events(), json);
  return { list: page.items ?? [], token: linkToken(page.paging?.next) };
}

function readEvent(item: unknown): MailEvent | undefined {
  const event = fields(item);
  const kind = text(event['event'], 60);
  const at = timeOf(event);
  if (kind === undefined || at === undefined) return undefined;
  return compact({
    id: text(event['id'], 200) ?? '',
    kind,
    at,
    recipient: text(event['recipient'], 600) ?? '',
    severity: text(event['severity']),
    reason: text(event['reason']),
    ...readStatus(fields(event['delivery-status'])),
    provider: text(event['recipient-provider']),
    ...readMessage(event),
    tags: list(event['tags'])
      .flatMap((tag) => text(tag) ?? [])
      .slice(0, TAGS),
    ...readOrigin(event),
    url: text(event['url'], 4000),
    isDelayedBounce: fields(event['flags'])['is-delayed-bounce'] === true,
  });
}

function readStatus(status: Fields): Partial<MailEvent> {
  const retry = number(status['retry-seconds']);
  return {
    code: text(status['code'] ?? status['last-code']),
    enhancedCode: text(status['enhanced-code']),
    message: text(status['message'], LONG_TEXT) ?? text(status['last-message'], LONG_TEXT),
    description: text(status['description'], LONG_TEXT),
    attempt: number(status['attempt-no']),
    retrySeconds: retry !== undefined && retry > 0 ? retry : undefined,
    mx: text(status['mx-host']),
  };
}

function readMessage(event: Fields): Partial<MailEvent> {
  const headers = fields(fields(event['message'])['headers']);
  return {
    from: text(headers['from']) ?? text(fields(event['envelope'])['sender']),
    subject: text(headers['subject']),
    messageId: text(headers['message-id'])?.replace(/^<|>$/g, ''),
  };
}

function readOrigin(event: Fields): Partial<MailEvent> {
  const { city, country } = fields(event['geolocation']);
  const client = fields(event['client-info']);
  const names = [text(client['client-name']), text(client['client-os'])].filter((name) => name !== undefined);
  const places = [text(city), text(country)].filter((name) => name !== undefined && name !== 'Unknown');
  return {
    ip: text(event['ip']),
    client: names.join(', ') || text(client['user-agent']),
    place: places.join(', ') || undefined,
  };
}

/** `@timestamp` in ISO 8601 (logs), or `timestamp` in seconds since the epoch with a fraction (events). */
function timeOf(event: Fields): number | undefined {
  const iso = event['@timestamp'];
  if (typeof iso === 'string') return parseDate(iso);
  const seconds = number(event['timestamp']);
  // Whatever the documentation says of nanoseconds: recorded answers have seconds. Larger numbers can only be finer units.
  if (seconds === undefined || seconds <= 0) return undefined;
  const ms = MILLISECONDS.map((unit) => seconds * unit).find((time) => time <= LATEST);
  return ms === undefined ? undefined : Math.round(ms);
}

/** In a second, a millisecond, a microsecond and a nanosecond. */
const MILLISECONDS = [1000, 1, 1e-3, 1e-6];
/** In the year 2286: no event is later, and a time in a finer unit than it is taken for would be. */
const LATEST = 1e13;

type Fields = Readonly<Record<string, unknown>>;

/** The fields of an object; none of anything else. */
function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** A text or a number as text, cut to a length; undefined for anything else and for nothing. */
function text(value: unknown, longest = TEXT): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '') return undefined;
  return value.length > longest ? `${value.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…` : value;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Without the fields that are undefined. */
function compact(event: MailEvent): MailEvent {
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)) as unknown as MailEvent;
}
