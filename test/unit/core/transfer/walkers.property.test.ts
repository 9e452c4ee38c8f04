import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Addresses } from '../../../../src/sample/data/addresses';
import { Dice } from '../../../../src/sample/data/dice';
import { MailgunError } from '../../../../src/mailgun/errors';
import { readSegments } from '../../../../src/core/transfer/walkers/walkers';
import { FakeServer, ORDERS, type FakeOptions } from './walkersFake';

const REF = { domain: 'mg.example.com', list: 'complaints' } as const;

/** Reads a list and puts its segments together. */
async function read(
  server: FakeServer,
  walkers: number,
  options: { signal?: AbortSignal; term?: string } = {},
): Promise<string[]> {
  const parts = new Map<number, string[]>();
  const chain = await readSegments(server.api, REF, { ...options, walkers }, async ({ id }, entries) => {
    const part = parts.get(id) ?? [];
    parts.set(id, part);
    await Promise.resolve();
    part.push(...entries.map(({ address }) => address));
  });
  const all = chain.flatMap(({ id, skip }) => parts.get(id)?.slice(skip) ?? []);
  assert.equal(
    chain.reduce((sum, { records }) => sum + records, 0),
    all.length,
  );
  return all;
}

/** How many rounds of the event loop it takes to read a list; each answers what all walkers asked. */
async function roundsOf(all: readonly string[], pageSize: number, walkers: number): Promise<number> {
  const server = new FakeServer(all, { pageSize, order: ORDERS['without case'] ?? assert.fail() });
  let [rounds, isRunning] = [0, true];
  const next = (): void => {
    rounds++;
    if (isRunning) setImmediate(next);
  };
  setImmediate(next);
  assert.equal((await read(server, walkers)).length, all.length);
  isRunning = false;
  assert.ok(server.requests <= least(all.length, pageSize, walkers), `${server.requests} requests`);
  return rounds;
}

const least = (entries: number, pageSize: number, walkers: number): number =>
  Math.floor(entries / pageSize) + 1 + 2 * (walkers - 1);

const character = fc.constantFrom(...'aaabcdefgmnstyzAZ0123456789.-_+é');
const local = fc.string({ unit: character, minLength: 1, maxLength: 8 });
const host = fc.constantFrom('x.com', 'gmail.com', 'y.example', 'b.de');
const address = fc
  .tuple(fc.constantFrom('', 'user+', 'info@', 'a'), local, host)
  .map(([head, body, at]) => `${head}${body}@${at}`);
const numbered = fc
  .integer({ min: 1, max: 999 })
  .map((n) => Array.from({ length: n }, (_value, i) => `user+${i}@${i % 7}.example`));
const addresses = fc.oneof(fc.uniqueArray(address, { maxLength: 400, size: 'max' }), numbered);
const order = fc.constantFrom(...Object.keys(ORDERS)).map((name) => ORDERS[name] ?? assert.fail());
/** How long each request takes, in turns of the event loop. */
const turns = fc
  .array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 20 })
  .map((all) => (n: number) => all[n % all.length] ?? 0);
const walkers = fc.integer({ min: 1, max: 16 });

