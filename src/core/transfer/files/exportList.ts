/** A whole list into a file. */
import type { MailgunApi } from '../../../mailgun/api';
import type { Entry } from '../../../mailgun/records';
import { exportWriter, NDJSON, type CsvOptions, type ExportFormat, type ExportWriter } from './exportFormat';
import { ExportPieces } from './exportPieces';
import { readSegments, type ListOf, type ReadListOptions } from '../walkers/walkers';

/** What an export is told. */
export interface ExportOptions extends ReadListOptions, CsvOptions {}

/** What a spool is told. */
export interface SpoolOptions extends ReadListOptions {
  /** Which entries to write; all if absent. */
  readonly keep?: ((entry: Entry) => boolean) | undefined;
}

/**
 * Writes every entry of a list to a file, each once and in the server's order, page by page, with several walkers.
 * Writes to temporary files beside it first, so that a failed or cancelled export leaves nothing under the final name, and removes those.
 * The file is UTF-8: half a surrogate pair becomes U+FFFD in CSV and an escape in JSON. Throws MailgunError, or the file system's error.
 */
export function exportList(
  api: MailgunApi,
  ref: ListOf,
  file: string,
  format: ExportFormat,
  options: ExportOptions = {},
): Promise<{ records: number }> {
  return writeList(api, ref, file, exportWriter(format, ref.list, options), options);
}

/**
 * Writes the entries of a list that are to be kept to a file for `readNdjson`, as `exportList` would, each once.
 * `onProgress` is told of all that are read. Throws as `exportList` does.
 */
export function spoolEntries(
  api: MailgunApi,
  ref: ListOf,
  file: string,
  options: SpoolOptions = {},
): Promise<{ records: number }> {
  return writeList(api, ref, file, NDJSON, options);
}

async function writeList(
  api: MailgunApi,
  ref: ListOf,
  file: string,
  writer: ExportWriter,
  { keep, ...options }: SpoolOptions,
): Promise<{ records: number }> {
  const pieces = new ExportPieces(file, writer);
  try {
    const chain = await readSegments(api, ref, options, (segment, entries) =>
      pieces.write(segment, keep ? entries.filter(keep) : entries),
    );
    return { records: await pieces.finish(chain) };
  } catch (error) {
    await pieces.discard();
    throw error;
  }
}
