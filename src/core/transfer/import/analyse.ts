/** What a file holds and what importing it would do, without sending anything. */
import type { CallOptions, MailgunApi } from '../../../mailgun/api';
import { LIST_NAMES, LISTS, type ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import { BATCH_SIZE, IMPORT_BYTES } from '../../../mailgun/wire';
import { addressKey } from '../../addressSyntax';
import { plainText } from '../../text';
import { ALLOWLIST_CALLS } from './importShown';
import type { Analysis, RowProblem } from './importTypes';
import { readRows, type ReadPlan, type Row } from '../read';
import { RowSorter, widened } from './rowSorter';
import { StandingList } from './standingLists';

const PROBLEMS = 100;
const PREVIEW = 10;
/** How often somebody is told at most, in milliseconds. */
const EVERY = 100;

export interface AnalyseOptions extends CallOptions {
  /** Told every now and then what is known so far. */
  readonly onProgress?: ((analysis: Analysis) => void) | undefined;
  /** The domain whose lists to compare with; each list is read when the first row for it comes. */
  readonly compare?: { readonly api: MailgunApi; readonly domain: string } | undefined;
}

/**
 * Reads a whole file, once, and says what importing it would do; with `compare` also what of it is there already. Throws ReadError,
 * MailgunError (`cancelled` as soon as the signal is aborted) or the file system's error.
 */
export async function analyse(file: string, read: ReadPlan, options: AnalyseOptions = {}): Promise<Analysis> {
  const counting = new Counting(read, options);
  let told = performance.now();
  const onBytes = (bytes: number): void => void (counting.bytesRead = bytes);
  for await (const rows of readRows(file, read, { signal: options.signal, onBytes })) {
    await counting.take(rows);
    if (options.onProgress === undefined || performance.now() - told < EVERY) continue;
    told = performance.now();
    options.onProgress(counting.analysis(false));
  }
  const analysis = counting.analysis(true);
  options.onProgress?.(analysis);
  return analysis;
}

class Counting {
  readonly #sorter = new RowSorter();
  readonly #standing: Partial<Record<ListName, StandingList>> = {};
  readonly #compared = { fresh: 0, same: 0, differs: 0 };
  readonly #byList: Partial<Record<ListName, number>> = {};
  readonly #problems: RowProblem[] = [];
  readonly #warnings: RowProblem[] = [];
  readonly #preview: { line: number; entry: Entry }[] = [];
  #rows = 0;
  #valid = 0;
  #invalid = 0;
  #warned = 0;
  bytesRead = 0;

  constructor(
    private readonly read: ReadPlan,
    private readonly options: AnalyseOptions,
  ) {}

  async take(rows: readonly Row[]): Promise<void> {
    if (this.options.compare !== undefined) await this.#readStanding(rows, this.options.compare);
    for (const row of rows) {
      if (row.warning !== undefined) {
        this.#warned += 1;
        if (this.#warnings.length < PROBLEMS) this.#warnings.push(problemOf(row, row.warning));
      }
      if (row.entry !== undefined) this.#takeEntry(row.line, row.entry);
      else {
        this.#invalid += 1;
        if (this.#problems.length < PROBLEMS) this.#problems.push(problemOf(row, row.problem ?? 'It cannot be read.'));
      }
    }
    this.#rows += rows.length;
  }

  analysis(complete: boolean): Analysis {
    return {
      rows: this.#rows,
      valid: this.#valid,
      duplicates: this.#rows - this.#valid - this.#invalid,
      invalid: this.#invalid,
      byList: { ...this.#byList },
      ...(this.options.compare && { compared: { ...this.#compared } }),
      problems: [...this.#problems],
      warnings: this.#warned,
      firstWarnings: [...this.#warnings],
      preview: [...this.#preview],
      requests: LIST_NAMES.reduce((sum, list) => sum + this.#requests(list), 0),
      uploads: Math.max(Object.keys(this.#byList).length, this.#parts()),
      bytesRead: this.bytesRead,
      complete,
    };
  }

  #takeEntry(line: number, entry: Entry): void {
    const fate = this.#sorter.take(entry);
    if (fate === 'widens') this.#widen(entry);
    if (fate !== 'first') return;
    this.#valid += 1;
    this.#byList[entry.list] = (this.#byList[entry.list] ?? 0) + 1;
    if (this.#preview.length < PREVIEW) this.#preview.push({ line, entry });
    const seen = this.#standing[entry.list]?.compare(entry);
    if (seen !== undefined) this.#compared[seen === 'new' ? 'fresh' : seen] += 1;
  }

  /** The preview shows what will be stored. */
  #widen(later: Entry): void {
    for (const shown of this.#preview) {
      const { entry: first } = shown;
      if (first.list !== 'unsubscribes' || later.list !== 'unsubscribes') continue;
      if (addressKey(first.address) === addressKey(later.address)) shown.entry = widened(first, later);
    }
  }

  async #readStanding(rows: readonly Row[], { api, domain }: NonNullable<AnalyseOptions['compare']>): Promise<void> {
    const { signal, onWait } = this.options;
    const dates = this.read.mapping.created_at !== undefined;
    for (const list of LIST_NAMES) {
      if (this.#standing[list] !== undefined || !rows.some(({ entry }) => entry?.list === list)) continue;
      this.#standing[list] = await StandingList.read(api, { domain, list }, { signal, onWait, dates });
    }
  }

  #requests(list: ListName): number {
    const count = this.#byList[list] ?? 0;
    if (LISTS[list].batch) return Math.ceil(count / BATCH_SIZE);
    return count <= ALLOWLIST_CALLS ? count : this.#parts();
  }

  /** About as many as the source would make. */
  #parts(): number {
    return Math.ceil(this.bytesRead / IMPORT_BYTES);
  }
}

function problemOf({ line, cells }: Row, problem: string): RowProblem {
  return { line, text: plainText(cells.join(', '), 200), problem };
}
