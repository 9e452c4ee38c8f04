/** One request and its whole answer, over node-fetch on Node's http and https (which VS Code patches for proxies and certificates). */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import fetch, { type BodyInit } from 'node-fetch';
import type { PageReader } from './api';
import { linkSignals } from './clock';
import { MailgunError } from './errors';
import { networkFailure, timedOut, type Failure } from './networkErrors';
import { LateError, letGo, plainHttp, readPieces } from './plainHttp';
import type { HeaderSource } from './rateHeaders';

/** What goes out. */
export interface Outgoing {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: BodyInit | undefined;
  /** Bytes of the body: an upload is given time for them on top. */
  readonly bodyBytes?: number | undefined;
  /** Takes the body of a 2xx. */
  readonly reader?: PageReader | undefined;
}

/** What came back. */
export interface Incoming {
  readonly status: number;
  readonly headers: HeaderSource;
  /** Emptied once it has been read, and empty where a reader took it. */
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
export function exchange(request: Outgoing, agent: KeepAliveAgent, bounds: Bounds): Promise<Incoming> {
  const timeoutMs = bounds.timeoutMs + (request.bodyBytes ?? 0) / SLOWEST_UPLINK;
  const isBulk = request.reader !== undefined || request.body instanceof Uint8Array;
  return (isBulk ? exchangeBulk : exchangeSmall)(request, agent, { ...bounds, timeoutMs }).catch((error: unknown) => {
    if (error instanceof MailgunError) throw error;
    const host = request.url.host;
    throw new AttemptFailed(error instanceof LateError ? timedOut(host, timeoutMs) : networkFailure(error, host));
  });
}

async function exchangeSmall(request: Outgoing, agent: KeepAliveAgent, bounds: Bounds): Promise<Incoming> {
  const { method, url, headers, body } = request;
  // node-fetch destroys the body of a request that is cancelled before it began, and nobody would hear of that error.
  bounds.signal.throwIfAborted();
  const link = linkSignals(bounds.signal);
  let late: LateError | undefined;
  const timer = setTimeout(() => {
    late = new LateError();
    link.abort();
  }, bounds.timeoutMs);
  const options = { method, headers, agent, size: bounds.maxBytes, signal: link.signal, redirect: 'manual' } as const;
  try {
    const response = await fetch(url.href, { ...options, ...(body === undefined ? {} : { body }) });
    return { status: response.status, headers: response.headers, body: await response.text() };
  } catch (error) {
    throw late ?? error;
  } finally {
    clearTimeout(timer);
    link.release();
  }
}

/** A request that carries a whole list, or a page of one for a reader. */
async function exchangeBulk(request: Outgoing, agent: KeepAliveAgent, bounds: Bounds): Promise<Incoming> {
  const { method, url, headers, reader } = request;
  const { signal, timeoutMs, maxBytes: size } = bounds;
  signal.throwIfAborted();
  const body = request.body instanceof Uint8Array ? request.body : undefined;
  const response = await plainHttp(url, { method, headers, body, agent, size, signal, timeoutMs });
  const { status, ok } = response;
  if (reader === undefined || !ok) return { status, headers: response.headers, body: await response.text() };
  await hand(response.body, reader, size);
  return { status, headers: response.headers, body: '' };
}

/** Gives a body to a reader. Throws as `readPieces` does. */
async function hand(body: NodeJS.ReadableStream, reader: PageReader, maxBytes: number): Promise<void> {
  reader.begin();
  await readPieces(body, maxBytes, (piece) => {
    reader.add(piece);
    // Until this turn is over the parser may look at it.
    queueMicrotask(() => letGo(piece));
  });
}
