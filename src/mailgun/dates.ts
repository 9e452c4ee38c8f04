/** Dates as Mailgun writes them (`UTC` on suppressions, `GMT` on domains, numeric offsets in examples) and as it reads them. */
import { MailgunError } from './errors';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TIME = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?`;
const ZONE = String.raw`(z|utc?|gmt|[+-]\d{2}:?\d{2})`;
const RFC_2822 = new RegExp(
  String.raw`^(?:[a-z]{3,9},?\s+)?(\d{1,2})[\s-]([a-z]{3})[a-z]*[\s-](\d{4})\s+${TIME}\s*${ZONE}(?:\s*\([^)]*\))?$`,
  'i',
);
const ISO_8601 = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})(?:[t\s]${TIME}\s*${ZONE}?)?$`, 'i');

/**
 * Reads an RFC 2822 or ISO 8601 date: milliseconds since the epoch, or undefined for anything else.
 * Zones may be `UTC`, `GMT`, `Z` or numeric; an ISO date without one counts as UTC. Go's zero time (year 1) is no date.
 */
export function parseDate(text: string): number | undefined {
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
  return date.getTime() - offsetMinutes(zone) * 60_000;
}

/** Minutes east of Greenwich of a zone that the patterns above let through. */
function offsetMinutes(zone: string): number {
  const numeric = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (!numeric) return 0;
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3]);
  return numeric[1] === '-' ? -minutes : minutes;
}

/** `Thu, 13 Oct 2011 18:02:00 +0000`, to the second; throws `invalid` for what is no date of the years 2 to 9999. */
export function formatRfc2822(ms: number): string {
  const date = new Date(ms);
  const year = date.getUTCFullYear();
  if (!(year >= 2 && year <= 9999)) {
    throw new MailgunError('invalid', 'A creation date is not a date that can be sent.', {
      nextStep: 'Correct the date or leave it out.',
    });
  }
  return date.toUTCString().replace(/GMT$/, '+0000');
}
