import assert from 'node:assert/strict';
import { readEntry, readLines } from '../../../src/core/entryInput';

describe('readEntry', () => {
  it('fills in what Mailgun would', () => {
    assert.deepEqual(readEntry('bounces', { address: 'a@X.com' }), {
      list: 'bounces',
      address: 'a@x.com',
      code: '550',
      error: '',
    });
    assert.deepEqual(readEntry('unsubscribes', { address: 'a@x.com' }), {
      list: 'unsubscribes',
      address: 'a@x.com',
      tags: ['*'],
    });
    assert.deepEqual(readEntry('complaints', { address: 'a@x.com' }), { list: 'complaints', address: 'a@x.com' });
    assert.deepEqual(readEntry('allowlist', { domain: 'X.com' }), {
      list: 'allowlist',
      kind: 'domain',
      address: 'x.com',
      reason: '',
    });
  });

  it('takes every field', () => {
    const createdAt = Date.UTC(2011, 9, 13, 18, 2);
    const created_at = 'Thu, 13 Oct 2011 18:02:00 +0000';
    assert.deepEqual(readEntry('bounces', { address: 'a@x.com', code: 552, error: 'full', created_at }), {
      list: 'bounces',
      address: 'a@x.com',
      code: '552',
      error: 'full',
      createdAt,
    });
    assert.deepEqual(
      readEntry('unsubscribes', { address: 'a@x.com', tags: ['a', ' b ', 'a'], created_at: '2011-10-13T18:02:00Z' }),
      { list: 'unsubscribes', address: 'a@x.com', tags: ['a', 'b'], createdAt },
    );
    assert.deepEqual(readEntry('allowlist', { address: 'a@x.com', domain: 'y.com', reason: 'r' }), {
      list: 'allowlist',
      kind: 'address',
      address: 'a@x.com',
      reason: 'r',
    });
  });

  it('refuses what is wrong, in a sentence', () => {
    const wrong = [
      readEntry('bounces', {}),
      readEntry('bounces', { domain: 'x.com' }),
      readEntry('bounces', { address: 'a' }),
      readEntry('bounces', { address: 'a@x.com', code: '55' }),
      readEntry('bounces', { address: 'a@x.com', code: 'abc' }),
      readEntry('bounces', { address: 'a@x.com', created_at: 'yesterday' }),
      readEntry('complaints', { address: 'a@x.com', created_at: 'Mon, 01 Jan 0001 00:00:00 UTC' }),
      readEntry('unsubscribes', { address: 'a@x.com', tags: [] }),
      readEntry('unsubscribes', { address: 'a@x.com', tags: ['a', ' '] }),
      readEntry('unsubscribes', { address: 'a@x.com', tags: ['a,b'] }),
      readEntry('unsubscribes', { address: 'a@x.com', tags: ['a\nb'] }),
      readEntry('allowlist', {}),
      readEntry('allowlist', { domain: 'x' }),
      readEntry('allowlist', { address: 'x.com' }),
    ];
    for (const entry of wrong) assert.match('problem' in entry ? entry.problem : '', /^[A-Z“].*\.$/);
  });
});

describe('readLines', () => {
  it('reads pasted lines', () => {
    const text =
      'a@x.com\r\n\n  Jane <b@x.com>  \n"Doe, Jane" <c@x.com>; d@x.com, e@x.com\nDoe, John <f@x.com>\nA@x.com\n"g h"@x.com';
    const { entries, problems } = readLines('complaints', text);
    assert.deepEqual(
      entries.map(({ address }) => address),
      ['a@x.com', 'b@x.com', 'c@x.com', 'd@x.com', 'e@x.com', 'f@x.com', '"g h"@x.com'],
    );
    assert.deepEqual(problems, []);
  });

  it('names the lines that are wrong', () => {
    const { entries, problems } = readLines('bounces', 'a@x.com\nx.com\n\nb@x.com, oops');
    assert.equal(entries.length, 2);
    assert.deepEqual(
      problems.map(({ line, text }) => [line, text]),
      [
        [2, 'x.com'],
        [4, 'oops'],
      ],
    );
  });

  it('takes domains for the allowlist and shares fields', () => {
    const { entries } = readLines('allowlist', 'x.com\na@y.com', { reason: 'partner' });
    assert.deepEqual(entries, [
      { list: 'allowlist', kind: 'domain', address: 'x.com', reason: 'partner' },
      { list: 'allowlist', kind: 'address', address: 'a@y.com', reason: 'partner' },
    ]);
    const unsubscribes = readLines('unsubscribes', 'a@x.com', { tags: ['news'] });
    assert.deepEqual(unsubscribes.entries, [{ list: 'unsubscribes', address: 'a@x.com', tags: ['news'] }]);
  });

  it('loses nothing to stray quotes and backslashes', () => {
    for (const text of ['"a@x.com', 'a@x.com, "b\\', '"\\', 'a"b,c', '"a\\"']) {
      const { entries, problems } = readLines('bounces', text);
      assert.ok(entries.length + problems.length > 0, text);
    }
  });

  it('works through a long line of quotes', function () {
    this.timeout(10_000);
    assert.ok(readLines('bounces', '"'.repeat(200_000)).problems.length > 0);
  });
});
