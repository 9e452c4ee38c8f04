/** Entries as CSV files that Mailgun imports by itself, some time after it has accepted them. */
import type { CallOptions, MailgunApi } from '../../../mailgun/api';
import { systemClock, type Clock } from '../../../mailgun/clock';
import { LISTS, type ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import { isRefusal } from '../../batches';
import { sameEntry } from '../../equal';
import type { Halt } from '../sending/halt';
import type { Ack, Job } from '../jobs';
import type { Part } from './packTypes';

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
  readonly clock?: Clock | undefined;
}

/** The acknowledgement of an uploaded file. */
interface PartAck extends Ack {
  readonly list: ListName;
  /** Its last entries. */
  readonly last: readonly Entry[];
}

/**
 * Uploads one file after the other. The same entries in the same order give the same files: for a re-opened job only those without
 * acknowledgement are uploaded. Errors go to the halt.
 */
export class Uploader {
  #unit: number;

  constructor(
    private readonly job: Job,
    private readonly target: { readonly api: MailgunApi; readonly domain: string },
    private readonly options: UploadOptions,
  ) {
    this.#unit = options.unitBase;
  }

  /** How many files there have been, also in earlier runs. */
  get parts(): number {
    return this.#unit - this.options.unitBase;
  }

  /** Uploads a file; does nothing any more after a halt. */
  async upload(part: Part): Promise<void> {
    const { halt, onWait, onSent } = this.options;
    if (halt.stopped) return;
    const unit = this.#unit++;
    const earlier = this.job.acknowledged.has(unit);
    if (!earlier) {
      const { api, domain } = this.target;
      const { list, csv, entries, updated, last } = part;
      const name = `${LISTS[list].name}-${this.parts}.csv`;
      try {
        await api.importFile(domain, list, csv, name, { signal: halt.signal, onWait });
        const added = entries - (updated ?? 0);
        this.job.ack(unit, { list, added, ...(updated !== undefined && { updated }), last } satisfies PartAck);
      } catch (error) {
        halt.stop(error);
        return;
      }
    }
    onSent?.(part.entries, earlier);
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
}
