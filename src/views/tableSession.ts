/** One table: what it is made of, how its lists are read, and what the page is told. Knows no VS Code. */
import type { ChangedEntry } from '../core/change';
import type { ListRef } from '../core/refs';
import { pictures } from '../core/table';
import { TableData } from './tableData';
import type {
  ReadingInfo,
  Select,
  SelectedRow,
  SelectionInfo,
  StoredTable,
  TableFilter,
  TableHostSide,
  TableSort,
  TableSource,
  TableState,
  ViewInfo,
} from './tableMessages';
import { TableReading, type ReadingPorts } from './tableReading';
import { columnsOf } from './tableColumns';

/** What a table needs from outside. */
export interface TablePorts extends ReadingPorts {
  /** The lists of the table, in the order in which they are shown. `afresh`: as the server has them now. */
  lists(options: { readonly signal: AbortSignal; readonly afresh: boolean }): Promise<readonly ListRef[]>;
  /** What is said when nothing at all can be read. */
  problem(error: unknown): NonNullable<ReadingInfo['problem']>;
  /** How the table and its account are called. */
  words(): Pick<TableState, 'title' | 'account'>;
  canUndo(): boolean;
  /** Something that the page shows may have changed. */
  changed(): void;
}

type Answer<K extends keyof TableHostSide['requests']> = TableHostSide['requests'][K]['result'];

/** What of the state can change. */
export type LiveState = Omit<TableState, 'panel' | 'source' | 'columns' | 'lists'>;

export class TableSession {
  #data = new TableData([]);
  #reading: TableReading | undefined;
  #opening = new AbortController();
  /** Why it is not even known which lists there are. */
  #failure: { readonly error: unknown } | undefined;
  /** What was asked for last; what is shown may not be there yet. */
  #filter: TableFilter;
  #sort: TableSort | undefined;
  /** What is to be selected, until it is known which lists there are. */
  #kept: readonly SelectedRow[] | undefined;
  /** Stopped before it was known which lists to read. */
  #stopped = false;

  constructor(
    readonly source: TableSource,
    private readonly ports: TablePorts,
    kept: Pick<StoredTable, 'filter' | 'sort' | 'selected'> = { filter: {} },
  ) {
    this.#filter = kept.filter;
    this.#sort = kept.sort;
    this.#kept = kept.selected ?? [];
  }

  get data(): TableData {
    return this.#data;
  }

