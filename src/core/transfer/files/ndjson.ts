/** Entries in files of one JSON record a line: what backups, undo and jobs keep. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { decodeEntry } from '../../../mailgun/decode';
import type { ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import { cancelled } from '../../../mailgun/slots';
import { NDJSON } from './exportFormat';
import { ExportPieces } from './exportPieces';

/** Entries handed over at once. */
const CHUNK = 1000;
/** A longer line is none of ours; it is not read to its end. */
const LONGEST_LINE = 1 << 24;

/**
 * Reads what `exportList` (NDJSON), `spoolEntries` or `writeNdjson` wrote, in chunks of about a thousand. Throws a plain Error that names the
 * line for anything else, MailgunError `cancelled` when aborted, or the file system's error.
 */
export async function* readNdjson(
  file: string,
  list: ListName,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<readonly Entry[], void, undefined> {
  let number = 0;
  const decode = (line: string): Entry => {
    number++;
    try {
      return decodeEntry(list, JSON.parse(line));
    } catch {
      throw new Error(
        `Line ${number} of ${basename(file)} is not an entry of the ${list}. The file is damaged or of another list.`,
      );
    }
  };
  for await (const lines of chunksOfLines(file)) {
    if (signal?.aborted) throw cancelled();
    yield lines.map(decode);
  }
}

/**
 * Writes entries to a file for `readNdjson`, through a temporary beside it, and removes that when it fails.
 * Throws whatever the source or the file system throws.
 */
export async function writeNdjson(
  file: string,
  entries: AsyncIterable<readonly Entry[]> | Iterable<readonly Entry[]>,
): Promise<{ records: number }> {
  const pieces = new ExportPieces(file, NDJSON);
  const whole = { id: 0, isHead: true, skip: 0 };
  try {
    for await (const chunk of entries) await pieces.write(whole, chunk);
    return { records: await pieces.finish([whole]) };
  } catch (error) {
    await pieces.discard();
    throw error;
  }
}

/** The lines of a file, a thousand at a time. */
async function* chunksOfLines(file: string): AsyncGenerator<string[], void, undefined> {
  let lines: string[] = [];
  let rest = '';
  for await (const text of createReadStream(file, {
    encoding: 'utf8',
    highWaterMark: 1 << 18,
  }) as AsyncIterable<string>) {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new Error(`A line of ${basename(file)} is too long for an entry.`);
    lines.push(...parts);
    for (; lines.length >= CHUNK; lines = lines.slice(CHUNK)) yield lines.slice(0, CHUNK);
  }
  if (rest !== '') lines.push(rest);
  if (lines.length > 0) yield lines;
}
