/** Whether a file is still the one that it was. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** How much of the beginning and of the end counts, in bytes: no need to read hundreds of megabytes twice. */
const ENDS = 64 * 1024;

/** By what a file is known again. */
export interface FileMark {
  readonly bytes: number;
  readonly mtimeMs: number;
  /** SHA-256 of the first and the last 64 kB. */
  readonly hash: string;
}

/** The mark of a file. Throws the file system's error. */
export async function markFile(file: string): Promise<FileMark> {
  const handle = await open(file, 'r');
  try {
    const { size, mtimeMs } = await handle.stat();
    const hash = createHash('sha256');
    for (const position of [0, Math.max(0, size - ENDS)]) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(ENDS), 0, ENDS, position);
      hash.update(buffer.subarray(0, bytesRead));
    }
    return { bytes: size, mtimeMs, hash: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}

/** Whether a mark is that of a file of which some things are known. */
export function isSameFile(mark: FileMark, known: Partial<Record<keyof FileMark, unknown>>): boolean {
  const same = (name: keyof FileMark): boolean => known[name] === undefined || known[name] === mark[name];
  return same('bytes') && same('mtimeMs') && same('hash');
}

/** The error of a file that has changed, or is gone, since it was looked at. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError';

  constructor(
    message: string,
    readonly nextStep: string,
  ) {
    super(message);
  }
}
