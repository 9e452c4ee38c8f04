/** Words and sentences of the table page. Plain functions of its state: nothing here knows the page. */
import { LIST_LABELS } from './checkModel';
import { counted, number } from './importWords';
import type {
  ListReading,
  ReadingInfo,
  SelectionInfo,
  TableAction,
  TableColumn,
  TableFilter,
  TableRow,
  TableState,
} from './tableMessages';

export { LIST_LABELS, number };

const DAY = 86_400_000;

/** The headings of the columns; what `text` holds depends on the lists. */
export function columnLabel(column: TableColumn, { lists }: Pick<TableState, 'lists'>): string {
  switch (column) {
    case 'domain':
      return 'Domain';
    case 'list':
      return 'List';
    case 'address':
      return 'Address';
    case 'code':
      return 'Code';
    case 'tags':
      return 'Tags';
    case 'text':
      return lists.every((list) => list === 'allowlist') ? 'Reason' : 'Why';
    case 'createdAt':
      return 'Created (UTC)';
  }
}

/** A moment in UTC, short enough for a column: `2024-05-06 07:08`. Empty for what is not a time. */
export function momentText(ms: number | undefined): string {
  // Beyond this, ECMAScript has no date.
  if (ms === undefined || !(Math.abs(ms) <= 8.64e15)) return '';
  const text = new Date(ms).toISOString();
  const end = text.indexOf('T');
  return `${text.slice(0, end)} ${text.slice(end + 1, end + 6)}`;
}

/** A day in UTC, as a date field has it: `2024-05-06`. */
export function dayText(ms: number): string {
  return momentText(ms).split(' ')[0] ?? '';
}

/** The beginning of a day that a date field names, in milliseconds since the epoch; undefined for what is not a day. */
export function dayStart(text: string): number | undefined {
  const ms = /^\d{4,6}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isFinite(ms) ? ms : undefined;
}

/** The last day that `until` leaves in: it is the end of that day. */
export function lastDay(until: number): string {
  return dayText(until - 1);
}

/** The end of a day that a date field names: nothing later passes. */
export function dayEnd(text: string): number | undefined {
  const start = dayStart(text);
  return start === undefined ? undefined : start + DAY;
}

/** The filter for the last `days` days, today included, seen at `now`. */
export function lastDays(days: number, now: number): Pick<TableFilter, 'from' | 'until'> {
  return { from: Math.floor(now / DAY) * DAY - (days - 1) * DAY, until: undefined };
}

/** Tags as they are shown. */
export function tagText(tag: string): string {
  return tag === '*' ? '* (all messages)' : tag;
}

/** What a field of the filter is called. */
export const FILTER_LABELS: Readonly<Record<keyof TableFilter, string>> = {
  text: 'Text',
  lists: 'List',
  domain: 'Domain',
  code: 'Code',
  codeClass: 'Kind of code',
  at: 'Recipient domain',
  from: 'From',
  until: 'Until',
  tag: 'Tag',
};

const CLASSES: Readonly<Record<NonNullable<TableFilter['codeClass']>, string>> = {
  '2': '2xx',
  '4': '4xx temporary',
  '5': '5xx permanent',
  '': 'not of SMTP',
};

export interface Chip {
  readonly field: keyof TableFilter;
  readonly label: string;
  readonly value: string;
}

/** What is set of a filter, in words. */
export function chips(filter: TableFilter): Chip[] {
  const values: Readonly<Record<keyof TableFilter, string | undefined>> = {
    text: filter.text === undefined ? undefined : `“${filter.text}”`,
    lists: filter.lists?.map((list) => LIST_LABELS[list]).join(', '),
    domain: filter.domain,
    at: filter.at,
    code: filter.code,
    codeClass: filter.codeClass === undefined ? undefined : CLASSES[filter.codeClass],
    tag: filter.tag === undefined ? undefined : tagText(filter.tag),
    from: filter.from === undefined ? undefined : boundary(filter.from, dayText(filter.from)),
    until: filter.until === undefined ? undefined : boundary(filter.until, lastDay(filter.until)),
  };
  return (Object.keys(values) as (keyof TableFilter)[]).flatMap((field) => {
    const value = values[field];
    return value === undefined ? [] : [{ field, label: FILTER_LABELS[field], value }];
  });
}

