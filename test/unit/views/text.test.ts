import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LIST_NAMES } from '../../../src/mailgun/lists';
import { MailgunError } from '../../../src/mailgun/errors';
import { failureText, missingText } from '../../../src/views/entryText';
import { entryLocation, entryOfQuery } from '../../../src/views/entryUri';
import { beginning, visibleLine, visibleText } from '../../../src/views/plainText';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

describe('text by strangers', () => {
  it('hides nothing', () => {
    assert.equal(visibleText('a\r\nb\tc\u202Ed\u0000\u200Be'), 'a\nb\tc\\u{202E}d\\u{0000}\\u{200B}e');
    assert.equal(visibleLine('a\nb\u2066'), 'a\\u{000A}b\\u{2066}');
    assert.equal(visibleLine('Grüße 👨‍👩‍👧 <b>&amp;'), 'Grüße 👨‍👩‍👧 <b>&amp;');
  });

  it('keeps no character that could deceive, whatever is written', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.doesNotMatch(visibleLine(text), /[\p{Cc}\p{Bidi_Control}]/u);
        assert.doesNotMatch(visibleText(text).replace(/[\n\t]/g, ''), /[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
  });

  it('is cut by lines and by characters, and not in the middle of one', () => {
    assert.equal(beginning('short', 6, 480), undefined);
    assert.equal(beginning('1\n2\n3', 2, 480), '1\n2');
    assert.equal(beginning('x'.repeat(500), 6, 480), 'x'.repeat(480));
    assert.equal(beginning(`${'x'.repeat(9)}👍`, 6, 10), 'x'.repeat(9));
  });
});

describe('the address of an entry’s document', () => {
  it('is for people in front', () => {
    const ref = { accountId: 'id-1', domain: 'mg.example.com', list: 'bounces', address: 'alice@example.com' } as const;
    assert.equal(entryLocation(ref, 'Main / EU').path, '/Main ∕ EU/mg.example.com/bounces/alice@example.com.json');
  });

  it('means the same entry however odd the names are', () => {
    const refs = fc.record(
      {
        accountId: fc.string({ minLength: 1 }),
        domain: fc.string({ minLength: 1 }),
        list: fc.constantFrom(...LIST_NAMES),
        address: fc.string({ minLength: 1, unit: 'grapheme' }),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(refs, fc.string(), (ref, name) => {
        const { path, query } = entryLocation(ref, name);
        assert.deepEqual(entryOfQuery(query), ref);
        assert.equal(path.split('/').length, 5);
        assert.ok(
          path
            .split('/')
            .slice(1)
            .every((part) => part !== '' && part !== '.' && part !== '..'),
        );
      }),
    );
  });

  it('names no entry when something is missing', () => {
    for (const query of ['', 'account=a&domain=b&list=bounces', 'account=a&domain=b&list=toString&address=c']) {
      assert.equal(entryOfQuery(query), undefined);
    }
  });
});

describe('the document of an entry that cannot be told of', () => {
  const ref = { accountId: 'a', domain: 'mg.example.com', list: 'bounces', address: 'alice@example.com' } as const;

  it('says in readable JSON what went wrong', () => {
    const error = new MailgunError('unauthorized', 'Mailgun refuses the API key.', {
      nextStep: 'Replace the API key.',
    });
    assert.deepEqual(JSON.parse(failureText('Main', ref, error)), {
      account: 'Main',
      domain: 'mg.example.com',
      list: 'bounces',
      address: 'alice@example.com',
      message: 'The entry could not be read. Mailgun refuses the API key.',
      nextStep: 'Replace the API key.',
    });
    assert.match(missingText('Main', ref), /no longer on the list/);
    const odd = missingText('Main', { ...ref, address: 'a\u202Eb@c.d' });
    assert.ok(!odd.includes('\u202E'));
    assert.equal((JSON.parse(odd) as { address: string }).address, 'a\u202Eb@c.d');
  });
});
