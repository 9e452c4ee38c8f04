/** The page as a whole: what the host says, what is asked of it, and what is kept for a reload. */
import { render } from 'lit-html';
import { visibleLine } from '../../../src/views/plainText';
import type {
  FirstRows,
  Select,
  StoredTable,
  TableAction,
  TableFilter,
  TableHostSide,
  TablePageSide,
  TableSort,
  TableState,
  ViewInfo,
} from '../../../src/views/tableMessages';
import { tableAnnouncement, tidyFilter } from '../../../src/views/tableWords';
import { connect } from '../lib/bridge';
import { Keeper } from '../lib/keeper';
import { TEXT_FIELD } from './filterBar';
import { GridArea } from './gridArea';
import { type FilterChange, Insight } from './insight';
import { actionBar, counts, emptyText, failure, top } from './page';
import type { Parts } from './shell';
import { type Kept, keptFrom } from './stored';
import type { Actions, TextField } from './view';

/** After so many milliseconds without a key what was typed becomes the filter. */
const TYPING = 100;

/** How often the age of what was read is brought up to date, in milliseconds. */
const AGES_EVERY = 30_000;

export class TablePage {
  private readonly bridge = connect<TablePageSide, TableHostSide>({
    requests: {},
    events: { changed: (change) => this.change(change) },
  });
  private readonly kept: Kept = keptFrom(this.bridge.stored());
  private readonly keeper = new Keeper<StoredTable['selected']>(
    (selected) => this.write(selected),
    () => this.bridge.host.request('selected', undefined),
    this.kept.table?.selected,
  );
  private readonly area: GridArea;
  private readonly insight: Insight;
  private readonly actions: Actions = this.makeActions();
  private state: TableState | undefined;
  private problem: string | undefined;
  private filter: TableFilter = {};
  private drafts: Partial<Record<TextField, string>> = {};
  private unfolded = false;
  private insightOpen: boolean;
  /** Changes of filter or order that the host has not answered. */
  private asked = 0;
  /** The latest version of the selection that is shown. */
  private selected = -1;
  private drawing = false;
  /** The host has been told that entries are on show. */
  private isShown = false;
  private typing: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly parts: Parts) {
    const { host } = this.bridge;
    this.insightOpen = this.kept.table?.insight ?? true;
    this.area = new GridArea(
      parts.grid,
      {
        rows: (from, count) => host.request('rows', { from, count }),
        indexOf: (row) => host.request('indexOf', row),
      },
      {
        select: (select) => void this.select(select),
        act: (action) => this.actions.act(action),
        undo: () => this.actions.undo(),
        sort: (sort) => this.actions.sort(sort),
        find: (text, from) => host.request('findPrefix', { text, from }),
        toFilter: () => this.toFilter(),
        moved: () => this.keeper.store(),
        say: (text) => this.say(text),
        failed: (error) => this.fail(error),
      },
      this.kept,
    );
    this.insight = new Insight(parts.insight, this.insightHost(), this.insightOpen);
    setInterval(() => this.draw(), AGES_EVERY);
    document.addEventListener('keydown', (event) => this.onKey(event));
    // Whoever comes to the tab is on the rows at once.
    window.addEventListener('focus', () => this.area.focusUnlessElsewhere());
  }

  /** Asks for everything. */
  async load(): Promise<void> {
    try {
      const state = await this.bridge.host.request('ready', this.kept.table);
      this.filter = state.view.filter;
      this.change(state);
      if (document.hasFocus()) this.area.focusUnlessElsewhere();
    } catch (error) {
      this.fail(error);
    }
  }

  private insightHost() {
    const { host } = this.bridge;
    return {
      load: () => host.request('insight', undefined),
      filter: (change: FilterChange) => this.actions.filter(change),
      savePicture: (picture: { readonly name: string; readonly png: string }) => host.request('savePicture', picture),
      copyText: (text: string) => host.request('copyText', text),
      say: (text: string) => this.say(text),
      folded: (open: boolean) => {
        this.insightOpen = open;
        this.keeper.storeNow();
      },
    };
  }

  private makeActions(): Actions {
    const { host } = this.bridge;
    const attempt = (work: Promise<unknown>): void => {
      this.problem = undefined;
      void work.catch((error: unknown) => this.fail(error));
    };
    return {
      filter: (change) => this.setFilter(change({ ...this.filter, ...this.typed() })),
      type: (field, text) => this.type(field, text),
      sort: (sort) => this.setSort(sort),
      select: (select) => this.area.select(select),
      act: (action: TableAction) => attempt(host.request('act', action)),
      undo: () => this.state?.canUndo === true && attempt(host.request('undo', undefined)),
      reload: (which) => attempt(host.request('reload', which)),
      stop: () => void host.emit('stop', undefined),
      remedy: () => attempt(host.request('remedy', undefined)),
      unfold: (open) => {
        this.unfolded = open;
        this.draw();
      },
    };
  }

  /** What the host says has changed; before the page has its state there is nothing to change. */
  private change({ first, ...change }: Partial<TableState> & FirstRows, isOther = false): void {
    const before = this.state;
    const state = before ? { ...before, ...change } : isWhole(change) ? change : undefined;
    if (!state) return;
    this.state = state;
    // What this page itself has asked for is shown when it is answered.
    if (this.asked === 0) {
      this.filter = state.view.filter;
      this.area.show(state, isOther, first);
    }
    if (before && change.selection && change.selection.version > this.selected) this.area.rows.refresh();
    this.selected = Math.max(this.selected, state.selection.version);
    if (before?.selection.version !== state.selection.version) this.keeper.remember();
    const words = tableAnnouncement(before, state);
    if (words !== undefined) this.say(words);
    this.draw();
  }

  private async select(select: Select): Promise<void> {
    try {
      const selection = await this.bridge.host.request('select', select);
      this.selected = Math.max(this.selected, selection.version);
      this.change({ selection });
    } catch (error) {
      this.fail(error);
    }
  }

  private setFilter(filter: TableFilter): void {
    clearTimeout(this.typing);
    this.drafts = {};
    this.filter = tidyFilter(filter);
    this.ask(() => this.bridge.host.request('filter', this.filter));
  }

  private setSort(sort: TableSort | undefined): void {
    this.ask(() => this.bridge.host.request('sort', sort));
  }

  /** Asks for another view and shows it from its beginning; of several answers the last counts. */
  private ask(request: () => Promise<ViewInfo>): void {
    this.problem = undefined;
    this.asked += 1;
    this.area.restart();
    this.draw();
    request().then(
      (view) => {
        this.asked -= 1;
        this.change({ view }, true);
      },
      (error: unknown) => {
        this.asked -= 1;
        // One that another has overtaken may end as it likes.
        if (this.asked > 0) return;
        this.area.comeBack();
        this.change({});
        this.fail(error);
      },
    );
  }

  private type(field: TextField, text: string): void {
    this.drafts = { ...this.drafts, [field]: text };
    clearTimeout(this.typing);
    this.typing = setTimeout(() => {
      const { drafts } = this;
      this.setFilter({ ...this.filter, ...this.typed() });
      // What stands in a field stays as it was typed.
      this.drafts = drafts;
    }, TYPING);
  }

  /** What is being typed and is not yet the filter. */
  private typed(): Partial<Record<TextField, string>> {
    const typed: Partial<Record<TextField, string>> = {};
    for (const [field, draft] of Object.entries(this.drafts)) typed[field as TextField] = draft.trim();
    return typed;
  }

  private onKey(event: KeyboardEvent): void {
    // From the text to what was found.
    if (['ArrowDown', 'Enter'].includes(event.key) && document.activeElement?.id === TEXT_FIELD) {
      event.preventDefault();
      this.area.focus();
      return;
    }
    if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.toFilter();
  }

  private toFilter(): void {
    const field = document.getElementById(TEXT_FIELD);
    if (field instanceof HTMLInputElement) field.select();
    field?.focus();
  }

  private say(text: string): void {
    this.parts.status.textContent = visibleLine(text);
  }

  private fail(error: unknown): void {
    this.problem = error instanceof Error ? error.message : String(error);
    this.draw();
  }

  private draw(): void {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      this.drawParts();
    });
  }

  private drawParts(): void {
    const { state, parts } = this;
    render(failure(this.problem), parts.problem);
    if (!state) return;
    const { filter, drafts, unfolded, actions } = this;
    const view = { state, filter, drafts, unfolded, actions, now: Date.now() };
    const had = document.activeElement;
    render(top(view), parts.top);
    render(counts(view), parts.counts);
    render(emptyText(view), parts.empty);
    render(actionBar(view), parts.actions);
    // Whoever was on a button that is gone, such as the last chip's, goes on in the field.
    if (had !== null && had !== document.body && !had.isConnected) document.getElementById(TEXT_FIELD)?.focus();
    if (!this.isShown && state.total > 0) {
      this.isShown = true;
      void this.bridge.host.emit('shown', undefined);
    }
    if (this.asked === 0) this.insight.show(state);
    this.keeper.store();
  }

  /** Writes down what must be found again after a reload. */
  private write(selected: StoredTable['selected']): void {
    const { state, area } = this;
    if (!state) return;
    const { source, view } = state;
    const table = { source, filter: view.filter, sort: view.sort, ...area.place, insight: this.insightOpen, selected };
    this.bridge.store({ ...table, widths: area.widths });
  }
}

function isWhole(change: Partial<TableState>): change is TableState {
  return change.view !== undefined && change.columns !== undefined && change.source !== undefined;
}
