/** The panel of one table: its page hears of changes a few times a second, and only while it can be seen. */
import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { TABLE_VIEW } from '../ids';
import { isCancelled } from '../ui/ask';
import type { Handlers } from './messages';
import { PanelHost, type PanelLog, type PanelOptions } from './panel';
import type {
  FirstRows,
  Rows,
  StoredTable,
  TableAction,
  TableHostSide,
  TablePageSide,
  TableSource,
  TableState,
} from './tableMessages';
import { TableSession, type LiveState, type TablePorts } from './tableSession';

/** Least time between two messages of what changed, in milliseconds. */
const TICK = 100;
/** As many rows as a large screen shows. */
const FIRST_ROWS = 60;
/** Most that reading waits until the page has its first rows, in milliseconds. */
const PATIENCE = 3000;

/** What the buttons and keys of the page do. A rejection is shown by the page. */
export interface TableActions {
  act(action: TableAction, panel: TablePanel): Promise<void>;
  undo(): Promise<void>;
  remedy(panel: TablePanel): Promise<void>;
  /** Resolves to false when the user thought better of it. */
  savePicture(picture: { readonly name: string; readonly png: string }): Promise<boolean>;
  copyText(text: string): Promise<void>;
}

export interface TablePanelDeps {
  readonly extensionUri: vscode.Uri;
  readonly log: PanelLog;
  readonly ports: Omit<TablePorts, 'changed'>;
  readonly actions: TableActions;
  /** The name of the editor tab. */
  tab(): string;
  closed(): void;
}

export class TablePanel implements vscode.Disposable {
  /** Names the panel in the context of its rows. */
  readonly id = randomUUID();
  readonly session: TableSession;
  readonly #host: PanelHost<TableHostSide, TablePageSide>;
  /** What the page was last told, by part, as text. */
  readonly #told = new Map<string, string>();
  /** How many entries the page was last told of. */
  #total = 0;
  #timer: NodeJS.Timeout | undefined;
  #telling = false;
  #isClosed = false;
  /** The page has asked for what it shows. */
  #isReady = false;
  /** Reading waits for the page's first rows. */
  #waiting: Promise<void> | undefined;
  #go: (() => void) | undefined;
  /** The telling that is under way. */
  #turn: Promise<void> = Promise.resolve();
  /** Something changed while the page was being told. */
  #again = false;

  /** Opens a table, or takes over a `panel` that VS Code brought back, with what its page had kept. */
  constructor(
    private readonly deps: TablePanelDeps,
    source: TableSource,
    kept?: StoredTable,
    panel?: vscode.WebviewPanel,
  ) {
    this.session = new TableSession(
      source,
      { ...deps.ports, changed: () => this.#changed(), shown: () => this.#shown() },
      kept,
    );
    const options: PanelOptions<TableHostSide> = {
      extensionUri: deps.extensionUri,
      viewType: TABLE_VIEW,
      page: 'table',
      handlers: this.#handlers(),
      onClosed: () => this.#closed(),
    };
    if (panel !== undefined) panel.title = deps.tab();
    this.#host = panel === undefined ? PanelHost.create(deps.tab(), options) : PanelHost.adopt(panel, options);
    void this.session.open();
  }

  /** Whether it has the focus. */
  get active(): boolean {
    return this.#host.active;
  }

  reveal(): void {
    this.#host.reveal();
  }

  /** The account was renamed, or there is another change to undo. */
  touch(): void {
    if (this.#isClosed) return;
    this.#host.title = this.deps.tab();
    this.#changed();
  }

  dispose(): void {
    this.#host.dispose();
  }

  #handlers(): Handlers<TableHostSide> {
    const { session } = this;
    const { actions } = this.deps;
    return {
      requests: {
        ready: (kept) => this.#state(kept?.top),
        rows: ({ from, count }) => session.rows(from, count),
        indexOf: (row) => session.data.view.indexOf(row),
        findPrefix: ({ text, from }) => session.data.view.findPrefix(text, from),
        filter: (filter) => session.filter(filter),
        sort: (sort) => session.sort(sort ?? undefined),
        select: (select) => session.select(select),
        selected: () => session.selected(),
        insight: () => session.insight(),
        act: (action) => this.#logged(() => actions.act(action, this)),
        undo: () => this.#logged(() => actions.undo()),
        remedy: () => this.#logged(() => actions.remedy(this)),
        reload: (what) => void (what === 'unread' ? session.resume() : session.open({ afresh: true })),
        savePicture: (picture) => this.#logged(() => actions.savePicture(picture), false),
        copyText: (text) => this.#logged(() => actions.copyText(text)),
      },
      events: { stop: () => session.stop(), shown: () => this.#go?.() },
    };
  }

  /**
   * With many answers on their way the page would wait behind all of them, for seconds on a slow machine. Pending from the first entries until
   * the page has drawn them; at once where nobody looks.
   */
  #shown(): Promise<void> | undefined {
    if (!this.#host.visible) return undefined;
    this.#waiting ??= new Promise((resolve) => {
      this.#go = resolve;
      setTimeout(resolve, PATIENCE).unref();
    });
    return this.#waiting;
  }

