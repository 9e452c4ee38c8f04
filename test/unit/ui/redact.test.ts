import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Redactor } from '../../../src/ui/redact';

const KEY = '0123456789abcdef0123456789abcdef-01234567-89abcdef';

describe('Redactor', () => {
  const clean = (text: string, ...secrets: string[]) => {
    const redactor = new Redactor();
    for (const secret of secrets) redactor.add(secret);
    return redactor.redact(text);
  };

  it('masks a key it was told of in every form in which it travels', () => {
    const key = 'hunter2+/= äö"';
    const basic = Buffer.from(`api:${key}`).toString('base64');
    const forms = [key, encodeURIComponent(key), JSON.stringify({ key }), basic, `x${key}y`, `Basic ${basic}`];
    for (const form of forms) {
      const cleaned = clean(`before ${form} after`, key);
      assert.ok(!cleaned.includes('hunter2') && !cleaned.includes(basic), cleaned);
      assert.match(cleaned, /^before .*\[redacted\].* after$/);
    }
  });

  it('masks what looks like a credential without having been told', () => {
    const secrets: readonly (readonly [string, string])[] = [
      ['Authorization: Basic YXBpOnNlY3JldHNlY3JldA==', 'YXBpOnNl'],
      ['{"authorization":"Bearer abcdefghijkl"}', 'abcdefghijkl'],
      [`{"Authorization":["Basic YXBpOnNlY3JldHNlY3JldA=="]}`, 'YXBpOnNl'],
      ['proxy-authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
      ['key-3ax6xnjp29jd6fds4gc373sgvjxteol0', '3ax6xnjp'],
      [`the key ${KEY} is wrong`, '0123456789abcdef'],
      ['http://user:passw0rd@proxy.example:8080/', 'passw0rd'],
      ['https://api:key@api.mailgun.net/v3', 'api:key'],
      ['?api_key=topsecret&limit=1', 'topsecret'],
      ['apiKey: "topsecret"', 'topsecret'],
    ];
    for (const [text, secret] of secrets) assert.ok(!clean(text).includes(secret), clean(text));
  });

  it('leaves what the log is for', () => {
    const line =
      'GET /v3/example.com/bounces/a%2Bb%40example.com → 404 (12 ms) request 1234abcd-12 mailto:bob@example.com';
    assert.equal(clean(line, KEY), line);
  });

  it('does not take a short text for a secret', () => {
    assert.equal(clean('a and b', 'a'), 'a and b');
  });

  it('never lets a registered key through, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 60 }), fc.string(), fc.string(), (secret, before, after) => {
        // A text that is part of the mask itself says nothing.
        fc.pre(!'[redacted]'.includes(secret) && !secret.includes('[redacted]'));
        fc.pre(![...secret].every((char) => '[redacted]'.includes(char)));
        assert.ok(!clean(`${before}${secret}${after}`, secret).includes(secret));
      }),
    );
  });
});