/** A day where it is one, the moment otherwise. */
function boundary(ms: number, day: string): string {
  return ms % DAY === 0 ? day : `${momentText(ms)} UTC`;
}

/** A filter without what is not set, so that equal ones look equal. */
export function tidyFilter(filter: TableFilter): TableFilter {
  const set = Object.entries(filter).filter(([field, value]) => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return false;
    return value !== '' || field === 'codeClass';
  });
  return Object.fromEntries(set);
}

/** '80,000 entries', '12,345 of 80,000 match so far'. */
export function countText({ view, total, reading }: Pick<TableState, 'view' | 'total' | 'reading'>): string {
  const soFar = view.complete ? '' : reading.state === 'reading' ? ' so far' : ' of those read';
  return chips(view.filter).length === 0
    ? `${counted(view.count, 'entry', 'entries')}${soFar}`
    : `${number(view.count)} of ${number(total)} ${view.count === 1 ? 'matches' : 'match'}${soFar}`;
}

/** '3 selected, 1 hidden by the filter'; empty when nothing is. */
export function selectionText({ count, hidden }: SelectionInfo): string {
  if (count === 0) return '';
  return `${number(count)} selected${hidden > 0 ? `, ${number(hidden)} hidden by the filter` : ''}`;
}

/** How far the reading is: 'Reading… 12,000 entries', with the lists that are done where there are several. */
export function readingText({ read, lists, state }: ReadingInfo): string {
  if (state !== 'reading') return '';
  const done = lists.filter((list) => list.state === 'done' || list.state === 'failed').length;
  const share = lists.length > 1 ? `, ${number(done)} of ${number(lists.length)} lists done` : '';
  return `Reading… ${counted(read, 'entry', 'entries')}${share}`;
}

/** 'Bounces of mg.example.com'. */
export function listText({ domain, list }: Pick<ListReading, 'domain' | 'list'>): string {
  return `${LIST_LABELS[list]} of ${domain}`;
}

export const ACTION_LABELS: Readonly<Record<TableAction, string>> = {
  delete: 'Delete',
  copyAddresses: 'Copy Addresses',
  copyCsv: 'Copy as CSV',
  copyJson: 'Copy as JSON',
  exportSelection: 'Export…',
  copyToDomains: 'Copy to Domains…',
  checkElsewhere: 'Check Elsewhere',
  showDetails: 'Show Details',
  showEvents: 'Show Recent Events',
  openInTree: 'Open in Tree',
  copyAsCurl: 'Copy as cURL',
};

/** Actions for a single row only. */
export const SINGLE_ACTIONS: readonly TableAction[] = ['showDetails', 'showEvents', 'openInTree', 'copyAsCurl'];

/** What a cell of a column says. */
export function cellText(column: TableColumn, row: TableRow): string {
  switch (column) {
    case 'domain':
      return row.domain;
    case 'list':
      return LIST_LABELS[row.list];
    case 'address':
      return row.address;
    case 'code':
      return row.code ?? '';
    case 'tags':
      return row.tags?.map(tagText).join(', ') ?? '';
    case 'text':
      return [row.title, row.text].filter(Boolean).join(' – ');
    case 'createdAt':
      return momentText(row.createdAt);
  }
}

/** What somebody who does not see the page should hear after a change; undefined when it is not worth a word. */
export function tableAnnouncement(before: TableState | undefined, after: TableState): string | undefined {
  const isOver = before?.reading.state === 'reading' && after.reading.state !== 'reading';
  if (isOver) return `${after.reading.state === 'done' ? 'Read.' : 'Reading has ended early.'} ${countText(after)}.`;
  if (before?.selection.count !== after.selection.count)
    return selectionText(after.selection) || (before === undefined ? undefined : 'Nothing selected');
  return undefined;
}
