/** Dates as Mailgun writes them (`UTC` on suppressions, `GMT` on domains, numeric offsets in examples) and as it reads them. */
import { MailgunError } from './errors';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAY_NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const TWO_DIGITS = Array.from({ length: 60 }, (_value, n) => String(n).padStart(2, '0'));
const DAY = 86_400_000;
/** The first day of the year 2 and the first of the year 10000: what can be written is between them. */
const FIRST = Date.parse('0002-01-01');
const END = Date.parse('9999-12-31') + DAY;
const TIME = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?`;
const ZONE = String.raw`(z|utc?|gmt|[+-]\d{2}:?\d{2})`;
const RFC_2822 = new RegExp(
  String.raw`^(?:[a-z]{3,9},?\s+)?(\d{1,2})[\s-]([a-z]{3})[a-z]*[\s-](\d{4})\s+${TIME}\s*${ZONE}(?:\s*\([^)]*\))?$`,
  'i',
);
const ISO_8601 = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})(?:[t\s]${TIME}\s*${ZONE}?)?$`, 'i');

/**
 * Reads an RFC 2822 or ISO 8601 date: milliseconds since the epoch, or undefined for anything else.
 * Zones may be `UTC`, `GMT`, `Z` or numeric; an ISO date without one counts as UTC. Go's zero time (year 1) is no date, nor is
 * anything else that `formatRfc2822` refuses.
 */
export function parseDate(text: string): number | undefined {
  return usualDate(text) ?? anyDate(text);
}

/** By the grammar. */
function anyDate(text: string): number | undefined {
  const trimmed = text.trim();
  const rfc = RFC_2822.exec(trimmed);
  if (rfc) {
    const [, day, month, year, ...rest] = rfc;
    return toMillis(Number(year), MONTHS.indexOf((month ?? '').toLowerCase()), Number(day), rest);
  }
  const iso = ISO_8601.exec(trimmed);
  if (!iso) return undefined;
  const [, year, month, day, ...rest] = iso;
  return toMillis(Number(year), Number(month) - 1, Number(day), rest);
}

function toMillis(year: number, month: number, day: number, rest: readonly (string | undefined)[]): number | undefined {
  const [hour = '0', minute = '0', second = '0', fraction = '0', zone = 'z'] = rest;
  if (year <= 1 || month < 0 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  // A day or month that does not exist rolls over into another one.
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return undefined;
  date.setUTCHours(Number(hour), Number(minute), Number(second), Math.trunc(Number(`0.${fraction}`) * 1000));
  const ms = date.getTime() - offsetMinutes(zone) * 60_000;
  return ms >= FIRST && ms < END ? ms : undefined;
}

/** Minutes east of Greenwich of a zone that the patterns above let through. */
function offsetMinutes(zone: string): number {
  const numeric = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (!numeric) return 0;
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3]);
  return numeric[1] === '-' ? -minutes : minutes;
}

/** `Thu, 13 Oct 2011 18:02:00 UTC`. */
const USUAL = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:UTC|GMT|\+0000)$/;
/** Days before a month in a year without a 29 February. */
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** The one shape that lists come in, read by position: a page holds a thousand. Undefined means: ask the grammar. */
function usualDate(text: string): number | undefined {
  if (!USUAL.test(text)) return undefined;
  const [day, year] = [twoDigitsAt(text, 5), twoDigitsAt(text, 12) * 100 + twoDigitsAt(text, 14)];
  const month = monthAt(text, 8);
  const [hour, minute, second] = [twoDigitsAt(text, 17), twoDigitsAt(text, 20), twoDigitsAt(text, 23)];
  // The ends of months and what else is rare are left to the grammar.
  if (day < 1 || day > (month === 1 ? 28 : 30) || month < 0 || year < 1601 || hour > 23 || minute > 59 || second > 59)
    return undefined;
  const leapYears = (until: number) => Math.floor(until / 4) - Math.floor(until / 100) + Math.floor(until / 400);
  const leaps = leapYears(month > 1 ? year : year - 1) - leapYears(1969);
  const days = (year - 1970) * 365 + leaps + (DAYS_BEFORE[month] ?? NaN) + day - 1;
  return days * DAY + (hour * 3600 + minute * 60 + second) * 1000;
}

/** The index of a month's usual name, or -1. */
function monthAt(text: string, at: number): number {
  for (let month = 0; month < 12; month++) if (text.startsWith(MONTH_NAMES[month] ?? '', at)) return month;
  return -1;
}

/** Two digits as a number. */
function twoDigitsAt(text: string, at: number): number {
  return text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;
}

/** A day as texts, kept since the entries of a list share theirs; as many days as make a few years. */
interface Day {
  readonly rfc: string;
  readonly iso: string;
}
const knownDays = new Map<number, Day>();
const KNOWN_DAYS = 4000;

/** `Thu, 13 Oct 2011 18:02:00 +0000`, to the second; throws `invalid` for what is no date of the years 2 to 9999. */
export function formatRfc2822(ms: number): string {
  return `${dayOf(ms).rfc} ${timeOf(ms)} +0000`;
}

/** `2011-10-13T18:02:00.000Z`; throws `invalid` for what is no date of the years 2 to 9999. */
export function formatIso(ms: number): string {
  const rest = Math.floor(ms) - Math.floor(ms / 1000) * 1000;
  return `${dayOf(ms).iso}T${timeOf(ms)}.${String(rest).padStart(3, '0')}Z`;
}

function timeOf(ms: number): string {
  const seconds = Math.floor((ms - Math.floor(ms / DAY) * DAY) / 1000);
  const [hour, minute] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(seconds % 60)}`;
}

function twoDigits(number: number): string {
  return TWO_DIGITS[number] ?? '';
}

function dayOf(ms: number): Day {
  const number = Math.floor(ms / DAY);
  const known = knownDays.get(number);
  if (known !== undefined) return known;
  if (!(ms >= FIRST && ms < END)) {
    throw new MailgunError('invalid', 'A creation date is not a date that can be sent.', {
      nextStep: 'Correct the date or leave it out.',
    });
  }
  const date = new Date(number * DAY);
  const [year, month] = [String(date.getUTCFullYear()).padStart(4, '0'), date.getUTCMonth()];
  const [weekday, monthName] = [WEEKDAY_NAMES[date.getUTCDay()] ?? '', MONTH_NAMES[month] ?? ''];
  const of = twoDigits(date.getUTCDate());
  const day: Day = {
    rfc: `${weekday}, ${of} ${monthName} ${year}`,
    iso: `${year}-${twoDigits(month + 1)}-${of}`,
  };
  if (knownDays.size >= KNOWN_DAYS) knownDays.clear();
  knownDays.set(number, day);
  return day;
}
