/** One request and its whole answer, over node-fetch on Node's http and https (which VS Code patches for proxies and certificates). */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import fetch, { FetchError, type BodyInit, type Headers } from 'node-fetch';
import type { PageReader } from './api';
import { linkSignals } from './clock';
import { MailgunError } from './errors';
import { networkFailure, timedOut, type Failure } from './networkErrors';
import { plainHttp } from './plainHttp';

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
  readonly headers: Headers;
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
    const { href } = request.url;
    const { method, headers: sent, body } = request;
    const common = { method, headers: sent, agent, size: bounds.maxBytes, signal: link.signal };
    const isBulk = request.reader !== undefined || body instanceof Uint8Array;
    const response = isBulk
      ? await plainHttp(href, { ...common, body: body instanceof Uint8Array ? body : undefined })
      : await fetch(href, { ...common, ...(body === undefined ? {} : { body }), redirect: 'manual' });
    const { status, headers } = response;
    if (request.reader === undefined || !response.ok) return { status, headers, body: await response.text() };
    await hand(response.body, request.reader, bounds.maxBytes);
    return { status, headers, body: '' };
  } catch (error) {
    if (error instanceof MailgunError) throw error;
    const host = request.url.host;
    throw new AttemptFailed(late ? timedOut(host, timeoutMs) : networkFailure(error, host));
  } finally {
    clearTimeout(timer);
    link.release();
  }
}

/**
 * Frees the memory of a piece that nobody else has. The collector frees it only when there is no room for objects, of which an answer
 * makes few: dozens of answers would pile up.
 */
function letGo({ buffer, byteLength }: Buffer): void {
  // From Node 21 on.
  const { transfer } = buffer as { transfer?: (length: number) => ArrayBuffer };
  if (transfer !== undefined && buffer.byteLength === byteLength) transfer.call(buffer, 0);
}

/**
 * Gives a body to a reader, each piece as it comes in: those that wait for each other would be put together to new ones. Throws what
 * node-fetch throws for a body that is too large, or the stream's error.
 */
async function hand(body: NodeJS.ReadableStream | null, reader: PageReader, maxBytes: number): Promise<void> {
  reader.begin();
  if (body === null) return;
  const stream = body as Readable;
  let length = 0;
  stream.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxBytes) stream.destroy(new FetchError('The body is too large.', 'max-size'));
    else {
      reader.add(chunk);
      // Until this turn is over the parser may look at it.
      queueMicrotask(() => letGo(chunk));
    }
  });
  await finished(stream);
}
