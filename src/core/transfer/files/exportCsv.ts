/** Entries as CSV, as Mailgun imports it (RFC 4180 with line feeds). By hand: a CSV library takes four times as long. */
import { formatRfc2822 } from '../../../mailgun/dates';
import { LISTS, type ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';

/** What must stand in quotes: delimiters of any dialect, quotes, line ends, and the space that readers trim off. */
const SPECIAL = /[",;|\t\r\n]|^[\s\ufeff]|\s$/;
/**
 * What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection"). Apostrophes before it count too, so that taking one
 * away leaves what was there.
 */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
/** A tag that, alone in a cell, could be read as several, as none or as something else. */
const AMBIGUOUS_TAG = /^$|^\s|\s$|[[\],;|"\r\n]/;

/** The line of column names. */
export function csvHeader(list: ListName): string {
  return `${LISTS[list].columns.join(',')}\n`;
}

/** Entries as lines. With `guard`, cells that a spreadsheet would take for formulas begin with `'`. */
export function csvRows(entries: readonly Entry[], guard: boolean): string {
  const cell = guard ? guardedCell : csvCell;
  let text = '';
  for (const entry of entries) text += `${csvRow(entry, cell)}\n`;
  return text;
}

/** One cell, in quotes where it needs them. */
export function csvCell(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return `"${text.includes('"') ? text.replaceAll('"', '""') : text}"`;
}

/** The same, beginning with `'` where a spreadsheet would take the cell for a formula. */
export function guardedCell(text: string): string {
  return csvCell(guarded(text));
}

/** A text that no spreadsheet takes for a formula. */
export function guarded(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function csvRow(entry: Entry, cell: (text: string) => string): string {
  switch (entry.list) {
    case 'bounces':
      return `${cell(entry.address)},${cell(entry.code)},${cell(entry.error)},${dateCell(entry)}`;
    case 'complaints':
      return `${cell(entry.address)},${dateCell(entry)}`;
    case 'unsubscribes':
      return `${cell(entry.address)},${cell(tagsText(entry.tags))},${dateCell(entry)}`;
    case 'allowlist':
      return entry.kind === 'domain' ? `,${cell(entry.address)}` : `${cell(entry.address)},`;
  }
}

/** The date has a comma. */
function dateCell({ createdAt }: Entry): string {
  return createdAt === undefined ? '' : `"${formatRfc2822(createdAt)}"`;
}

/** How several tags share a cell is nowhere documented; a JSON array cannot be misread. */
export function tagsText(tags: readonly string[]): string {
  const [tag] = tags;
  return tags.length === 1 && tag !== undefined && !AMBIGUOUS_TAG.test(tag) ? tag : JSON.stringify(tags);
}
