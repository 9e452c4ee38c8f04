/** What deleting many entries would do: what stands there, written down before the user is asked. */
import type { CallOptions, MailgunApi } from '../../../mailgun/api';
import type { Entry } from '../../../mailgun/records';
import { addressKey } from '../../addressSyntax';
import { apis, type ChangePorts } from '../../changePorts';
import { errorText } from '../../errorText';
import { groupBy } from '../../groupBy';
import type { EntryRef, ListRef } from '../../refs';
import { PlanFolder, type BulkPorts } from './bulkPorts';
import { entryFilter, type DeleteFilter } from './deleteFilter';
import { secondsFor, timed, USUAL_LATENCY } from '../estimate';
import { spoolEntries } from '../files/exportList';
import { readNdjson, writeNdjson } from '../files/ndjson';
import { FEW, readStanding, type StandingOptions } from './standing';

/** Addresses by the thousand, as they come out of a file. */
export type AddressChunks = AsyncIterable<readonly string[]> | Iterable<readonly string[]>;

/** What is to be deleted: certain entries, what a filter finds on a list, or those of many addresses that stand on one or several lists. */
export type DeleteSelection =
  | { readonly refs: readonly EntryRef[] }
  | { readonly list: ListRef; readonly filter: DeleteFilter }
  | { readonly list: ListRef; readonly addresses: AddressChunks }
  | { readonly lists: readonly { readonly list: ListRef; readonly addresses: AddressChunks }[] };

export interface PlanOptions extends CallOptions {
  /** Told how many entries were looked at so far. */
  readonly onProgress?: ((records: number) => void) | undefined;
}

/** The entries to be deleted from one list. */
export interface DeletePart extends ListRef {
  readonly records: number;
}

/** What would be deleted. Call `discard` when it is not to be done; `startDelete` takes the plan over. */
export interface DeletePlan {
  readonly parts: readonly DeletePart[];
  /** Entries to be deleted, which is the number of requests it takes. */
  readonly records: number;
  /** Addresses that were asked for but are not on their list. */
  readonly missing: number;
  /** The first few entries, for the question. */
  readonly first: readonly (EntryRef & { readonly entry: Entry })[];
  /** Lists that could not be read; `reason` is a sentence for a person. */
  readonly refused: readonly (ListRef & { readonly reason: string; readonly error: unknown })[];
  /** Addresses that no request can name, such as `..`. */
  readonly unusable: readonly EntryRef[];
  /** How long it will take at the current request limit. */
  readonly seconds: number;
  /** One file a part: `part-0.ndjson` and so on. */
  readonly files: PlanFolder;
  discard(): Promise<void>;
}

/** Entries named in a plan. */
const FIRST = 5;

/** The file of a part in the plan's folder, and later in that of the job. */
export function partFile(index: number): string {
  return `part-${index}.ndjson`;
}

/**
 * Finds what a selection means and writes it down, in a folder of its own. A list that refuses is in `refused` and stops no other.
 * Throws MailgunError `cancelled`, or the file system's error; then nothing is left behind.
 */
export async function planDelete(
  selection: DeleteSelection,
  ports: BulkPorts,
  options: PlanOptions = {},
): Promise<DeletePlan> {
  const files = await PlanFolder.create(ports);
  try {
    return await new Planning(ports, files, options).run(selection);
  } catch (error) {
    await files.discard();
    throw error;
  }
}

class Planning {
  readonly #parts: DeletePart[] = [];
  readonly #first: (EntryRef & { entry: Entry })[] = [];
  readonly #refused: (ListRef & { reason: string; error: unknown })[] = [];
  readonly #unusable: EntryRef[] = [];
  #missing = 0;
  #seconds = 0;
  /** Entries looked at on lists that are done with. */
  #looked = 0;
  readonly #api: (accountId: string) => Promise<MailgunApi>;

  constructor(
    private readonly ports: BulkPorts,
    private readonly files: PlanFolder,
    private readonly options: PlanOptions,
  ) {
    this.#api = apis(ports satisfies ChangePorts);
  }

