/** An entry as a row of the table: what strangers wrote is cut, and nothing in it hides or moves what stands around it. */
import { explainBounce, explainEntry } from '../core/reasons';
import { plainText } from '../core/text';
import type { Entry } from '../mailgun/records';
import { visibleLine } from './plainText';
import type { TableRow } from './tableMessages';

/** Longest texts in a row, in UTF-16 units. The whole text is in the entry's details. */
const ADDRESS = 320;
const CODE = 40;
const TEXT = 400;
const TAG = 80;
/** Most tags in a row. */
const TAGS = 20;

/** Where a row stands, and whether it is selected. */
export interface RowPlace {
  readonly id: number;
  readonly domain: string;
  readonly selected: boolean;
}

/** The row of an entry. */
export function entryRow(entry: Entry, { id, domain, selected }: RowPlace): TableRow {
  const { list, createdAt } = entry;
  const address = cut(visibleLine(entry.address.slice(0, ADDRESS + 1)), ADDRESS);
  return { id, domain, list, address, selected, title: titleOf(entry), createdAt, ...columnsOf(entry) };
}

/** A bounce's code in words, or what else there is to say. */
function titleOf(entry: Entry): string {
  if (entry.list !== 'bounces') return explainEntry(entry).title;
  const [words] = explainBounce(entry.code, entry.error).meaning.split(/[:.](?= |$)/, 1);
  return words ?? '';
}

function columnsOf(entry: Entry): Pick<TableRow, 'code' | 'text' | 'tags'> {
  switch (entry.list) {
    case 'bounces':
      return { code: plainText(entry.code, CODE), text: plainText(entry.error, TEXT) };
    case 'unsubscribes':
      return { tags: entry.tags.slice(0, TAGS).map((tag) => plainText(tag, TAG)) };
    case 'allowlist':
      return { text: plainText(entry.reason, TEXT) };
    case 'complaints':
      return {};
  }
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
