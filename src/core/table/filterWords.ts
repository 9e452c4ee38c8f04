/** What words of a filter mean. */

const CLASS = /^\s*([245])\d\d(?!\d)/;
const DAY = /^(\d{4})-(\d\d)(?:-(\d\d))?$/;

/** First digit of an SMTP code; empty for what is none. */
export function codeClassOf(code: string): '2' | '4' | '5' | '' {
  const digit = CLASS.exec(code)?.[1];
  return digit === '2' || digit === '4' || digit === '5' ? digit : '';
}

/** The time that `2026-11` or `2026-11-22` means, in UTC, from its beginning to before its end; undefined when a text is neither. */
export function timeOf(text: string): { readonly from: number; readonly until: number } | undefined {
  const [, year, month, day] = DAY.exec(text) ?? [];
  if (year === undefined || month === undefined) return undefined;
  const from = Date.parse(`${year}-${month}-${day ?? '01'}T00:00:00Z`);
  // `2026-02-30` would be taken for a day of March.
  if (Number.isNaN(from) || !new Date(from).toISOString().startsWith(text)) return undefined;
  const until = new Date(from);
  if (day === undefined) until.setUTCMonth(until.getUTCMonth() + 1);
  else until.setUTCDate(until.getUTCDate() + 1);
  return { from, until: until.getTime() };
}
