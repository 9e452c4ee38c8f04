/** Days that were read from dates of RFC 2822, `Thu, 13 Oct 2011 …`, each at a place that follows from its bytes. */

/** How many are kept: more than make a few years. */
const PLACES = 1 << 14;

const DAY = 5;
const MONTH = 8;
const YEAR = 12;

/** Room for what is known of each day. */
export function dayPlaces<Day>(): (Day | undefined)[] {
  return new Array<Day | undefined>(PLACES).fill(undefined);
}

/** The place of the date that begins at an index: days of some years that follow each other have places apart. */
export function dayPlace(bytes: Uint8Array, start: number): number {
  const day = (bytes[start + DAY] ?? 0) * 10 + (bytes[start + DAY + 1] ?? 0);
  // The last two letters tell the months apart.
  const month = (bytes[start + MONTH + 1] ?? 0) * 7 + (bytes[start + MONTH + 2] ?? 0);
  const year = (bytes[start + YEAR + 2] ?? 0) * 10 + (bytes[start + YEAR + 3] ?? 0);
  return (day + month * 32 + year * 2003) & (PLACES - 1);
}
