/** A request taken apart and an answer not yet sent: what routes work with, free of sockets. */
import type { IncomingMessage } from 'node:http';
import type { Region } from './store';

/** Imports may be 25 MB; the multipart wrapping needs a little more. */
export const MAX_BODY_BYTES = 26 * 1024 * 1024;

/** One request as routes see it. */
export interface SampleRequest {
  readonly method: string;
  /** As it came in, still encoded, without the query. */
  readonly path: string;
  /** Path segments, decoded as Mailgun does: `+` is a space. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly authorization: string | undefined;
  readonly onBehalfOf: string | undefined;
  readonly region: Region;
  /** Own base URL, for paging links. */
  readonly origin: string;
  /** Reads the whole body; throws TooLarge. */
  body(): Promise<Buffer>;
}

/** What will be sent. A string body goes out as plain text, an object as JSON with a trailing line feed. */
export interface Answer {
  readonly status: number;
  readonly body: string | object;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The body was larger than anything the API takes. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

export function ok(body: object): Answer {
  return { status: 200, body };
}

/** An error body in the API's usual shape. */
export function refusal(status: number, message: string): Answer {
  return { status, body: { message } };
}

/** Takes a request apart. Throws URIError on a malformed percent sequence. */
export function readRequest(message: IncomingMessage, region: Region, origin: string): SampleRequest {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const onBehalfOf = message.headers['x-mailgun-on-behalf-of'];
  return {
    method: message.method ?? 'GET',
    path,
    segments: path.split('/').slice(1).map(decodeSegment),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    contentType: message.headers['content-type'] ?? '',
    authorization: message.headers.authorization,
    onBehalfOf: Array.isArray(onBehalfOf) ? onBehalfOf[0] : onBehalfOf,
    region,
    origin,
    body: () => readBody(message),
  };
}

/** Bytes and content type of an answer. */
export function encodeAnswer(answer: Answer): { type: string; bytes: Buffer } {
  return typeof answer.body === 'string'
    ? { type: 'text/plain; charset=utf-8', bytes: Buffer.from(answer.body) }
    : { type: 'application/json; charset=utf-8', bytes: Buffer.from(`${JSON.stringify(answer.body)}\n`) };
}

function decodeSegment(segment: string): string {
  return decodeURIComponent(segment.replaceAll('+', ' '));
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The socket must outlive a refusal, so that the refusal arrives.
  for await (const chunk of message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new TooLarge();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
