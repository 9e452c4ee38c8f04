import assert from 'node:assert/strict';
import { age, dateText } from '../../../src/core/age';
import { addingMeans, deletingMeans, explainBounce, explainEntry, plainText } from '../../../src/core/reasons';
import { LIST_NAMES } from '../../../src/mailgun/lists';
import type { Entry } from '../../../src/mailgun/records';

describe('explainBounce', () => {
  const cases: readonly (readonly [string, string, string, RegExp, RegExp])[] = [
    [
      '550',
      '5.1.1 The email account that you tried to reach does not exist.',
      'Bounced, 550 5.1.1',
      /does not exist/,
      /correct address/,
    ],
    ['550', '', 'Bounced, 550', /mailbox is not available/, /./],
    ['552', '5.2.2 Over quota', 'Bounced, 552 5.2.2', /full/, /recipient confirms/],
    ['550', '5.2.1 disabled', 'Bounced, 550 5.2.1', /disabled/, /./],
    ['556', '5.1.10 null MX', 'Bounced, 556 5.1.10', /null MX/, /./],
    ['550', '5.4.1 Recipient address rejected: Access denied', 'Bounced, 550 5.4.1', /did not answer/, /./],
    ['550', '5.7.26 This mail is unauthenticated', 'Bounced, 550 5.7.26', /neither SPF nor DKIM/, /DNS/],
    ['554', '5.7.1 [1.2.3.4] blocked', 'Bounced, 554 5.7.1', /policy or spam/, /reputation/],
    ['550', 'blocked, see 5.6.7.8 or version 5.1.1.2', 'Bounced, 550', /mailbox is not available/, /./],
    ['450', '4.2.1 try later', 'Bounced, 450 4.2.1', /temporary/, /pass/],
    ['421', '', 'Bounced, 421', /not available/, /pass/],
    ['605', 'Not delivering to previously bounced address', 'Bounced, 605', /had bounced before/, /./],
    ['606', '', 'Bounced, 606', /unsubscribed/, /consent/],
    ['607', '', 'Bounced, 607', /spam/, /consent/],
    ['599', '', 'Bounced, 599', /refused for good/, /./],
    ['777', 'integration testing123', 'Bounced, 777', /not one that mail servers use/, /./],
    ['', '', 'Bounced', /not one that mail servers use/, /./],
    ['550', '5.9.9 x', 'Bounced, 550', /mailbox is not available/, /./],
    ['550', '5.1.99 x', 'Bounced, 550 5.1.99', /wrong with the recipient/, /./],
    [
      '550',
      '5.7.509 Access denied, sending domain does not pass DMARC',
      'Bounced, 550 5.7.509',
      /security or policy/,
      /DMARC/,
    ],
    ['554', '5.0.0 nope', 'Bounced, 554', /transaction failed/, /./],
  ];
  for (const [code, error, title, meaning, advice] of cases) {
    it(`explains ${code} ${error.slice(0, 40)}`, () => {
      const words = explainBounce(code, error);
      assert.equal(words.title, title);
      assert.match(words.meaning, meaning);
      assert.match(words.advice, advice);
    });
  }

  it('repeats nothing of a hostile text', () => {
    const error = '<img src=x onerror=alert(1)> [x](command:evil) 5.1.1 \u202e';
    const words = explainBounce('550\u202e<b>', error);
    assert.doesNotMatch(JSON.stringify(words), /img|command|\u202e/);
  });
});

describe('explainEntry', () => {
  const base = { address: 'a@x.com', createdAt: 0 };
  it('says what each list means', () => {
    const bounce = explainEntry({ list: 'bounces', ...base, code: '550', error: '5.1.1' });
    assert.match(bounce.meaning, /does not exist.*drops what this domain sends/);
    const complaint = explainEntry({ list: 'complaints', ...base });
    assert.match(complaint.advice, /only with the recipient’s consent/);
    const all = explainEntry({ list: 'unsubscribes', ...base, tags: ['*', 'news'] });
    assert.match(all.meaning, /all mail of this domain/);
    const some = explainEntry({ list: 'unsubscribes', ...base, tags: ['news', 'offers'] });
    assert.match(some.meaning, /only messages tagged “news” or “offers”/);
    assert.match(some.advice, /consent/);
    const allowed = explainEntry({ list: 'allowlist', ...base, kind: 'domain', reason: 'partner' });
    assert.match(allowed.meaning, /only prevents new bounces.*does not cover complaints and unsubscribes.*partner/);
  });

  it('keeps hostile tags and reasons plain and short', () => {
    const entries: Entry[] = [
      { list: 'unsubscribes', ...base, tags: Array.from({ length: 50 }, (_, index) => `\u202etag${index}\n`) },
      { list: 'allowlist', ...base, kind: 'address', reason: `\u0007${'long '.repeat(1000)}` },
    ];
    for (const entry of entries) {
      const text = Object.values(explainEntry(entry)).join(' ');
      assert.doesNotMatch(text, /[\u202e\p{Cc}]/u);
      assert.ok(text.length < 1000);
    }
  });

  it('has a sentence for deleting and adding on every list', () => {
    for (const list of LIST_NAMES) {
      assert.match(deletingMeans(list), /\.$/);
      assert.match(addingMeans(list), /\.$/);
    }
  });
});

describe('plainText', () => {
  it('folds white space and drops what cannot be seen', () => {
    assert.equal(plainText(' a\r\n\tb\u0000\u202ec\u2066d\u200b\ufeff '), 'a bcd');
    assert.equal(plainText('👩‍💻 é'), '👩‍💻 é');
  });

  it('cuts without breaking a character, and bounds its work', () => {
    assert.equal(plainText('abcdef', 4), 'abc…');
    assert.equal(plainText('ab😀cd', 4), 'ab…');
    assert.equal(plainText('abcd', 4), 'abcd');
    assert.ok(plainText('x'.repeat(10_000_000), 50).length <= 50);
  });
});

describe('age', () => {
  const now = Date.UTC(2024, 4, 31, 12);
  it('speaks long and compact', () => {
    assert.equal(age(now - 3 * 86_400_000, now), '3 days ago');
    assert.equal(age(now - 86_400_000, now), '1 day ago');
    assert.equal(age(now - 3 * 86_400_000, now, true), '3d ago');
    assert.equal(age(now - 30_000, now), 'just now');
    assert.equal(age(now - 90_000, now), '1 minute ago');
    assert.equal(age(now - 400 * 86_400_000, now), '1 year ago');
    assert.equal(age(now + 2 * 3_600_000, now), 'in 2 hours');
    assert.equal(age(NaN, now), '');
  });

  it('writes dates in UTC', () => {
    assert.match(dateText(Date.UTC(2011, 9, 13, 18, 2)), /^Oct 13, 2011, 6:02\s?PM UTC$/u);
    assert.equal(dateText(NaN), '');
    assert.equal(dateText(1e20), '');
  });
});