  async run(selection: DeleteSelection): Promise<DeletePlan> {
    if ('refs' in selection) await this.#planRefs(selection.refs);
    else if ('filter' in selection) await this.#planFilter(selection.list, selection.filter);
    else {
      const lists = 'lists' in selection ? selection.lists : [selection];
      for (const { list, addresses } of lists) await this.#planAddresses(list, await distinct(addresses));
    }
    const records = this.#parts.reduce((sum, part) => sum + part.records, 0);
    return {
      ...{ parts: this.#parts, records, missing: this.#missing, first: this.#first, refused: this.#refused },
      ...{ unusable: this.#unusable, seconds: this.#seconds, files: this.files },
      discard: () => this.files.discard(),
    };
  }

  async #planRefs(refs: readonly EntryRef[]): Promise<void> {
    const lists = groupBy(refs, ({ accountId, domain, list }) =>
      JSON.stringify([accountId, domain.toLowerCase(), list]),
    );
    for (const same of lists.values()) {
      const [first] = same;
      if (first === undefined) continue;
      const { accountId, domain, list } = first;
      await this.#planAddresses({ accountId, domain, list }, await distinct([same.map(({ address }) => address)]));
    }
  }

  /** Reads the list and keeps what fits. */
  #planFilter(ref: ListRef, filter: DeleteFilter): Promise<void> {
    return this.#plan(ref, (api, file) =>
      spoolEntries(api, ref, file, { ...this.#reading(), term: filter.term, keep: entryFilter(filter) }),
    );
  }

  /** `wanted`: addresses by their keys. */
  #planAddresses(ref: ListRef, wanted: ReadonlyMap<string, string>): Promise<void> {
    return this.#plan(ref, async (api, file) => {
      const { records } =
        wanted.size > FEW
          ? await spoolEntries(api, ref, file, {
              ...this.#reading(),
              keep: ({ address }) => wanted.has(addressKey(address)),
            })
          : await this.#spoolFew(api, ref, wanted, file);
      this.#missing += wanted.size - records;
      return { records };
    });
  }

  async #spoolFew(
    api: MailgunApi,
    ref: ListRef,
    wanted: ReadonlyMap<string, string>,
    file: string,
  ): Promise<{ records: number }> {
    const found = new Map<string, Entry>();
    const source = { count: wanted.size, addresses: () => [...wanted.values()] };
    const failed = await readStanding(api, ref, source, this.#reading(), (entries) => {
      for (const entry of entries) {
        const key = addressKey(entry.address);
        if (wanted.has(key)) found.set(key, entry);
      }
    });
    this.#unusable.push(...failed.map(({ address }) => ({ ...ref, address })));
    this.#missing -= failed.length;
    return writeNdjson(file, [[...found.values()]]);
  }

  /** Makes the part of one list, by a function that writes its file. */
  async #plan(ref: ListRef, write: (api: MailgunApi, file: string) => Promise<{ records: number }>): Promise<void> {
    const { concurrency } = this.ports;
    try {
      const watched = timed(await this.#api(ref.accountId));
      const file = this.files.path(partFile(this.#parts.length));
      const { records } = await write(watched.api, file);
      if (records === 0) return;
      await this.#nameFirst(ref, file);
      this.#parts.push({ ...ref, records });
      this.#seconds += secondsFor({
        requests: records,
        concurrency: concurrency?.() ?? 16,
        latencyMs: watched.latencyMs() ?? USUAL_LATENCY,
        rate: watched.api.rate?.(),
      });
    } catch (error) {
      if (this.options.signal?.aborted === true || !(error instanceof Error) || isOfFiles(error)) throw error;
      this.#refused.push({ ...ref, reason: errorText(error).reason, error });
    }
  }

  async #nameFirst(ref: ListRef, file: string): Promise<void> {
    for await (const entries of readNdjson(file, ref.list)) {
      const few = entries.slice(0, FIRST - this.#first.length);
      this.#first.push(...few.map((entry) => ({ ...ref, address: entry.address, entry })));
      return;
    }
  }

  #reading(): StandingOptions {
    const before = this.#looked;
    const onProgress = (records: number): void => {
      this.#looked = before + records;
      this.options.onProgress?.(this.#looked);
    };
    const { concurrency, walkers } = this.ports;
    return { signal: this.options.signal, onWait: this.options.onWait, onProgress, concurrency, walkers };
  }
}

async function distinct(chunks: AddressChunks): Promise<Map<string, string>> {
  const wanted = new Map<string, string>();
  for await (const addresses of chunks) {
    for (const address of addresses) {
      const trimmed = address.trim();
      if (trimmed !== '' && !wanted.has(addressKey(trimmed))) wanted.set(addressKey(trimmed), trimmed);
    }
  }
  return wanted;
}

function isOfFiles(error: Error): boolean {
  return 'syscall' in error;
}
