/** Many entries into one list with as few requests as there can be. */
import type { CallOptions, MailgunApi } from '../mailgun/api';
import { MailgunError } from '../mailgun/errors';
import { LISTS } from '../mailgun/lists';
import { unpackBatch, type PackedBatch } from '../mailgun/packedBatch';
import type { Entry } from '../mailgun/records';
import { BATCH_SIZE } from '../mailgun/wire';
import { addressKey } from './addressSyntax';
import { cancelledError } from './errorText';
import { groupBy } from './groupBy';
import { runPool } from './pool';
import type { ListRef } from './refs';

/** Batches at once; each is a long request. */
const BATCHES_AT_ONCE = 4;
/** Reasons that would refuse every further entry of the list too. */
const FINAL: readonly string[] = ['unauthorized', 'forbidden', 'noSuchDomain'];

/** How adding is done and followed. */
export interface AddManyOptions extends CallOptions {
  /** Called with the number of entries that are done with, added or not. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Requests at once where there are no batches; 16 if absent. */
  readonly concurrency?: (() => number) | undefined;
  /** Send a single entry as a batch too: the JSON form keeps fields that the form call may not. */
  readonly alwaysBatch?: boolean | undefined;
  /** No address is there twice: the entries are sent as they are, in this order, and come back as the same objects. */
  readonly distinct?: boolean | undefined;
}

/** What became of the entries. `error` is what kept an entry from being added. */
export interface AddManyResult {
  readonly added: readonly Entry[];
  readonly rejected: readonly { readonly entry: Entry; readonly error: unknown }[];
}

/**
 * Adds entries of one list: one by a form call, more by JSON batches, those of the allowlist one by one. A batch the server finds
 * invalid or too large is halved until what is wrong with it stands alone. An address given twice is written once, the later entry
 * winning and the tags of unsubscribes united. Never rejects.
 */
export async function addMany(
  api: MailgunApi,
  ref: Omit<ListRef, 'accountId'>,
  entries: readonly Entry[],
  options: AddManyOptions = {},
): Promise<AddManyResult> {
  return new Adding(api, ref, options).run(options.distinct === true ? entries : unite(entries));
}

/**
 * As `addMany`, for a batch that is packed already: the entries are taken out again only if the server refuses it. Resolves to those
 * that were not added, by their place. Never rejects.
 */
export async function addPacked(
  api: MailgunApi,
  domain: string,
  batch: PackedBatch,
  call: CallOptions = {},
): Promise<readonly RejectedAt[]> {
  const { list, count } = batch;
  try {
    await api.addMany(domain, list, batch, call);
    return [];
  } catch (error) {
    const entries = unpackBatch(batch);
    if (count === 1 || !isRefusal(error)) {
      return entries.map((entry, index) => ({ index, entry, error }));
    }
    const options = { ...call, alwaysBatch: true, distinct: true };
    const places = new Map(entries.map((entry, index) => [entry, index]));
    const rejected: RejectedAt[] = [];
    for (const half of chunks(entries, Math.ceil(count / 2))) {
      const result = await addMany(api, { domain, list }, half, options);
      rejected.push(...result.rejected.map((one) => ({ ...one, index: places.get(one.entry) ?? 0 })));
    }
    return rejected.sort((a, b) => a.index - b.index);
  }
}

/** An entry of a packed batch that was not added. */
export interface RejectedAt {
  readonly index: number;
  readonly entry: Entry;
  readonly error: unknown;
}

/** One entry for each address; see `addMany`. */
export function unite(entries: readonly Entry[]): Entry[] {
  return [...groupBy(entries, ({ address }) => addressKey(address)).values()].map((same) =>
    same.reduce((earlier, later) => (later.list === 'unsubscribes' ? withTags(later, earlier) : later)),
  );
}

/** An unsubscribe that covers what another covered as well; any other entry as it is. */
export function withTags(entry: Entry, other: Entry | null): Entry {
  if (entry.list !== 'unsubscribes' || other?.list !== 'unsubscribes') return entry;
  return { ...entry, tags: [...new Set([...other.tags, ...entry.tags])] };
}

/** Whether the server found something wrong with what was sent, rather than not taking anything just now. */
export function isRefusal(error: unknown): error is MailgunError {
  return MailgunError.is(error, 'invalid') || MailgunError.is(error, 'tooLarge');
}

class Adding {
  readonly #added: Entry[] = [];
  readonly #rejected: { entry: Entry; error: unknown }[] = [];
  #final: unknown;

  constructor(
    private readonly api: MailgunApi,
    private readonly ref: Omit<ListRef, 'accountId'>,
    private readonly options: AddManyOptions,
  ) {}

  async run(entries: readonly Entry[]): Promise<AddManyResult> {
    const { concurrency, onProgress, alwaysBatch = false } = this.options;
    const isSingle = !LISTS[this.ref.list].batch || (entries.length === 1 && !alwaysBatch);
    const size = isSingle ? 1 : BATCH_SIZE;
    const send = isSingle ? this.#addOne : this.#addBatch;
    await runPool(
      chunks(entries, size),
      async (chunk) => {
        await send.call(this, chunk);
        onProgress?.(this.#added.length + this.#rejected.length, entries.length);
      },
      { concurrency: isSingle ? (concurrency?.() ?? 16) : BATCHES_AT_ONCE },
    );
    return { added: this.#added, rejected: this.#rejected };
  }

  async #addOne(chunk: readonly Entry[]): Promise<void> {
    await this.#send(chunk, (call) => Promise.all(chunk.map((entry) => this.api.add(this.ref.domain, entry, call))));
  }

  async #addBatch(chunk: readonly Entry[]): Promise<void> {
    const { domain, list } = this.ref;
    const error = await this.#send(chunk, (call) => this.api.addMany(domain, list, chunk, call), chunk.length > 1);
    if (error === undefined) return;
    const middle = Math.ceil(chunk.length / 2);
    await this.#addBatch(chunk.slice(0, middle));
    await this.#addBatch(chunk.slice(middle));
  }

  /** Sends and notes what came of it. With `divisible`, an error that may lie with single entries is returned instead. */
  async #send(
    chunk: readonly Entry[],
    request: (call: CallOptions) => Promise<unknown>,
    divisible = false,
  ): Promise<unknown> {
    const { signal, onWait } = this.options;
    const known = signal?.aborted === true ? cancelledError() : this.#final;
    if (known !== undefined) return this.#reject(chunk, known);
    try {
      await request({ signal, onWait });
      this.#added.push(...chunk);
    } catch (error) {
      if (divisible && isRefusal(error)) return error;
      if (MailgunError.is(error) && FINAL.includes(error.reason)) this.#final = error;
      this.#reject(chunk, error);
    }
    return undefined;
  }

  #reject(chunk: readonly Entry[], error: unknown): undefined {
    this.#rejected.push(...chunk.map((entry) => ({ entry, error })));
  }
}

function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
