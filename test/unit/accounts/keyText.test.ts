import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cleanKey, defaultName, freeName, keyProblem, nameProblem } from '../../../src/accounts/keyText';

const KEY = '0123456789abcdef0123456789abcdef-01234567-89abcdef';
const OLD_KEY = 'key-3ax6xnjp29jd6fds4gc373sgvjxteol0';

describe('cleanKey', () => {
  const basic = (key: string) => Buffer.from(`api:${key}`).toString('base64');

  for (const key of [KEY, OLD_KEY]) {
    const pasted = [
      key,
      `  ${key}\n`,
      `"${key}"`,
      `'${key}',`,
      `api:${key}`,
      `'api:${key}'`,
      `-u 'api:${key}'`,
      `--user "api:${key}"`,
      `key=${key}`,
      `key: ${key}`,
      `API Key: ${key}`,
      `MAILGUN_API_KEY=${key}`,
      `export MAILGUN_API_KEY="${key}"`,
      `apiKey: '${key}',`,
      `Basic ${basic(key)}`,
      `Authorization: Basic ${basic(key)}`,
      `authorization: basic ${basic(key)}`,
      `"Authorization: Basic ${basic(key)}"`,
    ];
    for (const text of pasted)
      it(`finds the key in ${JSON.stringify(text.replace(key, '…'))}`, () => assert.equal(cleanKey(text), key));
  }

  it('leaves a key of any shape alone', () => {
    const char = fc.constantFrom(...'abcdefABCDEF0123456789-_.');
    fc.assert(
      fc.property(fc.string({ unit: char, minLength: 1, maxLength: 80 }), (key) => {
        assert.equal(cleanKey(key), key);
        assert.equal(cleanKey(cleanKey(key)), key);
      }),
    );
  });
});

describe('keyProblem', () => {
  it('lets keys pass', () => {
    assert.equal(keyProblem(KEY), undefined);
    assert.equal(keyProblem(OLD_KEY), undefined);
  });

  it('refuses what is none', () => {
    assert.match(keyProblem('') ?? '', /Enter the API key/);
    assert.match(keyProblem('a\nb') ?? '', /more than one line/);
    assert.match(keyProblem('a\rb') ?? '', /more than one line/);
    assert.match(keyProblem('a b') ?? '', /no spaces/);
    assert.match(keyProblem('käse') ?? '', /no API key has/);
    assert.match(keyProblem('a\u200bb') ?? '', /no API key has/);
    assert.match(keyProblem('x'.repeat(501)) ?? '', /too long/);
  });

  it('refuses every text that could break out of a header', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        for (const breaker of ['\r', '\n', '\r\n', '\0']) {
          assert.notEqual(keyProblem(`${before}${breaker}${after}`), undefined);
        }
      }),
    );
  });
});

describe('Names of accounts', () => {
  it('are suggested by region or host', () => {
    assert.equal(defaultName('us', ''), 'Mailgun US');
    assert.equal(defaultName('eu', ''), 'Mailgun EU');
    assert.equal(defaultName('custom', 'http://127.0.0.1:8080/mailgun'), '127.0.0.1:8080');
    assert.equal(defaultName('custom', 'nonsense'), 'Mailgun');
  });

  it('get a number when taken', () => {
    assert.equal(freeName('Mailgun US', []), 'Mailgun US');
    assert.equal(freeName('Mailgun US', ['mailgun us', 'Mailgun US 2']), 'Mailgun US 3');
  });

  it('are one line, not too long and not taken', () => {
    assert.equal(nameProblem(' Work ', ['Home']), undefined);
    assert.match(nameProblem('   ', []) ?? '', /Enter a name/);
    assert.match(nameProblem('a\tb', []) ?? '', /one line/);
    assert.match(nameProblem('x'.repeat(81), []) ?? '', /80 characters/);
    assert.match(nameProblem('WORK', ['Work']) ?? '', /already an account/);
  });

  it('are free when freeName says so', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('A', 'a', 'A 2', 'a 3', 'B')), (taken) => {
        assert.equal(nameProblem(freeName('A', taken), taken), undefined);
      }),
    );
  });
});
