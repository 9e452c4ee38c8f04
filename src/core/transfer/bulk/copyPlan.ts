/** What copying entries to other domains would do: read and compared before the user is asked. */
import { writeFile } from 'node:fs/promises';
import type { CallOptions, MailgunApi } from '../../../mailgun/api';
import { LISTS } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import { BATCH_SIZE } from '../../../mailgun/wire';
import { addressKey } from '../../addressSyntax';
import { unite } from '../../batches';
import { apis } from '../../changePorts';
import { errorText } from '../../errorText';
import { groupBy } from '../../groupBy';
import { runPool } from '../../pool';
import type { DomainRef, ListRef } from '../../refs';
import { PlanFolder, type BulkPorts } from './bulkPorts';
import { compareWithList, contentsOf, type Spool } from './comparison';
import { entryFilter } from './deleteFilter';
import { secondsFor, timed, USUAL_LATENCY } from '../estimate';
import type { Fingerprints } from '../fingerprints';
import { writeNdjson } from '../files/ndjson';
import { spoolEntries } from '../files/exportList';
import { readAllStanding, type StandingOptions } from './standing';

/** Entries by the thousand. */
type EntryChunks = AsyncIterable<readonly Entry[]> | Iterable<readonly Entry[]>;

/** What is copied: a list or those of its entries that start with `term`, certain addresses of a list, or entries at hand. */
export type CopySource =
  | { readonly list: ListRef; readonly term?: string | undefined }
  | { readonly list: ListRef; readonly addresses: readonly string[] }
  | { readonly list: ListRef; readonly entries: readonly Entry[] }
  /** Entries at hand, each once, perhaps very many. */
  | { readonly list: ListRef; readonly chunks: EntryChunks };

export interface CopyPlanOptions extends CallOptions {
  /** Told how many entries were looked at, on the source and the targets. */
  readonly onProgress?: ((records: number) => void) | undefined;
}

/** What there is to do on one target. */
export interface CopyTarget extends DomainRef {
  /** Entries that are not there. */
  readonly fresh: number;
  /** Entries that are there just so. */
  readonly same: number;
  /** Addresses that are there with other contents. */
  readonly differs: number;
}

/** A target that could not be read; `reason` is a sentence for a person. */
export interface RefusedTarget extends DomainRef {
  readonly reason: string;
  readonly error: unknown;
}

/** What is to become of entries that a target has with other contents. */
export type Differing = 'leave' | 'replace';

/** What would be copied. Call `discard` when it is not to be done; `startCopy` takes the plan over. */
export interface CopyPlan {
  readonly source: ListRef;
  /** Entries to copy. */
  readonly records: number;
  /** Addresses that were given but are not on the list. */
  readonly missing: number;
  readonly targets: readonly CopyTarget[];
  readonly refused: readonly RefusedTarget[];
  /** What it takes, depending on what becomes of entries that differ. */
  readonly cost: Readonly<Record<Differing, { readonly requests: number; readonly seconds: number }>>;
  readonly files: PlanFolder;
  discard(): Promise<void>;
}

/** Targets read at once; with a large source one after the other, for each takes memory. */
const TARGETS_AT_ONCE = 4;
const LARGE = 10_000;

/** The entries to copy. */
export const SOURCE_FILE = 'source.ndjson';

/** One byte for each entry of the source: how it compares to what a target has. */
export function statusFile(target: number): string {
  return `target-${target}.status`;
}

/** What a target has where it differs; only of unsubscribes, whose tags are united. */
export function standingFile(target: number): string {
  return `target-${target}.ndjson`;
}

/**
 * Reads the source once and compares it with every target. A target that refuses is in `refused` and stops no other; the source itself
 * is never a target. Throws MailgunError when the source cannot be read, or the file system's error; then nothing is left behind.
 */
export async function planCopy(
  source: CopySource,
  targets: readonly DomainRef[],
  ports: BulkPorts,
  options: CopyPlanOptions = {},
): Promise<CopyPlan> {
  const files = await PlanFolder.create(ports);
  try {
    return await new Planning(source, files, ports, options).run(targets);
  } catch (error) {
    await files.discard();
    throw error;
  }
}

interface Compared {
  readonly target: CopyTarget;
  readonly latencyMs: number;
  readonly api: MailgunApi;
}

class Planning {
  readonly #api: (accountId: string) => Promise<MailgunApi>;
  readonly #compared: Compared[] = [];
  readonly #refused: RefusedTarget[] = [];
  #missing = 0;
  /** Entries looked at, by the place where they are. */
  readonly #looked = new Map<string, number>();

