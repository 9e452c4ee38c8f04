/**
 * Requests that carry whole lists, straight over Node's http and https (which VS Code patches for proxies and certificates). node-fetch,
 * which all others go by, puts pipelines of streams round every body: for a thousand large ones these hold tens of megabytes.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { FetchError, Headers } from 'node-fetch';

/** What goes out. */
export interface PlainRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
  readonly agent: http.Agent | https.Agent;
  /** The largest body read, in bytes once unpacked. */
  readonly size: number;
  readonly signal: AbortSignal;
}

/** What came back; its body is read once, as a stream or as text. */
export interface PlainResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: Headers;
  readonly body: NodeJS.ReadableStream;
  /** The body as text. Throws FetchError `max-size` when it is too large, and what the stream throws. */
  text(): Promise<string>;
}

/** Sends a request; resolves when the answer begins. Redirects are not followed. Rejects with the error of the socket or the signal. */
export async function plainHttp(
  href: string,
  { method, headers, body, agent, size, signal }: PlainRequest,
): Promise<PlainResponse> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': String(body.byteLength) };
    const options = {
      method,
      agent,
      signal,
      headers: { 'Accept-Encoding': 'gzip, deflate, br', ...headers, ...length },
    };
    const request = (href.startsWith('https:') ? https : http).request(href, options, resolve);
    request.on('error', reject);
    request.end(body);
  });
  const status = response.statusCode ?? 0;
  const unpacked = unpack(response);
  return {
    status,
    ok: status >= 200 && status < 300,
    headers: headersOf(response),
    body: unpacked,
    text: () => readText(unpacked, size),
  };
}

function unpack(response: http.IncomingMessage): NodeJS.ReadableStream {
  const unpacker = unpackerOf(response.headers['content-encoding']);
  if (unpacker === undefined) return response;
  response.on('error', (error) => unpacker.destroy(error));
  // Who reads no further gives the socket back.
  unpacker.on('close', () => response.destroy());
  return response.pipe(unpacker);
}

function unpackerOf(
  encoding = '',
): ReturnType<typeof createGunzip> | ReturnType<typeof createBrotliDecompress> | undefined {
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

function headersOf({ headers }: http.IncomingMessage): Headers {
  return new Headers(
    Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

async function readText(body: NodeJS.ReadableStream, size: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > size) throw new FetchError('The body is too large.', 'max-size');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
