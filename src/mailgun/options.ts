/** How a client is set up, and what it tells. */
import type { Clock } from './clock';

/** What the log is told of an attempt. Holds no credentials. */
export interface RequestEvent {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly status?: number | undefined;
  /** How long the attempt took, without waiting for its turn. */
  readonly ms: number;
  /** 1 for the first. */
  readonly attempt: number;
  /** The reason of the MailgunError, where the attempt failed. */
  readonly error?: string | undefined;
}

/** Functions are asked before every request, so that a changed setting counts at once. */
export interface ClientOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Act for this subaccount: the id goes out as `X-Mailgun-On-Behalf-Of`. */
  readonly subaccountId?: string | undefined;
  /** Requests at once; 16 if absent. */
  readonly concurrency?: (() => number) | undefined;
  /** Milliseconds for one attempt, from the first byte sent to the last received; 30 000 if absent. Uploads get more. */
  readonly timeoutMs?: (() => number) | undefined;
  /** Largest answer read, in bytes; 32 MiB if absent. */
  readonly maxResponseBytes?: number | undefined;
  /** Attempts for one call; 5 if absent. */
  readonly attempts?: number | undefined;
  readonly log?: ((event: RequestEvent) => void) | undefined;
  readonly clock?: Clock | undefined;
}