  constructor(
    private readonly source: CopySource,
    private readonly files: PlanFolder,
    private readonly ports: BulkPorts,
    private readonly options: CopyPlanOptions,
  ) {
    this.#api = apis(ports);
  }

  async run(domains: readonly DomainRef[]): Promise<CopyPlan> {
    const { list } = this.source;
    const spool = { file: this.files.path(SOURCE_FILE), records: await this.#spool() };
    const contents = list.list === 'unsubscribes' ? await contentsOf(spool, list) : undefined;
    const targets = [...groupBy(domains, keyOf).values()].flatMap(([first]) => first ?? []);
    const others = targets.filter((target) => keyOf(target) !== keyOf(list));
    const concurrency = spool.records > LARGE ? 1 : TARGETS_AT_ONCE;
    await runPool(others, (target) => this.#compare(target, spool, contents), { concurrency });
    const kept = this.#compared.map(({ target }) => target);
    return {
      ...{ source: list, records: spool.records, missing: this.#missing, targets: kept, refused: this.#refused },
      cost: { leave: this.#cost('leave'), replace: this.#cost('replace') },
      files: this.files,
      discard: () => this.files.discard(),
    };
  }

  async #spool(): Promise<number> {
    const { source } = this;
    const file = this.files.path(SOURCE_FILE);
    if ('entries' in source) return (await writeNdjson(file, [unite(source.entries)])).records;
    if ('chunks' in source) return (await writeNdjson(file, source.chunks)).records;
    const api = await this.#api(source.list.accountId);
    const reading = this.#reading(source.list);
    if ('addresses' in source) return this.#spoolFew(api, source, file, reading);
    const keep = entryFilter({ term: source.term });
    return (await spoolEntries(api, source.list, file, { ...reading, term: source.term, keep })).records;
  }

  async #spoolFew(
    api: MailgunApi,
    { list, addresses }: { readonly list: ListRef; readonly addresses: readonly string[] },
    file: string,
    reading: StandingOptions,
  ): Promise<number> {
    const wanted = new Map(addresses.map((address) => [addressKey(address), address]));
    const found = new Map<string, Entry>();
    const source = { count: wanted.size, addresses: () => [...wanted.values()] };
    await readAllStanding(api, list, source, reading, (entries) => {
      for (const entry of entries) {
        if (wanted.has(addressKey(entry.address))) found.set(addressKey(entry.address), entry);
      }
    });
    this.#missing = wanted.size - found.size;
    return (await writeNdjson(file, [[...found.values()]])).records;
  }

  async #compare(target: DomainRef, spool: Spool, contents: Fingerprints | undefined): Promise<void> {
    const { accountId, domain } = target;
    const { list } = this.source.list;
    try {
      const watched = timed(await this.#api(accountId));
      const reading = this.#reading(target);
      const result = await compareWithList(watched.api, { domain, list }, spool, reading, contents);
      const { fresh, same, differs, status, standing } = result;
      const index = this.#compared.length;
      const compared = { target: { accountId, domain, fresh, same, differs }, api: watched.api };
      this.#compared.push({ ...compared, latencyMs: watched.latencyMs() ?? USUAL_LATENCY });
      await writeFile(this.files.path(statusFile(index)), status, { mode: 0o600 });
      if (standing.size > 0) await writeNdjson(this.files.path(standingFile(index)), [[...standing.values()]]);
    } catch (error) {
      if (this.options.signal?.aborted === true || (error instanceof Error && 'syscall' in error)) throw error;
      this.#refused.push({ accountId, domain, reason: errorText(error).reason, error });
    }
  }

  #cost(differing: Differing): { requests: number; seconds: number } {
    const size = LISTS[this.source.list.list].batch ? BATCH_SIZE : 1;
    let [requests, seconds] = [0, 0];
    for (const { target, latencyMs, api } of this.#compared) {
      const own = Math.ceil((target.fresh + (differing === 'replace' ? target.differs : 0)) / size);
      const concurrency = this.ports.concurrency?.() ?? 16;
      requests += own;
      seconds += secondsFor({ requests: own, concurrency, latencyMs, rate: api.rate?.() });
    }
    return { requests, seconds };
  }

  #reading(place: DomainRef): StandingOptions {
    const { concurrency, walkers } = this.ports;
    const onProgress = (records: number): void => {
      this.#looked.set(keyOf(place), records);
      this.options.onProgress?.([...this.#looked.values()].reduce((sum, count) => sum + count, 0));
    };
    return { signal: this.options.signal, onWait: this.options.onWait, onProgress, concurrency, walkers };
  }
}

function keyOf({ accountId, domain }: DomainRef): string {
  return JSON.stringify([accountId, domain.toLowerCase()]);
}
