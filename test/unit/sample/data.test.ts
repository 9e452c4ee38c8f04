import assert from 'node:assert/strict';
import { LIST_NAMES } from '../../../src/mailgun/lists';
import { SAMPLE_STAR_ADDRESS, SAMPLE_SUBACCOUNT_ID, startSample, type SampleServer } from '../../../src/sample/server';
import { call, keyOf, NOW } from './support';

const MAIN = 'mail.acme-shop.example';
const OWNERS = ['Sample Account', 'Sample Account EU', SAMPLE_SUBACCOUNT_ID];

describe('sample: the data', () => {
  let sample: SampleServer;
  before(async () => {
    sample = await startSample({ now: () => NOW });
  });
  after(() => sample.close());

  const domains = (): string[] => OWNERS.flatMap((owner) => sample.store.domainsOf(owner)).map(({ name }) => name);

  it('has domains of every state, in both regions, and lists from empty to tens of thousands', () => {
    const all = OWNERS.flatMap((owner) => sample.store.domainsOf(owner));
    assert.deepEqual(new Set(all.map(({ state }) => state)), new Set(['active', 'unverified', 'disabled']));
    assert.deepEqual(new Set(all.map(({ type }) => type)), new Set(['custom', 'sandbox']));
    assert.deepEqual(new Set(all.map(({ region }) => region)), new Set(['us', 'eu']));
    assert.deepEqual(
      LIST_NAMES.map((list) => sample.store.count(MAIN, list)),
      [25_000, 1_200, 18_000, 40],
    );
    assert.ok(LIST_NAMES.every((list) => sample.store.count('staging.acme-shop.example', list) === 0));
  });

  it('is the same for the same seed and time, and another for another seed', async () => {
    const twin = await startSample({ now: () => NOW });
    const other = await startSample({ now: () => NOW, seed: 2 });
    for (const domain of ['notify.acme-shop.example', 'mail.acme-shop.eu']) {
      for (const list of LIST_NAMES) {
        assert.deepEqual(twin.store.entries(domain, list), sample.store.entries(domain, list));
      }
      assert.notDeepEqual(other.store.entries(domain, 'bounces'), sample.store.entries(domain, 'bounces'));
    }
    await Promise.all([twin.close(), other.close()]);
  });

  it('shows one address on several lists and domains of both accounts', () => {
    const places = domains().flatMap((domain) =>
      LIST_NAMES.filter((list) => sample.store.get(domain, list, SAMPLE_STAR_ADDRESS)).map(
        (list) => `${domain} ${list}`,
      ),
    );
    assert.deepEqual(places.sort(), [
      'mail.acme-shop.eu unsubscribes',
      'mail.acme-shop.example bounces',
      'news.acme-shop.example complaints',
      'news.acme-shop.example unsubscribes',
      'notify.acme-shop.example allowlist',
      'notify.acme-shop.example bounces',
    ]);
  });

  it('has what careless clients trip over', () => {
    const bounces = sample.store.entries(MAIN, 'bounces');
    const texts = bounces.map(({ error }) => error ?? '');
    for (const wanted of [/<script>/, /\]\(command:/, /!\[\]\(https:/, /\u202e/, /^.{5000,}$/]) {
      assert.ok(
        texts.some((text) => wanted.test(text)),
        String(wanted),
      );
    }
    const codes = new Set(bounces.map(({ code }) => code));
    for (const code of ['550', '552', '554', '450', '605']) {
      assert.ok(codes.has(code), code);
    }
    for (const wanted of [/\+/, /[^\0-\x7f].*@/, /@.*[^\0-\x7f]/, /[A-Z].*@/, /@xn--/, /[?#&%/]/]) {
      assert.ok(
        bounces.some(({ address }) => wanted.test(address)),
        String(wanted),
      );
    }
    const unsubscribes = sample.store.entries(MAIN, 'unsubscribes');
    assert.ok(unsubscribes.some(({ tags }) => tags?.[0] === '*'));
    assert.ok(unsubscribes.some(({ tags }) => (tags?.length ?? 0) > 3));
    assert.ok(sample.store.entries(MAIN, 'allowlist').some(({ kind }) => kind === 'domain'));
  });

  it('lies in the past, after its domain was made, in whole seconds', () => {
    for (const domain of domains()) {
      const made = sample.store.domain(domain)?.createdAt ?? 0;
      for (const list of LIST_NAMES) {
        for (const { createdAt, address } of sample.store.entries(domain, list)) {
          assert.ok(createdAt >= made && createdAt <= NOW && createdAt % 1000 === 0, `${domain} ${address}`);
        }
      }
    }
  });

  it('finds every awkward address again over HTTP', async () => {
    for (const domain of [MAIN, 'legacy.acme-shop.example']) {
      const awkward = sample.store.entries(domain, 'bounces').filter(({ address }) => /[^\w.@-]/.test(address));
      assert.ok(awkward.length > 4);
      const [first, last] = [awkward.slice(0, 15), awkward.slice(-15)];
      for (const { address } of [...first, ...last]) {
        const reply = await call(sample, `/v3/${domain}/bounces/${encodeURIComponent(address)}`, {
          key: keyOf(sample),
        });
        assert.equal((reply.json as { address?: string }).address, address);
      }
    }
  });

  it('names the disabled domain’s reason', async () => {
    const { json } = await call(sample, '/v4/domains/legacy.acme-shop.example');
    const { domain } = json as { domain: { is_disabled: boolean; disabled: { reason: string } } };
    assert.equal(domain.is_disabled, true);
    assert.match(domain.disabled.reason, /bounce rate/);
  });
});
