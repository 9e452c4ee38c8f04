/** Entries as CSV files for upload, each as large as Mailgun takes it. */
import { LIST_NAMES, type ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import { exportWriter } from '../files/exportFormat';
import type { Sendable } from '../sending/units';
import type { Part } from './packTypes';

/** Entries of each file that are looked for afterwards. */
const WATCHED = 2;

/** A file that is being put together. */
interface OpenPart {
  bytes: number;
  entries: number;
  updated: number;
  last: readonly Entry[];
}

/** How files are made. */
export interface PartOptions {
  /** Bytes of a file at most. */
  readonly limit: number;
  /** Whether the list had an address before. */
  readonly known?: ((entry: Entry) => boolean) | undefined;
  /** Takes a file that is full; resolves to its buffer once that may be written again, to undefined when no more is wanted. */
  readonly upload: (part: Part) => Promise<ArrayBuffer | undefined>;
}

/** Puts entries into files of each list. The same entries in the same order give the same files. */
export class PartPacker {
  readonly #parts = new Map<ListName, OpenPart>();
  readonly #buffers = new Map<ListName, ArrayBuffer>();
  #isStopped = false;

  constructor(private readonly options: PartOptions) {}

  /** Takes entries; resolves once a file that became full by them is uploaded. Throws when one row alone does not fit in any file. */
  async add(items: readonly Sendable[]): Promise<void> {
    for (const list of LIST_NAMES) {
      const entries = items.flatMap(({ entry }) => (entry.list === list ? [entry] : []));
      if (entries.length > 0 && !this.#isStopped) await this.#append(list, entries);
    }
  }

  /** Uploads what is left. */
  async end(): Promise<void> {
    for (const list of LIST_NAMES) await this.#flush(list);
    this.#buffers.clear();
  }

  /** Writes entries behind those of the list's file; where they do not fit any more, in halves. */
  async #append(list: ListName, entries: readonly Entry[]): Promise<void> {
    const part = this.#parts.get(list) ?? this.#newPart(list);
    const text = exportWriter('csv', list).rows(entries, part.entries === 0);
    const bytes = Buffer.byteLength(text);
    if (part.bytes + bytes <= this.options.limit) {
      Buffer.from(this.#buffer(list)).write(text, part.bytes);
      part.bytes += bytes;
      part.entries += entries.length;
      part.updated += entries.filter((entry) => this.options.known?.(entry)).length;
      part.last = [...part.last, ...entries.slice(-WATCHED)].slice(-WATCHED);
    } else if (entries.length === 1 && part.entries > 0) {
      await this.#flush(list);
      if (!this.#isStopped) await this.#append(list, entries);
    } else if (entries.length === 1) {
      throw new Error('One row alone is larger than a file that Mailgun imports.');
    } else {
      const middle = Math.ceil(entries.length / 2);
      await this.#append(list, entries.slice(0, middle));
      if (!this.#isStopped) await this.#append(list, entries.slice(middle));
    }
  }

  #newPart(list: ListName): OpenPart {
    const bytes = Buffer.from(this.#buffer(list)).write(exportWriter('csv', list).head);
    const part = { bytes, entries: 0, updated: 0, last: [] };
    this.#parts.set(list, part);
    return part;
  }

  #buffer(list: ListName): ArrayBuffer {
    const buffer = this.#buffers.get(list) ?? new ArrayBuffer(this.options.limit);
    this.#buffers.set(list, buffer);
    return buffer;
  }

  async #flush(list: ListName): Promise<void> {
    const part = this.#parts.get(list);
    if (part === undefined || this.#isStopped) return;
    this.#parts.delete(list);
    const { bytes, entries, updated, last } = part;
    const csv = new Uint8Array(this.#buffer(list), 0, bytes);
    this.#buffers.delete(list);
    const buffer = await this.options.upload({ list, csv, entries, ...(this.options.known && { updated }), last });
    if (buffer === undefined) this.#isStopped = true;
    else this.#buffers.set(list, buffer);
  }
}
