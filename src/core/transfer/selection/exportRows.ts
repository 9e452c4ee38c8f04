/** Selected entries into a file. */
import { open, rename, rm } from 'node:fs/promises';
import { cancelledError } from '../../errorText';
import type { PlacedEntry, RowWriter } from './rowFormat';

export interface ExportRowsOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told how many rows are written. */
  readonly onProgress?: ((rows: number) => void) | undefined;
}

/**
 * Writes rows to a file, chunk by chunk, into a temporary file beside it first, so that nothing is left under the final name by an export that failed or
 * was cancelled. Throws MailgunError `cancelled`, or the file system's error.
 */
export async function exportRows(
  file: string,
  writer: RowWriter,
  chunks: AsyncIterable<readonly PlacedEntry[]> | Iterable<readonly PlacedEntry[]>,
  { signal, onProgress }: ExportRowsOptions = {},
): Promise<{ records: number }> {
  const temporary = `${file}.${crypto.randomUUID().slice(0, 8)}.partial`;
  const handle = await open(temporary, 'wx');
  let records = 0;
  try {
    await handle.writeFile(writer.head);
    for await (const rows of chunks) {
      if (signal?.aborted === true) throw cancelledError();
      await handle.writeFile(writer.rows(rows, records === 0));
      records += rows.length;
      onProgress?.(records);
    }
    await handle.writeFile(writer.tail);
    await handle.sync();
    await handle.close();
    await rename(temporary, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
  return { records };
}
