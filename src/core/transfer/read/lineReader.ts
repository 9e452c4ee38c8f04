/** Files whose records are lines. */
import type { RawRecord } from './readPlan';
import type { TextPiece } from './source';
import { excerpt, LineEnds, MAX_RECORD, TextBuffer, TOO_LONG, type RecordReader } from './textBuffer';

/** What one line holds; nothing when it is blank. */
export type ReadLine = (text: string) => readonly Pick<RawRecord, 'cells' | 'problem'>[];

/** Reads line by line. A line of more than a megabyte is one problem and is not kept. */
export class LineReader implements RecordReader {
  readonly #buffer = new TextBuffer();
  /** In a line that is too long. */
  #skipping = false;

  constructor(private readonly readLine: ReadLine) {}

  push(piece: TextPiece): RawRecord[] {
    this.#buffer.append(piece);
    return this.#take(false);
  }

  end(): RawRecord[] {
    return this.#take(true);
  }

  #take(final: boolean): RawRecord[] {
    const buffer = this.#buffer;
    const { text } = buffer;
    const ends = new LineEnds(text);
    const records: RawRecord[] = [];
    let position = 0;
    while (position < text.length) {
      const end = ends.at(position);
      if (ends.isOpen(end) && !final) break;
      if (!this.#skipping) this.#read(position, end, records);
      this.#skipping = false;
      position = ends.after(end);
      buffer.line += 1;
    }
    buffer.drop(Math.min(position, text.length));
    this.#skipLong(records);
    return records;
  }

  #read(from: number, to: number, records: RawRecord[]): void {
    const { line } = this.#buffer;
    const warning = this.#buffer.warning(from, to);
    for (const found of this.readLine(this.#buffer.text.slice(from, to))) records.push({ line, ...found, ...warning });
  }

  #skipLong(records: RawRecord[]): void {
    const { text, line } = this.#buffer;
    if (text.length <= MAX_RECORD) return;
    if (!this.#skipping) records.push({ line, cells: [excerpt(text)], problem: TOO_LONG });
    this.#skipping = true;
    // The last character may be half of a line break.
    this.#buffer.drop(text.length - 1);
  }
}
