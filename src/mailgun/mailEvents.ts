/** What happened to the messages of one recipient: how it is asked for, of the logs and of the older events API, and what comes back. */
import { formatRfc2822 } from './dates';
import { MailgunError } from './errors';
import { eventsPath, pathSegment } from './paths';
import type { Query } from './paths';

/** One thing that happened to a message. Its texts are bounded in length, and hostile until shown as plain text. */
export interface MailEvent {
  /** What the server calls it; empty where it gave no name. */
  readonly id: string;
  /** `accepted`, `delivered`, `failed`, `rejected`, `complained`, `unsubscribed`, `opened`, `clicked`, `stored`, or what else there may be. */
  readonly kind: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly recipient: string;
  /** Of a failure: `permanent` or `temporary`. */
  readonly severity?: string | undefined;
  /** Of a failure: `bounce`, `suppress-bounce`, `generic` and the like. */
  readonly reason?: string | undefined;
  /** SMTP reply code, or one of Mailgun's own such as 605. */
  readonly code?: string | undefined;
  /** `5.1.1`. */
  readonly enhancedCode?: string | undefined;
  /** What the receiving server said. */
  readonly message?: string | undefined;
  /** What Mailgun says about it. */
  readonly description?: string | undefined;
  /** Number of the attempt, from 1. */
  readonly attempt?: number | undefined;
  /** When the next attempt follows, in seconds. */
  readonly retrySeconds?: number | undefined;
  /** The receiving server. */
  readonly mx?: string | undefined;
  /** Whose mailbox it is, as Mailgun sees it: `Gmail`. */
  readonly provider?: string | undefined;
  readonly from?: string | undefined;
  readonly subject?: string | undefined;
  /** Without angle brackets. */
  readonly messageId?: string | undefined;
  readonly tags: readonly string[];
  /** Of an unsubscribe, a click or an opening: where from. */
  readonly ip?: string | undefined;
  readonly client?: string | undefined;
  readonly place?: string | undefined;
  /** The link that was clicked. */
  readonly url?: string | undefined;
  /** Whether the bounce came after the message had been accepted. */
  readonly isDelayedBounce: boolean;
}

/** Which events are asked for. */
export interface EventQuery {
  readonly recipient: string;
  /** The time asked for, in milliseconds since the epoch. The next page wants the same. */
  readonly begin: number;
  readonly end: number;
  /** Events a page, 1 to 100; 100 if absent. */
  readonly limit?: number | undefined;
  /** Where the page begins; the newest events if absent. */
  readonly cursor?: EventCursor | undefined;
}

/** Where a page of events begins. */
export interface EventCursor {
  /** Which of the two APIs it belongs to. */
  readonly source: EventSource;
  readonly token: string;
}

/** `logs` is the current API, `events` the one before it. */
export type EventSource = 'logs' | 'events';

/** One page of events, newest first. */
export interface EventPage {
  readonly source: EventSource;
  readonly events: readonly MailEvent[];
  /** How many items of the answer could not be understood and are left out. */
  readonly unreadable: number;
  /** Undefined when this page is known to be the end. */
  readonly next?: EventCursor | undefined;
}

/** The most events that the logs give at once (Mailgun OpenAPI). */
const MAX_LIMIT = 100;

/** The body of `POST /v1/analytics/logs` for a query. */
export function logsBody(domain: string, query: EventQuery): object {
  const is = (attribute: string, value: string) => ({ attribute, comparator: '=', values: [{ label: value, value }] });
  return {
    start: formatRfc2822(query.begin),
    end: formatRfc2822(query.end),
    filter: { AND: [is('domain', domain), is('recipient', query.recipient)] },
    include_subaccounts: false,
    include_totals: false,
    pagination: {
      sort: 'timestamp:desc',
      limit: limitOf(query),
      ...(query.cursor === undefined ? {} : { token: query.cursor.token }),
    },
  };
}

/** Path and query of `GET /v3/{domain}/events` for a query. Throws `invalid` for a cursor that points elsewhere. */
export function eventsRequest(domain: string, query: EventQuery): { readonly path: string; readonly query: Query } {
  if (query.cursor !== undefined)
    return { path: `${eventsPath(domain)}/${pathSegment(query.cursor.token, 'page')}`, query: {} };
  return {
    path: eventsPath(domain),
    // From the end of the time to its beginning is newest first (Mailgun documentation, "Events").
    query: {
      begin: Math.floor(query.end / 1000),
      end: Math.floor(query.begin / 1000),
      ascending: 'no',
      limit: limitOf(query),
      recipient: quoted(query.recipient),
    },
  };
}

/** The cursor in a paging link of the events API: what follows `/events/`. The rest of the link counts for nothing. */
export function linkToken(link: string | undefined): string | undefined {
  const encoded = /\/events\/([^/?#]+)\/?(?:[?#]|$)/.exec(link ?? '')?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** Whether a refusal of the logs may be one of this API alone, so that the older one is worth asking. */
export function mayTryOlder(error: unknown): boolean {
  return MailgunError.is(error, 'forbidden') || MailgunError.is(error, 'unauthorized') || isNotThere(error);
}

/** Whether an API is not there at all. */
export function isNotThere(error: unknown): boolean {
  return MailgunError.is(error, 'badResponse') && (error.status === 404 || error.status === 405);
}

function limitOf({ limit = MAX_LIMIT }: EventQuery): number {
  return Math.min(MAX_LIMIT, Math.max(1, Math.trunc(limit)));
}

/** A filter of the events API is an expression, in which `OR`, `NOT` and brackets mean something unless quoted. */
function quoted(text: string): string {
  return /^[\w.@+-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;
}
