import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  domainOf,
  extractAddresses,
  isAddress,
  isDomain,
  parseAddress,
  sameAddress,
} from '../../../src/core/addresses';

describe('extractAddresses', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['a bare address', 'jane@example.com', ['jane@example.com']],
    ['a name before it', 'Jane Doe <jane@example.com>', ['jane@example.com']],
    [
      'a quoted name with a comma',
      '"Doe, Jane" <jane@example.com>, bob@example.org',
      ['jane@example.com', 'bob@example.org'],
    ],
    ['a single-label domain in brackets', 'Name <a@b>', ['a@b']],
    ['a mailto link', 'mailto:a%2Bb@example.com?subject=Hi%20c@d', ['a+b@example.com']],
    ['a mailto link with a single-label domain', '<mailto:a%2Bb@x?subject=y>', ['a+b@x']],
    [
      'commas, semicolons, spaces, lines',
      'a@x.com,b@x.com;c@x.com d@x.com\ne@x.com\r\nf@x.com',
      'abcdef'.split('').map((n) => `${n}@x.com`),
    ],
    ['JSON', '{"to":["a@x.com","b@x.com"],"cc":{"email":"c@x.com"}}', ['a@x.com', 'b@x.com', 'c@x.com']],
    [
      'JSON as Go writes it',
      String.raw`{"to":"Bob \u003cbob@x.com\u003e","text":"a@x.com\nc@x.com"}`,
      ['bob@x.com', 'a@x.com', 'c@x.com'],
    ],
    [
      'Postfix',
      'postfix/smtp[1]: 4F: to=<a@x.com>, orig_to=<b@x.com>, relay=mx.x.com[1.2.3.4]:25, dsn=5.1.1',
      ['a@x.com', 'b@x.com'],
    ],
    ['key=value', 'rcpt=a@x.com user_email=b@x.com x-original-to=c@x.com', ['a@x.com', 'b@x.com', 'c@x.com']],
    ['recipient:', 'recipient: a@x.com, sender:b@x.com', ['a@x.com', 'b@x.com']],
    ['quotes', `'a@x.com' "b@x.com" \`c@x.com\` “d@x.com” «e@x.com»`, 'abcde'.split('').map((n) => `${n}@x.com`)],
    [
      'trailing punctuation',
      'Write to a@x.com. Or b@x.com! Or (c@x.com), [d@x.com]; e@x.com...',
      'abcde'.split('').map((n) => `${n}@x.com`),
    ],
    ['tables and braces', '|a@x.com|{b@x.com}|*c@x.com*', ['a@x.com', 'b@x.com', 'c@x.com']],
    ['HTML', '<a href="mailto:a@x.com">&lt;b@x.com&gt;</a>', ['a@x.com', 'b@x.com']],
    ['an API URL', 'GET https://api.mailgun.net/v3/mg.x.com/bounces/a%2Bb%40x.com?x=1', ['a+b@x.com']],
    ['a query string', 'https://x.com/u?id=1&email=a%2Bb%40x.com&next=/', ['a+b@x.com']],
    ['a plus, an apostrophe, a slash', "o'hara+news@x.com a/b@x.com", ["o'hara+news@x.com", 'a/b@x.com']],
    [
      'VERP and BATV',
      'bounce+jane=example.org@mg.x.com prvs=123abc=jane@x.com',
      ['bounce+jane=example.org@mg.x.com', 'prvs=123abc=jane@x.com'],
    ],
    ['non-ASCII', 'jürgen@bücher.de, 用户@例子.中国', ['jürgen@bücher.de', '用户@例子.中国']],
    ['a quoted local part', 'to "jane doe"@x.com now', ['"jane doe"@x.com']],
    ['upper case', 'Jane.Doe@EXAMPLE.Com', ['Jane.Doe@example.com']],
  ];
  for (const [name, text, expected] of cases) {
    it(`reads ${name}`, () => assert.deepEqual(extractAddresses(text), expected));
  }

  it('keeps the order and drops repetitions without regard to case', () => {
    assert.deepEqual(extractAddresses('b@x.com A@x.com a@X.com B@x.com c@x.com'), ['b@x.com', 'A@x.com', 'c@x.com']);
  });

  it('takes nothing for an address that is none', () => {
    const none = [
      '',
      '@',
      'a@',
      '@b.com',
      'npm@latest',
      'actions/checkout@v4',
      '@types/node@1.2.3',
      'root@localhost',
      'a@1.2.3.4',
      'https://user:secret@host.com/',
      'postgres://me@db.x.com/y',
      'a@@b',
      'a@-.-',
      `${'a'.repeat(600)}@x.com`,
    ];
    for (const text of none) assert.deepEqual(extractAddresses(text), [], text);
  });

  it('finds each address of a list of any addresses, whatever stands between', () => {
    const between = fc.constantFrom(', ', ';', '\n', '\t', ' | ', '> <', ' text ');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.emailAddress(), between), { maxLength: 12 }), (parts) => {
        const plain = parts.filter(([address]) => /^[\w+][^'/=?&`]*@/.test(address));
        const text = plain.map((part) => part.join('')).join('');
        const expected = new Set(plain.map(([address]) => address.toLowerCase()));
        assert.deepEqual(new Set(extractAddresses(text).map((address) => address.toLowerCase())), expected);
      }),
    );
  });

  it('returns only addresses, from any text, by growing work in proportion', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            'a',
            '@',
            '.',
            '"',
            '\\',
            '<',
            '>',
            '%40',
            '=',
            '/',
            '?',
            ':',
            ' ',
            'é',
            '\ud800',
            'com',
          ),
        }),
        (text) => {
          for (const address of extractAddresses(text)) assert.match(address, /^[^@]+@[^@]+$|^".*"@[^@]+$/);
        },
      ),
    );
  });

  for (const unit of [
    '@',
    'a@',
    '"@',
    '"\\"@',
    'a',
    'a.',
    '=@',
    '/a@',
    '?a=a@b.',
    '://@',
    '%40',
    '<',
    '(',
    'é@',
    'a@b.',
    'a@b.c ',
    '\\u0040',
    'to=a@b.co,',
  ]) {
    it(`works through megabytes of ${JSON.stringify(unit)}`, function () {
      this.timeout(10_000);
      const text = unit.repeat(Math.floor(1_000_000 / unit.length));
      assert.ok(extractAddresses(text).length <= 1);
    });
  }
});

