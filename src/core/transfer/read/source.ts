/** A file as text, piece by piece. */
import { isUtf8 } from 'node:buffer';
import { open, type FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { cancelledError } from '../../errorText';
import { bomLength, decodeWindows1252 } from './encoding';
import type { FileEncoding } from './readPlan';

/** Bytes read at once. */
export const BLOCK_BYTES = 128 * 1024;
/** Longest line that is held together for finding out what its bytes mean. */
const LINE_BYTES = 1024 * 1024;
const LF = 10;
const CR = 13;

/** A piece of a file. `doubtful`: the file is said to be UTF-8 but this line is not, and was read as Windows-1252. */
export interface TextPiece {
  readonly text: string;
  readonly doubtful: boolean;
}

/** How a file is read. */
export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told after each piece how many bytes of the file have been read. */
  readonly onBytes?: ((bytesRead: number) => void) | undefined;
  /** Bytes read at once; 128 kB if absent. What is read does not depend on it. */
  readonly blockSize?: number | undefined;
}

/**
 * The text of a file without its byte order mark, the next piece being read when it is asked for. The file is closed when the text ends or
 * the caller stops. Throws the file system's errors, and MailgunError `cancelled` as soon as the signal says so.
 */
export async function* readText(
  file: string,
  encoding: FileEncoding,
  options: ReadOptions = {},
): AsyncGenerator<TextPiece> {
  const decode = encoding === 'utf-8' ? undefined : decoder(encoding);
  if (decode === undefined) {
    for await (const bytes of readLines(file, options)) yield* utf8Pieces(bytes);
    return;
  }
  for await (const { bytes, end } of readBlocks(file, encoding, options)) {
    const piece = decode(bytes, end);
    if (piece.text !== '') yield piece;
  }
}

/**
 * The bytes of a file that is said to be UTF-8, as `readText`: whole lines, so that a line's meaning does not depend on where a block
 * happened to end. What is handed out is good until the next is asked for.
 */
export async function* readLines(file: string, options: ReadOptions = {}): AsyncGenerator<Buffer> {
  for await (const { bytes } of readBlocks(file, 'utf-8', options, lineEnd)) if (bytes.length > 0) yield bytes;
}

interface Block {
  readonly bytes: Buffer;
  readonly end: boolean;
}

/** `cut` says how much of what is there is handed out; what is left comes again, with what follows it. */
async function* readBlocks(
  file: string,
  encoding: FileEncoding,
  options: ReadOptions,
  cut: (bytes: Buffer) => number = (bytes) => bytes.length,
): AsyncGenerator<Block> {
  throwIfAborted(options.signal);
  // A byte order mark must be whole in the first block.
  const size = Math.max(options.blockSize ?? BLOCK_BYTES, 4);
  const handle = await open(file);
  try {
    // One buffer for all blocks: what is handed out is used up before the next block is read.
    let buffer: Buffer = Buffer.allocUnsafeSlow(size);
    let left = 0;
    let position = 0;
    for (let end = false; !end;) {
      if (left + size > buffer.length) buffer = enlarged(buffer, left + size);
      const bytesRead = await readFully(handle, buffer, left, size, position);
      throwIfAborted(options.signal);
      end = bytesRead === 0;
      const all = buffer.subarray(0, left + bytesRead);
      const from = position === 0 ? bomLength(all, encoding) : 0;
      const to = end ? all.length : Math.max(from, cut(all));
      position += bytesRead;
      yield { bytes: all.subarray(from, to), end };
      throwIfAborted(options.signal);
      options.onBytes?.(position);
      left = all.length - to;
      buffer.copyWithin(0, to, all.length);
    }
  } finally {
    await handle.close();
  }
}

/** A buffer twice as large, or larger, with the same beginning. */
function enlarged(buffer: Buffer, bytes: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.max(bytes, buffer.length * 2));
  buffer.copy(larger);
  return larger;
}

/** Reads so many bytes, fewer only at the end of the file; returns how many. */
async function readFully(
  handle: FileHandle,
  buffer: Buffer,
  offset: number,
  size: number,
  position: number,
): Promise<number> {
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await handle.read(buffer, offset + filled, size - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** Throws MailgunError `cancelled` when the signal has been given. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelledError();
}

type Decode = (bytes: Buffer, end: boolean) => TextPiece;

function decoder(encoding: Exclude<FileEncoding, 'utf-8'>): Decode {
  if (encoding === 'windows-1252') return (bytes) => ({ text: decodeWindows1252(bytes), doubtful: false });
  return utf16Decoder(encoding === 'utf-16be');
}

function utf16Decoder(bigEndian: boolean): Decode {
  const units = new StringDecoder('utf16le');
  let half: Buffer = Buffer.alloc(0);
  return (bytes, end) => {
    const all = half.length > 0 ? Buffer.concat([half, bytes]) : bytes;
    const even = all.length & ~1;
    half = Buffer.from(all.subarray(even));
    const pairs = bigEndian ? Buffer.from(all.subarray(0, even)).swap16() : all.subarray(0, even);
    const text = units.write(pairs);
    const rest = end ? units.end() + (half.length > 0 ? '\ufffd' : '') : '';
    return { text: text + rest, doubtful: false };
  };
}

/** Where the last line break ends; a carriage return at the very end may be half of one. */
function lineEnd(bytes: Buffer): number {
  const last = bytes.lastIndexOf(LF) + 1 || bytes.subarray(0, -1).lastIndexOf(CR) + 1;
  return last > 0 || bytes.length < LINE_BYTES ? last : bytes.length;
}

/** The text of whole lines; those that are not UTF-8 apart from the others. */
export function* utf8Pieces(bytes: Buffer): Generator<TextPiece> {
  if (isUtf8(bytes)) {
    yield { text: bytes.toString('utf8'), doubtful: false };
    return;
  }
  let sound = 0;
  for (let begin = 0; begin < bytes.length;) {
    const end = nextLine(bytes, begin);
    if (!isUtf8(bytes.subarray(begin, end))) {
      if (sound < begin) yield { text: bytes.toString('utf8', sound, begin), doubtful: false };
      yield { text: decodeWindows1252(bytes.subarray(begin, end)), doubtful: true };
      sound = end;
    }
    begin = end;
  }
  if (sound < bytes.length) yield { text: bytes.toString('utf8', sound), doubtful: false };
}

function nextLine(bytes: Buffer, from: number): number {
  for (let index = from; index < bytes.length; index += 1)
    if (bytes[index] === LF || bytes[index] === CR) return index + 1;
  return bytes.length;
}
