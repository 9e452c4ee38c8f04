/** The pictures in words: titles, names of bars, summaries, and as CSV. */
import { guarded } from '../core/transfer/files/exportCsv';
import type { Bar, Picture, PictureId } from './tableMessages';
import { beginning, visibleLine } from './plainText';

/** Characters of a label that are shown: tags and domains were written by strangers. */
const LABEL = 120;

const TITLES: Readonly<Record<PictureId, string>> = {
  time: 'Entries over time',
  classes: 'Bounces by SMTP class',
  codes: 'Bounces by code',
  domains: 'By recipient domain',
  tags: 'Unsubscribes by tag',
};

/** What a bar stands for: as a column's heading, and for those that are not shown. */
const KINDS: Readonly<Record<PictureId, readonly [one: string, more: string]>> = {
  time: ['Created', 'periods'],
  classes: ['Class', 'classes'],
  codes: ['Code', 'codes'],
  domains: ['Domain', 'domains'],
  tags: ['Tag', 'tags'],
};

const LACKS: Readonly<Record<PictureId, string>> = {
  time: 'without a date',
  classes: 'without a code',
  codes: 'without a code',
  domains: 'without a domain',
  tags: 'without a tag',
};

/** How a sentence names a period. */
const WHEN = { hour: 'at', day: 'on', week: 'in the week of', month: 'in', year: 'in' } as const;

/** How short a period is written below its bar. Periods are of UTC. */
const AXIS = {
  hour: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  week: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'short', year: 'numeric' },
  year: { year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const numbers = new Intl.NumberFormat('en');
const shortNumbers = new Intl.NumberFormat('en', { notation: 'compact' });

export function number(value: number): string {
  return numbers.format(value);
}

/** For an axis: `20K`. */
export function shortNumber(value: number): string {
  return shortNumbers.format(value);
}

/** The name of a bar of time as it stands on the axis. */
export function period({ label, filter }: Bar, { unit }: Picture): string {
  if (filter.from === undefined || unit === undefined) return line(label);
  return new Intl.DateTimeFormat('en-GB', { ...AXIS[unit], timeZone: 'UTC' }).format(filter.from);
}

export function counted(count: number): string {
  return `${number(count)} ${count === 1 ? 'entry' : 'entries'}`;
}

export function title({ id, unit }: Picture): string {
  return unit === undefined ? TITLES[id] : `${TITLES[id]}, by ${unit}`;
}

/** One line in which nothing hides, cut when long. */
export function line(text: string): string {
  const short = beginning(text, Number.MAX_SAFE_INTEGER, LABEL);
  return visibleLine(short === undefined ? text : `${short}…`);
}

/** What a bar is about: `552 Mailbox full`. */
export function subject({ label, detail }: Bar): string {
  return [label, detail]
    .filter(Boolean)
    .map((part) => line(part ?? ''))
    .join(' ');
}

/** A bar in words: `552 Mailbox full: 1,234 entries`. */
export function name(bar: Bar): string {
  return `${subject(bar)}: ${counted(bar.count)}`;
}

/** The picture in a sentence or two. */
export function summary(picture: Picture): string {
  const bars = picture.bars.filter(({ count }) => count > 0);
  const most = bars.reduce<Bar | undefined>((best, bar) => (best && best.count >= bar.count ? best : bar), undefined);
  if (most === undefined) return `No entries.${rest(picture)}`;
  const alone = bars.length === 1 && picture.others.bars === 0;
  const text = alone ? `Only ${name(most)}` : overview(picture, bars, most);
  return `${text.endsWith('.') ? text : `${text}.`}${rest(picture)}`;
}

function overview({ id, unit = 'day', others }: Picture, bars: readonly Bar[], most: Bar): string {
  // An entry may have several tags: there is no whole for one to be a part of.
  if (id === 'tags') return `Most: ${subject(most)} with ${counted(most.count)}`;
  const total = bars.reduce((sum, { count }) => sum + count, others.count);
  const percent = `${Math.round((100 * most.count) / total)} %`;
  if (id !== 'time') return `Most: ${subject(most)} with ${number(most.count)} of ${number(total)} (${percent})`;
  const [first = '', last = ''] = [bars[0], bars.at(-1)].map((bar) => line(bar?.label ?? ''));
  return `${counted(total)} from ${first} to ${last}, most ${WHEN[unit]} ${line(most.label)}: ${number(most.count)} (${percent})`;
}

/** What is not drawn: ` 56 more domains with 1,234 entries. 3 entries without a domain.` */
export function rest({ id, others, without }: Picture): string {
  const more = others.bars > 0 ? ` ${number(others.bars)} more ${KINDS[id][1]} with ${counted(others.count)}.` : '';
  return without > 0 ? `${more} ${counted(without)} ${LACKS[id]}.` : more;
}

/** A picture as a table: its head, and one row for each bar and for what is not drawn. */
export interface Rows {
  readonly head: readonly string[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly count: number }[];
}

export function rows({ id, bars, others, without }: Picture): Rows {
  const detailed = bars.some(({ detail }) => detail !== undefined && detail !== '');
  const row = (label: string, detail: string, count: number): Rows['rows'][number] => ({
    cells: detailed ? [label, detail] : [label],
    count,
  });
  return {
    head: [KINDS[id][0], ...(detailed ? ['Meaning'] : []), 'Entries'],
    rows: [
      ...bars.map(({ label, detail, count }) => row(label, detail ?? '', count)),
      ...(others.bars > 0 ? [row(`${number(others.bars)} more ${KINDS[id][1]}`, '', others.count)] : []),
      ...(without > 0 ? [row(LACKS[id], '', without)] : []),
    ],
  };
}

/** RFC 4180, with plain numbers. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function csv(picture: Picture): string {
  const { head, rows: all } = rows(picture);
  const lines = [head, ...all.map(({ cells, count }) => [...cells.map(guarded), String(count)])];
  return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
