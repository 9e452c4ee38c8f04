import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { MailgunClient } from '../../../src/mailgun/client';
import { DOMAIN, KEY, failure, json, plain, serve, withServer, type Handler } from './support';

const hang: Handler = () => undefined;
const empty = { items: [] };

function signalOf(): { readonly control: AbortController; readonly signal: AbortSignal } {
  const control = new AbortController();
  return { control, signal: control.signal };
}

/** Waits until something is so; the test's own time limit bounds it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(2);
}

describe('cancelling', () => {
  it('sends nothing when it was cancelled before', async () => {
    await withServer(hang, async ({ client, server }) => {
      const error = await failure(client.listPage(DOMAIN, 'bounces', {}, { signal: AbortSignal.abort() }));
      assert.equal(error.reason, 'cancelled');
      assert.equal(server.received.length, 0);
    });
  });

  it('ends a request under way, and its connection', async () => {
    let closed = false;
    const handler: Handler = (_request, response) => void response.on('close', () => (closed = true));
    await withServer(handler, async ({ client, server }) => {
      const control = new AbortController();
      const call = client.listPage(DOMAIN, 'bounces', {}, { signal: control.signal });
      await until(() => server.received.length === 1);
      control.abort();
      assert.equal((await failure(call)).reason, 'cancelled');
      await until(() => closed);
    });
  });

  it('ends a request in the middle of its body', async () => {
    const control = new AbortController();
    const handler: Handler = (_request, response) => {
      response.write('{"items":[', () => setImmediate(() => control.abort()));
    };
    await withServer(handler, async ({ client }) => {
      const call = client.listPage(DOMAIN, 'bounces', {}, { signal: control.signal });
      assert.equal((await failure(call)).reason, 'cancelled');
    });
  });

  const waits: Record<string, Handler> = {
    'a wait for the limit': (_request, response) => plain(response, '', 429, { 'Retry-After': '100' }),
    'a wait before another attempt': (_request, response) => plain(response, '', 503, { 'Retry-After': '100' }),
  };
  for (const [name, handler] of Object.entries(waits)) {
    it(`ends ${name} at once`, async () => {
      const server = await serve(handler);
      const client = new MailgunClient({ baseUrl: server.url, apiKey: KEY });
      const control = new AbortController();
      const call = client.find(DOMAIN, 'bounces', 'a@b.c', { signal: control.signal, onWait: () => control.abort() });
      assert.equal((await failure(call)).reason, 'cancelled');
      assert.equal(server.received.length, 1);
      client.dispose();
      await server.close();
    });
  }

  it('leaves the queue at once, and what left is never sent', async () => {
    let release = (): void => undefined;
    const handler: Handler = (_request, response, index) => {
      if (index === 0) release = () => json(response, empty);
      else json(response, empty);
    };
    await withServer(
      handler,
      async ({ client, server }) => {
        const control = new AbortController();
        const first = client.listPage(DOMAIN, 'bounces');
        const queued = [1, 2, 3].map((n) =>
          failure(client.find(DOMAIN, 'bounces', `a${n}@b.c`, { signal: control.signal })),
        );
        const last = client.listPage(DOMAIN, 'complaints');
        await until(() => server.received.length === 1);
        control.abort();
        for (const error of await Promise.all(queued)) assert.equal(error.reason, 'cancelled');
        release();
        await Promise.all([first, last]);
        assert.deepEqual(
          server.received.map(({ url }) => url),
          [`/v3/${DOMAIN}/bounces`, `/v3/${DOMAIN}/complaints`],
        );
      },
      { concurrency: () => 1 },
    );
  });

  it('ends all calls of one signal, also when others of it have ended, and leaves nothing on it', async () => {
    const handler: Handler = ({ url }, response) => {
      if (url.endsWith('/complaints')) json(response, empty);
    };
    await withServer(handler, async ({ client, server }) => {
      const { signal, control } = signalOf();
      const left = () => getEventListeners(signal, 'abort').length;
      const under = [1, 2].map(() => failure(client.listPage(DOMAIN, 'bounces', {}, { signal })));
      await until(() => server.received.length === 2);
      await client.listPage(DOMAIN, 'complaints', {}, { signal });
      await client.listPage(DOMAIN, 'complaints', {}, { signal: signalOf().signal });
      assert.equal(left(), 1);
      control.abort();
      for (const error of await Promise.all(under)) assert.equal(error.reason, 'cancelled');
      assert.equal(left(), 0);
      assert.equal((await failure(client.listPage(DOMAIN, 'complaints', {}, { signal }))).reason, 'cancelled');
      const other = signalOf().signal;
      await Promise.all([1, 2, 3].map(() => client.listPage(DOMAIN, 'complaints', {}, { signal: other })));
      assert.equal(getEventListeners(other, 'abort').length, 0);
    });
  });

  it('ends everything when the client is disposed', async () => {
    await withServer(hang, async ({ client, server }) => {
      const calls = Array.from({ length: 40 }, () => failure(client.listPage(DOMAIN, 'bounces')));
      await until(() => server.received.length === 16);
      client.dispose();
      for (const error of await Promise.all(calls)) assert.equal(error.reason, 'cancelled');
      assert.equal((await failure(client.listDomains())).reason, 'cancelled');
      assert.equal(server.received.length, 16);
    });
  });
});

describe('requests at once', () => {
  it('are never more than allowed, and reuse their connections', async () => {
    let allowed = 4;
    const waiting: ServerResponse[] = [];
    const handler: Handler = (_request, response) => {
      // Answers none before as many as allowed have come; a further one would be seen meanwhile.
      if (waiting.push(response) < allowed) return;
      setImmediate(() => waiting.splice(0).forEach((held) => json(held, empty)));
    };
    await withServer(
      handler,
      async ({ client, server }) => {
        const many = () => Promise.all(Array.from({ length: 36 }, () => client.listPage(DOMAIN, 'bounces')));
        await many();
        assert.equal(server.peak, 4);
        assert.ok(server.connections <= 4);
        allowed = 9;
        await many();
        assert.equal(server.peak, 9);
        assert.ok(server.connections <= 9);
      },
      { concurrency: () => allowed },
    );
  });

  it('are at least one, whatever a setting says', async () => {
    for (const wrong of [0, -3, Number.NaN, 0.5]) {
      await withServer(
        (_request, response) => json(response, empty),
        async ({ client }) => assert.deepEqual((await client.listPage(DOMAIN, 'bounces')).entries, []),
        { concurrency: () => wrong },
      );
    }
  });
});
