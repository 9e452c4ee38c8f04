/** One list of a bulk change being taken back. */
import type { CallOptions, MailgunApi } from '../../../mailgun/api';
import { MailgunError } from '../../../mailgun/errors';
import type { Entry } from '../../../mailgun/records';
import type { BulkPart } from '../../change';
import { cancelledError } from '../../errorText';
import { runPool } from '../../pool';
import type { EntryRef } from '../../refs';
import type { Conflict } from '../../undo';
import type { BulkPorts } from './bulkPorts';
import { exists } from '../jobs/files';
import { compareWithList, DIFFERS, FRESH, SAME, type Comparison } from './comparison';
import type { Job } from '../jobs';
import { readNdjson } from '../files/ndjson';
import { sendEntries, type Sendable } from '../sending/sendEntries';

/** Compares one backup with its list, then puts back what is lacking. A list that refuses stops no other: see `error`. */
export class RestorePart {
  same = 0;
  conflicts = 0;
  restored = 0;
  notSent = 0;
  failures: (EntryRef & { reason: string })[] = [];
  /** What kept this list from being restored. */
  error: unknown;
  #comparison: Comparison | undefined;

  constructor(
    readonly part: BulkPart,
    private readonly ports: BulkPorts,
    private readonly options: CallOptions,
    private readonly journal: { readonly job: Job; readonly unitBase: number },
  ) {}

  /** Whether nothing is left for another try. */
  get isComplete(): boolean {
    return this.error === undefined && this.failures.length === 0 && this.notSent === 0;
  }

  /** Reads what is on the list now; told is how many entries more were looked at. */
  async compare(onRead: (records: number) => void): Promise<void> {
    const { part, ports } = this;
    const { backup: file, records } = part;
    const { signal, onWait } = this.options;
    let read = 0;
    const onProgress = (count: number): void => {
      onRead(count - read);
      read = count;
    };
    const options = { signal, onWait, onProgress, concurrency: ports.concurrency, walkers: ports.walkers };
    try {
      if (!(await exists(file))) throw new Error(`The backup ${file} is not there any more.`);
      this.#comparison = await compareWithList(await this.#api(), part, { file, records }, options);
      this.same = this.#comparison.same;
      this.conflicts = this.#comparison.differs;
    } catch (error) {
      this.error = error;
      this.notSent = records;
    }
  }

  /** How many entries there are to send. */
  toSend(overwrite: boolean): number {
    const { fresh = 0, differs = 0 } = this.#comparison ?? {};
    return fresh + (overwrite ? differs : 0);
  }

  /** The first conflicts, with what is on the list now. */
  async firstConflicts(max: number): Promise<Conflict[]> {
    const found: Conflict[] = [];
    if (max <= 0 || this.conflicts === 0) return found;
    const { accountId, domain, list } = this.part;
    const api = await this.#api();
    for await (const entries of this.#entries((status) => status === DIFFERS)) {
      for (const before of entries) {
        const ref = { accountId, domain, list, address: before.address };
        const now = (await api.find(domain, list, before.address, this.options)) ?? null;
        found.push({ item: { ...ref, before, after: null }, now });
        if (found.length >= Math.min(max, this.conflicts)) return found;
      }
    }
    return found;
  }

  async send(overwrite: boolean, onSent: (entries: number) => void): Promise<void> {
    if (this.error !== undefined) return;
    const { accountId, domain, list } = this.part;
    const { signal, onWait } = this.options;
    try {
      const api = await this.#api();
      if (overwrite && list === 'unsubscribes') await this.#removeSurplusTags(api);
      const source = this.#sendables((status) => status === FRESH || (overwrite && status === DIFFERS));
      const { job, unitBase } = this.journal;
      const { concurrency } = this.ports;
      const sent = await sendEntries(job, { api, domain }, source, { signal, onWait, concurrency, unitBase, onSent });
      this.restored = sent.added + sent.updated;
      this.notSent = sent.notSent;
      this.failures = sent.rejected.map(({ address, reason }) => ({ accountId, domain, list, address, reason }));
      this.error = sent.error;
    } catch (error) {
      this.error = error;
      this.notSent = this.toSend(overwrite);
    }
  }

  /** Whether writing an unsubscribe replaces or merges its tags is not documented, so those that must go are removed first. */
  async #removeSurplusTags(api: MailgunApi): Promise<void> {
    const { domain } = this.part;
    const { signal, onWait } = this.options;
    const call = { signal, onWait };
    for await (const entries of this.#entries((status) => status === DIFFERS)) {
      const complete = await runPool(entries, (before) => removeSurplus(api, domain, before, call), {
        concurrency: this.ports.concurrency?.() ?? 16,
        signal,
      });
      if (!complete) throw cancelledError();
    }
  }

  async *#sendables(wanted: (status: number) => boolean): AsyncGenerator<readonly Sendable[]> {
    let line = 0;
    for await (const entries of this.#entries(wanted)) yield entries.map((entry) => ({ line: ++line, entry }));
  }

  /** Entries of the backup, by how they compare to the list. */
  async *#entries(wanted: (status: number) => boolean): AsyncGenerator<readonly Entry[]> {
    let index = 0;
    for await (const entries of readNdjson(this.part.backup, this.part.list)) {
      const chosen = entries.filter(() => wanted(this.#comparison?.status[index++] ?? SAME));
      if (chosen.length > 0) yield chosen;
    }
  }

  #api(): Promise<MailgunApi> {
    return this.ports.api(this.part.accountId);
  }
}

async function removeSurplus(api: MailgunApi, domain: string, before: Entry, call: CallOptions): Promise<void> {
  const now = await api.find(domain, 'unsubscribes', before.address, call);
  if (now?.list !== 'unsubscribes' || before.list !== 'unsubscribes') return;
  for (const tag of now.tags.filter((other) => !before.tags.includes(other))) {
    try {
      await api.deleteTag(domain, before.address, tag, call);
    } catch (error) {
      if (!MailgunError.is(error, 'notListed')) throw error;
    }
  }
}
