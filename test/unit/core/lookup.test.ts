import assert from 'node:assert/strict';
import type { CheckOptions, CheckScope } from '../../../src/core/lookup';
import { checkAddresses } from '../../../src/core/lookup';
import type { CheckResult, Finding, NotAsked } from '../../../src/core/findings';
import { readAllDomains } from '../../../src/core/pagedDomains';
import { LIST_NAMES } from '../../../src/mailgun/lists';
import { numbered } from './fakeList';
import { DOMAIN, EU, startTestServer, US, type TestServer } from './sample';

describe('checkAddresses', () => {
  let test: TestServer;
  const domains = (count: number): string[] => [
    DOMAIN,
    ...Array.from({ length: count - 1 }, (_, index) => `d${index}.example.com`),
  ];

  beforeEach(async () => {
    test = await startTestServer();
    for (const name of domains(5)) test.server.store.addDomain('Sample Account', name);
    test.server.store.addDomain('Sample Account EU', 'eu.example.com');
    test.server.requests.clear();
  });
  afterEach(() => test.close());

  const check = (scope: Partial<CheckScope>, options?: CheckOptions): Promise<CheckResult> =>
    checkAddresses(
      { addresses: ['jane@x.com'], accountIds: [US], ...scope },
      {
        api: (accountId) => test.api(accountId),
        domains: async (accountId, call) =>
          (await readAllDomains(await test.api(accountId), call)).map(({ name }) => name),
      },
      options,
    );
  const places = (result: CheckResult): string[] =>
    result.map(({ domain, list, address }) => `${domain} ${list} ${address}`);

  it('asks 5 D questions, or 4 D without the address’s domain', async () => {
    await check({});
    assert.equal(test.server.requests.count({ path: '/v3/' }), 5 * 5);
    assert.equal(test.server.requests.count({ path: '/v4/' }), 1);
    test.server.requests.clear();
    await check({ askAddressDomain: false });
    assert.equal(test.server.requests.count({ path: '/v3/' }), 4 * 5);
    test.server.requests.clear();
    await check({ domains: [DOMAIN] });
    assert.equal(test.server.requests.total, 5);
  });

  it('asks for the domain of many addresses once, and tells it of each', async () => {
    test.put('allowlist', [{ address: 'x.com' }]);
    const result = await check({ addresses: ['a@x.com', 'b@X.com', 'A@x.com', 'c@y.com'], domains: [DOMAIN] });
    assert.equal(test.server.requests.total, 3 * 4 + 2);
    assert.deepEqual(places(result), [`${DOMAIN} allowlist a@x.com`, `${DOMAIN} allowlist b@X.com`]);
    assert.deepEqual(
      result.map(({ entry }) => entry.address),
      ['x.com', 'x.com'],
    );
  });

  it('finds an address on every list, domain and account, and reports while it asks', async () => {
    for (const list of LIST_NAMES) test.put(list, [{ address: 'Jane@x.com' }]);
    test.put('bounces', [{ address: 'jane@x.com' }], 'd2.example.com');
    test.put('complaints', [{ address: 'jane@x.com' }], 'eu.example.com');
    const findings: Finding[] = [];
    const progress: (readonly [number, number])[] = [];
    const result = await check(
      { accountIds: [US, EU] },
      { onFinding: (finding) => findings.push(finding), onProgress: ({ done, total }) => progress.push([done, total]) },
    );
    assert.deepEqual(places(result), [
      'd2.example.com bounces jane@x.com',
      ...LIST_NAMES.map((list) => `${DOMAIN} ${list} jane@x.com`),
      'eu.example.com complaints jane@x.com',
    ]);
    assert.deepEqual(new Set(findings), new Set(result));
    assert.deepEqual(progress.at(-1), [30, 30]);
    assert.deepEqual(result.notAsked, []);
  });

  it('says once of a domain that refuses that it could not be asked, and asks the others', async () => {
    test.put('bounces', [{ address: 'a00003@x.com' }], 'd3.example.com');
    for (const status of [404, 401, 403, 500]) {
      test.server.faults.refuseDomain('d1.example.com', status);
      const result = await check({ addresses: numbered(6) });
      assert.deepEqual(places(result), ['d3.example.com bounces a00003@x.com']);
      assert.equal(result.notAsked.length, 1, `${status}: ${JSON.stringify(result.notAsked)}`);
      assert.equal(result.notAsked[0]?.domain, 'd1.example.com');
      assert.equal(result.notAsked[0]?.list, undefined);
      assert.match(result.notAsked[0]?.reason ?? '', /\.$/);
      test.server.faults.clear();
    }
  });

  it('says of a key without rights to a list that the list could not be asked', async () => {
    const { analyst } = test.server.restrictedKeys;
    const { MailgunClient } = await import('../../../src/mailgun/client');
    const client = new MailgunClient({ baseUrl: test.server.regions.us, apiKey: analyst });
    test.put('allowlist', [{ address: 'a00001@x.com' }]);
    const result = await checkAddresses(
      { addresses: numbered(10), accountIds: [US] },
      { api: () => Promise.resolve(client), domains: () => Promise.resolve(domains(5)) },
    );
    assert.deepEqual(places(result), [`${DOMAIN} allowlist a00001@x.com`]);
    const lists = result.notAsked.map(({ domain, list }) => [domain, list]);
    assert.deepEqual(
      lists,
      LIST_NAMES.slice(0, 3).map((list) => [undefined, list]),
    );
    client.dispose();
  });

  it('says of an account without a key, or whose domains cannot be read, that it was not asked', async () => {
    test.server.faults.failNext(1, 403, { path: '/v4/domains', region: 'us' });
    const told: NotAsked[] = [];
    const result = await check({ accountIds: [US, 'nobody', EU] }, { onNotAsked: (item) => told.push(item) });
    assert.deepEqual(result.notAsked.map(({ accountId, domain }) => [accountId, domain]).toSorted(), [
      ['nobody', undefined],
      [US, undefined],
    ]);
    assert.deepEqual(told, result.notAsked);
    assert.ok(told.some(({ reason }) => reason === 'The account has no key.'));
  });

  it('names a single question that failed', async () => {
    test.server.faults.failNext(1, 400, { list: 'complaints', domain: DOMAIN, path: 'a00003' });
    const result = await check({ addresses: numbered(10), domains: [DOMAIN] });
    assert.deepEqual(
      result.notAsked.map(({ domain, list, address }) => [domain, list, address]),
      [[DOMAIN, 'complaints', 'a00003@x.com']],
    );
  });

  it('gives up on a server that does not answer, after a few attempts', async () => {
    const { regions } = test.server;
    const { MailgunClient } = await import('../../../src/mailgun/client');
    const client = new MailgunClient({ baseUrl: regions.us, apiKey: 'k', attempts: 1 });
    await test.server.close();
    const result = await checkAddresses(
      { addresses: numbered(200), accountIds: [US] },
      { api: () => Promise.resolve(client), domains: () => Promise.resolve(domains(5)), concurrency: () => 4 },
    );
    assert.equal(result.length, 0);
    assert.equal(result.notAsked.length, 1);
    assert.equal(result.notAsked[0]?.domain, undefined);
    client.dispose();
  });

  it('counts what a cancelled check left unanswered, once for each account', async () => {
    const controller = new AbortController();
    test.put('bounces', [{ address: 'a00000@x.com' }]);
    const result = await check(
      { addresses: numbered(300), accountIds: [US], domains: [DOMAIN] },
      { signal: controller.signal, onFinding: () => controller.abort() },
    );
    assert.equal(result.length, 1);
    assert.equal(result.notAsked.length, 1);
    assert.match(result.notAsked[0]?.reason ?? '', /cancelled with \d+ of 1201 questions unanswered/);
    assert.ok(test.server.requests.total < 100);
    const before = await check({ accountIds: [US, EU] }, { signal: AbortSignal.abort() });
    assert.deepEqual(before.notAsked.map(({ accountId }) => accountId).toSorted(), [EU, US]);
  });

  it('asks each account only for the domains it has, and names those nobody has', async () => {
    const result = await check({ accountIds: [US, EU], domains: ['EU.example.com', 'd1.example.com', 'other.org'] });
    assert.equal(test.server.requests.count({ path: '/v3/' }), 10);
    assert.deepEqual(
      result.notAsked.map(({ domain }) => domain),
      ['other.org'],
    );
  });
});
