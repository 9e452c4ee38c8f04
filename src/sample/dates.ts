/** Dates as the lists write and read them. */

const DAY = 86_400_000;
/** `Thu, 26 Mar 2026 ` by the number of the day: pages of a thousand dates share few days. */
const days = new Map<number, string>();
const KNOWN_DAYS = 4000;

/** A list's date: `Thu, 26 Mar 2026 12:59:15 UTC`. */
export function formatDate(ms: number): string {
  const number = Math.floor(ms / DAY);
  let day = days.get(number);
  if (day === undefined) {
    day = new Date(number * DAY).toUTCString().replace('00:00:00 GMT', '');
    if (days.size >= KNOWN_DAYS) days.clear();
    days.set(number, day);
  }
  const seconds = Math.floor((ms - number * DAY) / 1000);
  return `${day}${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)} UTC`;
}

function two(number: number): string {
  return number < 10 ? `0${Math.floor(number)}` : `${Math.floor(number)}`;
}

/** Reads RFC 2822 and ISO dates; `now` for Go's zero time, undefined for anything else. */
export function parseDate(text: string): number | 'now' | undefined {
  if (/\b0001\b/.test(text)) {
    return 'now';
  }
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
