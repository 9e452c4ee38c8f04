/** A whole list into a file. */
import { open, rename, rm } from 'node:fs/promises';
import type { CallOptions, MailgunApi } from '../../mailgun/api';
import { walkList } from '../../mailgun/walk';
import { exportWriter, type ExportFormat } from './exportFormat';
import type { ListRef } from '../refs';

/** What an export is told. */
export interface ExportOptions extends CallOptions {
  /** Only addresses that start with this text. */
  readonly term?: string | undefined;
  /** Told after every page how many records are written. */
  readonly onProgress?: ((records: number) => void) | undefined;
}

/**
 * Writes every entry of a list to a file, page by page, in the server's order; nothing is held in memory.
 * Writes to a temporary file beside it first, so that a failed or cancelled export leaves nothing under the final name.
 * Throws MailgunError, or the file system's error.
 */
export async function exportList(
  api: MailgunApi,
  { domain, list }: Pick<ListRef, 'domain' | 'list'>,
  file: string,
  format: ExportFormat,
  options: ExportOptions = {},
): Promise<{ records: number }> {
  const temporary = `${file}.${crypto.randomUUID().slice(0, 8)}.partial`;
  const writer = exportWriter(format, list);
  let records = 0;
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.write(writer.head());
      for await (const page of walkList(api, domain, list, { limit: 1000, term: options.term }, options)) {
        await handle.write(writer.rows(page.entries));
        records += page.entries.length;
        options.onProgress?.(records);
      }
      await handle.write(writer.tail());
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return { records };
}
