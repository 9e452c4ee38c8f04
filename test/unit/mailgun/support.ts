/** A small HTTP server of a test's own, a clock in the test's hands, and a client between the two. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { MailgunClient, type ClientOptions } from '../../../src/mailgun/client';
import type { Clock } from '../../../src/mailgun/clock';
import { MailgunError } from '../../../src/mailgun/errors';

export const KEY = 'key-0123456789abcdef-secret';
export const DOMAIN = 'mg.example.com';

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  /** Path and query, undecoded. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface TestServer {
  readonly url: string;
  readonly received: Received[];
  /** Most requests that were unanswered at once. */
  readonly peak: number;
  readonly connections: number;
  close(): Promise<void>;
}

/** Answers one request; `index` counts from 0. */
export type Handler = (request: Received, response: ServerResponse, index: number) => void | Promise<void>;

export async function serve(handler: Handler): Promise<TestServer> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  let [open, peak, connections] = [0, 0, 0];
  const server = createServer((request, response) => {
    peak = Math.max(peak, ++open);
    response.on('close', () => open--);
    void readBody(request).then((body) => {
      const arrived = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
      received.push(arrived);
      return handler(arrived, response, received.length - 1);
    });
  });
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    get peak() {
      return peak;
    },
    get connections() {
      return connections;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function json(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers });
  response.end(`${JSON.stringify(value)}\n`);
}

export function plain(
  response: ServerResponse,
  body: string,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers });
  response.end(body);
}

/** Time that passes only by sleeping, and then at once. */
export class TestClock implements Clock {
  time = Date.UTC(2026, 2, 26, 12, 59, 14);
  readonly slept: number[] = [];

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(ms);
    this.time += ms;
    return Promise.resolve();
  }

  random(): number {
    return 0;
  }
}

export interface Bench {
  readonly client: MailgunClient;
  readonly server: TestServer;
  readonly clock: TestClock;
}

/** Runs a test between a client and a server of its own, both closed afterwards. */
export async function withServer(
  handler: Handler,
  run: (bench: Bench) => Promise<void>,
  options: Partial<ClientOptions> = {},
): Promise<void> {
  const server = await serve(handler);
  const clock = new TestClock();
  const client = new MailgunClient({ baseUrl: server.url, apiKey: KEY, clock, ...options });
  try {
    await run({ client, server, clock });
  } finally {
    client.dispose();
    await server.close();
  }
}

/** The MailgunError a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<MailgunError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof MailgunError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}
