/** Sends an answer, or what a fault makes of it. */
import type { ServerResponse } from 'node:http';
import { answerOfStatus, type FaultKind } from './faults';
import { encodeAnswer, type Answer, type SampleRequest } from './http';

const GIGANTIC_BYTES = 1024 ** 3;

/** The answer a fault gives instead of the operation; undefined when the operation is to be done (or nothing answered). */
export function answerInstead(kind: FaultKind, request: SampleRequest, otherOrigin: string): Answer | undefined {
  if (typeof kind === 'object') {
    return kind;
  }
  if (typeof kind === 'number' || /^\d+$/.test(kind)) {
    return answerOfStatus(Number(kind));
  }
  switch (kind) {
    case '502html':
      return { status: 502, body: '<html><body><h1>502 Bad Gateway</h1></body></html>', headers: html };
    case 'garbled':
      return { status: 200, body: '{"items":[{"address":\u0000\ufffd\ufffd' };
    case 'empty':
      return { status: 200, body: '' };
    case 'redirect':
      return { status: 302, body: '', headers: { Location: otherOrigin + request.path } };
    default:
      return undefined;
  }
}

const html = { 'Content-Type': 'text/html' };

/** A request as a fault lets the routes see it. */
export function alterRequest(kind: FaultKind | undefined, request: SampleRequest): SampleRequest {
  if (kind === 'repeatCursor') {
    request.query.delete('page');
    request.query.delete('address');
  }
  return request;
}

/** An answer with the defect of a fault. */
export function alterAnswer(kind: FaultKind | undefined, answer: Answer, origin: string, otherOrigin: string): Answer {
  if (typeof answer.body === 'string') {
    return answer;
  }
  switch (kind) {
    case 'itemsNull':
      return { ...answer, body: { ...answer.body, items: null } };
    case 'wrongType':
      return { ...answer, body: breakKeys(answer.body) };
    case 'wrongContentType':
      return { ...answer, headers: { ...answer.headers, ...html } };
    case 'foreignPaging':
      return { ...answer, body: JSON.parse(JSON.stringify(answer.body).replaceAll(origin, otherOrigin)) as object };
    default:
      return answer;
  }
}

/** Puts a number where every record's key is. */
function breakKeys(body: object): object {
  return JSON.parse(JSON.stringify(body), (name: string, value: unknown) =>
    ['address', 'value', 'name'].includes(name) ? 42 : value,
  ) as object;
}

/** Writes an answer and resolves when it is out or the other side has gone. */
export function send(response: ServerResponse, answer: Answer, kind?: FaultKind): void {
  if (response.destroyed) {
    return;
  }
  const { type, bytes } = encodeAnswer(answer);
  response.writeHead(answer.status, { 'Content-Type': type, 'Content-Length': bytes.length, ...answer.headers });
  if (kind === 'resetMidBody' || kind === 'truncated') {
    response.write(bytes.subarray(0, bytes.length >> 1), () => {
      const socket = response.socket;
      if (kind === 'truncated') {
        socket?.end();
      } else {
        socket?.resetAndDestroy();
      }
    });
    return;
  }
  response.end(bytes);
}

/** Streams a page that never closes its bracket, as fast as the other side reads, up to a gigabyte. */
export function sendGigantic(response: ServerResponse): void {
  const chunk = Buffer.from('{"address":"someone@example.com"},'.repeat(2000));
  let left = GIGANTIC_BYTES;
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
  response.write('{"items":[');
  const pump = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) {
        response.once('drain', pump);
        return;
      }
    }
    response.end();
  };
  pump();
}
