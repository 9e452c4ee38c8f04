/** How the lists of a table are read, over HTTP from the embedded Mailgun. */
import assert from 'node:assert/strict';
import type { ListRef } from '../../../src/core/refs';
import { LIST_NAMES } from '../../../src/mailgun/lists';
import type { Entry } from '../../../src/mailgun/records';
import { TableReading, type ReadingPorts, type ReadingSink } from '../../../src/views/tableReading';
import { DOMAIN, startTestServer, US, type TestServer } from '../core/sample';

const LISTS: readonly ListRef[] = LIST_NAMES.map((list) => ({ accountId: US, domain: DOMAIN, list }));

/** What a table would hold. */
class Taken implements ReadingSink {
  readonly segments = new Map<number, Entry[]>();
  readonly settled = new Map<number, readonly number[]>();
  readonly begun: number[] = [];
  changes = 0;
  onAppend: (() => void) | undefined;

  begin(list: number): void {
    this.begun.push(list);
  }

  append(list: number, entries: readonly Entry[], segment: number): void {
    this.segments.set(segment, [...(this.segments.get(segment) ?? []), ...entries]);
    assert.ok(entries.every((entry) => entry.list === LISTS[list]?.list));
    this.onAppend?.();
  }

  settle(list: number, chain: readonly number[]): void {
    this.settled.set(list, chain);
  }

  changed(): void {
    this.changes += 1;
  }

  /** The addresses of a list that is read. */
  addresses(list: number): string[] {
    const chain = this.settled.get(list) ?? [];
    return chain.flatMap((segment) => (this.segments.get(segment) ?? []).map(({ address }) => address));
  }
}

