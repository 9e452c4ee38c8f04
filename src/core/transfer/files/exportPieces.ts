/** A file written in pieces: each segment of a list to a temporary of its own, put together in order at the end. */
import fs from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Entry } from '../../../mailgun/records';
import type { ExportWriter } from './exportFormat';
import type { Row } from '../rows/rowReader';
import { FIRSTS, type Part } from '../walkers/walkersSegment';

interface Piece {
  readonly path: string;
  /** The file's descriptor. Where a thread ends early, the engine closes what it opened. */
  readonly opened: Promise<number>;
  /** The same, once it is known. */
  fd?: number | undefined;
  /** A descriptor that was closed may be that of another file by now. */
  isClosed?: boolean | undefined;
  records: number;
  bytes: number;
  /** What had been written behind each of its first entries. */
  readonly marks: Pick<Piece, 'records' | 'bytes'>[];
}

/** Rows made into text at once: a text of a whole page is a large object, which lives long. */
const ROWS = 100;
/** Bytes copied at once when pieces are put together. */
const BLOCK = 1 << 18;

/** What the names of a file's temporaries begin with: no other's do. */
export function temporaryBase(file: string): string {
  return `${file}.${crypto.randomUUID().slice(0, 8)}`;
}

/** Temporaries beside a file that is to be. Nothing has its name before `finish` has succeeded. */
export class ExportPieces {
  readonly #pieces = new Map<number, Piece>();
  /** Used again, page after page: what is made anew for each page is soon more than what it is for. */
  readonly #free: TextBytes[] = [];

  /** The names of the temporaries begin with `base`. */
  constructor(
    private readonly file: string,
    private readonly writer: ExportWriter,
    private readonly base = temporaryBase(file),
  ) {}

  /** Writes those entries of a segment that are to be kept behind those before. One call at a time for each segment. */
  write(
    { id, isHead }: Pick<Part, 'id' | 'isHead'>,
    entries: readonly Entry[],
    keep: (entry: Entry) => boolean = () => true,
  ): Promise<void> {
    const piece = this.#piece(id, isHead);
    const bytes = this.#free.pop() ?? new TextBytes();
    const add = (some: readonly Entry[]): void => {
      const kept = some.filter(keep);
      piece.bytes += bytes.add(this.writer.rows(kept, isHead && piece.records === 0));
      piece.records += kept.length;
    };
    let at = 0;
    for (; piece.marks.length < FIRSTS && at < entries.length; at++) {
      add(entries.slice(at, at + 1));
      mark(piece);
    }
    for (; at < entries.length; at += ROWS) add(entries.slice(at, at + ROWS));
    // From here on only the bytes are held.
    return append(piece, bytes).then(() => void this.#free.push(bytes));
  }

  /** Writes the rows of a segment behind those before. It is done when this returns: for a thread that may wait for the disk. */
  writeRows({ id, isHead }: Pick<Part, 'id' | 'isHead'>, rows: readonly Row[]): void {
    const last = rows.at(-1);
    if (last === undefined) return;
    const { piece, fd } = this.#pieceNow(id, isHead);
    const from = isHead && piece.records === 0 ? this.writer.separator : 0;
    const before = { records: piece.records, bytes: piece.bytes - from };
    for (const [at, { end }] of rows.slice(0, FIRSTS - piece.marks.length).entries()) {
      piece.marks.push({ records: before.records + at + 1, bytes: before.bytes + end });
    }
    piece.records += rows.length;
    piece.bytes = before.bytes + last.end;
    writeNow(fd, last.rows.bytes.subarray(from, last.end));
    last.rows.release();
  }

  /** Puts the pieces of the chain together under the final name, and resolves to the number of records. */
  async finish(chain: readonly Pick<Part, 'id' | 'skip'>[]): Promise<number> {
    const [head, ...rest] = chain;
    if (head === undefined) throw new Error('There is nothing to put together.');
    const whole = this.#piece(head.id, true);
    let { records } = whole;
    // For all pieces: what is made anew for each stays until the collector comes, which here is late.
    const blocks: Blocks = [Buffer.allocUnsafeSlow(BLOCK), Buffer.allocUnsafeSlow(BLOCK)];
    for (const { id, skip } of rest) {
      const piece = this.#pieces.get(id);
      if (piece === undefined) continue;
      const left = piece.marks[skip - 1] ?? { records: 0, bytes: 0 };
      await copy(piece, left.bytes, whole, blocks);
      records += piece.records - left.records;
      await this.#remove(id);
    }
    const fd = await whole.opened;
    await writeAll(fd, Buffer.from(this.writer.tail));
    // A backup must be there before what it saves is deleted.
    await file.sync(fd);
    whole.isClosed = true;
    await file.close(fd);
    await rename(whole.path, this.file);
    this.#pieces.delete(head.id);
    await this.discard();
    return records;
  }

  /** Removes all temporaries. */
  async discard(): Promise<void> {
    for (const id of [...this.#pieces.keys()]) await this.#remove(id);
  }

  #piece(id: number, isHead: boolean): Piece {
    let piece = this.#pieces.get(id);
    if (piece === undefined) {
      const path = `${this.base}.${id}.partial`;
      piece = { path, opened: begin(path, isHead ? this.writer.head : ''), records: 0, bytes: 0, marks: [] };
      this.#pieces.set(id, piece);
    }
    return piece;
  }

  /** The piece of a segment, opened while the thread waits. */
  #pieceNow(id: number, isHead: boolean): { readonly piece: Piece; readonly fd: number } {
    const known = this.#pieces.get(id);
    if (known?.fd !== undefined) return { piece: known, fd: known.fd };
    const path = `${this.base}.${id}.partial`;
    const fd = fs.openSync(path, 'wx+');
    const piece = { path, opened: Promise.resolve(fd), fd, records: 0, bytes: 0, marks: [] };
    this.#pieces.set(id, piece);
    if (isHead) writeNow(fd, Buffer.from(this.writer.head));
    return { piece, fd };
  }

  async #remove(id: number): Promise<void> {
    const piece = this.#pieces.get(id);
    this.#pieces.delete(id);
    if (piece === undefined) return;
    if (piece.isClosed !== true) await piece.opened.then(file.close).catch(() => undefined);
    await rm(piece.path, { force: true });
  }
}

