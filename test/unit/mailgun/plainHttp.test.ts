/** What carries whole lists: batches of bytes out, pages of bytes in, with the same meaning as every other call. */
import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { PageReader } from '../../../src/mailgun/api';
import type { MailgunClient } from '../../../src/mailgun/client';
import { BatchPacker, type PackedBatch } from '../../../src/mailgun/packedBatch';
import { plainHttp } from '../../../src/mailgun/plainHttp';
import { DOMAIN, KEY, failure, json, plain, serve, withServer, type Handler } from './support';

const PAGE = { items: [{ address: 'jürgen@x.example' }], paging: {} };
const ADDRESS = 'anna@x.example';

/** Keeps what it is given; begins anew with each attempt. */
class Kept implements PageReader {
  private chunks: Buffer[] = [];

  begin(): void {
    this.chunks = [];
  }

  add(bytes: Uint8Array): void {
    this.chunks.push(Buffer.from(bytes));
  }

  read(): Promise<boolean> {
    try {
      JSON.parse(this.text());
      return Promise.resolve(true);
    } catch {
      return Promise.resolve(false);
    }
  }

  text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}

function batch(): PackedBatch {
  const packer = new BatchPacker('complaints');
  packer.add({ list: 'complaints', address: ADDRESS });
  return packer.pack();
}

/** Reads a page and writes a batch. */
async function both(client: MailgunClient): Promise<string> {
  const reader = new Kept();
  await client.streamPage(DOMAIN, 'complaints', {}, reader);
  await client.addMany(DOMAIN, 'complaints', batch());
  return reader.text();
}

/** The first request of each kind fails in this way. */
function failing(fault: Handler): Handler {
  const met = new Set<string>();
  return (request, response, index) => {
    if (met.has(request.method)) return json(response, request.method === 'GET' ? PAGE : { message: 'done' });
    met.add(request.method);
    return fault(request, response, index);
  };
}

const FAULTS: Readonly<Record<string, Handler>> = {
  'a 500': (_request, response) => json(response, { message: 'Internal Server Error' }, 500),
  'a 502 page': (_request, response) => plain(response, '<html>Bad gateway</html>', 502),
  'a 429': (_request, response) => plain(response, 'Too many requests', 429, { 'Retry-After': '2' }),
  'a cut connection': (_request, response) => void response.socket?.destroy(),
  'a cut in the middle of the body': (_request, response) => {
    response.writeHead(200, { 'Content-Length': '1000' });
    response.write('{"items":[', () => response.socket?.destroy());
  },
  'a cut in the middle of a packed body': (_request, response) => {
    const bytes = gzipSync(JSON.stringify(PAGE));
    response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': String(bytes.length) });
    response.write(bytes.subarray(0, 20), () => response.socket?.destroy());
  },
  'a packed body that is none': (_request, response) => plain(response, '{}', 200, { 'Content-Encoding': 'gzip' }),
  'truncated JSON': (_request, response) => plain(response, '{"items":[{"address":"a@'),
  'an empty body': (_request, response) => plain(response, ''),
};

