/**
 * Requests that carry whole lists, straight over Node's http and https (which VS Code patches for proxies and certificates). node-fetch,
 * which all others go by, puts pipelines of streams round every body: for a thousand large ones these hold tens of megabytes.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { FetchError } from 'node-fetch';
import type { HeaderSource } from './rateHeaders';

/** What goes out. */
export interface PlainRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
  readonly agent: http.Agent | https.Agent;
  /** The largest body read, in bytes once unpacked. */
  readonly size: number;
  readonly signal: AbortSignal;
  /** How long request and answer may take together, in milliseconds. */
  readonly timeoutMs: number;
}

/** What is thrown when it took longer. */
export class LateError extends Error {}

/** What came back; its body is read once, as a stream or as text. */
export interface PlainResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: HeaderSource;
  readonly body: NodeJS.ReadableStream;
  /** The body as text. Throws FetchError `max-size` when it is too large, and what the stream throws. */
  text(): Promise<string>;
}

/** Sends a request; resolves when the answer begins. Redirects are not followed. Rejects with the error of the socket or the signal. */
export function plainHttp(
  url: URL,
  { method, headers, body, agent, size, signal, timeoutMs }: PlainRequest,
): Promise<PlainResponse> {
  return new Promise((resolve, reject) => {
    const { request } = url.protocol === 'https:' ? https : http;
    let begun: http.IncomingMessage | undefined;
    const options = { ...placeOf(url), method, agent, headers: linesOf(url, headers, body) };
    const sent = request(options, (response) => {
      begun = response;
      resolve(answer(response, size));
    });
    bound(sent, { signal, timeoutMs }, (error) => void (begun ?? sent).destroy(error));
    sent.on('error', reject);
    if (body === undefined) sent.on('socket', (socket) => freeWhatIsRead(sent, socket));
    sent.end(body);
  });
}

/** What of a URL a request needs: it is kept, and copied, as long as the request is under way. */
function placeOf({ hostname, port, pathname, search }: URL): http.RequestOptions {
  return { hostname: hostname.replace(/^\[(.*)\]$/, '$1'), port, path: pathname + search };
}

/** The headers as they go out, names and values in turns: of an object Node makes several, which are kept as long as the request. */
function linesOf(url: URL, headers: PlainRequest['headers'], body: Uint8Array | undefined): string[] {
  const lines = ['Host', url.host, 'Accept-Encoding', 'gzip, deflate, br'];
  for (const name in headers) lines.push(name, headers[name] ?? '');
  if (body !== undefined) lines.push('Content-Length', String(body.byteLength));
  return lines;
}

function answer(response: http.IncomingMessage, size: number): PlainResponse {
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

/**
 * Ends a request when a signal is aborted or its time is over. A signal as an option of the request would be followed by way of
 * streams, and one that has the time in it must be made for each: more garbage than this listener and this timer.
 */
function bound(
  request: http.ClientRequest,
  { signal, timeoutMs }: Pick<PlainRequest, 'signal' | 'timeoutMs'>,
  end: (error: Error) => void,
): void {
  const abort = (): void => end(new DOMException('The request was cancelled.', 'AbortError'));
  // Node keeps a list of timers for each length of time.
  const seconds = Math.ceil(timeoutMs / 1000);
  const timer = setTimeout(() => end(new LateError('The answer is late.')), seconds * 1000);
  signal.addEventListener('abort', abort, { once: true });
  request.on('close', () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  });
}

/**
 * Frees what a socket reads as soon as the parser has taken it apart, which makes copies of the bodies in it. Left to the collector,
 * which looks after objects and not after what hangs on them, the last dozens of pieces would always be there.
 */
function freeWhatIsRead(request: http.ClientRequest, socket: Socket): void {
  const free = (piece: Buffer): void => queueMicrotask(() => letGo(piece));
  socket.on('data', free);
  request.once('close', () => socket.off('data', free));
}

/**
 * Gives a body to somebody, each piece as it comes in: those that wait for each other would be put together to new ones. Throws
 * FetchError `max-size` when there is more of it than `size`, or the stream's error.
 */
export async function readPieces(
  body: NodeJS.ReadableStream,
  size: number,
  take: (piece: Buffer) => void,
): Promise<void> {
  const stream = body as Readable;
  let length = 0;
  stream.on('data', (piece: Buffer) => {
    length += piece.length;
    if (length > size) stream.destroy(new FetchError('The body is too large.', 'max-size'));
    else take(piece);
  });
  await ended(stream);
}

/**
 * Resolves when a stream has been read to its end; rejects with its error, or when it closes before. Node's `finished` does it by some
 * thirty functions, all of which the engine would compile at the same moment when lists are long, for which it takes megabytes.
 */
function ended(stream: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    const close = (): void => {
      if (stream.readableEnded) resolve();
      else reject(stream.errored ?? Object.assign(new Error('It was closed too early.'), { code: CUT }));
    };
    if (stream.destroyed) close();
    else stream.on('end', resolve).on('error', reject).on('close', close);
  });
}

/** As Node says it. */
const CUT = 'ERR_STREAM_PREMATURE_CLOSE';

/** Frees the memory of a piece that nobody looks at any more, and that was made for it alone. */
export function letGo({ buffer, byteLength }: Buffer): void {
  // From Node 21 on.
  const { transfer } = buffer as { transfer?: (length: number) => ArrayBuffer };
  if (transfer !== undefined && buffer.byteLength === byteLength) transfer.call(buffer, 0);
}

/** The headers as they came; they are read a few at a time, so nothing is made of the others. */
function headersOf({ headers }: http.IncomingMessage): HeaderSource {
  return {
    get: (name) => {
      const value = headers[name.toLowerCase()];
      return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
    },
  };
}

async function readText(body: NodeJS.ReadableStream, size: number): Promise<string> {
  const pieces: Buffer[] = [];
  await readPieces(body, size, (piece) => pieces.push(piece));
  const [first] = pieces;
  return (pieces.length === 1 && first ? first : Buffer.concat(pieces)).toString('utf8');
}
