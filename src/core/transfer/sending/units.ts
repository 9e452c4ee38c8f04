/** A source of entries cut into what is sent and acknowledged at once. */
import { BatchPacker, type PackedBatch } from '../../../mailgun/packedBatch';
import { LIST_NAMES, LISTS, type ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import { BATCH_SIZE } from '../../../mailgun/wire';
import { errorText } from '../../errorText';

/** An entry to send, and the line by which a report names it. */
export interface Sendable {
  readonly line: number;
  readonly entry: Entry;
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
  /** The lines of its entries. */
  readonly lines: readonly number[];
  /** The lines of those that are sent: all but the unfit. */
  readonly sentLines: readonly number[];
  /** Empty for a unit that is acknowledged. */
  readonly content: PackedBatch | readonly Entry[];
  /** Entries that cannot even be written down to be sent. */
  readonly unfit: readonly RejectedEntry[];
  /** How many of those that are sent the list had before. */
  readonly known: number;
  /** How many of these were refused. */
  lostKnown: number;
}

interface Cutting {
  /** Whether a unit is acknowledged: then nothing is prepared for sending it. */
  readonly isDone: (number: number) => boolean;
  readonly known: ((entry: Entry) => boolean) | undefined;
}

/**
 * Cuts a source into units of one list each: 999 entries, or one of the allowlist. They are numbered in the order in which their first
 * entries come; what does not fill a unit comes last.
 */
export async function* units(
  source: AsyncIterable<readonly Sendable[]>,
  first: number,
  cutting: Cutting,
): AsyncGenerator<Unit> {
  const open: Partial<Record<ListName, OpenUnit | undefined>> = {};
  let number = first;
  for await (const chunk of source) {
    for (const item of chunk) {
      const { list } = item.entry;
      const unit = (open[list] ??= new OpenUnit(number++, list, cutting));
      if (!unit.add(item)) continue;
      open[list] = undefined;
      yield unit.close();
    }
  }
  for (const list of LIST_NAMES) {
    const unit = open[list];
    if (unit !== undefined) yield unit.close();
  }
}

/** A unit that is being filled. */
class OpenUnit {
  readonly #size: number;
  readonly #isDone: boolean;
  readonly #packer: BatchPacker | undefined;
  readonly #entries: Entry[] = [];
  readonly #lines: number[] = [];
  readonly #sentLines: number[] = [];
  readonly #unfit: RejectedEntry[] = [];
  #known = 0;

  constructor(
    private readonly number: number,
    private readonly list: ListName,
    private readonly cutting: Cutting,
  ) {
    this.#size = LISTS[list].batch ? BATCH_SIZE : 1;
    this.#isDone = cutting.isDone(number);
    this.#packer = LISTS[list].batch ? new BatchPacker(list) : undefined;
  }

  /** Whether the unit is full. */
  add({ line, entry }: Sendable): boolean {
    this.#lines.push(line);
    if (!this.#isDone) this.#prepare(line, entry);
    return this.#lines.length >= this.#size;
  }

  #prepare(line: number, entry: Entry): void {
    try {
      if (this.#packer === undefined) this.#entries.push(entry);
      else this.#packer.add(entry);
      this.#sentLines.push(line);
      if (this.cutting.known?.(entry)) this.#known += 1;
    } catch (error) {
      this.#unfit.push(rejection(line, entry, error));
    }
  }

  close(): Unit {
    return {
      number: this.number,
      list: this.list,
      lines: this.#lines,
      sentLines: this.#sentLines,
      content: this.#packer?.pack() ?? this.#entries,
      unfit: this.#unfit,
      known: this.#known,
      lostKnown: 0,
    };
  }
}

/** An entry with what was wrong with it. */
export function rejection(line: number, entry: Entry, error: unknown): RejectedEntry {
  return { line, address: entry.address, list: entry.list, reason: errorText(error).reason };
}
