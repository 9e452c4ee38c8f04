/** Trouble on demand, deterministic: the same calls fail in the same way every time. */
import type { ListName } from '../mailgun/lists';
import { forbidden } from './auth';
import { refusal, type Answer, type SampleRequest } from './http';
import { DEFAULT_RATE_LIMIT, RateWindow, type RateLimit } from './rateWindow';
import { matchesPath } from './requestLog';
import type { Region } from './store';

/**
 * What can go wrong. Instead of the operation: an answer of one's own, a status, `502html` (a proxy's page), `reset` (dropped before
 * an answer), `hang` (never answered), `garbled`, `empty`, `gigantic` (a body without end), `redirect` (302 to the other region).
 * After the operation took effect: `resetMidBody` and `truncated` (half the answer, then a reset or an early end), `wrongType` (a number
 * where the key is), `wrongContentType` (JSON that calls itself HTML), `itemsNull`, `foreignPaging` (links to the other region's listener). `repeatCursor`: each page is the first page.
 */
export type FaultKind =
  | Answer
  | 400 | 401 | 403 | 404 | 413 | 429 | 500 | 502 | 503 | 504
  | '400' | '401' | '403' | '404' | '413' | '429' | '500' | '502' | '503' | '504'
  | '502html'
  | 'reset' | 'resetMidBody' | 'hang' | 'truncated' | 'garbled' | 'empty' | 'gigantic'
  | 'wrongType' | 'wrongContentType' | 'itemsNull' | 'redirect' | 'foreignPaging' | 'repeatCursor'; // prettier-ignore

/** Which requests a fault is for; a filter left out fits all. */
export interface FaultFilter {
  readonly method?: string | undefined;
  /** A text in the path as it comes in, or a pattern. */
  readonly path?: string | RegExp | undefined;
  readonly domain?: string | undefined;
  readonly list?: ListName | undefined;
  readonly region?: Region | undefined;
}

interface Planned {
  left: number;
  readonly kind: FaultKind;
  readonly filter: FaultFilter;
}

export class Faults {
  private delayMs = 0;
  private delayFilter: FaultFilter = {};
  private planned: Planned[] = [];
  private readonly refused = new Map<string, number>();
  private window: RateWindow;
  private readonly onClear = new Set<() => void>();

  constructor(
    private readonly now: () => number,
    private readonly usualLimit: RateLimit = DEFAULT_RATE_LIMIT,
  ) {
    this.window = new RateWindow(usualLimit, now);
  }

  /** Holds every answer back by so many milliseconds; 0 for none. */
  slow(ms: number, filter: FaultFilter = {}): void {
    this.delayMs = ms;
    this.delayFilter = filter;
  }

  /** Replaces the limit of 2500 requests in 15 seconds, and starts counting anew. */
  rateLimit(limit: RateLimit): void {
    this.window = new RateWindow(limit, this.now);
  }

  /** Lets the next `count` requests that fit fail. Plans are used up in the order in which they were made. */
  failNext(count: number, kind: FaultKind, filter: FaultFilter = {}): void {
    this.planned.push({ left: count, kind, filter });
  }

  /** Answers every request about a domain with a status, until `clear`. */
  refuseDomain(domain: string, status: number): void {
    this.refused.set(domain.toLowerCase(), status);
  }

  /** Ends all trouble; requests that hang are dropped. */
  clear(): void {
    this.slow(0);
    this.planned = [];
    this.refused.clear();
    this.window = new RateWindow(this.usualLimit, this.now);
    for (const drop of this.onClear) {
      drop();
    }
    this.onClear.clear();
  }

  /** For the server: the delay of a request in milliseconds. */
  delayOf(request: SampleRequest): number {
    return fits(request, this.delayFilter) ? this.delayMs : 0;
  }

  /** For the server: takes the fault planned for a request, if there is one. */
  take(request: SampleRequest): FaultKind | undefined {
    const plan = this.planned.find(({ filter }) => fits(request, filter));
    if (plan !== undefined) {
      plan.left -= 1;
      this.planned = this.planned.filter(({ left }) => left > 0);
      return plan.kind;
    }
    const status = this.refused.get(domainOf(request).toLowerCase());
    return status === undefined ? undefined : answerOfStatus(status);
  }

  /** For the server: counts a request against the account's limit. */
  count(account: string): ReturnType<RateWindow['take']> {
    return this.window.take(account);
  }

  /** For the server: keeps a request hanging until `clear`. */
  hang(drop: () => void): void {
    this.onClear.add(drop);
  }
}

/** The body that usually comes with an error status. */
export function answerOfStatus(status: number): Answer {
  switch (status) {
    case 401:
      return forbidden();
    case 403:
      return refusal(403, 'Forbidden');
    case 404:
      return refusal(404, 'Domain not found');
    case 429:
      return { status, body: 'Too Many Requests' };
    case 500:
      return refusal(500, 'Internal Server Error');
    default:
      return refusal(status, `Status ${status}`);
  }
}

function fits(request: SampleRequest, filter: FaultFilter): boolean {
  const segment = filter.list === 'allowlist' ? 'whitelists' : filter.list;
  return (
    (filter.method === undefined || filter.method === request.method) &&
    (filter.region === undefined || filter.region === request.region) &&
    (filter.domain === undefined || filter.domain.toLowerCase() === domainOf(request).toLowerCase()) &&
    (segment === undefined || request.segments[2] === segment) &&
    (filter.path === undefined || matchesPath(request.path, filter.path))
  );
}

/** The domain a path is about: `/v3/{domain}/…` or `/v4/domains/{domain}`; empty for others. */
function domainOf(request: SampleRequest): string {
  const [, second, third] = request.segments;
  return (second === 'domains' ? third : second) ?? '';
}
