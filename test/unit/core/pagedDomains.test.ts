import assert from 'node:assert/strict';
import { PagedDomains, readAllDomains } from '../../../src/core/pagedDomains';
import { startTestServer, type TestServer } from './sample';

describe('PagedDomains over HTTP', () => {
  let test: TestServer;
  let names: string[];
  const add = (name: string): unknown => test.server.store.addDomain('Sample Account', name);
  const make = (size?: number): PagedDomains =>
    new PagedDomains(
      (query, call) => test.client.listDomains(query, call),
      size === undefined ? undefined : { pageSize: () => size },
    );
  const shown = (domains: PagedDomains): string[] => domains.domains.map(({ name }) => name);

  beforeEach(async () => {
    test = await startTestServer();
    for (let index = 0; index < 1234; index += 1) add(`d${String(index).padStart(4, '0')}.example.com`);
    names = test.server.store.domainsOf('Sample Account').map(({ name }) => name);
  });
  afterEach(() => test.close());

  it('pages past a thousand', async () => {
    const domains = make();
    await Promise.all([domains.load(), domains.load(), domains.load()]);
    assert.equal(test.server.requests.total, 1);
    assert.deepEqual([domains.domains.length, domains.totalCount, domains.hasMore], [1000, 1235, true]);
    await domains.loadMore();
    assert.deepEqual(shown(domains), names);
    assert.deepEqual([domains.isComplete, domains.hasMore, test.server.requests.total], [true, false, 2]);
    await domains.refresh();
    assert.deepEqual(shown(domains), names);
  });

  it('takes smaller pages, and all at once', async () => {
    const domains = make(100);
    await domains.load();
    await domains.loadMore();
    assert.deepEqual(shown(domains), names.slice(0, 200));
    await domains.refresh();
    assert.deepEqual(shown(domains), names.slice(0, 200));
    await domains.loadAll();
    assert.deepEqual(shown(domains), names);
    assert.deepEqual(
      (await readAllDomains(test.client)).map(({ name }) => name),
      names,
    );
  });

  it('loses and repeats nothing when the domains change while paging', async () => {
    const domains = make(100);
    await domains.load();
    add('a.example.com');
    await domains.loadMore();
    test.server.store.removeDomain('d0000.example.com');
    await domains.loadAll();
    const expected = test.server.store.domainsOf('Sample Account').map(({ name }) => name);
    assert.deepEqual(shown(domains), expected);
  });

  it('keeps what is there when a page fails', async () => {
    const domains = make(100);
    await domains.load();
    test.server.faults.failNext(1, 403);
    await domains.loadMore();
    assert.deepEqual([domains.state, domains.domains.length, domains.hasMore], ['failed', 100, true]);
    await domains.retry();
    assert.deepEqual([domains.state, domains.domains.length], ['ready', 200]);
  });
});
