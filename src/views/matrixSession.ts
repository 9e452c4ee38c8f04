/** One matrix with all that is done to it; the panel only hands on. No VS Code, so that it can be tested without. */
import type { Wait } from '../mailgun/api';
import type { ChangedEntry } from '../core/change';
import { checkMatrix, noProgress, type MatrixProgress, type MatrixScope } from '../core/matrix/checkMatrix';
import type { MatrixFilter, MatrixSort, Method } from '../core/matrix/matrixTypes';
import { Matrix } from '../core/matrix/matrix';
import { NO_FILTER, shownRows } from '../core/matrix/matrixView';
import type { CheckPorts } from '../core/lookup';
import { addressKey } from '../core/addressSyntax';
import type { ListRef } from '../core/refs';
import { plural } from './checkModel';
import { foundEntries, type FoundEntry } from './matrixFound';
import type { MatrixRows, MatrixRowsQuery, MatrixSelect, MatrixState, MatrixViewInfo, RunInfo } from './matrixMessages';
import { count, howText, isWhole, listInfos, matrixRow, problemInfos, type MatrixSource } from './matrixModel';
import { MatrixSelection, placesOf } from './matrixSelection';
import type { KeptSession } from './storedMatrix';
import { keepSession } from './storedMatrix';

/** What is to be checked, and where it comes from. */
export interface MatrixQuestion extends MatrixScope {
  readonly addresses: readonly string[];
  /** The asked accounts: id → name. */
  readonly accountNames: Readonly<Record<string, string>>;
  /** For people: `customers.csv`. */
  readonly source: string;
  /** For people: `12 repetitions, 3 lines without an address`. */
  readonly ignored: string;
  readonly method: Method;
}

export class MatrixSession {
  readonly matrix: Matrix;
  progress: MatrixProgress = noProgress();
  method: Method;
  filter: MatrixFilter = NO_FILTER;
  sort: MatrixSort | undefined;
  readonly selection: MatrixSelection;
  #state: RunInfo['state'];
  #finishedAt: number | undefined;
  #notice: string | undefined;
  #controller = new AbortController();
  #running: Promise<void> | undefined;
  #stale: ListRef[] = [];
  #isStale = false;
  #shown: Uint32Array | undefined;
  #shownAt = -1;
  #viewVersion = 0;

