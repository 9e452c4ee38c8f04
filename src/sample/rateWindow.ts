/** The request limit of an account: a fixed window, told in headers, refused with 429 beyond. */
import type { Answer } from './http';

/** How the limit is set and told. */
export interface RateLimit {
  /** Requests per window and account. */
  readonly limit: number;
  readonly windowMs: number;
  /** Which header family tells it; both have been recorded. */
  readonly headers?: 'X-Request' | 'X-RateLimit' | undefined;
  /** Unit of the reset header, an epoch time. Recorded: milliseconds; some clients read seconds. */
  readonly unit?: 'ms' | 's' | undefined;
  /** How a refusal says when to come back. */
  readonly retryAfter?: 'header' | 'body' | 'none' | undefined;
}

/** As recorded of the live service: 2500 requests in about 15 seconds. */
export const DEFAULT_RATE_LIMIT: RateLimit = { limit: 2500, windowMs: 15_000 };

/** Counts requests per account. */
export class RateWindow {
  private readonly windows = new Map<string, { used: number; end: number }>();

  constructor(
    private readonly limit: RateLimit,
    private readonly now: () => number,
  ) {}

  /** Counts one request; answers the headers to send and, beyond the limit, the refusal. */
  take(account: string): { headers: Record<string, string>; refusal?: Answer } {
    const now = this.now();
    let window = this.windows.get(account);
    if (window === undefined || now >= window.end) {
      window = { used: 0, end: now + this.limit.windowMs };
      this.windows.set(account, window);
    }
    window.used += 1;
    const headers = this.headers(window);
    return window.used <= this.limit.limit ? { headers } : { headers, refusal: this.refuse(window.end - now) };
  }

  private headers(window: { used: number; end: number }): Record<string, string> {
    const family = this.limit.headers ?? 'X-Request';
    return {
      [`${family}-Limit`]: String(this.limit.limit),
      [`${family}-Remaining`]: String(Math.max(0, this.limit.limit - window.used)),
      [`${family}-Reset`]: String(this.limit.unit === 's' ? Math.ceil(window.end / 1000) : window.end),
    };
  }

  private refuse(waitMs: number): Answer {
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    switch (this.limit.retryAfter ?? 'none') {
      case 'header':
        return { status: 429, body: { message: 'Too many requests' }, headers: { 'Retry-After': String(seconds) } };
      case 'body':
        return { status: 429, body: { 'retry-seconds': seconds } };
      case 'none':
        return { status: 429, body: 'Too Many Requests' };
    }
  }
}
