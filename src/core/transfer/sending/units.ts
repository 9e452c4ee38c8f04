/** A source of entries cut into what is sent and acknowledged at once. */
import { BatchPacker, type PackedBatch, type WrittenEntry } from '../../../mailgun/packedBatch';
import { LIST_NAMES, LISTS, type ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import { BATCH_SIZE } from '../../../mailgun/wire';
import { errorText } from '../../errorText';

/** An entry to send, and the line by which a report names it. */
export interface Sendable {
  readonly line: number;
  readonly entry: Entry;
}

/** An entry that writes itself into a batch, with what has to be known of it. */
export interface WrittenSendable extends WrittenEntry {
  readonly line: number;
  readonly list: ListName;
}

/** An entry that the server did not want. */
export interface RejectedEntry {
  readonly line: number;
  readonly address: string;
  readonly list: ListName;
  readonly reason: string;
}

/** What is sent and acknowledged at once: a batch, or one entry of the allowlist. */
export interface Unit {
  readonly number: number;
  readonly list: ListName;
  /** How many entries it holds, the unfit included. */
  readonly size: number;
  /** Empty for a unit that is acknowledged. */
  readonly content: PackedBatch | readonly Entry[];
  /** The lines of the entries in `content`. */
  readonly lines: Uint32Array<ArrayBuffer>;
  /** Which of these the list had before: 1, or 0; absent where that is not known. */
  readonly known?: Uint8Array<ArrayBuffer> | undefined;
  /** Entries that cannot even be written down to be sent. */
  readonly unfit: readonly RejectedEntry[];
}

/** How units are made. */
export interface Cutting {
  /** Whether a unit is acknowledged: then nothing is prepared for sending it. */
  readonly isDone: (number: number) => boolean;
  /** Whether the list had an address before. */
  readonly known?: ((entry: Entry) => boolean) | undefined;
  /** A buffer to write the next batch into, if there is one. */
  readonly buffer?: (() => ArrayBuffer | undefined) | undefined;
}

/**
 * Cuts entries into units of one list each: 999 entries, or one of the allowlist. They are numbered in the order in which their first
 * entries come; what does not fill a unit comes last.
 */
export class UnitCutter {
  readonly #open: Partial<Record<ListName, OpenUnit | undefined>> = {};
  #number: number;

  constructor(
    first: number,
    private readonly cutting: Cutting,
  ) {
    this.#number = first;
  }

  /** Takes an entry; returns the unit that it fills. */
  add({ line, entry }: Sendable): Unit | undefined {
    return this.#closed(this.#unit(entry.list).add(line, entry));
  }

  /** Takes an entry of a list with batches. */
  addWritten(entry: WrittenSendable, known: boolean): Unit | undefined {
    return this.#closed(this.#unit(entry.list).addWritten(entry, known));
  }

  /** The units that are not full. */
  rest(): Unit[] {
    return LIST_NAMES.flatMap((list) => this.#open[list]?.close() ?? []);
  }

  #unit(list: ListName): OpenUnit {
    return (this.#open[list] ??= new OpenUnit(this.#number++, list, this.cutting));
  }

  #closed(unit: OpenUnit): Unit | undefined {
    if (!unit.isFull) return undefined;
    this.#open[unit.list] = undefined;
    return unit.close();
  }
}

/** The units of a source; see UnitCutter. */
export async function* units(
  source: AsyncIterable<readonly Sendable[]>,
  first: number,
  cutting: Cutting,
): AsyncGenerator<Unit> {
  const cutter = new UnitCutter(first, cutting);
  for await (const chunk of source) {
    for (const item of chunk) {
      const unit = cutter.add(item);
      if (unit !== undefined) yield unit;
    }
  }
  yield* cutter.rest();
}

/** A unit that is being filled. */
class OpenUnit {
  readonly #room: number;
  readonly #isDone: boolean;
  readonly #packer: BatchPacker | undefined;
  readonly #entries: Entry[] = [];
  readonly #lines: Uint32Array<ArrayBuffer>;
  readonly #known: Uint8Array<ArrayBuffer> | undefined;
  readonly #unfit: RejectedEntry[] = [];
  #size = 0;
  #sent = 0;

  constructor(
    private readonly number: number,
    readonly list: ListName,
    private readonly cutting: Cutting,
  ) {
    const { isDone, known, buffer } = cutting;
    this.#room = LISTS[list].batch ? BATCH_SIZE : 1;
    this.#isDone = isDone(number);
    const lines = this.#isDone ? 0 : this.#room;
    this.#lines = new Uint32Array(lines);
    this.#known = known && new Uint8Array(lines);
    this.#packer = LISTS[list].batch && !this.#isDone ? new BatchPacker(list, buffer?.()) : undefined;
  }

  get isFull(): boolean {
    return this.#size >= this.#room;
  }

  add(line: number, entry: Entry): this {
    this.#size += 1;
    if (this.#isDone) return this;
    try {
      if (this.#packer === undefined) this.#entries.push(entry);
      else this.#packer.add(entry);
      this.#note(line, this.cutting.known?.(entry) === true);
    } catch (error) {
      this.#unfit.push(rejection(line, entry, error));
    }
    return this;
  }

  addWritten(entry: WrittenSendable, known: boolean): this {
    this.#size += 1;
    if (this.#isDone) return this;
    this.#packer?.addWritten(entry);
    this.#note(entry.line, known);
    return this;
  }

  close(): Unit {
    return {
      number: this.number,
      list: this.list,
      size: this.#size,
      content: this.#packer?.pack() ?? this.#entries,
      lines: this.#lines.subarray(0, this.#sent),
      known: this.#known?.subarray(0, this.#sent),
      unfit: this.#unfit,
    };
  }

  #note(line: number, known: boolean): void {
    this.#lines[this.#sent] = line;
    if (this.#known !== undefined) this.#known[this.#sent] = known ? 1 : 0;
    this.#sent += 1;
  }
}

/** An entry with what was wrong with it. */
export function rejection(line: number, entry: Entry, error: unknown): RejectedEntry {
  return { line, address: entry.address, list: entry.list, reason: errorText(error).reason };
}
