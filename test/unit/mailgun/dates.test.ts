import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatRfc2822, parseDate } from '../../../src/mailgun/dates';
import { MailgunError } from '../../../src/mailgun/errors';

describe('dates', () => {
  const noon = Date.UTC(2011, 9, 13, 18, 2, 0);
  const samples: [string, number | undefined][] = [
    ['Thu, 13 Oct 2011 18:02:00 UTC', noon],
    ['Thu, 13 Oct 2011 18:02:00 GMT', noon],
    ['Thu, 13 Oct 2011 18:02:00 +0000', noon],
    ['Thu, 13 Oct 2011 20:02:00 +0200', noon],
    ['Thu, 13 Oct 2011 12:32:00 -05:30', noon],
    ['13 Oct 2011 18:02 Z', noon],
    ['Thu, 13 Oct 2011 18:02:00 +0000 (UTC)', noon],
    ['  thu, 13 oct 2011 18:02:00 utc ', noon],
    ['Sat, 1 Oct 2011 18:02:00 UTC', Date.UTC(2011, 9, 1, 18, 2, 0)],
    ['Thursday, 13-October-2011 18:02:00 GMT', noon],
    ['2011-10-13T18:02:00Z', noon],
    ['2011-10-13T18:02:00.250Z', noon + 250],
    ['2011-10-13 18:02:00 UTC', noon],
    ['2011-10-13 18:02:00', noon],
    ['2011-10-13T18:02:00+0000', noon],
    ['2011-10-13', Date.UTC(2011, 9, 13)],
    ['Mon, 01 Jan 0001 00:00:00 UTC', undefined],
    ['0001-01-01T00:00:00Z', undefined],
    ['Thu, 13 Oct 2011 18:02:00 EST', undefined],
    ['Thu, 31 Feb 2011 18:02:00 UTC', undefined],
    ['Thu, 13 Foo 2011 18:02:00 UTC', undefined],
    ['2011-13-01', undefined],
    ['2011-02-30T00:00:00Z', undefined],
    ['13 Oct 2011 25:02:00 UTC', undefined],
    ['item 1', undefined],
    ['', undefined],
  ];
  for (const [text, expected] of samples) {
    it(`reads ${JSON.stringify(text)} as ${expected ?? 'no date'}`, () => assert.equal(parseDate(text), expected));
  }

  it('writes RFC 2822 with a numeric zone', () => {
    assert.equal(formatRfc2822(noon + 999), 'Thu, 13 Oct 2011 18:02:00 +0000');
  });

  it('refuses to write what is no date', () => {
    for (const ms of [Number.NaN, Infinity, -1e15]) {
      assert.throws(
        () => formatRfc2822(ms),
        (error) => MailgunError.is(error, 'invalid'),
      );
    }
  });

  it('reads back what it writes, to the second', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          const whole = Math.floor(date.getTime() / 1000) * 1000;
          assert.equal(parseDate(formatRfc2822(whole)), whole);
          assert.equal(parseDate(date.toISOString()), date.getTime());
        },
      ),
    );
  });
});
