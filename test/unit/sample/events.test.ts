import assert from 'node:assert/strict';
import { SAMPLE_STAR_ADDRESS, type SampleServer } from '../../../src/sample/server';
import { call, DOMAIN, NOW, startEmpty, type CallOptions } from './support';

interface Item {
  readonly id: string;
  readonly event: string;
  readonly '@timestamp'?: string;
  readonly timestamp?: number;
  readonly recipient: string;
  readonly severity?: string;
  readonly reason?: string;
  readonly tags: readonly string[];
  readonly storage: { readonly url: string | readonly string[] };
  readonly 'user-variables': unknown;
  readonly 'delivery-status'?: { readonly code: number; readonly message: string; readonly description: string };
  readonly message: { readonly headers: { readonly subject: string } };
}
interface Logs {
  readonly items: readonly Item[];
  readonly pagination: { readonly next?: string; readonly previous?: string; readonly total?: number };
}
interface Events {
  readonly items: readonly Item[];
  readonly paging: Readonly<Record<'next' | 'previous' | 'first' | 'last', string>>;
}

const DAY = 86_400_000;
const ADDRESS = 'jane@gmail.com';
const ERROR = '5.1.1 The email account that you tried to reach does not exist';

describe('sample: logs and events', () => {
  let sample: SampleServer;

  beforeEach(async () => {
    sample = await startEmpty();
  });
  afterEach(() => sample.close());

  const is = (attribute: string, value: string, comparator = '=') => ({
    attribute,
    comparator,
    values: [{ label: value, value }],
  });
  const question = (address: string, more: object = {}) => ({
    start: new Date(NOW - 30 * DAY).toUTCString(),
    filter: { AND: [is('domain', DOMAIN), is('recipient', address)] },
    ...more,
  });
  async function logs(json: unknown, options: CallOptions = {}): Promise<Logs> {
    const reply = await call(sample, '/v1/analytics/logs', { json, ...options });
    assert.equal(reply.status, 200, reply.text);
    return reply.json as Logs;
  }
  async function events(query: Record<string, string>): Promise<Events> {
    const reply = await call(sample, `/v3/${DOMAIN}/events?${new URLSearchParams(query).toString()}`);
    assert.equal(reply.status, 200, reply.text);
    return reply.json as Events;
  }
  const put = (list: 'bounces' | 'complaints' | 'unsubscribes', entry: object = {}) =>
    sample.store.putEntries(DOMAIN, list, [{ address: ADDRESS, createdAt: NOW - 10 * DAY, ...entry }]);
  const timeOf = (item: Item) => Date.parse(item['@timestamp'] ?? '');

  it('tells of a bounce right before the entry was made, of deliveries before it and of drops after it', async () => {
    put('bounces', { code: '552', error: ERROR });
    const { items } = await logs(question(ADDRESS, { pagination: { sort: 'timestamp:asc', limit: 100 } }));
    const at = Math.floor((NOW - 10 * DAY) / 1000) * 1000;
    const bounce = items.find(({ reason }) => reason === 'bounce');
    assert.deepEqual(
      [bounce?.event, bounce?.severity, bounce?.['delivery-status']?.code, bounce?.['delivery-status']?.message],
      ['failed', 'permanent', 552, ERROR],
    );
    assert.equal(bounce && timeOf(bounce), at - 1000);
    const before = items.filter((item) => timeOf(item) < at - 5000);
    const after = items.filter((item) => timeOf(item) > at);
    assert.ok(before.some(({ event }) => event === 'delivered'));
    assert.ok(before.every(({ reason }) => reason === undefined || reason === 'generic'));
    const kinds = new Set(after.map(({ event }) => event));
    assert.ok(
      after.length > 0 && [...kinds].every((kind) => ['accepted', 'failed', 'opened', 'clicked'].includes(kind)),
    );
    for (const drop of after.filter(({ event }) => event === 'failed')) {
      assert.deepEqual([drop.reason, drop['delivery-status']?.code], ['suppress-bounce', 605]);
      assert.equal(drop['delivery-status']?.description, 'Not delivering to previously bounced address');
    }
  });

  it('tells of a complaint and an unsubscribe after a delivery, and drops by the tags of the unsubscribe only', async () => {
    put('complaints', { createdAt: NOW - 3 * DAY });
    put('unsubscribes', { tags: ['newsletter'], createdAt: NOW - 12 * DAY });
    const { items } = await logs(question(ADDRESS, { pagination: { sort: 'timestamp:asc', limit: 100 } }));
    for (const [kind, at] of [
      ['unsubscribed', NOW - 12 * DAY],
      ['complained', NOW - 3 * DAY],
    ] as const) {
      const index = items.findIndex(({ event }) => event === kind);
      const item = items[index];
      assert.equal(item && timeOf(item), Math.floor(at / 1000) * 1000 - 1000);
      const subject = item?.message.headers.subject;
      assert.ok(
        items.slice(0, index).some((one) => one.event === 'delivered' && one.message.headers.subject === subject),
      );
    }
    assert.deepEqual(items.find(({ event }) => event === 'unsubscribed')?.tags, ['newsletter']);
    for (const { reason, tags } of items) if (reason === 'suppress-unsubscribe') assert.deepEqual(tags, ['newsletter']);
    const dropped = items.filter(({ reason }) => reason === 'suppress-complaint');
    assert.ok(dropped.every((item) => timeOf(item) > NOW - 3 * DAY - 1000));
  });

  it('tells nothing but the drops of an entry that somebody added, and goes on after one was deleted', async () => {
    await call(sample, `/v3/${DOMAIN}/bounces`, { form: { address: ADDRESS } });
    const added = await logs(question(ADDRESS, { events: ['failed'] }));
    assert.ok(added.items.every(({ reason }) => reason === 'generic'));
    const other = 'gone@gmail.com';
    sample.store.putEntries(DOMAIN, 'bounces', [
      { address: other, code: '550', error: ERROR, createdAt: NOW - 5 * DAY },
    ]);
    const before = await logs(question(other));
    assert.equal((await call(sample, `/v3/${DOMAIN}/bounces/${other}`, { method: 'DELETE' })).status, 200);
    assert.deepEqual(await logs(question(other)), before);
  });

  it('tells the same each time, of the same address in any case, and of deliveries for strangers', async () => {
    const first = await logs(question('nobody@example.org'));
    assert.ok(first.items.some(({ event }) => event === 'delivered'));
    assert.deepEqual(await logs(question('nobody@example.org')), first);
    put('bounces', { code: '550', error: ERROR });
    const plain = (page: Logs) => page.items.map(({ id, event }) => [id, event]);
    assert.deepEqual(plain(await logs(question(ADDRESS.toUpperCase()))), plain(await logs(question(ADDRESS))));
    sample.store.addDomain('Sample Account', 'new.test.example', { state: 'unverified' });
    const filter = { AND: [is('domain', 'new.test.example'), is('recipient', ADDRESS)] };
    assert.deepEqual((await logs(question(ADDRESS, { filter }))).items, []);
  });

  it('pages the logs by tokens until the pagination is empty', async () => {
    const whole = await logs(question(ADDRESS, { include_totals: true, pagination: { limit: 100 } }));
    assert.deepEqual(whole.pagination, {});
    const got: string[] = [];
    let token: string | undefined;
    do {
      const page = await logs(
        question(ADDRESS, { include_totals: true, pagination: { limit: 3, ...(token && { token }) } }),
      );
      assert.ok(page.items.length > 0 && page.items.length <= 3);
      got.push(...page.items.map(({ id }) => id));
      token = page.pagination.next;
      if (token !== undefined) assert.equal(page.pagination.total, whole.items.length);
    } while (token !== undefined);
    assert.deepEqual(
      got,
      whole.items.map(({ id }) => id),
    );
  });

  it('pages the events by URLs that are always there, to an empty page', async () => {
    const query = { recipient: ADDRESS, begin: String(NOW / 1000), end: String(NOW / 1000 - 30 * 86_400) };
    const whole = await events({ ...query, limit: '300' });
    assert.ok(whole.items.length > 3);
    const times = whole.items.map(({ timestamp = 0 }) => timestamp);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => b - a),
    );
    const got: string[] = [];
    let page = await events({ ...query, limit: '4' });
    while (page.items.length > 0) {
      got.push(...page.items.map(({ id }) => id));
      page = (await call(sample, new URL(page.paging.next).pathname)).json as Events;
    }
    assert.deepEqual(Object.keys(page.paging).sort(), ['first', 'last', 'next', 'previous']);
    assert.deepEqual(
      got,
      whole.items.map(({ id }) => id),
    );
  });

  it('tells the same by both, each in its own words', async () => {
    put('bounces', { code: '550', error: ERROR });
    const [now] = (
      await logs(question(ADDRESS, { filter: { AND: [is('recipient', ADDRESS), is('reason', 'bounce')] } }))
    ).items;
    const older = (await events({ recipient: ADDRESS, event: 'failed', ascending: 'no', limit: '300' })).items;
    const then = older.find(({ id }) => id === now?.id);
    assert.equal(now && timeOf(now), (then?.timestamp ?? 0) * 1000);
    assert.ok(Array.isArray(now?.storage.url) && typeof then?.storage.url === 'string');
    assert.deepEqual([now?.['user-variables'], then?.['user-variables']], ['{}', {}]);
  });

  it('filters events by expressions', async () => {
    put('bounces', { code: '550', error: ERROR });
    const all = (await events({ recipient: ADDRESS, limit: '300' })).items;
    const count = async (query: Record<string, string>) =>
      (await events({ recipient: ADDRESS, limit: '300', ...query })).items.length;
    const of = (...kinds: string[]) => all.filter(({ event }) => kinds.includes(event)).length;
    assert.equal(await count({ event: 'accepted OR delivered' }), of('accepted', 'delivered'));
    assert.equal(await count({ event: 'NOT failed' }), all.length - of('failed'));
    assert.equal(
      await count({ severity: 'permanent', event: 'failed' }),
      all.filter((one) => one.severity === 'permanent').length,
    );
    assert.equal(await count({ size: '>0' }), all.length);
    assert.equal(await count({ recipient: `"${ADDRESS}"` }), all.length);
    const subject = all[0]?.message.headers.subject ?? '';
    assert.equal(
      await count({ subject: `"${subject}"` }),
      all.filter((one) => one.message.headers.subject === subject).length,
    );
  });

  it('tells of a domain without a recipient what came on its lists of late', async () => {
    put('bounces', { code: '550', error: ERROR });
    const { items } = await events({ limit: '300' });
    assert.deepEqual(new Set(items.map(({ recipient }) => recipient)), new Set([ADDRESS]));
  });

  it('refuses what it cannot read, and says why', async () => {
    for (const [json, message] of [
      [[], /^Invalid body/],
      [{ start: 'soon' }, /^Invalid start/],
      [{ duration: '1 day' }, /^Invalid duration/],
      [{ pagination: { limit: 101 } }, /limit/],
      [{ pagination: { token: 'x' } }, /token/],
      [{ filter: { AND: [is('nothing', 'x')] } }, /attribute/],
      [{ filter: { AND: [is('domain', 'x', '~')] } }, /comparator/],
      [{ events: 'failed' }, /events/],
    ] as const) {
      const reply = await call(sample, '/v1/analytics/logs', { json });
      assert.equal(reply.status, 400, JSON.stringify(json));
      assert.match((reply.json as { message: string }).message, message);
    }
    for (const query of ['begin=1', 'ascending=maybe', 'limit=0', 'begin=x&ascending=yes']) {
      assert.equal((await call(sample, `/v3/${DOMAIN}/events?${query}`)).status, 400, query);
    }
    assert.equal((await call(sample, `/v3/${DOMAIN}/events/nonsense`)).status, 400);
    assert.equal((await call(sample, '/v1/analytics/logs')).status, 405);
    assert.equal((await call(sample, `/v3/${DOMAIN}/events`, { method: 'DELETE' })).status, 405);
    assert.deepEqual((await call(sample, '/v3/nowhere.example/events')).json, { message: 'Domain not found' });
  });

  it('lets an analyst read and a sending key not, and nobody the domains of others', async () => {
    const { analyst, sending } = sample.restrictedKeys;
    for (const [key, status] of [
      [analyst, 200],
      [sending, 403],
      ['wrong', 401],
    ] as const) {
      assert.equal((await call(sample, '/v1/analytics/logs', { json: question(ADDRESS), key })).status, status);
      assert.equal((await call(sample, `/v3/${DOMAIN}/events`, { key })).status, status);
    }
    sample.store.addDomain('Sample Account EU', 'mail.test.eu');
    const filter = { AND: [is('domain', 'mail.test.eu'), is('recipient', ADDRESS)] };
    assert.deepEqual((await logs(question(ADDRESS, { filter }))).items, []);
    assert.equal((await call(sample, '/v3/mail.test.eu/events')).status, 404);
  });

  it('has a story for the address that stands nearly everywhere', async () => {
    await sample.close();
    sample = await startEmpty({ data: 'explore', seed: 1 });
    const at = { start: new Date(NOW - 30 * DAY).toUTCString() };
    const filter = { AND: [is('domain', 'mail.acme-shop.example'), is('recipient', SAMPLE_STAR_ADDRESS)] };
    const { items } = await logs({ ...at, filter });
    assert.ok(items.some(({ reason }) => reason === 'bounce'));
    assert.ok(items.some(({ reason }) => reason === 'suppress-bounce'));
    assert.ok(items.some(({ event }) => event === 'delivered'));
  });
});
