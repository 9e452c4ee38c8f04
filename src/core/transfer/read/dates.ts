/** Dates as the services write them. */
import { parseDate } from '../../../mailgun/dates';

const DAY_MS = 86_400_000;
/** An epoch of more digits than seconds have until the year 5138 counts milliseconds. */
const EPOCH = /^(\d{9,11})(?:\.\d+)?$|^(\d{12,14})(?:\.\d+)?$/;
const PLAIN_ISO =
  /^((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])[T ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?Z?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})Z?)?$/i;
const SLASHED = /^(\d{4})\/(\d{1,2})\/(\d{1,2})(?=$|[ T])/i;

/** A date, or a sentence on why there is none. */
export type ReadDate = { readonly ms: number } | { readonly warning: string };

/**
 * Reads a date of RFC 2822 or ISO 8601, `2011-01-22 11:12:44.9567`, `2011/01/22`, `20110122T111244` or an epoch in seconds or
 * milliseconds; UTC where no zone is given. Dates before 1970 and more than a day after `now` are none.
 */
export function readDate(text: string, now: number): ReadDate {
  const ms = dateOf(text);
  if (ms === undefined || Number.isNaN(ms))
    return { warning: `The date “${short(text)}” cannot be read; it was left out.` };
  if (ms <= 0) return { warning: `The date “${short(text)}” is before 1970; it was left out.` };
  if (ms > now + DAY_MS) return { warning: `The date “${short(text)}” is in the future; it was left out.` };
  return { ms };
}

/** Whether a cell is a date, whichever. */
export function isDate(text: string): boolean {
  return dateOf(text.trim()) !== undefined;
}

function dateOf(text: string): number | undefined {
  const known = plainIso(text) ?? parseDate(text);
  if (known !== undefined) return known;
  const epoch = EPOCH.exec(text);
  if (epoch) return Math.trunc(epoch[1] !== undefined ? Number(text) * 1000 : Number(text));
  if (COMPACT.test(text)) return parseDate(text.replace(COMPACT, compactToIso));
  if (SLASHED.test(text)) return parseDate(text.replace(SLASHED, (_, y: string, m: string, d: string) => iso(y, m, d)));
  return undefined;
}

/** The commonest ISO dates of days that every month has, without what makes any date slow. */
function plainIso(text: string): number | undefined {
  const found = PLAIN_ISO.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '0'] = found;
  const ms = Math.trunc(Number(`0.${fraction}`) * 1000);
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), ms);
}

function compactToIso(_: string, year: string, month: string, day: string, ...time: (string | undefined)[]): string {
  const [hour = '00', minute = '00', second = '00'] = time;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

function iso(year: string, month: string, day: string): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
