import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toJson } from '../../../../src/core/inspect/json';
import { blockListIn, receiverOf } from '../../../../src/core/inspect/receivers';
import { lines, storyOf, type Elsewhere } from '../../../../src/core/inspect/story';
import type { Entry } from '../../../../src/mailgun/records';

const NOW = Date.UTC(2026, 2, 26, 12);
const DAY = 86_400_000;
const ERROR =
  "5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces. For more information, go to https://support.google.com/mail/?p=NoSuchUser d1si5qtb.9 - gsmtp";
const bounce: Entry = {
  list: 'bounces',
  address: 'jane@corp.example',
  code: '550',
  error: ERROR,
  createdAt: NOW - 12 * DAY,
};
const ref = { accountId: 'a', domain: 'mg.example.com' };

function tell(entry: Entry, elsewhere: Elsewhere = { state: 'asking' }): Record<string, unknown> {
  const accountName = (id: string) => (id === 'a' ? 'Main' : id);
  const context = { ref: { ...ref, list: entry.list }, accountName, now: NOW, elsewhere };
  return JSON.parse(toJson(storyOf(entry, context))) as Record<string, unknown>;
}
/** A text of a story as one line. */
const line = (value: unknown): string => (Array.isArray(value) ? value.join(' ') : String(value));

describe('the story of an entry', () => {
  it('tells first what matters, and last the fields as they are', () => {
    const story = tell(bounce);
    assert.deepEqual(Object.keys(story), [
      ...['address', 'summary', 'since', 'meaning', 'codes', 'theServerSaid', 'receiver'],
      ...['advice', 'ifDeleted', 'elsewhere', 'entry'],
    ]);
    assert.equal(line(story['summary']), 'Bounced, 550 5.1.1: on Bounces of mg.example.com (Main).');
    assert.equal(story['since'], 'Mar 14, 2026, 12:00 PM UTC, 1 week ago');
    assert.match(line(story['meaning']), /does not exist.*Mailgun drops what this domain sends/);
    const codes = story['codes'] as Record<string, unknown>;
    assert.match(line(codes['550']), /mailbox is not available/);
    assert.match(line(codes['5.1.1']), /nobody has this address/);
    assert.equal(line(story['theServerSaid']), ERROR);
    assert.equal(story['receiver'], 'Gmail (Google), by what its server said');
    assert.match(line(story['ifDeleted']), /try to deliver again/);
    assert.deepEqual(story['entry'], {
      ...{ account: 'Main', domain: 'mg.example.com', list: 'bounces', address: 'jane@corp.example' },
      ...{ since: '2026-03-14T12:00:00.000Z', code: '550', error: ERROR },
    });
  });

  it('is told of every list, also without a date', () => {
    const others = [
      { list: 'complaints', address: 'a@b.c' },
      { list: 'unsubscribes', address: 'a@b.c', tags: ['news', 'offers'], createdAt: NOW },
      { list: 'allowlist', address: 'b.c', kind: 'domain', reason: 'ours', createdAt: 1e20 },
    ] as const satisfies readonly Entry[];
    for (const entry of others) {
      const story = tell(entry);
      assert.equal('codes' in story || 'theServerSaid' in story, false);
      for (const name of ['summary', 'since', 'meaning', 'advice', 'ifDeleted'])
        assert.ok(line(story[name]).length > 10, name);
    }
    assert.deepEqual((tell(others[1])['entry'] as { tags: unknown }).tags, ['news', 'offers']);
    assert.equal((tell(others[2])['entry'] as { since: unknown }).since, null);
  });

  it('says what stands elsewhere, without what the document is about, and what could not be asked', () => {
    const at = { accountId: 'b', domain: 'news.example.com' };
    const unsubscribe: Entry = { list: 'unsubscribes', address: bounce.address, tags: ['*'], createdAt: NOW - DAY };
    const findings = [
      { ...ref, list: 'bounces', address: 'JANE@corp.example', entry: bounce },
      { ...at, list: 'unsubscribes', address: bounce.address, entry: unsubscribe },
    ] as const;
    const notAsked = [{ ...at, list: 'bounces', reason: 'It timed out.', nextStep: 'Try again.' }] as const;
    const { elsewhere } = tell(bounce, { state: 'asked', findings, notAsked });
    assert.deepEqual(elsewhere, {
      standsOn: { 'Unsubscribes of news.example.com (b)': 'Unsubscribed from everything, 1 day ago' },
      couldNotBeAsked: { 'Bounces of news.example.com (b)': 'It timed out. Try again.' },
    });
    const only = { state: 'asked', findings: findings.slice(0, 1), notAsked: [] } as const;
    assert.equal(tell(bounce, only)['elsewhere'], 'On no other list of any domain.');
    assert.match(line(tell(bounce)['elsewhere']), /Being looked up/);
    assert.equal(tell(bounce, { state: 'skipped', reason: 'No.' })['elsewhere'], 'No.');
  });

  it('is JSON that shows nothing but what it says, whatever strangers wrote, and keeps their text exactly', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '\u202Etxt.exe\u202C \u0007\u001b[31m\r\n\u2028x\u0000',
        'x'.repeat(100_000),
        '"}, "injected": {"a": "',
        '[a](command:x)',
      ),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, (address, code, error) => {
        const entry: Entry = { list: 'bounces', address, code, error };
        const context = { ref: { ...ref, list: 'bounces' as const }, accountName: () => error, now: NOW };
        const text = toJson(storyOf(entry, { ...context, elsewhere: { state: 'asking' } }));
        assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/u);
        const told = (JSON.parse(text) as { entry: { error: string; address: string; code: string } }).entry;
        assert.deepEqual([told.address, told.code, told.error], [address, code, error]);
      }),
      { numRuns: 60 },
    );
  });

  it('breaks long sentences between words, and loses none', () => {
    assert.equal(lines('short'), 'short');
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1, maxLength: 60 }), (words) => {
        const broken = lines(words.join(' '));
        assert.equal(line(broken), words.join(' '));
        if (Array.isArray(broken)) assert.ok(broken.every((part) => part.length <= 68));
      }),
    );
  });
});

