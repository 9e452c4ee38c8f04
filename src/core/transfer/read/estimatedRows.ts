/** How many rows a file has, about. */
import { open } from 'node:fs/promises';
import type { ReadPlan } from './readPlan';

/** Bytes that are looked at. */
const HEAD_BYTES = 64 * 1024;
const LF = 10;

/** By the lines at its beginning; 0 where lines say nothing. Throws the file system's errors. */
export async function estimatedRows(file: string, { format, mapping }: ReadPlan): Promise<number> {
  if (format === 'json' || mapping.list !== undefined) return 0;
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const lines = buffer.subarray(0, bytesRead).reduce((count, byte) => (byte === LF ? count + 1 : count), 0);
    return bytesRead === 0 ? 0 : Math.ceil((lines * size) / bytesRead);
  } finally {
    await handle.close();
  }
}