describe('isAddress and isDomain', () => {
  it('know addresses', () => {
    for (const text of [
      'a@b.co',
      "o'hara+x@sub.example.com",
      '"a b"@x.com',
      '"a\\"b"@x.com',
      'ü@bücher.de',
      'a@xn--bcher-kva.de',
      '{}|~@x.com',
      'a@b_c.com',
    ]) {
      assert.equal(isAddress(text), true, text);
    }
    for (const text of [
      '',
      'a',
      'a@b',
      'a@b.c',
      'a b@x.com',
      'a@x.com ',
      'a@x.com\n',
      '<a@x.com>',
      'a..b@x.com',
      '.a@x.com',
      'a.@x.com',
      'a@b@x.com',
      'a@-x.com',
      'a@x..com',
      'a@x.com.',
      'a@1.2.3.4',
      'a@[1.2.3.4]',
      'a\u0000@x.com',
      'a\u202e@x.com',
      '"a\nb"@x.com',
      'a@x.com?b',
      `${'a'.repeat(600)}@x.com`,
    ]) {
      assert.equal(isAddress(text), false, JSON.stringify(text));
    }
  });

  it('know domains', () => {
    for (const text of ['x.com', 'a-b.example.co.uk', 'bücher.de', '例子.中国', 'xn--p1ai.xn--p1ai', '1.com'])
      assert.equal(isDomain(text), true, text);
    for (const text of [
      '',
      'com',
      'x',
      '.com',
      'x.',
      'x..com',
      '-x.com',
      'x-.com',
      '1.2.3.4',
      'x.c',
      'x y.com',
      'x/y.com',
      'x@y.com',
      `${'a'.repeat(64)}.com`,
      `${'a.'.repeat(130)}com`,
    ])
      assert.equal(isDomain(text), false, text);
  });

  it('are quick with hostile text', function () {
    this.timeout(10_000);
    for (const unit of ['(', '"', 'a.', '\\', '"\\', ' ', '( ', '<']) {
      assert.equal(isAddress(`${unit.repeat(100_000)}@x.com`), false);
      assert.ok('problem' in parseAddress(unit.repeat(400)));
    }
  });
});

describe('parseAddress', () => {
  it('reads an address with and without a name', () => {
    for (const text of [
      'Jane@EXAMPLE.com',
      ' Jane@example.com ',
      'Jane Doe <Jane@example.com>',
      '"Doe, Jane" <Jane@example.com>',
      'Doe, Jane <Jane@example.com>',
      '<Jane@example.com>',
      'mailto:Jane@example.com',
      'Jane@example.com (Jane)',
    ]) {
      assert.deepEqual(parseAddress(text), { address: 'Jane@example.com' }, text);
    }
    assert.deepEqual(parseAddress('Jane <"jane doe"@example.com>'), { address: '"jane doe"@example.com' });
  });

  it('says what is wrong', () => {
    const problems: Record<string, RegExp> = {
      '': /empty/,
      jane: /needs an “@”/,
      '@x.com': /before the “@” is missing/,
      'jane@': /after the “@” is missing/,
      'jane@gmail': /no ending/,
      'jane@x..com': /not a domain/,
      'ja ne@x.com': /spaces/,
      'a@x.com b@x.com': /more than one/,
      'ja\u0000ne@x.com': /invisible/,
      'a..b@x.com': /cannot stand before/,
    };
    for (const [text, expected] of Object.entries(problems)) {
      const parsed = parseAddress(text);
      assert.match('problem' in parsed ? parsed.problem : '', expected, text);
    }
  });
});

describe('domainOf and sameAddress', () => {
  it('look at the last @ and not at case', () => {
    assert.equal(domainOf('"a@b"@Example.COM'), 'example.com');
    assert.equal(sameAddress('Jane@X.com', 'jane@x.COM'), true);
    assert.equal(sameAddress('jane@x.com', 'jan@x.com'), false);
  });
});
