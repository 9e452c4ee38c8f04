/** How long ago something happened, in words. */

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365.25 * 86_400_000],
  ['month', 30.4375 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

// Made when first needed: the first of them reads the data of all languages, which takes longer than loading the rest of the extension.
let made: ReturnType<typeof makeFormats> | undefined;
const formats = () => (made ??= makeFormats());

function makeFormats() {
  return {
    long: new Intl.RelativeTimeFormat('en', { numeric: 'always' }),
    compact: new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'narrow' }),
    date: new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }),
  };
}

/**
 * The time from `ms` to `now`, both in milliseconds since the epoch: `3 days ago`, or `3d ago` when `compact`. Less than a
 * minute either way is `just now`. Empty for what is not a time.
 */
export function age(ms: number, now: number, compact = false): string {
  const difference = ms - now;
  if (!Number.isFinite(difference)) return '';
  for (const [unit, length] of UNITS) {
    const count = Math.trunc(difference / length);
    if (count !== 0) return formats()[compact ? 'compact' : 'long'].format(count, unit);
  }
  return 'just now';
}

/** A moment as date and time in UTC: `Oct 13, 2011, 6:02 PM UTC`. Empty for what is not a time. */
export function dateText(ms: number): string {
  // Beyond this, ECMAScript has no date.
  return Math.abs(ms) <= 8.64e15 ? `${formats().date.format(ms)} UTC` : '';
}
