import assert from 'node:assert/strict';
import Mailgun from 'mailgun.js';
import type { SampleServer } from '../../../src/sample/server';
import { DOMAIN, keyOf, startEmpty } from './support';

type Client = ReturnType<InstanceType<typeof Mailgun>['client']>;
type ListType = 'bounces' | 'complaints' | 'unsubscribes' | 'whitelists';

const TYPES: readonly ListType[] = ['bounces', 'complaints', 'unsubscribes', 'whitelists'];
const NAME = {
  bounces: 'bounces',
  complaints: 'complaints',
  unsubscribes: 'unsubscribes',
  whitelists: 'allowlist',
} as const;

/** What the official client of the real service accepts, the sample must satisfy. */
describe('sample: with the official client mailgun.js', () => {
  let sample: SampleServer;
  let client: Client;

  beforeEach(async () => {
    sample = await startEmpty();
    client = new Mailgun(FormData).client({ username: 'api', key: keyOf(sample), url: sample.regions.us });
  });
  afterEach(() => sample.close());

  const addressesOf = (items: readonly object[]): unknown[] =>
    items.map((item) => ('value' in item ? item.value : 'address' in item ? item.address : undefined));

  for (const type of TYPES) {
    describe(type, () => {
      const fill = (count: number): void =>
        sample.store.putEntries(
          DOMAIN,
          NAME[type],
          Array.from({ length: count }, (_, index) => ({
            address: `u+${index}@x.example`,
            createdAt: Date.UTC(2025, 0, 1),
          })),
        );

      it('lists, and pages by next, previous, last and first', async () => {
        fill(5);
        const first = await client.suppressions.list(DOMAIN, type, { limit: 2 });
        assert.equal(first.status, 200);
        assert.deepEqual(addressesOf(first.items), ['u+0@x.example', 'u+1@x.example']);
        assert.equal(first.pages.next.iteratorPosition, 'u+1@x.example');
        const follow = async (from: typeof first, link: keyof typeof from.pages): Promise<typeof first> =>
          client.suppressions.list(DOMAIN, type, { page: from.pages[link].page });
        const second = await follow(first, 'next');
        assert.deepEqual(addressesOf(second.items), ['u+2@x.example', 'u+3@x.example']);
        assert.deepEqual(addressesOf((await follow(second, 'previous')).items), addressesOf(first.items));
        assert.deepEqual(addressesOf((await follow(second, 'last')).items), ['u+3@x.example', 'u+4@x.example']);
        assert.deepEqual(addressesOf((await follow(second, 'first')).items), addressesOf(first.items));
        assert.deepEqual((await follow(await follow(second, 'last'), 'next')).items, []);
      });

      it('gets one, dates and all, and fails with 404 for none', async () => {
        fill(1);
        const got = (await client.suppressions.get(DOMAIN, type, 'U+0@x.example')) as unknown as Record<
          string,
          unknown
        >;
        assert.equal(got['type'], type);
        assert.deepEqual(addressesOf([got]), ['u+0@x.example']);
        const date = (got['created_at'] ?? got['createdAt']) as Date;
        assert.equal(date.getTime(), Date.UTC(2025, 0, 1));
        await assert.rejects(client.suppressions.get(DOMAIN, type, 'nobody?@x.example'), { status: 404 });
      });

      it('creates one', async () => {
        const result = await client.suppressions.create(DOMAIN, type, { address: 'new+1@x.example' });
        assert.equal(result.status, 200);
        assert.match(result.message, /added to the .* ?table/);
        assert.ok(sample.store.get(DOMAIN, NAME[type], 'new+1@x.example'));
      });

      it('imports a file', async () => {
        const data = 'address,created_at\r\nfile+1@x.example,"Thu, 13 Oct 2011 18:02:00 GMT"\r\nfile2@x.example,\r\n';
        const result = await client.suppressions.upload(DOMAIN, type, {
          filename: 'list.csv',
          data: Buffer.from(data),
        });
        assert.equal(result.message, 'file uploaded successfully for processing. standby...');
        assert.equal(sample.store.count(DOMAIN, NAME[type]), 0);
        await sample.idle();
        assert.equal(sample.store.count(DOMAIN, NAME[type]), 2);
      });

      it('destroys one', async () => {
        fill(2);
        const result = await client.suppressions.destroy(DOMAIN, type, 'u+0@x.example');
        assert.equal(result.status, 200);
        assert.equal(result.address || result.value, 'u+0@x.example');
        assert.equal(sample.store.count(DOMAIN, NAME[type]), 1);
        await assert.rejects(client.suppressions.destroy(DOMAIN, type, 'u+0@x.example'), { status: 404 });
      });

      it('destroys all', async () => {
        fill(3);
        const result = await client.suppressions.destroyAll(DOMAIN, type);
        assert.match(result.message, /for this domain have been removed$/);
        assert.equal(sample.store.count(DOMAIN, NAME[type]), 0);
      });
    });
  }

  for (const type of ['bounces', 'complaints', 'unsubscribes'] as const) {
    it(`creates many ${type}`, async () => {
      const result = await client.suppressions.create(DOMAIN, type, [
        { address: 'one@x.example', code: 552, error: 'full', tags: ['a', 'b'] },
        { address: 'two@x.example' },
      ]);
      assert.match(result.message, /^2 .*addresses have been added/);
      assert.equal(sample.store.count(DOMAIN, type), 2);
    });
  }

  it('creates an allowed domain, and an unsubscribe with a tag', async () => {
    const allowed = await client.suppressions.create(DOMAIN, 'whitelists', { address: '', domain: 'x.example' });
    assert.deepEqual([allowed.type, allowed.value], ['domain', 'x.example']);
    await client.suppressions.create(DOMAIN, 'unsubscribes', { address: 'a@x.example', tag: 'news' });
    assert.deepEqual(sample.store.get(DOMAIN, 'unsubscribes', 'a@x.example')?.tags, ['news']);
  });

  it('lists and gets domains', async () => {
    sample.store.addDomain('Sample Account', 'other.example', { state: 'unverified' });
    const domains = await client.domains.list({ search: 'other', limit: 5 });
    assert.deepEqual(
      domains.map(({ name, state }) => [name, state]),
      [['other.example', 'unverified']],
    );
    assert.equal((await client.domains.list()).length, 2);
    const domain = await client.domains.get(DOMAIN);
    assert.equal(domain.name, DOMAIN);
    assert.equal(domain.is_disabled, false);
    assert.equal(domain.receiving_dns_records?.length, 2);
    assert.ok(domain.created_at instanceof Date && !Number.isNaN(domain.created_at.getTime()));
    await assert.rejects(client.domains.get('nowhere.example'), { status: 404 });
  });

  it('fails as with the real service: wrong key, too many requests', async () => {
    const stranger = new Mailgun(FormData).client({ username: 'api', key: 'wrong', url: sample.regions.us });
    await assert.rejects(stranger.domains.list(), { status: 401, details: 'Forbidden' });
    sample.faults.failNext(1, 429);
    await assert.rejects(client.suppressions.list(DOMAIN, 'bounces'), { status: 429 });
  });

  it('queues a message and sends nothing', async () => {
    const sender = new Mailgun(FormData).client({
      username: 'api',
      key: sample.restrictedKeys.sending,
      url: sample.regions.us,
    });
    const result = await sender.messages.create(DOMAIN, {
      from: 'a@x.example',
      to: ['b@x.example'],
      subject: 's',
      text: 't',
    });
    assert.match(result.id ?? '', /^<.+@mail\.test\.example>$/);
    assert.equal(result.message, 'Queued. Thank you.');
  });
});
