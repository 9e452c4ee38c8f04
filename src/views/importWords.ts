/** Words and sentences of the import page. Plain functions of its state: nothing here knows the page. */
import { dateText } from '../core/age';
import { ALLOWLIST_CALLS } from '../core/transfer/import/importShown';
import { LIST_NAMES, type ListName } from '../mailgun/lists';
import { LIST_LABELS } from './checkModel';
import { importable } from './importModel';
import type { Estimate } from './importSession';
import type { ImportState, Notice } from './importState';
import type { Analysis, Field, FileFormat, ImportMethod, Progress, ReadPlan } from './importTypes';

const KB = 1024;
const NUMBER = new Intl.NumberFormat('en');
const ONE_DECIMAL = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** The lists as they are offered. */
export const LIST_OPTIONS = LIST_NAMES.map((value) => ({ value, label: LIST_LABELS[value] }));

export const FIELD_LABELS: Readonly<Record<Field, string>> = {
  address: 'Address',
  domain: 'Domain',
  code: 'Code',
  error: 'Error',
  tags: 'Tags',
  created_at: 'Date',
  reason: 'Reason',
  list: 'List',
};

export const METHOD_LABELS: Readonly<Record<ImportMethod, string>> = {
  batches: 'Batches',
  upload: 'Upload of the file',
};

/** What a way of sending means for the user. */
export function methodNote(method: ImportMethod, lists: readonly ListName[]): string {
  const isAllowed = lists.includes('allowlist');
  if (method === 'upload') {
    const upload =
      'Mailgun imports the file by itself, later: entries appear after a while, and rows that it refuses are not reported.';
    return isAllowed ? `${upload} Reasons of the allowlist are left out.` : upload;
  }
  const batches = 'Mailgun acknowledges what it takes. Can be cancelled and resumed; rows that it refuses are named.';
  if (!isAllowed) return batches;
  const most = number(ALLOWLIST_CALLS);
  return `${batches} The allowlist takes one entry a request; more than ${most} are uploaded instead, without their reasons, and appear after a while.`;
}

/** '39,812'. */
export function number(count: number): string {
  return NUMBER.format(count);
}

/** '1 entry', '39,812 entries'. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** '0 bytes', '1 byte', '12 kB', '25.1 MB'. */
export function sizeText(bytes: number): string {
  if (bytes < KB) return counted(bytes, 'byte');
  if (bytes < KB * KB) return `${number(Math.round(bytes / KB))} kB`;
  const mega = bytes / KB / KB;
  return mega < KB ? `${ONE_DECIMAL.format(mega)} MB` : `${ONE_DECIMAL.format(mega / KB)} GB`;
}

/** A length of time in the two largest units that count: '12 s', '3 min 20 s', '1 h 5 min'. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 1) return 'less than a second';
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return two(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function two(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${number(large)} ${unit}` : `${number(large)} ${unit} ${small} ${smallUnit}`;
}

/** The file's own name, whichever way its path is written. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}

/** 'Bounces 120, complaints 4'; empty when nothing is known yet. */
export function byListText(byList: Analysis['byList']): string {
  return LIST_NAMES.filter((list) => (byList[list] ?? 0) > 0)
    .map(
      (list, index) =>
        `${index === 0 ? LIST_LABELS[list] : LIST_LABELS[list].toLowerCase()} ${number(byList[list] ?? 0)}`,
    )
    .join(', ');
}

/** The text of the button. */
export function importLabel({ analysis }: ImportState): string {
  const count = importable(analysis);
  return count > 0 && analysis?.complete === true ? `Import ${counted(count, 'entry', 'entries')}` : 'Import';
}

/** How many requests, how many files, about how long. */
export function estimateText({ requests, seconds, parts }: Estimate): string {
  const what =
    parts === undefined || parts === 0
      ? counted(requests, 'request')
      : `${counted(parts, 'file')} in ${counted(requests, 'request')}`;
  if (seconds === undefined) return what;
  return seconds < 1 ? `${what}, less than a second` : `${what}, about ${duration(seconds)}`;
}

/** What a held-back request waits for, at `now` in milliseconds. */
export function noticeText({ reason, until }: Notice, now: number): string {
  const seconds = Math.max(1, Math.ceil((until - now) / 1000));
  return reason === 'rateLimit'
    ? `Mailgun's request limit: goes on in ${duration(seconds)}.`
    : `Mailgun did not answer as it should: tries again in ${duration(seconds)}.`;
}

/** The date that an entry will have. */
export function storedDate(createdAt: number | undefined): string {
  return createdAt === undefined ? 'when imported' : dateText(createdAt);
}

/** How far a running import has come: '12,000 of 39,812 · 1,180 per second · 24 s left'. */
export function progressText({ progress, stopping }: ImportState): string {
  if (stopping) return 'Cancelling: what is on its way still ends…';
  if (progress === undefined) return 'Starting…';
  const { phase, done, total, perSecond, secondsLeft } = progress;
  return [
    PHASES[phase] ?? '',
    total === undefined ? (done > 0 ? counted(done, 'row') : '') : `${number(done)} of ${counted(total, 'row')}`,
    perSecond >= 1 && phase !== 'watching' ? `${number(Math.round(perSecond))} per second` : '',
    secondsLeft === undefined || phase === 'watching' ? '' : `${duration(secondsLeft)} left`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

const PHASES: Readonly<Record<string, string>> = {
  reading: 'Reading',
  uploading: 'Uploading',
  watching: 'Waiting until Mailgun shows the last entries',
} satisfies Partial<Record<Progress['phase'], string>>;

/** The share that is done, from 0 to 1; undefined while it cannot be told. */
export function share(done: number | undefined, total: number | undefined): number | undefined {
  return done === undefined || total === undefined || total <= 0 ? undefined : Math.min(1, Math.max(0, done / total));
}

const DELIMITERS: Readonly<Record<string, string>> = {
  ',': 'Comma',
  ';': 'Semicolon',
  '\t': 'Tab',
  '|': 'Vertical bar',
};

/** The delimiters that can be chosen, that of the plan among them. */
export function delimiters(current: string): readonly { readonly value: string; readonly label: string }[] {
  const all = Object.hasOwn(DELIMITERS, current) ? DELIMITERS : { ...DELIMITERS, [current]: `“${current}”` };
  return Object.entries(all).map(([value, label]) => ({ value, label }));
}

export const ENCODINGS = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'utf-16le', label: 'UTF-16 LE' },
  { value: 'utf-16be', label: 'UTF-16 BE' },
  { value: 'windows-1252', label: 'Windows-1252' },
] as const;

export const FORMAT_LABELS: Readonly<Record<FileFormat, string>> = {
  csv: 'Table (CSV)',
  json: 'JSON',
  ndjson: 'JSON, one record a line',
  text: 'A list of addresses',
};

/** How a file is read, in short: 'CSV, UTF-8, comma, the first row names the columns'. */
export function formatText({ format, encoding, delimiter, header }: ReadPlan): string {
  const name = ENCODINGS.find(({ value }) => value === encoding)?.label ?? encoding;
  if (format !== 'csv') return `${FORMAT_LABELS[format]}, ${name}`;
  const separator =
    delimiters(delimiter)
      .find(({ value }) => value === delimiter)
      ?.label.toLowerCase() ?? '';
  return `CSV, ${name}, ${separator}, ${header ? 'the first row names the columns' : 'no names of columns'}`;
}