describe('who received', () => {
  it('is told by the words of its server, by its name, or by the address', () => {
    const cases: readonly (readonly [string, string, string, string | undefined])[] = [
      ['a@corp.example', ERROR, '', 'Gmail (Google) text'],
      [
        'a@corp.example',
        '5.5.0 mailbox unavailable (S2017062302). [x.eurprd05.prod.outlook.com 08D]',
        '',
        'Outlook (Microsoft) text',
      ],
      ['a@corp.example', 'See https://postmaster.yahooinc.com/error-codes', '', 'Yahoo text'],
      ['a@corp.example', 'no', 'aspmx.l.google.com.', 'Gmail (Google) server'],
      ['a@corp.example', 'no', 'corp-example.mail.protection.outlook.com', 'Outlook (Microsoft) server'],
      ['a@corp.example', 'no', 'mx0a-1234.pphosted.com', 'Proofpoint server'],
      ['a@GMail.com', '', '', 'Gmail (Google) address'],
      ['a@hotmail.co.uk', '', '', 'Outlook (Microsoft) address'],
      ['a@web.de', '', '', 'GMX and WEB.DE address'],
      ['a@corp.example', 'User unknown', 'mx.corp.example', undefined],
      ['a@notgmail.com', 'gmail', 'google.com.evil.example', undefined],
    ];
    for (const [address, text, server, expected] of cases) {
      const found = receiverOf(address, text, server);
      assert.equal(found && `${found.name} ${found.by}`, expected, `${address} ${text} ${server}`);
    }
    assert.equal(blockListIn('blocked using zen.spamhaus.org'), 'Spamhaus');
    assert.equal(blockListIn('no'), undefined);
  });
});
