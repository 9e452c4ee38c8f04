import assert from 'node:assert/strict';
import { readDate } from '../../../../../src/core/transfer/read/dates';
import { entryReader } from '../../../../../src/core/transfer/read/entryReader';
import { listOfFileName, listOfWord } from '../../../../../src/core/transfer/read/listWords';
import type { ReadPlan } from '../../../../../src/core/transfer/read';
import { readTags } from '../../../../../src/core/transfer/read/tags';
import { NOW } from './files';

const PLAN: ReadPlan = {
  format: 'csv',
  encoding: 'utf-8',
  delimiter: ',',
  header: true,
  skip: 1,
  columns: ['address', 'domain', 'code', 'error', 'created_at', 'reason'],
  mapping: { address: 0, domain: 1, code: 2, error: 3, created_at: 4, reason: 5 },
  list: 'bounces',
  guarded: false,
  now: NOW,
};
const row = (cells: readonly string[], plan: Partial<ReadPlan> = {}) =>
  entryReader({ ...PLAN, ...plan })({ line: 2, cells });

describe('cells', () => {
  const noon = Date.UTC(2011, 0, 22, 11, 12, 44);
  for (const [text, expected] of [
    ['Sat, 22 Jan 2011 11:12:44 +0000', noon],
    ['Sat, 22 Jan 2011 12:12:44 +0100', noon],
    ['2011-01-22T11:12:44Z', noon],
    ['2011-01-22T06:12:44-05:00', noon],
    ['2011-01-22 11:12:44', noon],
    ['2011-01-22 11:12:44.9567', noon + 956],
    ['2011/01/22 11:12:44', noon],
    ['2011/1/22', Date.UTC(2011, 0, 22)],
    ['20110122T111244', noon],
    ['20110122', Date.UTC(2011, 0, 22)],
    [String(noon / 1000), noon],
    [String(noon), noon],
    [`${noon / 1000}.077`, noon + 77],
    ['Sat, 22 Jan 2011 11:12:44 EST', undefined],
    ['22.01.2011', undefined],
    ['20111332', undefined],
    ['2011-02-30', undefined],
    ['1969-12-31T00:00:00Z', undefined],
    [String((NOW + 3 * 86_400_000) / 1000), undefined],
    ['soon', undefined],
  ] as const) {
    it(`reads ${text} as ${expected ?? 'no date'}`, () => {
      const date = readDate(text, NOW);
      assert.equal('ms' in date ? date.ms : undefined, expected);
    });
  }

  it('says what date it left out, and says nothing where there is none', () => {
    assert.deepEqual(row(['a@example.com', '', '550', 'x', 'soon']), {
      line: 2,
      cells: ['a@example.com', '', '550', 'x', 'soon'],
      entry: { list: 'bounces', address: 'a@example.com', code: '550', error: 'x' },
      warning: 'The date “soon” cannot be read; it was left out.',
    });
    for (const none of ['', ' ', 'NULL', '0', 'Mon, 01 Jan 0001 00:00:00 UTC']) {
      assert.equal(row(['a@example.com', '', '550', 'x', none]).warning, undefined);
    }
  });

  for (const [code, error, expected, text, warned] of [
    ['552', 'full', '552', 'full', false],
    ['', '', '550', '', false],
    ['550.0', 'x', '550', 'x', false],
    ['5.1.1', 'no such user', '550', '5.1.1 no such user', false],
    ['5.1.1', '', '550', '5.1.1', false],
    ['5.2.2', '552 5.2.2 full', '552', '552 5.2.2 full', false],
    ['', 'smtp; 554 no', '554', 'smtp; 554 no', false],
    ['', 'seen 200 times', '550', 'seen 200 times', false],
    ['550 5.1.1', 'no', '550', '550 5.1.1 no', false],
    ['hard', 'no', '550', 'hard no', true],
  ] as const) {
    it(`reads the code “${code}” of “${error}” as ${expected}`, () => {
      const { entry, warning } = row(['a@example.com', '', code, error]);
      assert.deepEqual(entry, { list: 'bounces', address: 'a@example.com', code: expected, error: text });
      assert.equal(warning !== undefined, warned);
    });
  }

  it("takes the codes of Mailgun's own files at their word", () => {
    const { entry } = row(['a@example.com', '', '7', 'x'], { provider: 'mailgun' });
    assert.deepEqual(entry, { list: 'bounces', address: 'a@example.com', code: '7', error: 'x' });
  });

  for (const [cell, expected] of [
    ['a@EXAMPLE.com', 'a@example.com'],
    [' A@example.com ', 'A@example.com'],
    ['Jane <j@Example.com>', 'j@example.com'],
    ['"Doe, Jane" <j@example.com>', 'j@example.com'],
    ['mailto:j@example.com', 'j@example.com'],
    ['"a b"@example.com', '"a b"@example.com'],
    ['jösé@bücher.example', 'jösé@bücher.example'],
    ['a@b', undefined],
    ['a@b.example, c@d.example', undefined],
    ['a@b.example\nc@d.example', undefined],
    ['', undefined],
  ] as const) {
    it(`takes ${JSON.stringify(cell)} as ${expected ?? 'no address'}`, () => {
      const { entry, problem } = row([cell]);
      assert.equal(entry?.address, expected);
      assert.equal(problem === undefined, expected !== undefined);
    });
  }

  it('takes addresses and domains on the allowlist, and says when a row has both', () => {
    const allowed = (...cells: string[]) => {
      const { entry, problem, warning } = row(cells, { list: 'allowlist' });
      return entry?.list === 'allowlist' ? [entry.kind, entry.address, warning !== undefined] : problem;
    };
    assert.deepEqual(allowed('a@example.com', ''), ['address', 'a@example.com', false]);
    assert.deepEqual(allowed('', 'EXAMPLE.com'), ['domain', 'example.com', false]);
    assert.deepEqual(allowed('example.com'), ['domain', 'example.com', false]);
    assert.deepEqual(allowed('a@example.com', 'example.com'), ['address', 'a@example.com', false]);
    assert.deepEqual(allowed('a@example.com', 'example.org'), ['address', 'a@example.com', true]);
    assert.match(String(allowed('', 'no domain')), /not a domain name/);
    assert.match(String(allowed('', '')), /is needed/);
  });

  for (const [cell, expected] of [
    ['', ['*']],
    ['*', ['*']],
    ['a', ['a']],
    ["'a'", ["'a'"]],
    ['a;b, c,', ['a', 'b', 'c']],
    ['["a","b,c"]', ['a', 'b,c']],
    ["['a', 'b,c']", ['a', 'b,c']],
    ["[u'a', \"b'\"]", ['a', "b'"]],
    ['[]', ['*']],
    ['[a, b]', ['a', 'b']],
    ['["a","a"]', ['a']],
  ] as const) {
    it(`reads the tags ${cell}`, () => assert.deepEqual(readTags(cell), expected));
  }

  it('refuses tags with control characters', () => {
    for (const cell of ['a\nb', '["a\\u0000"]']) assert.ok('problem' in readTags(cell));
  });

  it('knows what services call the lists', () => {
    for (const word of ['HardBounce', 'BOUNCE', 'hard-bounce', 'Bounce Rule'])
      assert.equal(listOfWord(word), 'bounces');
    for (const word of ['SpamComplaint', 'COMPLAINT', 'spam']) assert.equal(listOfWord(word), 'complaints');
    for (const word of ['ManualSuppression', 'unsub', 'List Unsubscribe'])
      assert.equal(listOfWord(word), 'unsubscribes');
    for (const word of ['', 'x', 'constructor', 'x'.repeat(100)]) assert.equal(listOfWord(word), undefined);
    assert.equal(listOfFileName('nonsubscribed_1.csv'), undefined);
    assert.equal(listOfFileName('unsubscribed_1.csv'), 'unsubscribes');
    assert.equal(listOfFileName('mailgun_whitelists.csv'), 'allowlist');
  });
});
