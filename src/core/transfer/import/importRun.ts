/** One run of an import: from the rows of the file to what came of each. */
import { basename } from 'node:path';
import type { CallOptions, MailgunApi } from '../../../mailgun/api';
import type { ListName } from '../../../mailgun/lists';
import { IMPORT_BYTES } from '../../../mailgun/wire';
import { FileChangedError, isSameFile, markFile } from '../files/fileMark';
import { listsOfPlan } from '../read/readPlan';
import { Halt } from '../sending/halt';
import type { ImportPorts, ImportOptions } from './import';
import type { ImportHead, ImportReport } from './importTypes';
import { importReport, type RowCounts } from './importReport';
import type { Job } from '../jobs';
import { ProgressMeter } from '../sending/progress';
import { sendUnits } from '../sending/sendEntries';
import { WorkerLostError } from '../worker';
import { PackedUnits } from './packedUnits';
import type { PackInput, RowsRead } from './packTypes';
import { StandingList, type StandingData } from './standingLists';
import { Uploader } from './upload';

/** Where the units of uploads begin in the journal; batches begin at 0. */
const UPLOADS = 2 ** 40;
/** Batches at once, at least: the client itself keeps within the setting. */
const AT_ONCE = 4;
/** Batches that are packed beyond those on their way: answers come several at once, and none of the next requests is to wait for its batch. */
const AHEAD = 2;
const FIRST = 20;

type Standing = Partial<Record<ListName, StandingData>>;

/** Everything that a run keeps while it lasts. */
export class ImportRun {
  readonly #halt: Halt;
  readonly #meter: ProgressMeter;
  readonly #call: CallOptions;
  readonly #started = performance.now();
  #counts: RowCounts = noRows();
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
      upload = await this.#importSomehow();
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

  /** With the help of a thread; should that get lost on the way, what is left is done without. */
  async #importSomehow(): Promise<ImportReport['upload']> {
    try {
      return await this.#import(this.ports.worker);
    } catch (error) {
      if (!WorkerLostError.is(error) || this.#halt.stopped) throw error;
      this.#counts = noRows();
      return this.#import('');
    }
  }

  async #import(worker: string | undefined): Promise<ImportReport['upload']> {
    const { spec } = this.job.head;
    await this.#checkFile();
    const api = await this.ports.api(spec.accountId);
    const standing = spec.compare === true ? await this.#readStanding(api) : undefined;
    const uploader = this.#uploader(api);
    await this.#send(api, uploader, standing, worker);
    await this.#checkFile();
    this.#isSent = !this.#halt.stopped;
    if (uploader.parts === 0) return undefined;
    if (this.#isSent) this.#meter.begin('watching');
    return { parts: uploader.parts, visible: this.#isSent && (await uploader.watch()) };
  }

  #uploader(api: MailgunApi): Uploader {
    const options = { ...this.#following(), onWait: this.options.onWait, unitBase: UPLOADS };
    return new Uploader(this.job, { api, domain: this.job.head.spec.domain }, options);
  }

  #following() {
    const onSent = (entries: number, earlier: boolean): void => this.#meter.add(entries, earlier);
    return { halt: this.#halt, onSent, clock: this.ports.clock };
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

  async #readStanding(api: MailgunApi): Promise<Standing> {
    const { domain, read } = this.job.head.spec;
    this.#meter.begin('reading');
    const dates = read.mapping.created_at !== undefined;
    const standing: Standing = {};
    for (const list of listsOfPlan(read)) {
      let entriesRead = 0;
      const onProgress = (entries: number): void => {
        this.#meter.add(Math.max(0, entries - entriesRead));
        entriesRead = Math.max(entriesRead, entries);
      };
      const options = { ...this.#call, dates, onProgress };
      standing[list] = (await StandingList.read(api, { domain, list }, options)).data;
    }
    return standing;
  }

  async #send(
    api: MailgunApi,
    uploader: Uploader,
    standing: Standing | undefined,
    worker: string | undefined,
  ): Promise<void> {
    const { domain, method, counts } = this.job.head.spec;
    const isCounted = counts !== undefined;
    const input = this.#packInput(standing);
    if (input.mayWiden) this.#meter.begin('reading', counts?.rows);
    const packed = await PackedUnits.start(
      input,
      {
        onLooked: (rows) => this.#meter.add(rows),
        onBegun: () => this.#meter.begin(method === 'upload' ? 'uploading' : 'sending', counts?.rows),
        onRows: (read) => this.#count(read),
        onPart: (part) => uploader.upload(part),
      },
      { halt: this.#halt, isCounted, worker },
    );
    try {
      await sendUnits(this.job, { api, domain }, packed.units(), {
        ...this.#following(),
        onWait: this.options.onWait,
        concurrency: () => this.#concurrency(),
        onSettled: (unit, isWhole) => packed.settle(unit, isWhole),
      });
    } finally {
      await packed.stop();
    }
  }

  #packInput(standing: Standing | undefined): PackInput {
    const { file, read, method, counts } = this.job.head.spec;
    return {
      ...{ file, read, method, standing },
      mayWiden: listsOfPlan(read).includes('unsubscribes') && counts?.duplicates !== 0,
      heldFolder: this.job.path('held'),
      done: Float64Array.from(this.job.acknowledged.keys()),
      buffers: this.#concurrency() + AHEAD,
      partBytes: Math.min(IMPORT_BYTES, this.ports.partBytes ?? IMPORT_BYTES),
    };
  }

  #concurrency(): number {
    return Math.max(AT_ONCE, this.ports.concurrency?.() ?? 16);
  }

  #count({ rows, duplicates, invalid, firstInvalid, bytesRead }: RowsRead): void {
    const { job } = this;
    this.#counts.rows += rows;
    this.#counts.duplicates += duplicates;
    this.#counts.invalid += invalid;
    this.#counts.firstInvalid.push(...firstInvalid.slice(0, FIRST - this.#counts.firstInvalid.length));
    if (!this.#halt.stopped) this.#meter.add(duplicates + invalid);
    if (job.head.spec.counts === undefined) {
      this.#meter.expect(Math.round((this.#counts.rows * job.head.mark.bytes) / Math.max(1, bytesRead)));
    }
  }
}

function noRows(): RowCounts {
  return { rows: 0, duplicates: 0, invalid: 0, firstInvalid: [] };
}
