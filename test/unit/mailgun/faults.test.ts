import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import type { Wait } from '../../../src/mailgun/api';
import { MailgunClient } from '../../../src/mailgun/client';
import { MailgunError } from '../../../src/mailgun/errors';
import { DOMAIN, KEY, TestClock, failure, json, plain, serve, withServer, type Handler } from './support';

const empty = { items: [], paging: {} };
const gone = { message: 'Address not found in bounces table' };

/** The first `n` requests fail in this way, the others succeed. */
function failing(n: number, fault: Handler, then: unknown = empty): Handler {
  return (request, response, index) => (index < n ? fault(request, response, index) : json(response, then));
}

const passing: Record<string, Handler> = {
  'a 500': (_request, response) => json(response, { message: 'Internal Server Error' }, 500),
  'a 502 page': (_request, response) => plain(response, '<html>Bad gateway</html>', 502),
  'a 503': (_request, response) => plain(response, '', 503),
  'a 429 of text': (_request, response) => plain(response, 'Too many requests', 429),
  'a cut connection': (_request, response) => void response.socket?.destroy(),
  'a cut in the middle of the body': (_request, response) => {
    response.writeHead(200, { 'Content-Length': '1000' });
    response.write('{"items":[', () => response.socket?.destroy());
  },
  'a cut in the middle of a chunked body': (_request, response) => {
    response.writeHead(200);
    response.write('{"items":[],"paging":{}}', () => response.socket?.destroy());
  },
  'truncated JSON': (_request, response) => plain(response, '{"items":[{"address":"a@'),
  'garbled JSON': (_request, response) => plain(response, '{items: oops}'),
  'an empty body': (_request, response) => plain(response, ''),
};

