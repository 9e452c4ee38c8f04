/** What responses say about request limits, in every dialect there is evidence for. */
import { parseDate } from './dates';

/** The part of a response that this file reads. */
export interface HeaderSource {
  get(name: string): string | null;
}

/** A request budget as a response tells it. */
export interface Rate {
  readonly limit: number | undefined;
  readonly remaining: number;
  /** The reset as written: responses of one window share it. */
  readonly window: string;
  /** Milliseconds from now until the window ends; zero when it is over. */
  readonly resetIn: number;
}

/** `X-Request-*` was recorded on suppressions, `X-RateLimit-*` on messages; the latter is also what Mailgun's skill text names. */
const FAMILIES = ['x-request', 'x-ratelimit'].map((family) => ({
  remaining: `${family}-remaining`,
  reset: `${family}-reset`,
  limit: `${family}-limit`,
}));

/** Numbers above are epoch milliseconds; below, down to the year 2001, epoch seconds; smaller ones can only be a duration. */
const MILLISECONDS = 1e11;
const EPOCH_SECONDS = 1e9;

/** The budget a response tells, if it tells both what remains and until when. */
export function readRate(headers: HeaderSource, now: number): Rate | undefined {
  for (const family of FAMILIES) {
    const remaining = readNumber(headers, family.remaining);
    const reset = readNumber(headers, family.reset);
    if (remaining === undefined || reset === undefined) continue;
    const limit = readNumber(headers, family.limit);
    return { limit, remaining, window: String(reset), resetIn: untilReset(reset, headers, now) };
  }
  return undefined;
}

function untilReset(reset: number, headers: HeaderSource, now: number): number {
  if (reset < EPOCH_SECONDS) return reset * 1000;
  const at = reset > MILLISECONDS ? reset : reset * 1000;
  return Math.max(0, at - serverNow(headers, now));
}

function readNumber(headers: HeaderSource, name: string): number | undefined {
  const text = headers.get(name)?.trim() ?? '';
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/**
 * The server's time in milliseconds. Its Date header has whole seconds, so the own, finer clock is kept while both agree;
 * where they do not, the server is right, for it is its clock that the reset is told by.
 */
function serverNow(headers: HeaderSource, now: number): number {
  const date = parseDate(headers.get('date') ?? '');
  return date === undefined || (now > date - 1000 && now < date + 2000) ? now : date;
}

/**
 * How long a refusal asks to wait, in milliseconds: by `Retry-After` (seconds or a date), `{"retry-seconds": n}` (domains API)
 * or "try again after <date>" (messages API). Undefined when it does not say.
 */
export function readRetryAfter(headers: HeaderSource, body: string, now: number): number | undefined {
  const seconds = readNumber(headers, 'retry-after') ?? retrySeconds(body);
  if (seconds !== undefined) return seconds * 1000;
  const written = headers.get('retry-after') ?? /try again after ([^"\\\n]{1,40})/i.exec(body)?.[1] ?? '';
  const date = parseDate(written);
  return date === undefined ? undefined : Math.max(0, date - serverNow(headers, now));
}

function retrySeconds(body: string): number | undefined {
  const found = /"retry-seconds"\s*:\s*"?(\d+(?:\.\d+)?)/.exec(body);
  return found ? Number(found[1]) : undefined;
}