/** Descriptors without callbacks. */
const file = {
  open: promisify(fs.open),
  read: promisify(fs.read),
  write: promisify(fs.write),
  sync: promisify(fs.fsync),
  close: promisify(fs.close),
};

async function begin(path: string, head: string): Promise<number> {
  const fd = await file.open(path, 'wx+');
  await writeAll(fd, Buffer.from(head));
  return fd;
}

async function writeAll(fd: number, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(fd, bytes, at, bytes.length - at, null)).bytesWritten;
}

function writeNow(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(fd, bytes, at);
}

async function append({ opened }: Piece, bytes: TextBytes): Promise<void> {
  await bytes.writeTo(await opened);
}

function mark({ marks, records, bytes }: Piece): void {
  marks.push({ records, bytes });
}

/** One is filled while the other is written. */
type Blocks = [Buffer, Buffer];

/** Copies a piece from a place on. */
async function copy({ opened }: Piece, from: number, whole: Piece, blocks: Blocks): Promise<void> {
  const [source, target] = [await opened, await whole.opened];
  let [full, free] = blocks;
  let { bytesRead } = await file.read(source, full, 0, BLOCK, from);
  for (let position = from; bytesRead > 0; [full, free] = [free, full]) {
    position += bytesRead;
    const [next] = await Promise.all([
      file.read(source, free, 0, BLOCK, position),
      writeAll(target, full.subarray(0, bytesRead)),
    ]);
    ({ bytesRead } = next);
  }
}

/** Text on its way to a file, as UTF-8 in memory that is used again. */
class TextBytes {
  #bytes = Buffer.allocUnsafeSlow(1 << 18);
  #length = 0;

  /** Returns how many bytes it is. */
  add(text: string): number {
    const most = this.#length + text.length * 3;
    if (most > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(most * 2);
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    const written = this.#bytes.write(text, this.#length);
    this.#length += written;
    return written;
  }

  /** Writes what was added, and is empty again. */
  async writeTo(fd: number): Promise<void> {
    await writeAll(fd, this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }
}
