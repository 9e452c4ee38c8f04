/** One request and its whole answer, over node-fetch on Node's http and https (which VS Code patches for proxies and certificates). */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import fetch, { type BodyInit, type Headers } from 'node-fetch';
import { linkSignals } from './clock';
import { MailgunError } from './errors';
import { networkFailure, timedOut, type Failure } from './networkErrors';

/** What goes out. */
export interface Outgoing {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: BodyInit | undefined;
  /** Bytes of the body: an upload is given time for them on top. */
  readonly bodyBytes?: number | undefined;
}

/** What came back. */
export interface Incoming {
  readonly status: number;
  readonly headers: Headers;
  /** Emptied once it has been read. */
  body: string;
}

/** Bounds of one exchange. */
export interface Bounds {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** The slowest uplink that is waited for, in bytes a millisecond. */
const SLOWEST_UPLINK = 64;

/** Something thrown by `exchange`: a failed attempt. */
export class AttemptFailed extends Error {
  constructor(readonly failure: Failure) {
    super(failure.error.message);
  }
}

export type KeepAliveAgent = HttpAgent | HttpsAgent;

/** An agent that keeps connections for the next request. */
export function keepAliveAgent(baseUrl: string): KeepAliveAgent {
  return baseUrl.startsWith('https:') ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
}

/**
 * Sends a request and reads the answer to its end within the bounds of time and size. Redirects are not followed.
 * Throws AttemptFailed; once the signal is aborted, anything.
 */
export async function exchange(request: Outgoing, agent: KeepAliveAgent, bounds: Bounds): Promise<Incoming> {
  const timeoutMs = bounds.timeoutMs + (request.bodyBytes ?? 0) / SLOWEST_UPLINK;
  const link = linkSignals(bounds.signal);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    link.abort();
  }, timeoutMs);
  try {
    // node-fetch destroys the body of a request that is cancelled before it began, and nobody would hear of that error.
    link.signal.throwIfAborted();
    const response = await fetch(request.url.href, {
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: request.body }),
      agent,
      redirect: 'manual',
      size: bounds.maxBytes,
      signal: link.signal,
    });
    return { status: response.status, headers: response.headers, body: await response.text() };
  } catch (error) {
    if (error instanceof MailgunError) throw error;
    const host = request.url.host;
    throw new AttemptFailed(late ? timedOut(host, timeoutMs) : networkFailure(error, host));
  } finally {
    clearTimeout(timer);
    link.release();
  }
}
