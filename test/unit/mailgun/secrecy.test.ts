import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { RequestEvent } from '../../../src/mailgun/client';
import { networkFailure } from '../../../src/mailgun/networkErrors';
import { DOMAIN, KEY, failure, json, plain, withServer, type Handler } from './support';

const basic = Buffer.from(`api:${KEY}`).toString('base64');

/** Everything there is to see of a value, hidden properties and causes included. */
function visible(value: unknown): string {
  const own = inspect(value, { depth: 20, showHidden: true, getters: true });
  return value instanceof Error ? `${own}\n${value.stack ?? ''}\n${visible(value.cause)}` : own;
}

/** As JSON may write any text. */
function escaped(text: string): string {
  return text.replace(/./g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function assertSafe(...values: unknown[]): void {
  const text = values.map(visible).join('\n');
  assert.ok(!text.includes(KEY) && !text.includes(basic) && !/authorization/i.test(text), text);
}

const faults: Record<string, Handler> = {
  'echoes the key in a 400': (request, response) =>
    json(response, { message: `bad ${KEY} ${request.headers.authorization ?? ''}`.replace('Basic ', '') }, 400),
  'escapes the key that it echoes': (_request, response) =>
    plain(response, `{"message":"bad ${escaped(KEY)} ${escaped(basic)}"}`, 400),
  'echoes the key in a text': (_request, response) => plain(response, `who is ${KEY} / ${basic}?`, 422),
  'echoes the key in headers': (_request, response) =>
    plain(response, 'no', 500, { 'X-Request-Id': KEY, 'X-Mailgun-Key-Id': basic }),
  'cuts the connection': (_request, response) => void response.socket?.destroy(),
  'cuts the body': (_request, response) => void response.write('{', () => response.socket?.destroy()),
  hangs: () => undefined,
  redirects: (_request, response) => plain(response, '', 302, { Location: `https://x.example/${KEY}` }),
  garbles: (_request, response) => plain(response, `${KEY} {`),
  'sends too much': (_request, response) => void response.end('x'.repeat(100_000)),
  'sends another shape': (_request, response) => json(response, { items: [{ [KEY]: basic, code: KEY }] }),
};

describe('secrecy', () => {
  for (const [name, fault] of Object.entries(faults)) {
    it(`keeps the key out of errors and log when the server ${name}`, async () => {
      const events: RequestEvent[] = [];
      await withServer(
        fault,
        async ({ client }) => {
          const error = await failure(client.listPage(DOMAIN, 'bounces', { term: KEY }));
          assertSafe(error, events, client);
          assert.ok(events.length > 0);
        },
        { log: (event) => events.push(event), timeoutMs: () => 50, attempts: 2, maxResponseBytes: 50_000 },
      );
    });
  }

  it('logs every attempt with method, path, status, time and reason', async () => {
    const events: RequestEvent[] = [];
    await withServer(
      (_request, response, index) => (index === 0 ? plain(response, '', 503) : json(response, { items: [] })),
      async ({ client }) => void (await client.listPage(DOMAIN, 'bounces', { limit: 5 })),
      { log: (event) => events.push(event) },
    );
    const path = `/v3/${DOMAIN}/bounces?limit=5`;
    assert.deepEqual(events, [
      { method: 'GET', path, status: 503, ms: 0, attempt: 1, error: 'badResponse' },
      { method: 'GET', path, status: 200, ms: 0, attempt: 2, error: undefined },
    ]);
  });
});

describe('network errors', () => {
  const thrown = (code: string) => Object.assign(new Error('failed'), { code, request: { headers: { a: KEY } } });

  it('name the cause in words, keep nothing of what was thrown, and point to the proxy setting', () => {
    for (const code of ['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EWHATEVER', '']) {
      const { error, retry } = networkFailure(thrown(code), 'api.mailgun.net');
      assert.match(error.message, /^api\.mailgun\.net could not be reached/);
      assert.match(error.nextStep ?? '', /http\.proxy/);
      assert.equal(retry, true);
      assertSafe(error);
    }
    assertSafe(networkFailure({ toString: () => KEY }, 'h').error, networkFailure(undefined, 'h').error);
  });

  it('do not try a certificate again that is not trusted', () => {
    for (const code of ['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']) {
      const { error, retry, lost } = networkFailure(thrown(code), 'h.example');
      assert.deepEqual([error.reason, retry, lost], ['network', false, false]);
      assert.match(error.message, /certificate of h\.example/);
      assert.match(error.nextStep ?? '', /http\.proxy/);
    }
  });
});
