/** Dates as the lists write and read them. */

/** A list's date: `Thu, 26 Mar 2026 12:59:15 UTC`. */
export function formatDate(ms: number): string {
  return new Date(ms).toUTCString().replace('GMT', 'UTC');
}

/** Reads RFC 2822 and ISO dates; `now` for Go's zero time, undefined for anything else. */
export function parseDate(text: string): number | 'now' | undefined {
  if (/\b0001\b/.test(text)) {
    return 'now';
  }
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
