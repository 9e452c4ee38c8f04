/** Entries as CSV files that Mailgun imports by itself, some time after it has accepted them. */
import type { CallOptions, MailgunApi } from '../../../mailgun/api';
import { systemClock, type Clock } from '../../../mailgun/clock';
import { LISTS, LIST_NAMES, type ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import { IMPORT_BYTES } from '../../../mailgun/wire';
import { isRefusal } from '../../batches';
import { sameEntry } from '../../equal';
import { exportWriter } from '../files/exportFormat';
import type { Halt } from '../sending/halt';
import type { Ack, Job } from '../jobs';
import type { Sendable } from '../sending/sendEntries';

/** Entries of each file that are looked for afterwards. */
const WATCHED = 2;
/** How often they are looked for, and how long to wait in between, in milliseconds: about two minutes in all. */
const POLLS = 16;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 12_000;

/** How uploading is done and followed. */
export interface UploadOptions extends Pick<CallOptions, 'onWait'> {
  readonly halt: Halt;
  /** Number of the first unit in the job's journal. */
  readonly unitBase: number;
  /** Told after every file how many entries it held; `earlier`: in a run before this one. */
  readonly onSent?: ((entries: number, earlier: boolean) => void) | undefined;
  readonly known?: ((entry: Entry) => boolean) | undefined;
  readonly clock?: Clock | undefined;
  /** Bytes of a file at most; 25 MB if absent. */
  readonly partBytes?: number | undefined;
}

/** The acknowledgement of an uploaded file. */
interface PartAck extends Ack {
  readonly list: ListName;
  /** Its last entries. */
  readonly last: readonly Entry[];
}

/** A file that is being put together. Its bytes are written into one buffer, which the next one uses again. */
interface Part {
  bytes: number;
  entries: number;
  updated: number;
  last: readonly Entry[];
}

/**
 * Puts entries into files of at most 25 MB for each list and uploads every one that is full. The same entries in the same order give the
 * same files: for a re-opened job only those without acknowledgement are uploaded. Errors go to the halt.
 */
export class Uploader {
  readonly #parts = new Map<ListName, Part>();
  readonly #buffers = new Map<ListName, Buffer>();
  readonly #limit: number;
  #unit: number;

  constructor(
    private readonly job: Job,
    private readonly target: { readonly api: MailgunApi; readonly domain: string },
    private readonly options: UploadOptions,
  ) {
    this.#limit = Math.min(IMPORT_BYTES, options.partBytes ?? IMPORT_BYTES);
    this.#unit = options.unitBase;
  }

  /** How many files there have been, also in earlier runs. */
  get parts(): number {
    return this.#unit - this.options.unitBase;
  }

  /** Takes entries; resolves once a file that became full by them is uploaded. Does nothing any more after a halt. */
  async add(items: readonly Sendable[]): Promise<void> {
    for (const list of LIST_NAMES) {
      const entries = items.flatMap(({ entry }) => (entry.list === list ? [entry] : []));
      if (entries.length > 0 && !this.options.halt.stopped) await this.#append(list, entries);
    }
  }

  /** Uploads what is left. */
  async end(): Promise<void> {
    for (const list of LIST_NAMES) await this.#flush(list);
    this.#buffers.clear();
  }

  /**
   * Looks for the last entries of every file until all are on their list as they were uploaded. False when they are not after about two
   * minutes, or when the signal is aborted: the server may still be at it.
   */
  async watch(): Promise<boolean> {
    const { clock = systemClock, halt } = this.options;
    let waiting = this.#uploaded().flatMap(({ last }) => last);
    for (let poll = 0, pause = FIRST_PAUSE; waiting.length > 0; poll += 1, pause *= 1.5) {
      waiting = await this.#stillMissing(waiting);
      if (waiting.length === 0 || poll >= POLLS || halt.stopped) break;
      await clock.sleep(Math.min(pause, LONGEST_PAUSE), halt.signal).catch(() => undefined);
    }
    return waiting.length === 0;
  }

  #uploaded(): PartAck[] {
    const acks = Array.from({ length: this.parts }, (_, n) => this.job.acknowledged.get(this.options.unitBase + n));
    return acks.filter((ack): ack is PartAck => Array.isArray(ack?.['last']));
  }

  async #stillMissing(entries: readonly Entry[]): Promise<Entry[]> {
    const { halt, onWait } = this.options;
    const missing: Entry[] = [];
    for (const entry of entries) {
      try {
        const call = { signal: halt.signal, onWait };
        const found = await this.target.api.find(this.target.domain, entry.list, entry.address, call);
        // An upload has no column for the reason of an allowlist entry.
        const same = entry.list === 'allowlist' ? found !== undefined : sameEntry(found ?? null, entry);
        if (!same) missing.push(entry);
      } catch (error) {
        // An address that cannot stand in a URL cannot be looked for.
        if (!isRefusal(error)) missing.push(entry);
      }
    }
    return missing;
  }

  /** Writes entries behind those of the list's file; where they do not fit any more, in halves. */
  async #append(list: ListName, entries: readonly Entry[]): Promise<void> {
    const part = this.#parts.get(list) ?? this.#newPart(list);
    const buffer = this.#buffer(list);
    const text = exportWriter('csv', list).rows(entries, part.entries === 0);
    const bytes = Buffer.byteLength(text);
    if (part.bytes + bytes <= this.#limit) {
      buffer.write(text, part.bytes);
      part.bytes += bytes;
      part.entries += entries.length;
      part.updated += entries.filter((entry) => this.options.known?.(entry)).length;
      part.last = [...part.last, ...entries.slice(-WATCHED)].slice(-WATCHED);
    } else if (entries.length === 1 && part.entries > 0) {
      await this.#flush(list);
      await this.#append(list, entries);
    } else if (entries.length === 1) {
      this.options.halt.stop(new Error('One row alone is larger than a file that Mailgun imports.'));
    } else {
      const middle = Math.ceil(entries.length / 2);
      await this.#append(list, entries.slice(0, middle));
      if (!this.options.halt.stopped) await this.#append(list, entries.slice(middle));
    }
  }

  #newPart(list: ListName): Part {
    const bytes = this.#buffer(list).write(exportWriter('csv', list).head);
    const part = { bytes, entries: 0, updated: 0, last: [] };
    this.#parts.set(list, part);
    return part;
  }

  #buffer(list: ListName): Buffer {
    const buffer = this.#buffers.get(list) ?? Buffer.allocUnsafeSlow(this.#limit);
    this.#buffers.set(list, buffer);
    return buffer;
  }

  async #flush(list: ListName): Promise<void> {
    const part = this.#parts.get(list);
    this.#parts.delete(list);
    const { halt, onWait, onSent, known } = this.options;
    if (part === undefined || halt.stopped) return;
    const unit = this.#unit++;
    const earlier = this.job.acknowledged.has(unit);
    if (!earlier) {
      const { api, domain } = this.target;
      const csv = this.#buffer(list).subarray(0, part.bytes);
      const name = `${LISTS[list].name}-${this.parts}.csv`;
      try {
        await api.importFile(domain, list, csv, name, { signal: halt.signal, onWait });
        const { entries, updated, last } = part;
        this.job.ack(unit, { list, added: entries - updated, ...(known && { updated }), last } satisfies PartAck);
      } catch (error) {
        halt.stop(error);
        return;
      }
    }
    onSent?.(part.entries, earlier);
  }
}
