/** A file written in pieces: each segment of a list to a temporary of its own, put together in order at the end. */
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import type { Entry } from '../../../mailgun/records';
import type { ExportWriter } from './exportFormat';
import type { Segment } from '../walkers/walkersSegment';

interface Piece {
  readonly path: string;
  readonly opened: Promise<FileHandle>;
  records: number;
}

/** Rows made into text at once: a text of a whole page is a large object, which lives long. */
const ROWS = 100;
/** Bytes copied at once when pieces are put together. */
const BLOCK = 1 << 20;

/** Temporaries beside a file that is to be. Nothing has its name before `finish` has succeeded. */
export class ExportPieces {
  readonly #pieces = new Map<number, Piece>();
  /** Used again, page after page: what is made anew for each page is soon more than what it is for. */
  readonly #free: TextBytes[] = [];
  readonly #base: string;

  constructor(
    private readonly file: string,
    private readonly writer: ExportWriter,
  ) {
    this.#base = `${file}.${crypto.randomUUID().slice(0, 8)}`;
  }

  /** Writes the entries of a segment behind those before. One call at a time for each segment. */
  write({ id, isHead }: Pick<Segment, 'id' | 'isHead'>, entries: readonly Entry[]): Promise<void> {
    const piece = this.#piece(id, isHead);
    const bytes = this.#free.pop() ?? new TextBytes();
    for (let at = 0; at < entries.length; at += ROWS) {
      bytes.add(this.writer.rows(entries.slice(at, at + ROWS), isHead && piece.records + at === 0));
    }
    piece.records += entries.length;
    // From here on only the bytes are held.
    return append(piece, bytes).then(() => void this.#free.push(bytes));
  }

  /** Puts the pieces of the chain together under the final name, and resolves to the number of records. */
  async finish(chain: readonly Pick<Segment, 'id' | 'isHead'>[]): Promise<number> {
    const [head, ...rest] = chain;
    if (head === undefined) throw new Error('There is nothing to put together.');
    const whole = this.#piece(head.id, true);
    let { records } = whole;
    for (const { id } of rest) {
      const piece = this.#pieces.get(id);
      if (piece === undefined) continue;
      await copy(piece, whole);
      records += piece.records;
      await this.#remove(id);
    }
    const handle = await whole.opened;
    await handle.writeFile(this.writer.tail);
    // A backup must be there before what it saves is deleted.
    await handle.sync();
    await handle.close();
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
      const path = `${this.#base}.${id}.partial`;
      piece = { path, opened: begin(path, isHead ? this.writer.head : ''), records: 0 };
      this.#pieces.set(id, piece);
    }
    return piece;
  }

  async #remove(id: number): Promise<void> {
    const piece = this.#pieces.get(id);
    this.#pieces.delete(id);
    if (piece === undefined) return;
    const handle = await piece.opened.catch(() => undefined);
    await handle?.close().catch(() => undefined);
    await rm(piece.path, { force: true });
  }
}

async function begin(path: string, head: string): Promise<FileHandle> {
  const handle = await open(path, 'wx+');
  await handle.writeFile(head);
  return handle;
}

async function append({ opened }: Piece, bytes: TextBytes): Promise<void> {
  await bytes.writeTo(await opened);
}

/** Copies a piece from its beginning. */
async function copy({ opened }: Piece, whole: Piece): Promise<void> {
  const [source, target] = [await opened, await whole.opened];
  const block = Buffer.allocUnsafe(BLOCK);
  for (let position = 0; ;) {
    const { bytesRead } = await source.read(block, 0, BLOCK, position);
    if (bytesRead === 0) return;
    await target.writeFile(block.subarray(0, bytesRead));
    position += bytesRead;
  }
}

/** Text on its way to a file, as UTF-8 in memory that is used again. */
class TextBytes {
  #bytes = Buffer.allocUnsafeSlow(1 << 18);
  #length = 0;

  add(text: string): void {
    const most = this.#length + text.length * 3;
    if (most > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(most * 2);
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** Writes what was added, and is empty again. */
  async writeTo(handle: FileHandle): Promise<void> {
    await handle.writeFile(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }
}