describe('requests of whole lists', () => {
  for (const [name, fault] of Object.entries(FAULTS)) {
    it(`are made again after ${name}`, async () => {
      await withServer(failing(fault), async ({ client, server }) => {
        assert.deepEqual(JSON.parse(await both(client)), PAGE);
        assert.equal(server.received.length, 4);
        const written = server.received.filter(({ method }) => method === 'POST');
        assert.ok(written.every(({ body }) => body.toString('utf8').includes(ADDRESS)));
      });
    });
  }

  const packers = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
  for (const [encoding, pack] of Object.entries(packers)) {
    it(`unpack an answer in ${encoding}, and no further than the bound`, async () => {
      const answer =
        (body: string | Buffer): Handler =>
        (_request, response) => {
          response.writeHead(200, { 'Content-Encoding': encoding });
          response.end(pack(body));
        };
      await withServer(answer(JSON.stringify(PAGE)), async ({ client, server }) => {
        assert.deepEqual(JSON.parse(await both(client)), PAGE);
        assert.match(String(server.received[0]?.headers['accept-encoding']), new RegExp(encoding));
      });
      const bounds = { maxResponseBytes: 100_000 };
      await withServer(
        answer(Buffer.alloc(4_000_000, 0x20)),
        async ({ client, server }) => {
          assert.equal((await failure(client.streamPage(DOMAIN, 'bounces', {}, new Kept()))).reason, 'tooLarge');
          assert.equal((await failure(client.addMany(DOMAIN, 'complaints', batch()))).reason, 'tooLarge');
          assert.equal(server.received.length, 2);
        },
        bounds,
      );
    });
  }

  it('follow no redirect, and send the key nowhere else', async () => {
    const other = await serve((_request, response) => json(response, PAGE));
    const redirect: Handler = (_request, response) => plain(response, '', 307, { Location: `${other.url}/v3/x` });
    await withServer(redirect, async ({ client }) => {
      assert.equal((await failure(client.streamPage(DOMAIN, 'bounces', {}, new Kept()))).reason, 'badResponse');
      assert.equal((await failure(client.addMany(DOMAIN, 'complaints', batch()))).reason, 'badResponse');
    });
    assert.equal(other.received.length, 0);
    await other.close();
  });

  it('are cancelled at once, before the answer and in the middle of it', async () => {
    const handlers: Handler[] = [
      () => undefined,
      (_request, response) => void response.writeHead(200).write('{"items":['),
    ];
    for (const handler of handlers) {
      for (const kind of ['read', 'write']) {
        const user = new AbortController();
        const stopping: Handler = async (request, response, index) => {
          await handler(request, response, index);
          setImmediate(() => user.abort());
        };
        await withServer(stopping, async ({ client, server }) => {
          const call = { signal: user.signal };
          const error = await failure(
            kind === 'read'
              ? client.streamPage(DOMAIN, 'bounces', {}, new Kept(), call)
              : client.addMany(DOMAIN, 'complaints', batch(), call),
          );
          assert.equal(error.reason, 'cancelled');
          assert.equal(server.received.length, 1);
        });
      }
    }
  });

  it('go where the URL says, an address of IPv6 included', async () => {
    const server = await serve((_request, response) => json(response, PAGE));
    const agent = new Agent({ keepAlive: true });
    const asked: unknown[] = [];
    // Not every machine has IPv6.
    agent.createConnection = (options) => {
      asked.push([options.host, options.port]);
      return connect(Number(new URL(server.url).port), '127.0.0.1');
    };
    const { signal } = new AbortController();
    const options = { method: 'GET', headers: {}, agent, size: 1e4, timeoutMs: 5000, signal };
    for (const url of ['http://[::1]:81/v3/x?limit=1', 'http://mail.example/v3/y'])
      assert.deepEqual(JSON.parse(await (await plainHttp(new URL(url), options)).text()), PAGE);
    assert.deepEqual(asked, [
      ['::1', '81'],
      ['mail.example', 80],
    ]);
    assert.deepEqual(
      server.received.map(({ url, headers }) => [headers.host, url]),
      [
        ['[::1]:81', '/v3/x?limit=1'],
        ['mail.example', '/v3/y'],
      ],
    );
    agent.destroy();
    await server.close();
  });

  it('say of themselves what any request says, each thing once, and nothing that is no header', async () => {
    const server = await serve((_request, response) => json(response, PAGE));
    const agent = new Agent({ keepAlive: true });
    const { signal } = new AbortController();
    const headers = { Authorization: 'Basic eDp5', 'X-Mailgun-On-Behalf-Of': 'sub' };
    const options = { headers, agent, size: 1e4, timeoutMs: 5000, signal };
    const url = new URL(server.url);
    await (await plainHttp(url, { ...options, method: 'GET' })).text();
    await (await plainHttp(url, { ...options, method: 'POST', body: Buffer.from('[]') })).text();
    const common = {
      ...{ host: url.host, connection: 'keep-alive', 'accept-encoding': 'gzip, deflate, br' },
      ...{ authorization: 'Basic eDp5', 'x-mailgun-on-behalf-of': 'sub' },
    };
    assert.deepEqual(
      server.received.map((request) => ({ ...request.headers })),
      [common, { ...common, 'content-length': '2' }],
    );
    const odd = { ...options, method: 'GET', headers: { Authorization: 'Basic eDp5\r\nX-Other: 1' } };
    await assert.rejects(plainHttp(url, odd), { code: 'ERR_INVALID_CHAR' });
    assert.equal(server.received.length, 2);
    agent.destroy();
    await server.close();
  });

  it('leave nothing of what was read to the collector', async () => {
    const items = Array.from({ length: 5000 }, (_, at) => ({ address: `somebody.${at}@x.example` }));
    const server = await serve((_request, response) => json(response, { items, paging: {} }));
    const read: Buffer[] = [];
    const agent = new Agent({ keepAlive: true });
    agent.on('free', (socket: Socket) => assert.equal(socket.listenerCount('data'), 1));
    const connectAs = agent.createConnection.bind(agent);
    agent.createConnection = (...options) =>
      (connectAs(...options) as Socket).on('data', (piece: Buffer) => void read.push(piece));
    const url = new URL(server.url);
    const options = {
      method: 'GET',
      headers: {},
      agent,
      size: 1e7,
      timeoutMs: 5000,
      signal: new AbortController().signal,
    };
    for (let turn = 0; turn < 2; turn++) {
      const text = await (await plainHttp(url, options)).text();
      assert.equal((JSON.parse(text) as typeof PAGE).items.length, items.length);
    }
    assert.ok(read.length > 4);
    // The engine of Node 20 cannot free a buffer.
    const canFree = 'transfer' in ArrayBuffer.prototype;
    assert.ok(read.every(({ buffer }) => (buffer.byteLength === 0) === canFree));
    agent.destroy();
    await server.close();
  });

  it('say what went wrong in words, without the key', async () => {
    await withServer(
      (_request, response) => json(response, { message: `no such thing as ${KEY}` }, 400),
      async ({ client }) => {
        const error = await failure(client.addMany(DOMAIN, 'complaints', batch()));
        assert.equal(error.reason, 'invalid');
        assert.match(error.message, /no such thing as/);
        assert.doesNotMatch(error.message, new RegExp(KEY));
      },
    );
  });
});
