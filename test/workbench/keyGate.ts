/** A door before the sample server for keys of a test's own making, that keeps what else came with each request. */
import { randomBytes } from 'node:crypto';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SampleServer } from '../../src/sample/server';

/** A key that is like no other text, and is written otherwise in URLs, JSON and HTML. */
export function makeKey(): string {
  const part = (): string =>
    randomBytes(12)
      .toString('hex')
      .replace(/\d/g, (digit) => 'QWRTYUZSXG'[Number(digit)] ?? '');
  return `${part()}+/${part()}%&"<${part()}`;
}

export interface KeyGate {
  readonly baseUrl: string;
  /** Request lines, headers and bodies that came in, without the one header in which a key belongs. */
  readonly received: () => string;
  close(): Promise<void>;
}

/** Opens the door: requests with one of the keys come to the server as its first account's, others as they are. */
export async function openGate(server: SampleServer, keys: readonly string[]): Promise<KeyGate> {
  const [account] = server.accounts;
  if (account === undefined) throw new Error('The server has no account.');
  const known = keys.map(basic);
  const received: string[] = [];
  const pass = (incoming: IncomingMessage, response: ServerResponse): void => {
    const { method = '', url = '' } = incoming;
    const { authorization = '', host = '', ...headers } = incoming.headers;
    received.push(`${method} ${url}\n${host} ${JSON.stringify(headers)}`);
    incoming.on('data', (chunk: Buffer) => received.push(chunk.toString('latin1')));
    const outgoing = request(new URL(url, account.baseUrl), {
      method,
      headers: { ...headers, authorization: known.includes(authorization) ? basic(account.apiKey) : authorization },
    });
    outgoing.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  };
  const gate = createServer(pass);
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(gate.address() as AddressInfo).port}`,
    received: () => received.join('\n'),
    close: () =>
      new Promise((resolve) => {
        gate.close(() => resolve());
        gate.closeAllConnections();
      }),
  };
}

function basic(key: string): string {
  return `Basic ${Buffer.from(`api:${key}`).toString('base64')}`;
}
