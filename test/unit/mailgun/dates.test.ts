import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatIso, formatRfc2822, parseDate } from '../../../src/mailgun/dates';
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
    for (const ms of [Number.NaN, Infinity, -1e15, Date.parse('0001-12-31'), Date.UTC(10_000, 0, 1)]) {
      for (const format of [formatRfc2822, formatIso]) {
        assert.throws(
          () => format(ms),
          (error) => MailgunError.is(error, 'invalid'),
        );
      }
    }
  });

  it('writes what the language itself does', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0002-01-01'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
        (date) => {
          assert.equal(formatRfc2822(date.getTime()), date.toUTCString().replace('GMT', '+0000'));
          assert.equal(formatIso(date.getTime()), date.toISOString());
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('reads the usual shape as it reads any other', () => {
    const part = (text: fc.Arbitrary<string>, rare: string[]) =>
      fc.oneof({ weight: 12, arbitrary: text }, fc.constantFrom(...rare));
    const number = (max: number, width: number) => fc.nat(max).map((n) => String(n).padStart(width, '0'));
    const date = fc.tuple(
      part(fc.constantFrom('Mon', 'Thu', 'Sun'), ['Xyz', 'mon', 'Thursday']),
      part(number(33, 2), ['1', '29', '30', '31']),
      part(fc.constantFrom('Jan', 'Feb', 'Mar', 'Apr', 'Jun', 'Dec'), ['feb', 'Foo', 'February']),
      part(fc.integer({ min: 1590, max: 2410 }).map(String), [
        '0000',
        '0001',
        '0002',
        '1600',
        '1900',
        '2000',
        '9999',
        '12345',
      ]),
      part(number(25, 2), ['7']),
      part(number(61, 2), ['5']),
      part(number(61, 2), ['60', '61']),
      part(fc.constantFrom('UTC', 'GMT', '+0000'), ['Z', '-0000', '+0100', 'EST', 'UTC ', '']),
    );
    fc.assert(
      fc.property(date, ([weekday, day, month, year, hour, minute, second, zone]) => {
        const text = `${weekday}, ${day} ${month} ${year} ${hour}:${minute}:${second} ${zone}`;
        // A second space is too much for the quick way and nothing to the grammar.
        const slow = `${weekday},  ${day} ${month} ${year} ${hour}:${minute}:${second} ${zone}`;
        assert.equal(parseDate(text), parseDate(slow), text);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads nothing that it could not write', () => {
    assert.equal(parseDate('Fri, 31 Dec 9999 23:59:59 -0100'), undefined);
    assert.equal(parseDate('0002-01-01T00:00:00+01:00'), undefined);
    assert.equal(parseDate('0002-01-01T00:00:00Z'), Date.parse('0002-01-01'));
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