  /** @param onChange told of everything that the page should hear of; often. */
  constructor(
    readonly question: MatrixQuestion,
    private readonly panel: string,
    private readonly ports: CheckPorts,
    private readonly onChange: () => void,
    kept?: KeptSession,
  ) {
    this.method = kept?.method ?? question.method;
    this.matrix = kept?.matrix ?? new Matrix(question.addresses);
    if (kept?.progress !== undefined) this.progress = kept.progress;
    this.filter = kept?.filter ?? NO_FILTER;
    this.sort = kept?.sort;
    this.#state = kept === undefined ? 'running' : kept.state;
    this.#finishedAt = kept?.finishedAt;
    this.selection = new MatrixSelection(this.matrix, kept?.selected);
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Asks what has no answer yet; resolves when that is done. */
  async start(): Promise<void> {
    await this.#run();
  }

  /** Asks everything anew. What is selected stays selected. */
  async again(): Promise<void> {
    await this.#stop();
    this.matrix.forget();
    this.progress = noProgress();
    this.#isStale = false;
    await this.#run();
  }

  /** Goes on in another way; anew where everything has an answer. */
  async setMethod(method: Method): Promise<void> {
    if (method === this.method && this.running) return;
    await this.#stop();
    this.method = method;
    const { waiting, failed, notAsked } = this.matrix.tally;
    const isOpen = waiting + failed + notAsked > 0 || this.matrix.places.length === 0;
    await (isOpen ? this.#run() : this.again());
  }

  /** Stops the asking at once; what is answered stays. */
  cancel(): void {
    this.#controller.abort();
  }

  /** Takes in what was changed by this extension. */
  changed(items: readonly ChangedEntry[]): void {
    for (const item of items) this.matrix.changed(item, item.after);
    this.onChange();
  }

  /** Says of lists that another window changed them. */
  changedElsewhere(lists: readonly ListRef[]): void {
    this.#isStale ||= lists.some((list) => this.matrix.placeOf(list) !== undefined);
    this.onChange();
  }

  /** Asks anew for lists of which more was changed than is known. */
  async listsChanged(lists: readonly ListRef[]): Promise<void> {
    const mine = lists.filter((list) => this.matrix.placeOf(list) !== undefined);
    if (mine.length === 0 || this.#state === 'kept') return;
    this.#stale.push(...mine);
    if (!this.running) await this.#refresh();
  }

  setFilter(filter: MatrixFilter): MatrixViewInfo {
    this.filter = filter;
    return this.#viewChanged();
  }

  setSort(sort: MatrixSort | undefined): MatrixViewInfo {
    this.sort = sort;
    return this.#viewChanged();
  }

  select(select: MatrixSelect): MatrixState['selection'] {
    this.selection.apply(select, this.shown());
    return this.#selectionInfo();
  }

  /** The rows of the view, by their index in the matrix. */
  shown(): Uint32Array {
    if (this.#shown === undefined || this.#shownAt !== this.matrix.version) {
      this.#shown = shownRows(this.matrix, this.filter, this.sort, isWhole(this));
      this.#shownAt = this.matrix.version;
    }
    return this.#shown;
  }

  rows({ from, count: rows, columns, focus }: MatrixRowsQuery): MatrixRows {
    const part = this.shown().slice(Math.max(0, from), Math.max(0, from) + Math.min(rows, 500));
    const at = focus === undefined ? -1 : this.shown().indexOf(focus);
    const source = this.#source();
    const shown = columns.map((id) => ({ id, places: placesOf(this.matrix, id) }));
    return {
      version: this.#version(),
      from,
      rows: [...part].map((row) => matrixRow(source, this.selection, row, shown)),
      focus: at < 0 ? undefined : at,
    };
  }

  findPrefix(text: string, from: number): number | undefined {
    const shown = this.shown();
    const key = addressKey(text);
    for (let step = 0; step < shown.length; step += 1) {
      const index = (from + step) % shown.length;
      if (addressKey(this.matrix.addresses[shown[index] ?? -1] ?? '').startsWith(key)) return index;
    }
    return undefined;
  }

  /** What stands in the selected cells, each entry once; what stands in the view where nothing is selected. */
  found(onlySelected = true): FoundEntry[] {
    return onlySelected
      ? foundEntries(this.matrix, this.selection.rows, (row) => this.selection.places(row))
      : foundEntries(this.matrix, this.shown(), () => this.matrix.places.keys());
  }

  /** The rows that something is done with: those selected, in the order of the view, or all that are shown. */
  chosen(): readonly number[] {
    if (this.selection.size === 0) return [...this.shown()];
    const selected = new Set(this.selection.rows);
    const inView = [...this.shown()].filter((row) => selected.delete(row));
    return [...inView, ...selected];
  }

  state(): MatrixState {
    const source = this.#source();
    const { problems, more } = problemInfos(source);
    const { addresses } = this.matrix;
    return {
      panel: this.panel,
      title: plural(addresses.length, 'address', 'addresses').replace(/^\d+/, count(addresses.length)),
      ...{ source: this.question.source, ignored: this.question.ignored, addresses: addresses.length },
      listed: this.matrix.listedRows,
      run: this.#runInfo(source),
      lists: listInfos(source),
      ...{ problems, moreProblems: more },
      view: this.#viewInfo(),
      selection: this.#selectionInfo(),
    };
  }

  /** What is to be kept for the time after a reload. */
  keep(): unknown {
    const state = this.running ? 'interrupted' : this.#state;
    return keepSession(this, state, this.#finishedAt ?? (this.running ? Date.now() : undefined));
  }

  async #run(only?: readonly ListRef[]): Promise<void> {
    if (this.#running !== undefined) return this.#running;
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    this.#state = 'running';
    this.#finishedAt = undefined;
    const options = {
      ...{ method: this.method, signal, only },
      onWait: (wait: Wait) => this.#wait(wait),
      onChange: () => {
        this.#notice = undefined;
        this.onChange();
      },
    };
    this.#running = checkMatrix(this.matrix, this.progress, this.question, this.ports, options);
    this.onChange();
    await this.#running;
    this.#running = undefined;
    this.#notice = undefined;
    this.#shown = undefined;
    this.#state = signal.aborted ? 'cancelled' : 'done';
    this.#finishedAt = Date.now();
    this.onChange();
    if (!signal.aborted) await this.#refresh();
  }

  async #refresh(): Promise<void> {
    const stale = this.#stale.splice(0);
    if (stale.length > 0) await this.#run(stale);
  }

  async #stop(): Promise<void> {
    this.#controller.abort();
    await this.#running;
  }

  #wait({ ms }: Wait): void {
    this.#notice = `Mailgun asks to wait ${Math.ceil(ms / 1000)} s.`;
    this.onChange();
  }

  #source(): MatrixSource {
    const { accountNames } = this.question;
    return {
      ...{ matrix: this.matrix, progress: this.progress, running: this.running },
      accountName: (id) => (Object.hasOwn(accountNames, id) ? (accountNames[id] ?? id) : id),
    };
  }

  #runInfo(source: MatrixSource): RunInfo {
    const { tally } = this.matrix;
    const total = this.matrix.addresses.length * this.matrix.places.length;
    return {
      ...{ state: this.#state, method: this.method, total, notice: this.#notice, finishedAt: this.#finishedAt },
      isStale: this.#isStale,
      done: total - tally.waiting,
      how: howText(source),
    };
  }

  #viewChanged(): MatrixViewInfo {
    this.#shown = undefined;
    this.#viewVersion += 1;
    return this.#viewInfo();
  }

  #version(): number {
    return this.#viewVersion + this.matrix.version + this.selection.version;
  }

  #viewInfo(): MatrixViewInfo {
    return { version: this.#version(), count: this.shown().length, filter: this.filter, sort: this.sort };
  }

  #selectionInfo(): MatrixState['selection'] {
    const { size, rows, version } = this.selection;
    if (size === 0) return { version, rows: 0, found: 0, hidden: 0 };
    const shown = new Set(this.shown());
    return { version, rows: size, found: this.found().length, hidden: rows.filter((row) => !shown.has(row)).length };
  }
}
