/** No client at all: a request by `node:http` and nothing round it. */
import { Agent, request } from 'node:http';
import type { Target } from './orders';

/** `call` makes a request and resolves to its body, `close` drops the connections. */
export interface PlainCaller {
  readonly call: (method: string, link: string, body?: Buffer) => Promise<string>;
  readonly close: () => void;
}

/** Makes requests to a server over so many connections at most. */
export function plainCaller({ baseUrl, apiKey }: Target, sockets: number): PlainCaller {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const headers = { Authorization: `Basic ${Buffer.from(`api:${apiKey}`).toString('base64')}` };
  const json = { 'Content-Type': 'application/json' };
  const call: PlainCaller['call'] = (method, link, body) =>
    new Promise((resolve, reject) => {
      const more = body === undefined ? {} : { ...json, 'Content-Length': body.length };
      const sent = request(new URL(link, baseUrl), { method, agent, headers: { ...headers, ...more } }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve(Buffer.concat(parts).toString());
          else reject(new Error(`Status ${answer.statusCode ?? 'unknown'}: ${Buffer.concat(parts).toString()}`));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  return { call, close: () => agent.destroy() };
}
