/** A batch in the form in which it is sent: no object of an entry lives on while its batch is under way. */
import { decodeEntry } from './decode';
import { MailgunError } from './errors';
import { LISTS, type ListName } from './lists';
import type { Entry } from './records';
import { BATCH_SIZE, entryJson } from './wire';

/** Entries of one list as the JSON of one request. */
export interface PackedBatch {
  readonly list: ListName;
  readonly count: number;
  readonly json: Buffer<ArrayBuffer>;
}

/** An entry that writes itself down as `entryJson` would. */
export interface WrittenEntry {
  /** Bytes that it takes at most. */
  readonly jsonBytes: number;
  /** Writes at a position; returns the one after. */
  writeJson(into: Buffer, at: number): number;
}

/** Room that a batch of the usual entries fits in. */
const ROOM = 256 * 1024;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** Puts entries together to a batch. */
export class BatchPacker {
  #json: Buffer<ArrayBuffer>;
  #bytes = 1;
  #count = 0;

  /** Writes into a buffer, as long as the batch fits in there. Throws `invalid` for the allowlist. */
  constructor(
    private readonly list: ListName,
    buffer: ArrayBuffer = new ArrayBuffer(ROOM),
  ) {
    if (!LISTS[list].batch) throw new MailgunError('invalid', 'The allowlist takes entries one at a time only.');
    this.#json = Buffer.from(buffer);
  }

  get isFull(): boolean {
    return this.#count >= BATCH_SIZE;
  }

  get count(): number {
    return this.#count;
  }

  /** Throws `invalid` for an entry that cannot be sent, and for one more than BATCH_SIZE; the batch stays as it was. */
  add(entry: Entry): void {
    const json = entryJson(this.list, entry);
    this.#reserve(json.length * 3);
    this.#close(this.#bytes + this.#json.write(json, this.#bytes));
  }

  /** As `add`, for an entry of the same list that can be sent. */
  addWritten(entry: WrittenEntry): void {
    this.#reserve(entry.jsonBytes);
    this.#close(entry.writeJson(this.#json, this.#bytes));
  }

  /** The batch. Ends the packer, as the buffer is now that of the batch. */
  pack(): PackedBatch {
    this.#json[0] = OPEN;
    this.#json[Math.max(1, this.#bytes - 1)] = CLOSE;
    const json = this.#json.subarray(0, Math.max(2, this.#bytes));
    return { list: this.list, count: this.#count, json };
  }

  /** Makes room for an entry and the sign after it. */
  #reserve(bytes: number): void {
    if (this.isFull) throw new MailgunError('invalid', `One batch holds ${BATCH_SIZE} entries at most.`);
    const needed = this.#bytes + bytes + 1;
    if (needed <= this.#json.length) return;
    const larger = Buffer.from(new ArrayBuffer(Math.max(ROOM, needed, this.#json.length * 2)));
    this.#json.copy(larger, 0, 0, this.#bytes);
    this.#json = larger;
  }

  #close(end: number): void {
    this.#json[end] = COMMA;
    this.#bytes = end + 1;
    this.#count += 1;
  }
}

/** The entries of a batch, with dates to the second and whatever else they were sent with. */
export function unpackBatch({ list, json }: PackedBatch): Entry[] {
  return (JSON.parse(json.toString('utf8')) as unknown[]).map((entry) => decodeEntry(list, entry));
}