  /** Finds out which lists there are, and reads them from the beginning. Resolves when they are read; never rejects. */
  async open({ afresh = false } = {}): Promise<void> {
    this.#opening.abort();
    const { signal } = (this.#opening = new AbortController());
    this.#failure = undefined;
    this.#stopped = false;
    this.ports.changed();
    try {
      await this.ports.api();
      const lists = await this.ports.lists({ signal, afresh });
      if (signal.aborted) return;
      await this.#use(lists);
      await this.#reading?.read();
    } catch (error) {
      if (signal.aborted) return;
      this.#failure = { error };
      this.ports.changed();
    }
  }

  /** Reads what is not read to its end: lists that refused, or were stopped. */
  async resume(): Promise<void> {
    if (this.#reading === undefined || this.#failure !== undefined) return this.open();
    const { lists } = this.#reading.info;
    await this.#reading.read(
      [...lists.keys()].filter((list) => ['failed', 'stopped'].includes(lists[list]?.state ?? '')),
    );
  }

  /** Why nothing at all can be read. */
  get failure(): unknown {
    return (this.#failure ?? this.#reading?.failure)?.error;
  }

  /** Stops reading; what is there stays. */
  stop(): void {
    if (this.#reading === undefined) this.#stopped = true;
    this.#opening.abort();
    this.#reading?.stop();
    this.ports.changed();
  }

  /** Shows nothing but why: the account is gone. */
  close(error: unknown): void {
    this.stop();
    this.#data = new TableData([]);
    this.#reading = undefined;
    this.#failure = { error };
    this.ports.changed();
  }

  /** Takes in what was changed elsewhere in the extension. */
  apply(items: readonly ChangedEntry[]): void {
    for (const item of items) {
      const list = this.#data.store.listOf(item);
      if (list === undefined) continue;
      if (item.after === null) this.#data.store.remove(list, [item.address]);
      else this.#data.append(list, [item.after]);
    }
    this.ports.changed();
  }

  /** Reads lists again that were changed by more than is named. */
  reread(refs: readonly ListRef[]): void {
    const lists = refs.flatMap((ref) => this.#data.store.listOf(ref) ?? []);
    if (lists.length > 0) void this.#reading?.read(lists);
  }

  /** Says of lists that another window changed them. */
  changedElsewhere(refs: readonly ListRef[]): void {
    this.#reading?.changedElsewhere(refs.flatMap((ref) => this.#data.store.listOf(ref) ?? []));
  }

  /** Takes rows in that were all deleted. */
  removed(list: ListRef, addresses: Iterable<string>): void {
    const index = this.#data.store.listOf(list);
    if (index !== undefined) this.#data.store.remove(index, [...addresses]);
    this.ports.changed();
  }

  async filter(filter: TableFilter): Promise<ViewInfo> {
    this.#filter = filter;
    return this.#show();
  }

  async sort(sort: TableSort | undefined): Promise<ViewInfo> {
    this.#sort = sort;
    return this.#show();
  }

  select(select: Select): SelectionInfo {
    const adds = select.kind === 'toggle' || select.kind === 'add' || (select.kind === 'range' && select.add);
    if (!adds) this.#data.forgetWanted();
    this.#data.select(select);
    const info = this.#data.selectionInfo();
    this.ports.changed();
    return info;
  }

  /** What is selected, to be kept; undefined when it is too much. */
  selected(): readonly SelectedRow[] | undefined {
    return this.#kept ?? this.#data.selected();
  }

  rows(from: number, count: number): Answer<'rows'> {
    return { version: this.#data.view.version, from, rows: this.#data.rows(from, count) };
  }

  async insight(): Promise<Answer<'insight'>> {
    const { store, view } = this.#data;
    await view.follow();
    const { version } = view;
    return { version, pictures: await pictures(store, view) };
  }

  /** Everything that the page is shown, after the view has taken in what was read since. */
  async live(): Promise<LiveState> {
    await this.#data.view.follow();
    const reading = this.#readingInfo();
    return {
      ...this.ports.words(),
      total: this.#data.store.size,
      reading,
      view: this.#viewInfo(),
      selection: this.#data.selectionInfo(),
      facets: this.#data.store.facets(),
      canUndo: this.ports.canUndo(),
    };
  }

  get columns(): Pick<TableState, 'columns' | 'lists'> {
    return columnsOf(this.source);
  }

  /** Begins with other lists; filter, sort and selection stay. */
  async #use(lists: readonly ListRef[]): Promise<void> {
    if (this.#reading !== undefined && JSON.stringify(lists) === JSON.stringify(this.#data.lists)) return;
    this.#reading?.stop();
    const selected = this.selected() ?? [];
    this.#kept = undefined;
    const data = new TableData(lists);
    this.#data = data;
    data.want(selected);
    await data.view.show(this.#filter, this.#sort);
    this.#reading = new TableReading(lists, this.ports, {
      begin: (list) => data.store.reread(list),
      append: (list, entries, segment) => data.append(list, entries, segment),
      settle: (list, chain) => data.store.settle(list, chain),
      changed: () => this.ports.changed(),
    });
  }

  #readingInfo(): ReadingInfo {
    const info = this.#reading?.info ?? { state: this.#stopped ? 'stopped' : 'reading', read: 0, lists: [] };
    const failure = this.#failure ?? this.#reading?.failure;
    return failure === undefined ? info : { ...info, state: 'failed', problem: this.ports.problem(failure.error) };
  }

  async #show(): Promise<ViewInfo> {
    await this.#data.view.show(this.#filter, this.#sort);
    this.ports.changed();
    return this.#viewInfo();
  }

  #viewInfo(): ViewInfo {
    const { version, count, filter, sort } = this.#data.view;
    const shown = this.#reading === undefined ? { filter: this.#filter, sort: this.#sort } : { filter, sort };
    return { version, count, complete: this.#reading?.isComplete === true, ...shown };
  }
}