  /** A failure goes to the log here and, as the answer, to the page. What the user turned down is none. */
  async #logged<T>(action: () => Promise<T>, otherwise?: T): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (isCancelled(error)) return otherwise as T;
      this.deps.log.error('Table:', error);
      throw error;
    }
  }

  /** The rows that the page begins with: those from where it was before it was hidden, if so much is read. */
  #firstRows(top = 0): Rows {
    const { count } = this.session.data.view;
    return this.session.rows(top < count ? Math.min(top, Math.max(0, count - FIRST_ROWS)) : 0, FIRST_ROWS);
  }

  async #state(top: number | undefined): Promise<TableState & FirstRows> {
    // Meanwhile the page is told nothing: it would be older than the answer, or lost on a page that has none yet.
    await this.#turn;
    this.#telling = true;
    this.#isReady = true;
    try {
      const live = await this.session.live();
      this.#told.clear();
      this.#news(live);
      const first = this.#firstRows(top);
      return { panel: this.id, source: this.session.source, ...this.session.columns, ...live, first };
    } finally {
      this.#endTelling();
    }
  }

  #changed(): void {
    if (this.#isClosed) return;
    if (this.#telling) {
      this.#again = true;
      return;
    }
    // The first rows are not kept waiting.
    const isFirst = this.#total === 0 && this.session.data.store.size > 0;
    if (isFirst) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    this.#timer ??= setTimeout(
      () => {
        this.#turn = this.#tell();
      },
      isFirst ? 0 : TICK,
    );
  }

  async #tell(): Promise<void> {
    this.#timer = undefined;
    // A page that is not to be seen does not live; it asks for everything when it is made anew.
    if (this.#isClosed || !this.#isReady || !this.#host.visible) return;
    if (this.#telling) {
      this.#again = true;
      return;
    }
    this.#telling = true;
    try {
      const live = await this.session.live();
      // A wait counts down though nothing else happens.
      if (live.reading.notice !== undefined) setTimeout(() => this.#changed(), 1000).unref();
      const isFirst = this.#total === 0 && live.total > 0;
      const news = { ...this.#news(live), ...(isFirst && { first: this.#firstRows() }) };
      if (!this.#isClosed && this.#host.visible && Object.keys(news).length > 0)
        // Not awaited: a page that goes meanwhile never takes it.
        void this.#host.channel.emit('changed', news);
    } catch (error) {
      this.deps.log.error('Table:', error);
    } finally {
      this.#endTelling();
    }
  }

  #endTelling(): void {
    this.#telling = false;
    if (this.#again) this.#changed();
    this.#again = false;
  }

  /** The parts that are not as the page was last told. */
  #news(live: LiveState): Partial<TableState> {
    this.#total = live.total;
    const news = Object.entries(live).filter(([part, value]) => {
      const text = JSON.stringify(value);
      if (this.#told.get(part) === text) return false;
      this.#told.set(part, text);
      return true;
    });
    return Object.fromEntries(news);
  }

  #closed(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.session.stop();
    this.deps.closed();
  }
}