describe('the reading of a table', () => {
  let server: TestServer;
  let taken: Taken;
  let errors: unknown[];

  beforeEach(async () => {
    server = await startTestServer();
    taken = new Taken();
    errors = [];
  });
  afterEach(() => server.close());

  const reading = (lists = LISTS, more: Partial<ReadingPorts> = {}): TableReading => {
    const explain = (error: unknown): string => {
      errors.push(error);
      return error instanceof Error ? error.message : String(error);
    };
    return new TableReading(lists, { api: () => server.api(US), concurrency: () => 8, explain, ...more }, taken);
  };
  const put = (list: ListRef['list'], count: number): void =>
    server.put(
      list,
      Array.from({ length: count }, (_value, n) => ({ address: `user${String(n).padStart(6, '0')}@example.com` })),
    );
  const stored = (list: ListRef['list']): string[] => server.all()[list].map(({ address }) => address);

  it('hands over every list whole and in the server’s order, with several walkers', async () => {
    put('bounces', 12_345);
    put('complaints', 1000);
    put('unsubscribes', 3);
    const read = reading();
    await read.read();
    for (const [index, { list }] of LISTS.entries()) assert.deepEqual(taken.addresses(index), stored(list), list);
    assert.ok((taken.settled.get(0)?.length ?? 0) > 1);
    const { state, read: count, lists, notice } = read.info;
    assert.deepEqual([state, count, notice, read.isComplete], ['done', 13_348, undefined, true]);
    assert.deepEqual(
      lists.map((list) => [list.list, list.read, list.state]),
      [
        ['bounces', 12_345, 'done'],
        ['complaints', 1000, 'done'],
        ['unsubscribes', 3, 'done'],
        ['allowlist', 0, 'done'],
      ],
    );
  });

  it('asks for the first page of every list before any has answered', async () => {
    put('bounces', 5000);
    server.server.faults.slow(50);
    const first = new Promise<void>((resolve) => (taken.onAppend = resolve));
    const read = reading();
    const done = read.read();
    await first;
    assert.ok(server.server.requests.peakRequests >= LISTS.length);
    assert.deepEqual(
      [...taken.segments.values()].map((entries) => entries.length),
      [1000],
    );
    assert.equal(read.info.state, 'reading');
    read.stop();
    await done;
  });

  it('reads on when the first entries are seen', async () => {
    put('bounces', 12_345);
    let see = (): void => undefined;
    const seen = new Promise<void>((resolve) => (see = resolve));
    const read = reading(LISTS, { shown: () => seen });
    const done = read.read();
    const areOthersDone = (): boolean => read.info.lists.slice(1).every(({ state }) => state === 'done');
    while (!areOthersDone() || taken.segments.size === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([read.info.read, read.info.state], [1000, 'reading']);
    // For the last address it was asked at once; the rest waits.
    const asked = (): number => server.server.requests.count({ path: '/bounces' });
    while (asked() < 2) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(asked(), 2);
    see();
    await done;
    assert.deepEqual(taken.addresses(0), stored('bounces'));
  });

  it('says of a list that refuses why, and reads the others', async () => {
    put('complaints', 10);
    server.server.faults.failNext(1, 403, { path: '/bounces' });
    const read = reading();
    await read.read();
    const [bounces, complaints] = read.info.lists;
    assert.deepEqual([bounces?.state, complaints?.state, complaints?.read], ['failed', 'done', 10]);
    assert.match(bounces?.problem ?? '', /\w+ \w+/);
    assert.deepEqual([read.info.state, read.isComplete, read.failure, errors.length], ['failed', false, undefined, 1]);
    // Again, and only that one.
    await read.read([0]);
    assert.deepEqual([read.info.state, read.info.lists[0]?.problem], ['done', undefined]);
    assert.deepEqual(taken.begun, [0, 1, 2, 3, 0]);
  });

  it('keeps what came before a failure, and tells when nothing at all can be read', async () => {
    put('bounces', 3000);
    const read = reading(LISTS.slice(0, 1));
    taken.onAppend = () => server.server.faults.failNext(100, 403);
    await read.read();
    assert.ok([...taken.segments.values()].flat().length >= 1000);
    assert.equal(taken.settled.size, 0);
    assert.equal(read.failure?.error, errors[0]);
  });

  it('carries on over dropped connections and errors that pass', async () => {
    put('bounces', 4000);
    server.server.faults.failNext(1, 502);
    server.server.faults.failNext(1, 'reset');
    server.server.faults.failNext(1, 429);
    await reading().read();
    assert.deepEqual(taken.addresses(0), stored('bounces'));
    assert.deepEqual(errors, []);
  });

  it('stops at once, and begins anew with other segments', async () => {
    put('bounces', 20_000);
    const read = reading();
    taken.onAppend = () => read.stop();
    await read.read();
    assert.equal(read.info.state, 'stopped');
    assert.deepEqual(errors, []);
    const before = new Set(taken.segments.keys());
    taken.onAppend = undefined;
    await read.read();
    assert.deepEqual(taken.addresses(0), stored('bounces'));
    for (const segment of taken.settled.get(0) ?? []) assert.ok(!before.has(segment));
  });

  it('lets a reading that is begun anew take nothing more of the one before', async () => {
    put('bounces', 6000);
    const read = reading(LISTS.slice(0, 1));
    let again: Promise<void> | undefined;
    taken.onAppend = () => {
      again ??= read.read();
    };
    await read.read();
    await again;
    assert.equal(taken.settled.size, 1);
    assert.deepEqual([taken.addresses(0), read.info.read], [stored('bounces'), 6000]);
  });

  it('says that it waits for a request limit, until something comes', async () => {
    put('bounces', 10);
    server.server.faults.failNext(1, { status: 429, body: '{}', headers: { 'Retry-After': '1' } });
    const read = reading(LISTS.slice(0, 1));
    const notices = new Set<string | undefined>();
    taken.changed = () => notices.add(read.info.notice);
    await read.read();
    assert.ok([...notices].includes('Mailgun asks to wait 1 s.'));
    assert.equal(read.info.notice, undefined);
  });

  it('takes hostile records as they are', async () => {
    const address = '"><img src=x onerror=alert(1)>@hostile.example';
    const error = `<script>alert(1)</script>\u202E\u0000${'x'.repeat(100_000)}`;
    server.put('bounces', [{ address, code: 'javascript:alert(1)', error }]);
    await reading().read();
    const [entry] = [...taken.segments.values()].flat();
    assert.deepEqual([entry?.address, entry?.list === 'bounces' && entry.error], [address, error]);
  });
});
