import assert from 'node:assert/strict';
import { MailgunError } from '../../../src/mailgun/errors';
import { REGIONS, normalizeBaseUrl, otherRegion, regionOf } from '../../../src/mailgun/regions';

describe('regions', () => {
  const good: [string, string][] = [
    ['https://api.mailgun.net', 'https://api.mailgun.net'],
    [' https://API.mailgun.net/ ', 'https://api.mailgun.net'],
    ['api.eu.mailgun.net', 'https://api.eu.mailgun.net'],
    ['https://api.mailgun.net/v3', 'https://api.mailgun.net'],
    ['https://api.mailgun.net/v4/', 'https://api.mailgun.net'],
    ['https://proxy.example.com/mailgun//', 'https://proxy.example.com/mailgun'],
    ['https://proxy.example.com/mailgun/v3', 'https://proxy.example.com/mailgun'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ];
  for (const [text, expected] of good) {
    it(`takes ${text}`, () => assert.equal(normalizeBaseUrl(text), expected));
  }

  const bad = [
    '',
    'https://',
    'http://api.mailgun.net',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'ftp://127.0.0.1',
    'file:///etc/passwd',
    'https://user:secret@api.mailgun.net',
    'https://api.mailgun.net?x=1',
    'https://api.mailgun.net?',
    'https://api.mailgun.net#x',
    'https://api mailgun.net',
  ];
  for (const text of bad) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => normalizeBaseUrl(text),
        (error) => MailgunError.is(error, 'invalid') && !!error.nextStep && !error.message.includes('secret'),
      );
    });
  }

  it('knows the region and the other one', () => {
    assert.equal(regionOf(REGIONS.eu), 'eu');
    assert.deepEqual(otherRegion(REGIONS.us), { region: 'eu', baseUrl: REGIONS.eu });
    assert.deepEqual(otherRegion(REGIONS.eu), { region: 'us', baseUrl: REGIONS.us });
    assert.equal(otherRegion('https://mail.example.com'), undefined);
    assert.deepEqual(otherRegion('http://b', { us: 'http://a', eu: 'http://b' }), {
      region: 'us',
      baseUrl: 'http://a',
    });
  });
});
