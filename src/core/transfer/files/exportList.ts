/** A whole list into a file. */
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { MailgunApi } from '../../../mailgun/api';
import type { PageStream } from '../pages/pageServer';
import type { ListOf, ReadListOptions } from '../walkers/walkers';
import { WorkerLostError } from '../worker';
import { exportWriter, NDJSON, type CsvOptions, type ExportFormat } from './exportFormat';
import { temporaryBase } from './exportPieces';
import type { ExportOrder } from './exportTask';
import { withExportThread } from './exportThread';
import { startingWith, WHOLE_PAGE, writeList, type SpoolOptions } from './writeList';

export type { SpoolOptions } from './writeList';

/** What an export is told. */
export interface ExportOptions extends ReadListOptions, CsvOptions {
  /** The worker's file, as `startTask` has it. */
  readonly worker?: string | undefined;
}

/**
 * Writes every entry of a list to a file, each once and in the server's order, page by page, with several walkers; what is longer than
 * a page, on a thread of its own. Should that be lost, begins anew without.
 * Writes to temporary files beside it first, so that a failed or cancelled export leaves nothing under the final name, and removes those.
 * The file is UTF-8: half a surrogate pair becomes U+FFFD in CSV and an escape in JSON. Throws MailgunError, or the file system's error.
 */
export async function exportList(
  api: MailgunApi,
  ref: ListOf,
  file: string,
  format: ExportFormat,
  options: ExportOptions = {},
): Promise<{ records: number }> {
  const { term, signal, onWait } = options;
  const here = (source: Pick<MailgunApi, 'listPage'>) =>
    writeList(source, ref, file, exportWriter(format, ref.list, options), options);
  if (!canStream(api)) return here(api);
  const first = await api.listPage(ref.domain, ref.list, { limit: WHOLE_PAGE, term }, { signal, onWait });
  if (first.next === undefined) return here(startingWith(first, api));
  try {
    const { guardFormulas, walkers } = options;
    return await exportThere(
      api,
      { ref, first, file, format, base: temporaryBase(file), term, walkers, guardFormulas },
      options,
    );
  } catch (error) {
    if (!WorkerLostError.is(error)) throw error;
    return here(api);
  }
}

function canStream(api: MailgunApi): api is MailgunApi & PageStream {
  return api.streamPage !== undefined;
}

/** Through a temporary of its own, so that no thread gives the file its name when the export is cancelled. */
async function exportThere(api: PageStream, order: ExportOrder, options: ExportOptions): Promise<{ records: number }> {
  const { file, base } = order;
  const whole = `${base}.partial`;
  try {
    const records = await withExportThread(options.worker, (thread) =>
      thread.run({ ...order, file: whole }, api, options),
    );
    await rename(whole, file);
    return { records };
  } catch (error) {
    await removeTemporaries(base);
    throw error;
  }
}

/** A lost thread leaves its own. */
async function removeTemporaries(base: string): Promise<void> {
  const folder = dirname(base);
  const names = await readdir(folder).catch(() => []);
  const left = names.filter((name) => name.startsWith(`${basename(base)}.`));
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
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