describe('faults', () => {
  for (const [name, fault] of Object.entries(passing)) {
    it(`tries again after ${name}`, async () => {
      await withServer(failing(2, fault), async ({ client, server, clock }) => {
        const waits: Wait[] = [];
        assert.deepEqual(await client.listPage(DOMAIN, 'bounces', {}, { onWait: (wait) => waits.push(wait) }), {
          entries: [],
        });
        assert.equal(server.received.length, 3);
        // random() is 0: half of 500 and half of 1000 ms.
        assert.deepEqual(clock.slept, [250, 500]);
        assert.deepEqual(
          waits.map(({ ms }) => ms),
          [250, 500],
        );
      });
    });

    it(`gives up after five times ${name}`, async () => {
      await withServer(failing(99, fault), async ({ client, server, clock }) => {
        const error = await failure(client.listPage(DOMAIN, 'bounces'));
        assert.equal(server.received.length, 5);
        assert.deepEqual(clock.slept, [250, 500, 1000, 2000]);
        assert.ok(['network', 'badResponse', 'rateLimited'].includes(error.reason));
        assert.ok(error.nextStep);
      });
    });

    it(`writes again after ${name}`, async () => {
      await withServer(failing(1, fault, { message: 'done' }), async ({ client, server }) => {
        await client.addMany(DOMAIN, 'complaints', [{ list: 'complaints', address: 'a@b.c' }]);
        await client.importFile(DOMAIN, 'complaints', 'address\na@b.c\n', 'a.csv');
        assert.equal(server.received.length, 3);
        assert.ok(server.received.every(({ body }) => body.includes('a@b.c')));
      });
    });
  }

  it('tries again when nothing comes within the time, and says so in the end', async () => {
    const hang: Handler = () => undefined;
    const attempts: number[] = [];
    await withServer(
      hang,
      async ({ client }) => {
        const error = await failure(client.listPage(DOMAIN, 'bounces'));
        assert.equal(error.reason, 'network');
        assert.match(error.message, /did not answer within/);
        assert.deepEqual(attempts, [1, 2]);
      },
      { timeoutMs: () => 20, attempts: 2, log: ({ attempt }) => attempts.push(attempt) },
    );
  });

  it('bounds the time of a body that never ends', async () => {
    await withServer(
      (_request, response) => void response.write('{"items":['),
      async ({ client }) => assert.equal((await failure(client.listPage(DOMAIN, 'bounces'))).reason, 'network'),
      { timeoutMs: () => 20, attempts: 1 },
    );
  });

  const endless: Handler = (_request, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65536)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };
  const bomb: Handler = (_request, response) => {
    response.writeHead(200, { 'Content-Encoding': 'gzip' });
    response.end(gzipSync(Buffer.alloc(4_000_000, 0x20)));
  };
  for (const [name, fault] of Object.entries({ 'without end': endless, 'that unpacks to too much': bomb })) {
    it(`reads an answer ${name} no further than the bound`, async () => {
      await withServer(
        fault,
        async ({ client, server }) => {
          assert.equal((await failure(client.listPage(DOMAIN, 'bounces'))).reason, 'tooLarge');
          assert.equal(server.received.length, 1);
        },
        { maxResponseBytes: 1_000_000 },
      );
    });
  }

  it('does not try again what cannot get better', async () => {
    for (const status of [400, 401, 403, 404, 405, 413]) {
      await withServer(
        (_request, response) => plain(response, 'no', status),
        async ({ client, server }) => {
          await failure(client.listPage(DOMAIN, 'bounces'));
          assert.equal(server.received.length, 1);
        },
      );
    }
  });

  it('counts a delete as done whose answer got lost and whose entry is then gone', async () => {
    for (const name of ['a 500', 'a cut connection', 'garbled JSON'] as const) {
      const fault = passing[name];
      assert.ok(fault);
      const handler: Handler = (request, response, index) =>
        index === 0 ? fault(request, response, index) : json(response, gone, 404);
      await withServer(handler, ({ client }) => client.delete(DOMAIN, 'bounces', 'a@b.c'));
      await withServer(handler, ({ client }) => client.deleteTag(DOMAIN, 'a@b.c', 'x'));
    }
  });

  it('does not count it as done when the first attempt was surely not carried out', async () => {
    await withServer(
      (_request, response, index) => (index === 0 ? plain(response, '', 429) : json(response, gone, 404)),
      async ({ client }) => {
        assert.equal((await failure(client.delete(DOMAIN, 'bounces', 'a@b.c'))).reason, 'notListed');
      },
    );
  });

  it('refuses redirects and sends the key nowhere else', async () => {
    const other = await serve((_request, response) => json(response, empty));
    try {
      for (const status of [301, 302, 303, 307, 308]) {
        await withServer(
          (_request, response) => plain(response, '', status, { Location: `${other.url}/v3/x` }),
          async ({ client }) => {
            const error = await failure(client.listPage(DOMAIN, 'bounces'));
            assert.equal(error.reason, 'badResponse');
            assert.match(error.message, /refused a redirect/);
            assert.match(error.nextStep ?? '', /endpoint/);
          },
        );
      }
      assert.equal(other.received.length, 0);
    } finally {
      await other.close();
    }
  });

  it('takes only the query of a paging link', async () => {
    const other = await serve((_request, response) => json(response, empty));
    const next = `${other.url}/v3/elsewhere/unsubscribes?page=next&address=a%2B1%40b.c&limit=1&term=`;
    const handler: Handler = (_request, response, index) =>
      json(response, index === 0 ? { items: [{ address: 'a+1@b.c' }], paging: { next } } : empty);
    await withServer(handler, async ({ client, server }) => {
      const page = await client.listPage(DOMAIN, 'bounces', { limit: 1, term: 'a' });
      await client.listPage(DOMAIN, 'bounces', { limit: 1, term: 'a', cursor: page.next });
      assert.equal(server.received[1]?.url, `/v3/${DOMAIN}/bounces?limit=1&term=a&page=next&address=a%2B1%40b.c`);
      assert.equal(other.received.length, 0);
    });
    await other.close();
  });

  it('says when the connection is refused, and points to the proxy setting', async () => {
    const server = await serve(() => undefined);
    await server.close();
    const client = new MailgunClient({ baseUrl: server.url, apiKey: KEY, clock: new TestClock() });
    const error = await failure(client.listDomains());
    assert.equal(error.reason, 'network');
    assert.match(error.message, /refused \(ECONNREFUSED\)/);
    assert.match(error.nextStep ?? '', /http\.proxy/);
    client.dispose();
  });

  it('says when a host name is not known', async () => {
    const client = new MailgunClient({ baseUrl: 'https://nowhere.invalid', apiKey: KEY, clock: new TestClock() });
    const error = await failure(client.listDomains());
    assert.equal(error.reason, 'network');
    assert.match(error.message, /nowhere\.invalid could not be reached: its name .*\((ENOTFOUND|EAI_AGAIN)\)/);
    client.dispose();
  });

  it('reads JSON whatever its content type', async () => {
    await withServer(
      (_request, response) => plain(response, '{"items":[{"address":"a\\u0026b@c.d"}]}\n'),
      async ({ client }) => {
        const page = await client.listPage(DOMAIN, 'complaints');
        assert.equal(page.entries[0]?.address, 'a&b@c.d');
      },
    );
  });

  it('takes an empty 204 for a success of a write', async () => {
    await withServer(
      (_request, response) => void response.writeHead(204).end(),
      ({ client }) => client.clear(DOMAIN, 'bounces'),
    );
  });

  it('does not speak to a server that talks no HTTP', async () => {
    const server = createServer();
    server.on('connection', (socket) => socket.end('SSH-2.0-hello\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const options = { baseUrl: `http://127.0.0.1:${port}`, apiKey: KEY, clock: new TestClock(), attempts: 1 };
    const client = new MailgunClient(options);
    assert.ok(MailgunError.is(await failure(client.listDomains()), 'network'));
    client.dispose();
    server.close();
  });
});
