/** Dates as lists have them, `Thu, 13 Oct 2011 18:02:00 UTC`, from bytes to bytes. The entries of a list share their days. */
import { formatIso, formatRfc2822, parseDate } from '../../../mailgun/dates';
import { dayPlace, dayPlaces } from '../dayPlaces';
import { bytesOf, isAt } from './recordScanner';

/** A day as it is written. */
interface Day {
  /** `Thu, 13 Oct 2011 `, up to the time. */
  readonly rfc: Uint8Array;
  /** `2011-10-13T`. */
  readonly iso: Uint8Array;
}

/** Bytes of such a date, and where its parts are. */
const LENGTH = 29;
const ISO_TIME = 11;
const TIME = 17;
const ZONE = 25;
const UTC = bytesOf(' UTC');
const GMT = bytesOf(' GMT');
const days = dayPlaces<Day>();

/** The day of the date between two indices, if it is one and is written as usual. Its time then begins at `start + TIME_AT`. */
export function dayAt(bytes: Uint8Array, start: number, end: number): Day | undefined {
  if (end - start !== LENGTH || !isTime(bytes, start + TIME)) return undefined;
  if (!isAt(bytes, start + ZONE, UTC) && !isAt(bytes, start + ZONE, GMT)) return undefined;
  const place = dayPlace(bytes, start);
  const known = days[place];
  // Nothing but the text that it would be written as, weekday included.
  if (known !== undefined && isAt(bytes, start, known.rfc)) return known;
  const day = learn(place, Buffer.from(bytes.subarray(start, end)).toString('latin1'));
  return day !== undefined && isAt(bytes, start, day.rfc) ? day : undefined;
}

/** Where the time of a date begins, and how many bytes it has. */
export const TIME_AT = TIME;
export const TIME_LENGTH = 8;

function learn(place: number, text: string): Day | undefined {
  const ms = parseDate(text);
  if (ms === undefined) return undefined;
  const day = { rfc: bytesOf(formatRfc2822(ms).slice(0, TIME)), iso: bytesOf(formatIso(ms).slice(0, ISO_TIME)) };
  days[place] = day;
  return day;
}

/** Whether `18:02:00` is at an index, or another time that there is. */
function isTime(bytes: Uint8Array, at: number): boolean {
  const colon = 0x3a;
  if (bytes[at + 2] !== colon || bytes[at + 5] !== colon) return false;
  return isBelow(bytes, at, 24) && isBelow(bytes, at + 3, 60) && isBelow(bytes, at + 6, 60);
}

/** Whether two digits are at an index that make a number below a bound. */
function isBelow(bytes: Uint8Array, at: number, bound: number): boolean {
  const tens = (bytes[at] ?? 0) - 0x30;
  const ones = (bytes[at + 1] ?? 0) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && tens * 10 + ones < bound;
}
