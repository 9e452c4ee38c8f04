/** Entries as text for files: CSV that Mailgun imports, JSON and NDJSON. */
import { stringify } from 'csv-stringify/sync';
import { formatRfc2822 } from '../../mailgun/dates';
import { LISTS, type ListName } from '../../mailgun/lists';
import type { Entry } from '../../mailgun/records';

/** How an export is written. */
export type ExportFormat = 'csv' | 'json' | 'ndjson';

/** Turns entries into pieces of a file. Pieces go to the file in order: `head`, any number of `rows`, `tail`. */
export interface ExportWriter {
  head(): string;
  rows(entries: readonly Entry[]): string;
  tail(): string;
}

/** The writer of a format. The CSV has exactly the columns, order and dates of Mailgun's own import. */
export function exportWriter(format: ExportFormat, list: ListName): ExportWriter {
  switch (format) {
    case 'csv':
      return {
        head: () => stringify([[...LISTS[list].columns]]),
        rows: (entries) => stringify(entries.map(csvRow)),
        tail: () => '',
      };
    case 'ndjson':
      return { head: () => '', rows: (entries) => entries.map((entry) => `${json(entry)}\n`).join(''), tail: () => '' };
    case 'json':
      return jsonWriter();
  }
}

function jsonWriter(): ExportWriter {
  let first = true;
  const row = (entry: Entry): string => {
    const lead = first ? '\n' : ',\n';
    first = false;
    return `${lead}${json(entry)}`;
  };
  return { head: () => '[', rows: (entries) => entries.map(row).join(''), tail: () => '\n]\n' };
}

function csvRow(entry: Entry): string[] {
  const created = entry.createdAt === undefined ? '' : formatRfc2822(entry.createdAt);
  switch (entry.list) {
    case 'bounces':
      return [entry.address, entry.code, entry.error, created];
    case 'complaints':
      return [entry.address, created];
    case 'unsubscribes':
      return [entry.address, tagsCell(entry.tags), created];
    case 'allowlist':
      return entry.kind === 'domain' ? ['', entry.address] : [entry.address, ''];
  }
}

/** How several tags share a cell is nowhere documented; a JSON array cannot be misread. */
function tagsCell(tags: readonly string[]): string {
  return tags.length === 1 && !/[[\],;"]/.test(tags[0] ?? '') ? (tags[0] ?? '') : JSON.stringify(tags);
}

/** One record with the API's own field names and an ISO 8601 date. */
function json(entry: Entry): string {
  const created_at = entry.createdAt === undefined ? undefined : new Date(entry.createdAt).toISOString();
  switch (entry.list) {
    case 'bounces':
      return JSON.stringify({ address: entry.address, code: entry.code, error: entry.error, created_at });
    case 'complaints':
      return JSON.stringify({ address: entry.address, created_at });
    case 'unsubscribes':
      return JSON.stringify({ address: entry.address, tags: entry.tags, created_at });
    case 'allowlist':
      return JSON.stringify({ type: entry.kind, value: entry.address, reason: entry.reason, createdAt: created_at });
  }
}
