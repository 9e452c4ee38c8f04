/** How long requests will take, before any of them is made. */
import type { MailgunApi, RateInfo } from '../../mailgun/api';

/** Requests to make, and under which conditions. */
export interface Work {
  readonly requests: number;
  /** Requests at once. */
  readonly concurrency: number;
  /** Milliseconds from a request to its answer. */
  readonly latencyMs: number;
  /** What is known of the request limit. */
  readonly rate?: RateInfo | undefined;
}

/** Taken for an answer's time where none was measured, in milliseconds. */
export const USUAL_LATENCY = 100;

/** Seconds that the work takes at least: the requests at once, held back by the limit once a window is used up. */
export function secondsFor({ requests, concurrency, latencyMs, rate }: Work): number {
  const unhindered = (count: number): number =>
    (Math.ceil(Math.max(0, count) / Math.max(1, concurrency)) * latencyMs) / 1000;
  const beyond = rate === undefined ? 0 : requests - rate.remaining;
  if (rate === undefined || beyond <= 0 || rate.limit < 1) return unhindered(requests);
  const windows = Math.ceil(beyond / rate.limit);
  const inLast = beyond - (windows - 1) * rate.limit;
  const held = (rate.resetInMs + (windows - 1) * rate.windowMs) / 1000 + unhindered(inLast);
  return Math.max(unhindered(requests), held);
}

const UNITS: readonly [seconds: number, name: string][] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** Seconds in words for a person: `a moment`, `about 40 seconds`, `about 3 minutes`, `about 2 hours`. */
export function durationWords(seconds: number): string {
  if (!(seconds >= 1.5)) return 'a moment';
  // From two of a unit on it is the larger unit that counts, but ninety minutes are no two hours.
  const [size, name] = UNITS.find(([length]) => seconds >= 1.75 * length) ?? [1, 'second'];
  const count = Math.max(2, Math.round(seconds / size));
  return seconds > 1e9 ? 'a very long time' : `about ${count.toLocaleString('en')} ${name}s`;
}

/** A client that times the answers it gets on the way; `latencyMs` is the shortest, since others waited for their turn. */
export function timed(api: MailgunApi): { readonly api: MailgunApi; latencyMs(): number | undefined } {
  let shortest = Infinity;
  const time = async <T>(answer: Promise<T>): Promise<T> => {
    const started = performance.now();
    const value = await answer;
    shortest = Math.min(shortest, performance.now() - started);
    return value;
  };
  const timing: Pick<MailgunApi, 'find' | 'listPage'> = {
    find: (...args) => time(api.find(...args)),
    listPage: (...args) => time(api.listPage(...args)),
  };
  const watched = new Proxy(api, {
    get: (target, name): unknown => {
      if (name === 'find' || name === 'listPage') return timing[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (...args: unknown[]): unknown => Reflect.apply(value, target, args) : value;
    },
  });
  return { api: watched, latencyMs: () => (shortest < Infinity ? shortest : undefined) };
}
