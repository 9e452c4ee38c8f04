import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LIST_NAMES, LISTS, type ListName } from '../../../src/mailgun/lists';
import { MailgunClient } from '../../../src/mailgun/client';
import { MailgunError } from '../../../src/mailgun/errors';
import type { Entry } from '../../../src/mailgun/records';
import type { LoggedRequest, SampleEntry } from '../../../src/sample/server';
import { DOMAIN, startTestServer, type TestServer } from '../core/sample';
import { CORPUS, counter, hostileText, isSound, SENT } from './corpus';

/** A domain that nobody touches, and who stands on all lists of both domains beside the one that is meant. */
const OTHER = 'other.example.com';
const NEIGHBOURS: readonly SampleEntry[] = ['ann@x.example', 'x.example', 'import', '*'].map((address) => ({
  address,
  tags: ['*', 'news', 'tag'],
  createdAt: 1e12,
}));

/** The texts of a record as UTF-8 has them. */
function mended(record: object): unknown {
  return JSON.parse(Buffer.from(JSON.stringify(record)).toString(), (_, value: unknown) =>
    typeof value === 'string' ? Buffer.from(value).toString() : value,
  );
}

describe('operations on hostile addresses, tags and names', () => {
  const cases = counter('operations');
  let test: TestServer;

  before(async () => {
    test = await startTestServer();
    test.server.store.addDomain('Sample Account', OTHER);
    for (const list of LIST_NAMES) test.put(list, NEIGHBOURS, OTHER);
  });
  after(() => test.close());

  function state(): string {
    return JSON.stringify([test.all(), test.all(OTHER)]);
  }

  /** The state with all neighbours and, on one list, these too. */
  function put(list: ListName, ...entries: SampleEntry[]): string {
    for (const name of LIST_NAMES) {
      test.server.store.clear(DOMAIN, name);
      test.put(name, name === list ? [...NEIGHBOURS, ...entries] : NEIGHBOURS);
    }
    test.server.requests.clear();
    return state();
  }

  /** What is left of a call: its value or its error. What was refused here has sent nothing, all else one request. */
  async function outcome<T>(call: Promise<T>): Promise<{ value: T; sent: LoggedRequest } | { error: MailgunError }> {
    cases.add();
    const result = await call.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    const [sent] = test.server.requests.entries;
    assert.ok(test.server.requests.total <= 1);
    if ('error' in result) {
      assert.ok(MailgunError.is(result.error));
      if (sent === undefined && result.error.status === undefined) {
        assert.ok(['invalid', 'network'].includes(result.error.reason), result.error.message);
        assert.ok(result.error.nextStep);
      }
      return { error: result.error };
    }
    assert.ok(sent);
    return { value: result.value, sent };
  }

  /** An entry that is there is found and deleted, unless nothing was sent for it; only what is too long for a URL is refused there. */
  function assertRefused(text: string): void {
    if (text.length < 5000) assert.equal(test.server.requests.total, 0, JSON.stringify(text));
  }

  function assertRecord({ method, path }: LoggedRequest, verb: string, list: ListName, address: string): void {
    const prefix = `/v3/${DOMAIN}/${LISTS[list].segment}/`;
    assert.ok(method === verb && path.startsWith(prefix), `${method} ${path}`);
    assert.equal(decodeURIComponent(path.slice(prefix.length)), address);
  }

  async function deletes(list: ListName, address: string): Promise<void> {
    const alone = put(list);
    const isNeighbour = NEIGHBOURS.some((one) => one.address === address.toLowerCase());
    if (address !== '' && !isNeighbour) test.put(list, [{ address, createdAt: 1e12 }]);
    const before = state();
    test.server.requests.clear();
    const result = await outcome(test.client.delete(DOMAIN, list, address));
    assert.ok('sent' in result || state() === before);
    if ('error' in result) return assertRefused(address);
    assertRecord(result.sent, 'DELETE', list, address);
    if (!isNeighbour) assert.equal(state(), alone);
    else assert.equal(test.all()[list].length, NEIGHBOURS.length - 1);
  }

  it('a delete is refused before any request, or removes exactly the entry that is named', async () => {
    for (const [index, text] of CORPUS.entries()) {
      await deletes(LIST_NAMES[index % 4] ?? 'bounces', text);
    }
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...LIST_NAMES), hostileText, (list, text) => deletes(list, text)),
      { numRuns: 300 },
    );
  });

  it('a look-up is refused before any request, or finds exactly the entry that is named', async () => {
    for (const [index, text] of SENT.entries()) {
      const list = LIST_NAMES[index % 4] ?? 'bounces';
      for (const isThere of [true, false]) {
        const before = put(list, ...(isThere && text !== '' ? [{ address: text }] : []));
        const result = await outcome(test.client.find(DOMAIN, list, text));
        assert.equal(state(), before);
        if ('error' in result) assertRefused(text);
        if (!('sent' in result)) continue;
        assertRecord(result.sent, 'GET', list, text);
        const isListed = isThere || NEIGHBOURS.some(({ address }) => address === text.toLowerCase());
        assert.equal(result.value?.address.toLowerCase(), isListed ? text.toLowerCase() : undefined);
      }
    }
  });

  it('the removal of a tag is refused before any request, or takes that tag from that entry and nothing else', async () => {
    const address = 'bob+x@x.example';
    for (const text of SENT) {
      put('unsubscribes', { address, tags: ['first', 'last'], createdAt: 1e12 });
      const after = state();
      if (text !== '') put('unsubscribes', { address, tags: ['first', text, 'last'], createdAt: 1e12 });
      const before = state();
      const result = await outcome(test.client.deleteTag(DOMAIN, address, text));
      if ('error' in result) {
        assert.equal(state(), before);
        assertRefused(text);
      } else {
        assertRecord(result.sent, 'DELETE', 'unsubscribes', address);
        assert.deepEqual([...new URLSearchParams(result.sent.query)], [['tag', text]]);
        assert.equal(state(), after);
      }
    }
  });

  it('an entry that is added arrives as it is written, whatever its texts, or is refused and nothing is changed', async () => {
    const entries = (text: string): Entry[] => [
      { list: 'bounces', address: 'bob@x.example', code: '550', error: text },
      { list: 'bounces', address: 'bob@x.example', code: '550', error: text, createdAt: 1e12 },
      { list: 'unsubscribes', address: 'bob@x.example', tags: [text] },
      { list: 'unsubscribes', address: 'bob@x.example', tags: [text, 'news'], createdAt: 1e12 },
      { list: 'allowlist', kind: 'address', address: 'bob@x.example', reason: text },
      { list: 'complaints', address: text },
      { list: 'complaints', address: text, createdAt: 1e12 },
      { list: 'allowlist', kind: 'address', address: text, reason: 'why' },
    ];
    for (const [index, text] of SENT.entries()) {
      const all = entries(text);
      const some = [0, 3, 6].flatMap((step) => all[(index + step) % all.length] ?? []);
      for (const entry of text.trim() === '' ? all : some) {
        put('complaints');
        const before = state();
        const result = await outcome(test.client.add(DOMAIN, entry));
        if ('error' in result) {
          assert.equal(state(), before, JSON.stringify(entry));
          continue;
        }
        assert.equal(result.sent.path, `/v3/${DOMAIN}/${LISTS[entry.list].segment}`);
        const record = test.server.store.get(DOMAIN, entry.list, entry.address) ?? assert.fail();
        const { list, createdAt, ...written } = entry;
        // A form is UTF-8, which has no half of a surrogate pair; a tag, which means something, does not go in one then.
        const isExact = isSound(text) || createdAt !== undefined || list === 'unsubscribes';
        const expected = isExact ? written : mended(written);
        // An empty tag beside another says nothing.
        if ('tags' in written && text === '') Object.assign(expected as object, { tags: ['news'] });
        assert.deepEqual({ ...record, createdAt: 0 }, { ...(expected as object), createdAt: 0 });
      }
    }
  });

  it('the name of an uploaded file is no header and no field of the upload', async () => {
    for (const text of SENT) {
      put('complaints');
      const result = await outcome(test.client.importFile(DOMAIN, 'complaints', 'address\nbob@x.example\n', text));
      await test.server.idle();
      assert.ok('sent' in result, text);
      assert.equal(result.sent.path, `/v3/${DOMAIN}/complaints/import`);
      assert.equal(test.all().complaints.length, NEIGHBOURS.length + 1);
    }
  });

  it('what is searched for arrives as it is typed, in a query and nowhere else', async () => {
    for (const text of SENT.filter((some) => some !== '' && isSound(some))) {
      put('complaints');
      const filtered = await outcome(test.client.listPage(DOMAIN, 'complaints', { term: text, limit: 5 }));
      assert.ok('sent' in filtered);
      assert.equal(filtered.sent.path, `/v3/${DOMAIN}/complaints`);
      assert.equal(new URLSearchParams(filtered.sent.query).get('term'), text);
      test.server.requests.clear();
      const searched = await outcome(test.client.listDomains({ search: text }));
      assert.ok('sent' in searched);
      assert.equal(searched.sent.path, '/v4/domains');
      assert.equal(new URLSearchParams(searched.sent.query).get('search'), text);
    }
  });

  it('a key and a subaccount are refused when they could be more than a header’s value', () => {
    const { baseUrl } = test.server.accounts[0] ?? assert.fail();
    for (const text of CORPUS) {
      for (const options of [{ apiKey: text }, { apiKey: 'key', subaccountId: text }]) {
        cases.add();
        let client: MailgunClient | undefined;
        try {
          client = new MailgunClient({ baseUrl, ...options });
        } catch (error) {
          assert.ok(MailgunError.is(error, 'invalid'));
        }
        client?.dispose();
        // eslint-disable-next-line no-control-regex -- these are what must not get in
        if (client !== undefined) assert.doesNotMatch(text, options.subaccountId ? /[^\w.:-]/ : /[\0-\x1f\x7f]/);
      }
    }
  });
});
