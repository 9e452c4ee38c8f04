import assert from 'node:assert/strict';
import { PagedList } from '../../../src/core/pagedList';
import { MailgunError } from '../../../src/mailgun/errors';
import { complaint, FakeList, numbered } from './fakeList';

function make(count: number, size = 10): { fake: FakeList; list: PagedList; shown: () => string[] } {
  const fake = new FakeList(numbered(count));
  const list = new PagedList(fake.read, { pageSize: () => size });
  return { fake, list, shown: () => list.entries.map(({ address }) => address) };
}

describe('PagedList', () => {
  it('loads page after page with as few requests as there can be', async () => {
    for (const [count, requests] of [
      [0, 1],
      [9, 1],
      [10, 2],
      [25, 3],
      [30, 4],
    ] as const) {
      const { fake, list, shown } = make(count);
      assert.equal(list.state, 'idle');
      await list.load();
      while (list.hasMore) await list.loadMore();
      assert.deepEqual(shown(), fake.addresses);
      assert.equal(fake.queries.length, requests, `${count} entries`);
      assert.equal(list.isComplete, true);
      assert.equal(list.state, 'ready');
      await list.loadMore();
      await list.load();
      assert.equal(fake.queries.length, requests);
    }
  });

  it('makes one request of ten calls', async () => {
    const { fake, list } = make(50);
    await Promise.all(Array.from({ length: 10 }, () => list.load()));
    assert.equal(fake.queries.length, 1);
    await Promise.all(Array.from({ length: 10 }, () => list.loadMore()));
    assert.equal(fake.queries.length, 2);
    assert.equal(list.entries.length, 20);
    await Promise.all(Array.from({ length: 10 }, () => list.refresh()));
    assert.equal(fake.queries.length, 3);
    assert.equal(fake.queries[2]?.limit, 20);
  });

  it('keeps what is there when a page fails, and goes on from there', async () => {
    const { fake, list, shown } = make(25);
    await list.load();
    fake.failNext = 1;
    await list.loadMore();
    assert.equal(list.state, 'failed');
    assert.ok(MailgunError.is(list.error, 'network'));
    assert.equal(list.entries.length, 10);
    assert.equal(list.hasMore, true);
    await list.retry();
    assert.equal(list.state, 'ready');
    assert.equal(list.error, undefined);
    await list.loadMore();
    assert.deepEqual(shown(), fake.addresses);
  });

  it('can be loaded again after the first page failed', async () => {
    const { fake, list } = make(5);
    fake.failNext = 1;
    await list.load();
    assert.equal(list.state, 'failed');
    assert.equal(list.isComplete, false);
    await list.load();
    assert.equal(list.entries.length, 5);
  });

  it('keeps showing the old entries until a refresh is through, and when it fails', async () => {
    const { fake, list, shown } = make(25);
    await list.load();
    await list.loadMore();
    const before = shown();
    fake.addresses = [...fake.addresses.slice(1), 'a0@x.com'];
    fake.failNext = 1;
    await list.refresh();
    assert.deepEqual(shown(), before);
    assert.equal(list.state, 'failed');
    fake.hold();
    const refreshing = list.refresh();
    assert.equal(list.state, 'loading');
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(shown(), before);
    await fake.release();
    await refreshing;
    assert.equal(list.entries.length, 20);
    assert.ok(!shown().includes('a00000@x.com'));
  });

  it('knows again after a refresh that a list is complete', async () => {
    const { fake, list } = make(20);
    await list.loadAll(1000);
    fake.queries.length = 0;
    await list.refresh();
    assert.equal(list.isComplete, true);
    assert.equal(fake.queries.length, 1);
    const large = make(2500);
    await large.list.loadAll(10_000);
    assert.equal(large.fake.queries.length, 3);
    await large.list.refresh();
    assert.equal(large.fake.queries.length, 6);
    assert.equal(large.list.entries.length, 2500);
    assert.equal(large.list.isComplete, true);
  });

  it('never writes what a superseded request brings', async () => {
    const { fake, list, shown } = make(25);
    fake.hold();
    const first = list.load();
    await new Promise((resolve) => setImmediate(resolve));
    const filtered = list.setTerm('A0000');
    assert.equal(list.term, 'A0000');
    await fake.release();
    await Promise.all([first, filtered]);
    assert.deepEqual(shown(), numbered(10));
    assert.equal(list.state, 'ready');
    assert.equal(list.error, undefined);
    await list.setTerm('');
    await list.loadAll(1000);
    assert.deepEqual(shown(), fake.addresses);
  });

  it('loads all up to a limit, and says whether that was all', async () => {
    const { fake, list } = make(2400);
    assert.deepEqual(await list.loadAll(1500), { loaded: 1500, complete: false });
    assert.deepEqual(
      fake.queries.map(({ limit }) => limit),
      [1000, 500],
    );
    assert.deepEqual(await list.loadAll(5000), { loaded: 2400, complete: true });
    assert.equal(fake.queries.length, 3);
  });

  it('ends loading all when told to, without calling it a failure', async () => {
    const { fake, list } = make(2500);
    const controller = new AbortController();
    list.onDidChange(() => {
      if (list.entries.length === 1000) controller.abort();
    });
    const { loaded, complete } = await list.loadAll(5000, controller.signal);
    assert.deepEqual([loaded, complete, list.state], [1000, false, 'ready']);
    assert.equal(fake.queries.length, 1);
    await list.loadMore();
    assert.equal(list.entries.length, 1010);
  });

  it('opens at an entry and reads on from it, and what comes before when asked', async () => {
    const { fake, list, shown } = make(50);
    await list.setTerm('a0000');
    await list.showFrom(complaint('a00020@x.com'));
    assert.equal(list.term, '');
    assert.deepEqual(shown(), fake.addresses.slice(20, 31));
    assert.equal(list.hasEarlier, true);
    assert.equal(list.isComplete, false);
    await list.refresh();
    assert.deepEqual(shown(), fake.addresses.slice(20, 31));
    await list.loadEarlier();
    assert.deepEqual(shown(), fake.addresses.slice(10, 31));
    assert.equal(list.hasEarlier, true);
    await list.loadEarlier();
    await list.loadEarlier();
    assert.equal(list.hasEarlier, false);
    assert.deepEqual(await list.loadAll(1000), { loaded: 50, complete: true });
    assert.deepEqual(shown(), fake.addresses);
  });

  it('loads both directions when all is wanted', async () => {
    const { fake, list, shown } = make(50);
    await list.showFrom(complaint('a00020@x.com'));
    await list.loadAll(1000);
    assert.deepEqual(shown(), fake.addresses);
  });

  it('refreshes a window whose top entry is gone', async () => {
    const { fake, list, shown } = make(50);
    await list.showFrom(complaint('a00020@x.com'));
    fake.addresses.splice(20, 1);
    await list.refresh();
    assert.equal(shown()[0], 'a00021@x.com');
    await list.loadEarlier();
    assert.equal(shown()[0], 'a00010@x.com');
  });

  it('keeps the entry it opens at when reading on fails', async () => {
    const { fake, list } = make(50);
    fake.failNext = 1;
    await list.showFrom(complaint('a00020@x.com'));
    assert.deepEqual([list.state, list.entries.length, list.hasMore], ['failed', 1, true]);
    await list.loadMore();
    assert.equal(list.entries.length, 11);
  });

  it('shows own changes where they belong, and says which lie outside', async () => {
    const { list, shown } = make(50);
    const early = complaint('a0@x.com');
    assert.deepEqual(list.upsert([early]), [early]);
    await list.load();
    const [inside, beyond, update] = [complaint('A00004x@x.com'), complaint('b@x.com'), complaint('A00003@x.com', 5)];
    assert.deepEqual(list.upsert([inside, beyond, update]), [beyond]);
    assert.equal(shown()[3], 'A00003@x.com');
    assert.equal(shown()[5], 'A00004x@x.com');
    list.remove(['a00000@x.com', 'a00009@X.com', 'nobody@x.com']);
    assert.equal(shown()[0], 'a00001@x.com');
    // The last entry goes and comes back: still within what is loaded.
    assert.deepEqual(list.upsert([complaint('a00009@x.com')]), []);
    assert.equal(shown().at(-1), 'a00009@x.com');
    await list.setTerm('a0000');
    assert.equal(list.upsert([complaint('a00004y@x.com'), complaint('b@x.com')]).length, 1);
  });

  it('takes out the exact spelling rather than another', async () => {
    const list = new PagedList(() => Promise.resolve({ entries: [complaint('A@x.com'), complaint('a@x.com')] }), {
      pageSize: () => 10,
    });
    await list.load();
    list.remove(['a@x.com']);
    assert.deepEqual(list.entries, [complaint('A@x.com')]);
  });

  it('does not bring back what was removed while a page was on its way', async () => {
    const { fake, list, shown } = make(25);
    await list.load();
    fake.hold();
    const more = list.loadMore();
    await new Promise((resolve) => setImmediate(resolve));
    list.remove(['a00012@x.com']);
    list.upsert([complaint('a00013x@x.com')]);
    await fake.release();
    await more;
    assert.ok(!shown().includes('a00012@x.com'));
    assert.ok(shown().includes('a00013x@x.com'));
    assert.deepEqual(shown(), shown().toSorted());
  });

  it('goes on after entries were deleted on the server while paging', async () => {
    const { fake, list, shown } = make(30);
    await list.load();
    fake.addresses = fake.addresses.filter((_, index) => index < 5 || index > 14);
    while (list.hasMore) await list.loadMore();
    assert.deepEqual(shown().slice(10), fake.addresses.slice(5));
  });

  it('stops at a server that goes round in circles', async () => {
    const page = { entries: [complaint('a@x.com')], next: { page: 'next', address: 'a@x.com' } } as const;
    const list = new PagedList(() => Promise.resolve(page), { pageSize: () => 1 });
    await list.load();
    await list.loadMore();
    assert.equal(list.state, 'failed');
    assert.ok(MailgunError.is(list.error, 'badResponse'));
  });

  it('tells listeners of every change until they go, and is quiet when disposed', async () => {
    const { fake, list } = make(25);
    let changes = 0;
    const subscription = list.onDidChange(() => (changes += 1));
    await list.load();
    assert.ok(changes >= 2);
    subscription.dispose();
    const before = changes;
    await list.loadMore();
    assert.equal(changes, before);
    fake.hold();
    const more = list.loadMore();
    list.dispose();
    await more;
    assert.equal(list.entries.length, 20);
  });
});
