/** One run of an import: from the rows of the file to what came of each. */
import { basename } from 'node:path';
import type { CallOptions, MailgunApi } from '../../../mailgun/api';
import { LIST_NAMES, type ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import { addressKey } from '../../addressSyntax';
import { FileChangedError, isSameFile, markFile } from '../files/fileMark';
import { Fingerprints } from '../fingerprints';
import { Halt } from '../sending/halt';
import { HeldRows } from './heldRows';
import type { ImportPorts, ImportOptions } from './import';
import { ALLOWLIST_CALLS } from './importShown';
import type { ImportHead, ImportReport } from './importTypes';
import { importReport, type RowCounts } from './importReport';
import type { Job } from '../jobs';
import { ProgressMeter } from '../sending/progress';
import { readRows, type Row } from '../read';
import { RowSorter } from './rowSorter';
import { sendEntries, type Sendable } from '../sending/sendEntries';
import { StandingList } from './standingLists';
import { Uploader } from './upload';

/** Where the units of uploads begin in the journal; batches begin at 0. */
const UPLOADS = 2 ** 40;
/** Batches at once, at least: the client itself keeps within the setting. */
const AT_ONCE = 4;

/** Everything that a run keeps while it lasts. */
export class ImportRun {
  readonly #halt: Halt;
  readonly #meter: ProgressMeter;
  readonly #call: CallOptions;
  readonly #counts: RowCounts = { rows: 0, duplicates: 0, invalid: 0, firstInvalid: [] };
  /** Addresses on the unsubscribes whose rows have different tags. */
  readonly #widened = new Fingerprints();
  readonly #standing: Partial<Record<ListName, StandingList>> = {};
  readonly #started = performance.now();
  /** Whether nothing is left to be sent. */
  #isSent = false;

  constructor(
    private readonly job: Job<ImportHead>,
    private readonly ports: ImportPorts,
    private readonly options: ImportOptions,
  ) {
    this.#halt = new Halt(options.signal);
    this.#meter = new ProgressMeter(options.onProgress);
    this.#call = { signal: this.#halt.signal, onWait: options.onWait };
  }

  /** Never rejects: what goes wrong is in the report. */
  async run(): Promise<ImportReport> {
    let upload: ImportReport['upload'];
    try {
      upload = await this.#import();
    } catch (error) {
      this.#halt.stop(error);
    }
    this.#meter.end();
    const ms = performance.now() - this.#started;
    // Who cancels the looking after an upload does not take the upload back.
    const error = this.#isSent ? undefined : this.#halt.error;
    const report = await importReport(this.job, this.#counts, error, { ms, upload });
    this.#halt.release();
    return report;
  }

  async #import(): Promise<ImportReport['upload']> {
    const { spec } = this.job.head;
    await this.#checkFile();
    const api = await this.ports.api(spec.accountId);
    await this.#findWidened();
    if (spec.compare === true) await this.#readStanding(api);
    const uploader = this.#uploader(api);
    this.#meter.begin(spec.method === 'upload' ? 'uploading' : 'sending', spec.counts?.rows);
    await sendEntries(this.job, { api, domain: spec.domain }, this.#toSend(uploader), {
      ...this.#following(),
      onWait: this.options.onWait,
      concurrency: () => Math.max(AT_ONCE, this.ports.concurrency?.() ?? 16),
    });
    await this.#checkFile();
    this.#isSent = !this.#halt.stopped;
    if (uploader.parts === 0) return undefined;
    if (this.#isSent) this.#meter.begin('watching');
    return { parts: uploader.parts, visible: this.#isSent && (await uploader.watch()) };
  }

  #uploader(api: MailgunApi): Uploader {
    const { partBytes } = this.ports;
    const options = { ...this.#following(), onWait: this.options.onWait, unitBase: UPLOADS, partBytes };
    return new Uploader(this.job, { api, domain: this.job.head.spec.domain }, options);
  }

  #following() {
    const onSent = (entries: number, earlier: boolean): void => this.#meter.add(entries, earlier);
    const known = (entry: Entry): boolean => this.#standing[entry.list]?.has(entry) ?? false;
    const isCompared = this.job.head.spec.compare === true;
    return { halt: this.#halt, onSent, clock: this.ports.clock, ...(isCompared && { known }) };
  }

  async #checkFile(): Promise<void> {
    const { file } = this.job.head.spec;
    const mark = await markFile(file).catch(() => undefined);
    if (mark !== undefined && isSameFile(mark, this.job.head.mark)) return;
    const what = mark === undefined ? 'cannot be read any more' : 'has changed since the import began';
    throw new FileChangedError(
      `The file ${basename(file)} ${what}, so it is not known which rows are still to be sent.`,
      'Put the file back as it was and resume, or import it anew: what is on the list already is only written again.',
    );
  }

  /** The lists that rows may go to. */
  #lists(): readonly ListName[] {
    const { mapping, list } = this.job.head.spec.read;
    return mapping.list !== undefined || list === undefined ? LIST_NAMES : [list];
  }

  /** Reads the file once before anything is sent, where that could narrow an unsubscribe; see `rowSorter`. */
  async #findWidened(): Promise<void> {
    const { file, read, counts } = this.job.head.spec;
    if (!this.#lists().includes('unsubscribes') || counts?.duplicates === 0) return;
    this.#meter.begin('reading', counts?.rows);
    const sorter = new RowSorter();
    for await (const rows of readRows(file, read, { signal: this.#halt.signal })) {
      for (const { entry } of rows) {
        if (entry?.list !== 'unsubscribes') continue;
        if (sorter.take(entry) === 'widens') this.#widened.add(addressKey(entry.address));
      }
      this.#meter.add(rows.length);
    }
  }

  async #readStanding(api: MailgunApi): Promise<void> {
    const { domain, read } = this.job.head.spec;
    this.#meter.begin('reading');
    const dates = read.mapping.created_at !== undefined;
    let before = 0;
    for (const list of this.#lists()) {
      let read = 0;
      const onProgress = (entries: number): void => {
        this.#meter.add(Math.max(0, entries - read));
        read = Math.max(read, entries);
      };
      this.#standing[list] = await StandingList.read(api, { domain, list }, { ...this.#call, dates, onProgress });
      before += read;
    }
    this.#meter.expect(before);
  }

  /** What goes in batches and single calls; hands everything else to the uploader. */
  async *#toSend(uploader: Uploader): AsyncGenerator<readonly Sendable[]> {
    const isUpload = this.job.head.spec.method === 'upload';
    const mayBeAllowed = this.#lists().includes('allowlist');
    /** Entries of the allowlist while they are few. */
    let few: Sendable[] | undefined = [];
    for await (const items of this.#firstRows()) {
      if (isUpload) {
        await uploader.add(items);
        continue;
      }
      const allowed = mayBeAllowed ? items.filter(({ entry }) => entry.list === 'allowlist') : [];
      yield allowed.length === 0 ? items : items.filter(({ entry }) => entry.list !== 'allowlist');
      if (allowed.length === 0) continue;
      few?.push(...allowed);
      if (few === undefined) await uploader.add(allowed);
      else if (few.length > ALLOWLIST_CALLS) {
        await uploader.add(few);
        few = undefined;
      }
    }
    if (few !== undefined) yield few;
    await uploader.end();
  }

  /** The valid rows that are no duplicates, those that had to be united last. Ends early once all is known of a halted import. */
  async *#firstRows(): AsyncGenerator<readonly Sendable[]> {
    const { file, read, counts } = this.job.head.spec;
    const sorter = new RowSorter();
    const held = new HeldRows(this.job.path('held'));
    let bytesRead = 0;
    const onBytes = (bytes: number): void => void (bytesRead = bytes);
    for await (const rows of readRows(file, read, { onBytes })) {
      if (this.#halt.stopped && counts !== undefined) return;
      yield await this.#sort(rows, sorter, held);
      if (counts === undefined) {
        this.#meter.expect(Math.round((this.#counts.rows * this.job.head.mark.bytes) / Math.max(1, bytesRead)));
      }
    }
    yield* held.united();
  }

  async #sort(rows: readonly Row[], sorter: RowSorter, held: HeldRows): Promise<Sendable[]> {
    const first: Sendable[] = [];
    const { duplicates, invalid } = this.#counts;
    for (const row of rows) {
      if (!isSendable(row)) {
        this.#counts.invalid += 1;
        if (this.#counts.firstInvalid.length < 20) this.#counts.firstInvalid.push(row);
        continue;
      }
      const { entry } = row;
      const isFirst = sorter.take(entry) === 'first';
      if (!isFirst) this.#counts.duplicates += 1;
      const isHeld = entry.list === 'unsubscribes' && this.#widened.has(addressKey(entry.address));
      if (isHeld) await held.add(row.line, entry);
      else if (isFirst) first.push(row);
    }
    this.#counts.rows += rows.length;
    if (!this.#halt.stopped) {
      this.#meter.add(this.#counts.duplicates - duplicates + this.#counts.invalid - invalid);
    }
    return first;
  }
}

function isSendable(row: Row): row is Row & Sendable {
  return row.entry !== undefined;
}
