/** What nearly all cells look like, told from their bytes. What is not like this may still be right: the general way knows. */
import { formatRfc2822, parseDate } from '../../../mailgun/dates';
import { MAX_DOMAIN_LENGTH } from '../../addressSyntax';
import { dayPlace, dayPlaces } from '../dayPlaces';

const AT = 0x40;
const DOT = 0x2e;
const HYPHEN = 0x2d;
const UNDERSCORE = 0x5f;
const ZERO = 0x30;
/** Longest address that is looked at. */
const PLAIN_LENGTH = 254;
/** Kinds of signs. */
const LOCAL = 1;
const HOST = 2;
const UPPER = 4;
const LETTER = 8;

/** What each sign may be part of. */
const SIGNS = Uint8Array.from({ length: 256 }, (_, unit) => {
  const sign = unit < 0x80 ? String.fromCharCode(unit) : '';
  const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]$/.test(sign) ? LOCAL : 0;
  const host = /^[A-Za-z0-9_-]$/.test(sign) ? HOST : 0;
  return local | host | (/^[A-Z]$/.test(sign) ? UPPER : 0) | (/^[A-Za-z]$/.test(sign) ? LETTER : 0);
});

/** Whether bytes are an address without quotation marks and of ASCII, with its domain in small letters unless `anyCase`. */
export function isPlainAddress(bytes: Buffer, from: number, to: number, anyCase: boolean): boolean {
  if (to - from > PLAIN_LENGTH) return false;
  let last = DOT;
  let at = from;
  for (; at < to && bytes[at] !== AT; at += 1) {
    const unit = bytes[at] ?? 0;
    if (unit === DOT ? last === DOT : ((SIGNS[unit] ?? 0) & LOCAL) === 0) return false;
    last = unit;
  }
  return at < to && last !== DOT && isPlainDomain(bytes, at + 1, to, anyCase ? 0 : UPPER);
}

/** `refused`: kinds of signs that make it none. */
function isPlainDomain(bytes: Buffer, from: number, to: number, refused: number): boolean {
  if (to - from > MAX_DOMAIN_LENGTH) return false;
  let label = from;
  let underscore = -1;
  for (let at = from; at < to; at += 1) {
    const unit = bytes[at] ?? 0;
    if (unit === DOT) {
      if (!isLabel(bytes, label, at)) return false;
      label = at + 1;
    } else {
      const sign = SIGNS[unit] ?? 0;
      if ((sign & HOST) === 0 || (sign & refused) !== 0) return false;
      if (unit === UNDERSCORE) underscore = at;
    }
  }
  const isTop =
    label > from && underscore < label && to - label > 1 && ((SIGNS[bytes[label] ?? 0] ?? 0) & LETTER) !== 0;
  return isTop && isLabel(bytes, label, to);
}

function isLabel(bytes: Buffer, from: number, to: number): boolean {
  return to > from && to - from <= 63 && bytes[from] !== HYPHEN && bytes[to - 1] !== HYPHEN;
}

/** Whether bytes are digits only, and how many of them: between `least` and `most`. */
export function isDigits(bytes: Buffer, from: number, to: number, least: number, most: number): boolean {
  if (to - from < least || to - from > most) return false;
  for (let at = from; at < to; at += 1) if (digitAt(bytes, at) < 0) return false;
  return true;
}

/** The digit at a position; very much less than 0 for none. */
function digitAt(bytes: Buffer, at: number): number {
  const digit = (bytes[at] ?? 0) - ZERO;
  return digit >= 0 && digit <= 9 ? digit : -1e6;
}

function twoDigitsAt(bytes: Buffer, at: number): number {
  return digitAt(bytes, at) * 10 + digitAt(bytes, at + 1);
}

/** `Thu, 13 Oct 2011 18:02:00 +0000`. */
const DATE_LENGTH = 31;
const DAY_LENGTH = 16;
const COLON = 0x3a;

/** A day as it was written. */
interface KnownDay {
  /** Its beginning in milliseconds since the epoch; NaN for none, or when Mailgun's way of writing it is another. */
  readonly ms: number;
  readonly text: Buffer;
}

/** Reads dates that are written just as they are sent. The entries of a list share their days. */
export class PlainDates {
  readonly #days = dayPlaces<KnownDay>();

  /** The date in milliseconds since the epoch; NaN for what is written in any other way. */
  read(bytes: Buffer, from: number, to: number): number {
    if (to - from !== DATE_LENGTH || bytes[from + 19] !== COLON || bytes[from + 22] !== COLON) return NaN;
    const hour = twoDigitsAt(bytes, from + 17);
    const minute = twoDigitsAt(bytes, from + 20);
    const second = twoDigitsAt(bytes, from + 23);
    // Less than 0 for what are no digits.
    if (!(hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60)) return NaN;
    if (!isUtc(bytes, from + 25) || bytes[from + 16] !== 0x20) return NaN;
    return this.#day(bytes, from) + (hour * 3600 + minute * 60 + second) * 1000;
  }

  #day(bytes: Buffer, from: number): number {
    const place = dayPlace(bytes, from);
    const known = this.#days[place];
    if (known !== undefined && isSame(bytes, from, known.text)) return known.ms;
    const text = Buffer.from(bytes.subarray(from, from + DAY_LENGTH));
    const written = `${text.toString('latin1')} 00:00:00 +0000`;
    const ms = parseDate(written) ?? NaN;
    const day = { ms: Number.isNaN(ms) || formatRfc2822(ms) !== written ? NaN : ms, text };
    this.#days[place] = day;
    return day.ms;
  }
}

function isSame(bytes: Buffer, from: number, text: Buffer): boolean {
  for (let index = 0; index < DAY_LENGTH; index += 1) if (bytes[from + index] !== text[index]) return false;
  return true;
}

const UTC = Buffer.from(' +0000');

function isUtc(bytes: Buffer, from: number): boolean {
  for (let index = 0; index < UTC.length; index += 1) if (bytes[from + index] !== UTC[index]) return false;
  return true;
}
