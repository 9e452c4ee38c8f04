/** What was asked, for tests to look at. Never holds credentials. */
import type { Region } from './store';

/** One answered (or deliberately unanswered: status 0) request. */
export interface LoggedRequest {
  readonly method: string;
  /** Encoded, as it came in. */
  readonly path: string;
  /** Without the question mark, as it came in. */
  readonly query: string;
  readonly status: number;
  readonly region: Region;
  /** Account name or subaccount id the request acted as; undefined when it was refused before. */
  readonly account?: string | undefined;
}

/** How many entries are kept; `total` and `counts` go on counting. */
const KEPT = 100_000;

export class RequestLog {
  /** Oldest first. */
  entries: LoggedRequest[] = [];
  /** Every request since the last `clear`. */
  total = 0;
  /** Requests by method, such as `GET`, and by status, such as `200`. */
  counts: Record<string, number> = {};
  /** The most sockets that were open at once. */
  peakSockets = 0;
  /** The most requests that were being answered at once. */
  peakRequests = 0;
  private sockets = 0;
  private requests = 0;

  add(entry: LoggedRequest): void {
    this.total += 1;
    for (const name of [entry.method, String(entry.status)]) {
      this.counts[name] = (this.counts[name] ?? 0) + 1;
    }
    this.entries.push(entry);
    if (this.entries.length > KEPT) {
      this.entries = this.entries.slice(KEPT / 2);
    }
  }

  /** How many kept requests fit. `path` matches anywhere in the path as it came in. */
  count(filter: { method?: string; path?: string | RegExp; status?: number } = {}): number {
    return this.entries.filter(
      ({ method, path, status }) =>
        (filter.method === undefined || filter.method === method) &&
        (filter.status === undefined || filter.status === status) &&
        (filter.path === undefined || matchesPath(path, filter.path)),
    ).length;
  }

  /** Forgets everything but what is under way. */
  clear(): void {
    this.entries = [];
    this.total = 0;
    this.counts = {};
    this.peakSockets = this.sockets;
    this.peakRequests = this.requests;
  }

  socketsChanged(by: 1 | -1): void {
    this.sockets += by;
    this.peakSockets = Math.max(this.peakSockets, this.sockets);
  }

  requestsChanged(by: 1 | -1): void {
    this.requests += by;
    this.peakRequests = Math.max(this.peakRequests, this.requests);
  }
}

/** Whether a path contains a text or fits a pattern. */
export function matchesPath(path: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? path.includes(wanted) : wanted.test(path);
}
