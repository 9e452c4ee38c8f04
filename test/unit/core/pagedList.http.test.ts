import assert from 'node:assert/strict';
import { PagedList } from '../../../src/core/pagedList';
import { MailgunError } from '../../../src/mailgun/errors';
import { LIST_NAMES } from '../../../src/mailgun/lists';
import { complaint, numbered } from './fakeList';
import { DOMAIN, startTestServer, type TestServer } from './sample';

describe('PagedList over HTTP', () => {
  let test: TestServer;
  before(async () => (test = await startTestServer()));
  after(() => test.close());

  for (const name of LIST_NAMES) {
    it(`walks ${name}, with and without a term`, async () => {
      const addresses = [...numbered(230, 'a+é'), ...numbered(25, 'b')];
      test.put(
        name,
        addresses.map((address) => ({ address })),
      );
      const list = new PagedList((query, call) => test.client.listPage(DOMAIN, name, query, call), {
        pageSize: () => 100,
      });
      test.server.requests.clear();
      await list.load();
      while (list.hasMore) await list.loadMore();
      assert.deepEqual(
        list.entries.map(({ address }) => address),
        addresses,
      );
      assert.equal(test.server.requests.total, 3);
      await list.setTerm('B');
      assert.equal(list.entries.length, 25);
      await list.showFrom(list.entries[20] ?? complaint(''));
      assert.equal(list.entries.length, 5);
      await list.refresh();
      assert.equal(list.entries.length, 5);
      assert.deepEqual(await list.loadAll(1000), { loaded: 255, complete: true });
      assert.deepEqual(
        list.entries.map(({ address }) => address),
        addresses,
      );
    });
  }

  it('never takes a server that repeats its first page for the end of the list', async () => {
    const addresses = numbered(2500, 'a');
    const domain = 'circle.example.com';
    test.server.store.addDomain('Sample Account', domain);
    test.put(
      'complaints',
      addresses.map((address) => ({ address })),
      domain,
    );
    const begin = async (): Promise<PagedList> => {
      const list = new PagedList((query, call) => test.client.listPage(domain, 'complaints', query, call), {
        pageSize: () => 100,
      });
      await list.load();
      return list;
    };
    const led: Record<string, (list: PagedList) => Promise<unknown>> = {
      'load more': (list) => list.loadMore(),
      'load all': (list) => list.loadAll(5000),
      refresh: (list) => list.refresh(),
    };
    for (const [name, lead] of Object.entries(led)) {
      const list = await begin();
      if (name === 'refresh') await list.loadAll(2000);
      test.server.faults.failNext(9, 'repeatCursor');
      await lead(list);
      test.server.faults.clear();
      assert.ok(MailgunError.is(list.error, 'badResponse'), name);
      assert.equal(list.isComplete, false, name);
      await list.loadAll(5000);
      assert.deepEqual(
        list.entries.map(({ address }) => address),
        addresses,
        name,
      );
    }
  });
});