describe('readSegments', () => {
  it('reads each entry once and in order, whatever the order is, within the bound on requests', async () => {
    const shape = { addresses, pageSize: fc.integer({ min: 10, max: 40 }), order, turns, walkers };
    await fc.assert(
      fc.asyncProperty(fc.record(shape), async ({ addresses: all, walkers: count, ...options }) => {
        const server = new FakeServer(all, options);
        assert.deepEqual(await read(server, count), server.addresses);
        assert.ok(server.requests <= least(all.length, options.pageSize, count), `${server.requests} requests`);
        assert.ok(server.requests >= Math.floor(all.length / options.pageSize) + 1);
      }),
      { numRuns: 150 },
    );
  });

  it('makes the fewest requests with one walker, and with a list of two pages', async () => {
    await fc.assert(
      fc.asyncProperty(addresses, fc.integer({ min: 1, max: 40 }), order, walkers, async (all, pageSize, by, count) => {
        const single = new FakeServer(all, { pageSize, order: by });
        assert.deepEqual(await read(single, 1), single.addresses);
        assert.equal(single.requests, Math.floor(all.length / pageSize) + 1);
        const short = new FakeServer(all.slice(0, pageSize * 2 - 1), { pageSize, order: by });
        await read(short, count);
        assert.equal(short.requests, Math.floor(short.addresses.length / pageSize) + 1);
      }),
      { numRuns: 60 },
    );
  });

  it('shares a long list among its walkers', async () => {
    const lists = [
      Array.from({ length: 20_000 }, (_value, n) => `user+${n}@${n % 7}.example`),
      Array.from(
        { length: 20_000 },
        (_value, n) => `${'abcdefghijklmnop'.charAt(n % 16)}.${(n * 7919) % 20_011}@gmail.com`,
      ),
    ];
    for (const all of lists) {
      const [one, many] = [await roundsOf(all, 100, 1), await roundsOf(all, 100, 16)];
      assert.ok(many * 4 < one, `${many} of ${one} rounds`);
    }
  });

  it('splits as often as the bound on requests allows, as long as the list is', async () => {
    const addresses = new Addresses(new Dice('walkers'));
    const all = Array.from({ length: 100_000 }, (_value, n) =>
      n % 5 === 0 ? `user${n}@mail${n % 40}.example` : addresses.next().toLowerCase(),
    );
    const server = new FakeServer(all, { pageSize: 100, order: ORDERS['without case'] ?? assert.fail() });
    const chain = await readSegments(server.api, REF, { walkers: 16 }, () => undefined);
    assert.ok(server.requests <= least(all.length, 100, 16), `${server.requests} requests`);
    // If each split were taken to cost a whole request, there would be 30 parts at most.
    assert.ok(chain.length > 30, `${chain.length} parts`);
  });

  it('shares a list whose addresses begin with anything, with no divider that the server takes for another place', async () => {
    // Spread evenly over the digits and the first letters: an upper-case divider is not where its code units would be.
    const all = Array.from(
      { length: 20_000 },
      (_value, n) => `${(Math.imul(n, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')}@x.example`,
    );
    const strangers = new Set<string>();
    const server = new FakeServer(all, {
      pageSize: 100,
      order: ORDERS['without case'] ?? assert.fail(),
      before: (_request, { cursor }) => void strangers.add(cursor?.address ?? ''),
    });
    assert.deepEqual(await read(server, 16), server.addresses);
    assert.ok(server.requests <= least(all.length, 100, 16), `${server.requests} requests`);
    assert.deepEqual(
      [...strangers].filter((one) => one !== one.toLowerCase()),
      [],
    );
  });

  it('gets along without dividers', async () => {
    const strangers = fc.constantFrom('refused', 'ignored', 'empty' as const);
    const shape = { addresses, pageSize: fc.integer({ min: 2, max: 20 }), order, turns, walkers, strangers };
    await fc.assert(
      fc.asyncProperty(fc.record(shape), async ({ addresses: all, walkers: count, ...options }) => {
        const server = new FakeServer(all, options);
        assert.deepEqual(await read(server, count), server.addresses);
        assert.ok(server.requests <= least(all.length, options.pageSize, count), `${server.requests} requests`);
      }),
      { numRuns: 80 },
    );
  });

  it('reads every entry once that is there throughout, while others come and go', async () => {
    const change = fc.record({ kind: fc.constantFrom('add', 'remove', 'removeRun'), address, at: fc.nat(1000) });
    const changes = fc.array(fc.array(change, { maxLength: 3 }), { minLength: 1, maxLength: 60 });
    const shape = { addresses, pageSize: fc.integer({ min: 2, max: 20 }), order, turns, walkers };
    await fc.assert(
      fc.asyncProperty(fc.record(shape), changes, async ({ addresses: all, walkers: count, ...options }, plan) => {
        const [ever, steady] = [new Set(all), new Set(all)];
        const drop = (server: FakeServer, gone: string | undefined): void => {
          if (gone === undefined) return;
          steady.delete(gone);
          server.remove(gone);
        };
        const before: FakeOptions['before'] = (request, _query, server) => {
          for (const { kind, address: added, at } of plan[request] ?? []) {
            const from = at % Math.max(1, server.addresses.length);
            if (kind === 'add') {
              server.add(added);
              ever.add(added);
            } else {
              for (const gone of server.addresses.slice(from, from + (kind === 'remove' ? 1 : 70))) drop(server, gone);
            }
          }
        };
        const server = new FakeServer(all, { ...options, before });
        const result = await read(server, count);
        assert.deepEqual(result, [...new Set(result)].sort(options.order));
        assert.ok(result.every((one) => ever.has(one)));
        const found = new Set(result);
        assert.deepEqual(
          [...steady].filter((one) => !found.has(one)),
          [],
        );
      }),
      { numRuns: 400 },
    );
  });

  it('refuses to go in a circle, and begins anew with one walker where only several are led so', async () => {
    const all = Array.from({ length: 400 }, (_value, n) => `user+${n}@x.example`);
    const by = ORDERS['without case'] ?? assert.fail();
    const endless = new FakeServer(all, { pageSize: 10, order: by });
    const first = await endless.api.listPage(REF.domain, REF.list, {});
    const circling = { listPage: () => Promise.resolve({ ...first, next: { page: 'next', address: 'x' } }) };
    await assert.rejects(
      readSegments({ ...endless.api, ...circling } as typeof endless.api, REF, {}, () => undefined),
      (error) => MailgunError.is(error, 'badResponse') && error.nextStep?.includes('not the whole list') === true,
    );
    // Whoever comes by a divider that is not on the list is sent back to it for ever.
    const strange = new Set<string>();
    const server = new FakeServer(all, { pageSize: 10, order: by });
    const whole = server.api;
    const api = {
      ...whole,
      listPage: ((domain, list, query = {}, call) => {
        const at = query.cursor?.address;
        if (at !== undefined && !all.includes(at)) strange.add(at);
        const page = whole.listPage(domain, list, query, call);
        return at !== undefined && strange.has(at) && !all.includes(at)
          ? page.then((found) => ({ ...found, next: { page: 'next' as const, address: at } }))
          : page;
      }) as typeof whole.listPage,
    };
    const parts = new Map<number, string[]>();
    const chain = await readSegments(api, REF, { walkers: 4 }, ({ id }, entries) => {
      parts.set(id, [...(parts.get(id) ?? []), ...entries.map((entry) => entry.address)]);
    });
    assert.ok(strange.size > 0);
    assert.deepEqual(
      chain.flatMap(({ id, skip }) => parts.get(id)?.slice(skip) ?? []),
      server.addresses,
    );
  });

  it('stops every walker when it is cancelled or one fails, and then asks no more', async () => {
    const all = Array.from({ length: 600 }, (_value, n) => `user+${n}@x.example`);
    const trouble = fc.constantFrom('cancel', 'fail', 'take' as const);
    await fc.assert(
      fc.asyncProperty(fc.nat(50), walkers, turns, trouble, async (at, count, pace, kind) => {
        const controller = new AbortController();
        const broken = new MailgunError('network', 'Mailgun did not answer.');
        const server = new FakeServer(all, {
          pageSize: 10,
          order: ORDERS['without case'] ?? assert.fail(),
          turns: pace,
          before: (request) => {
            if (request < at) return;
            if (kind === 'cancel') controller.abort();
            if (kind === 'fail') throw broken;
          },
        });
        let taken = 0;
        const take = (): void => {
          if (kind === 'take' && ++taken > at) throw new Error('The disk is full.');
        };
        const expected = { cancel: 'The request was cancelled.', fail: broken.message, take: 'The disk is full.' }[
          kind
        ];
        await assert.rejects(readSegments(server.api, REF, { walkers: count, signal: controller.signal }, take), {
          message: expected,
        });
        const { requests } = server;
        for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
        assert.equal(server.requests, requests);
      }),
      { numRuns: 50 },
    );
  });

  it('reads what begins with a term', async () => {
    const all = Array.from({ length: 3000 }, (_value, n) => `user+${n}@x.example`);
    const server = new FakeServer(all, { pageSize: 20, order: ORDERS['without case'] ?? assert.fail() });
    assert.deepEqual(
      await read(server, 8, { term: 'user+1' }),
      server.addresses.filter((one) => one.startsWith('user+1')),
    );
  });
});
