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
  const decode = decoder(encoding);
  for await (const { bytes, end } of readBlocks(file, encoding, options)) {
    for (const piece of decode(bytes, end)) if (piece.text !== '') yield piece;
  }
}

interface Block {
  readonly bytes: Buffer;
  readonly end: boolean;
}

async function* readBlocks(file: string, encoding: FileEncoding, options: ReadOptions): AsyncGenerator<Block> {
  throwIfAborted(options.signal);
  // A byte order mark must be whole in the first block.
  const size = Math.max(options.blockSize ?? BLOCK_BYTES, 4);
  const handle = await open(file);
  try {
    // One buffer for all blocks: what is decoded is used up before the next block is read.
    const buffer = Buffer.allocUnsafe(size);
    let position = 0;
    for (let end = false; !end;) {
      const bytes = await readFully(handle, buffer, position);
      throwIfAborted(options.signal);
      end = bytes.length === 0;
      const bom = position === 0 ? bomLength(bytes, encoding) : 0;
      position += bytes.length;
      yield { bytes: bytes.subarray(bom), end };
      throwIfAborted(options.signal);
      options.onBytes?.(position);
    }
  } finally {
    await handle.close();
  }
}

async function readFully(handle: FileHandle, buffer: Buffer, position: number): Promise<Buffer> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Throws MailgunError `cancelled` when the signal has been given. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelledError();
}

type Decode = (bytes: Buffer, end: boolean) => Iterable<TextPiece>;

function decoder(encoding: FileEncoding): Decode {
  switch (encoding) {
    case 'utf-8':
      return utf8Decoder();
    case 'windows-1252':
      return (bytes) => [{ text: decodeWindows1252(bytes), doubtful: false }];
    default:
      return utf16Decoder(encoding === 'utf-16be');
  }
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
    return [{ text: text + rest, doubtful: false }];
  };
}

/** Hands out whole lines, so that a line's meaning does not depend on where a block happened to end. */
function utf8Decoder(): Decode {
  let rest: Buffer = Buffer.alloc(0);
  return function* (bytes, end) {
    const all = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
    const cut = end ? all.length : lineEnd(all);
    rest = Buffer.from(all.subarray(cut));
    yield* lines(all.subarray(0, cut));
  };
}

/** Where the last line break ends; a carriage return at the very end may be half of one. */
function lineEnd(bytes: Buffer): number {
  const last = bytes.lastIndexOf(LF) + 1 || bytes.subarray(0, -1).lastIndexOf(CR) + 1;
  return last > 0 || bytes.length < LINE_BYTES ? last : bytes.length;
}

function* lines(bytes: Buffer): Generator<TextPiece> {
  if (isUtf8(bytes)) {
    yield { text: bytes.toString('utf8'), doubtful: false };
    return;
  }
  let sound = 0;
  for (let begin = 0; begin < bytes.length;) {
    const end = nextLine(bytes, begin);
    if (!isUtf8(bytes.subarray(begin, end))) {
      yield { text: bytes.toString('utf8', sound, begin), doubtful: false };
      yield { text: decodeWindows1252(bytes.subarray(begin, end)), doubtful: true };
      sound = end;
    }
    begin = end;
  }
  yield { text: bytes.toString('utf8', sound), doubtful: false };
}

function nextLine(bytes: Buffer, from: number): number {
  for (let index = from; index < bytes.length; index += 1)
    if (bytes[index] === LF || bytes[index] === CR) return index + 1;
  return bytes.length;
}
