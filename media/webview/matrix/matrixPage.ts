/** The page as a whole: what the host says, what is asked of it, and what is kept for a reload. */
import { html, render } from 'lit-html';
import type {
  ListName,
  MatrixHostSide,
  MatrixPageSide,
  MatrixSelect,
  MatrixSort,
  MatrixState,
  MatrixViewInfo,
} from '../../../src/views/matrixMessages';
import { matrixAnnouncement } from '../../../src/views/matrixWords';
import { connect } from '../lib/bridge';
import { Keeper } from '../lib/keeper';
import { Grid } from './grid';
import { actionBar, FILTER_FIELD, filterBar, HEADER_ACTION, top } from './header';
import { field, keptUi, type KeptUi } from './keptUi';
import { columnsOf, type Actions, type View } from './view';

/** After so many milliseconds without a key what was typed becomes the filter. */
const TYPING = 200;
/** While answers come, what is kept is stored so often, in milliseconds. */
const STORE_RUNNING = 3000;
/** How often ages are brought up to date, in milliseconds. */
const AGES_EVERY = 30_000;

const SHELL = html`<main>
  <div id="top"></div>
  <div id="filter"></div>
  <div id="actions"></div>
  <div
    id="grid"
    class="grid"
    role="grid"
    tabindex="0"
    aria-multiselectable="true"
    aria-label="Addresses and lists"
    data-vscode-context='{"webviewSection":"page","preventDefaultContextMenuItems":true}'
  >
    <div class="head" role="rowgroup"></div>
    <div class="body" role="rowgroup"></div>
  </div>
  <div id="status" class="visually-hidden" role="status"></div>
</main>`;

export class MatrixPage {
  private readonly bridge = connect<MatrixPageSide, MatrixHostSide>({
    requests: {},
    events: { changed: (state) => this.show(state) },
  });
  private readonly ui: KeptUi = keptUi(this.bridge.stored());
  private readonly keeper = new Keeper<unknown>(
    (selected) => this.write(selected),
    () => this.bridge.host.request('selected', undefined),
    field(this.bridge.stored(), 'selected'),
  );
  private readonly unfolded = new Set<ListName>(this.ui.unfolded);
  private readonly actions: Actions = this.makeActions();
  private readonly grid: Grid;
  private state: MatrixState | undefined;
  private kept: unknown = field(this.bridge.stored(), 'kept');
  private problem: string | undefined;
  private draft: string | undefined;
  private drawing = false;
  private returning = true;
  private typing: ReturnType<typeof setTimeout> | undefined;
  private storing: ReturnType<typeof setTimeout> | undefined;
  /** Whether the host has more to keep than it has said. */
  private dirty = true;
  private keeping = false;

  constructor() {
    render(SHELL, part('app'));
    const { host } = this.bridge;
    this.grid = new Grid(part('grid'), {
      actions: this.actions,
      load: (from, count, columns, focus) => host.request('rows', { from, count, columns, focus }),
      select: (select) => this.select(select),
      findPrefix: (text, from) => host.request('findPrefix', { text, from }),
      toFilter: () => this.toFilter(),
      moved: () => this.keeper.store(),
      failed: (error) => this.fail(error),
    });
    setInterval(() => this.draw(), AGES_EVERY);
  }

  /** Asks for everything. */
  async load(): Promise<void> {
    try {
      this.show(await this.bridge.host.request('ready', undefined));
    } catch (error) {
      this.fail(error);
    }
  }

  private makeActions(): Actions {
    const attempt = (work: Promise<unknown>): void => {
      this.problem = undefined;
      this.draw();
      void work.catch((error: unknown) => this.fail(error));
    };
    const { host } = this.bridge;
    return {
      filter: (change) => {
        if (this.state) this.ask(host.request('filter', { ...this.state.view.filter, ...change }));
      },
      type: (text) => this.type(text),
      sort: (column) => this.ask(host.request('sort', nextSort(this.state?.view.sort, column))),
      fold: (list) => this.fold(list),
      act: (action) => attempt(host.request('act', action)),
      method: (method) => attempt(host.request('method', method)),
      again: () => attempt(host.request('again', undefined)),
      retry: () => attempt(host.request('retry', undefined)),
      cancel: () => void host.emit('cancel', undefined),
      clearSelection: () => this.select({ kind: 'none' }),
    };
  }

  private show(state: MatrixState, { isOther = false, isDirty = true } = {}): void {
    const words = matrixAnnouncement(this.state, state);
    if (words !== undefined) part('status').textContent = words;
    if (this.state?.selection.version !== state.selection.version) this.keeper.remember();
    this.state = state;
    this.dirty ||= isDirty;
    this.grid.show(state, columnsOf(state, this.unfolded), isOther);
    if (this.returning && state.view.count > 0) {
      this.returning = false;
      this.grid.restore(this.ui);
    }
    this.draw();
    this.store();
  }

  /** Another filter or order: shown from its beginning once the host has answered. */
  private ask(request: Promise<MatrixViewInfo>): void {
    this.problem = undefined;
    request.then(
      (view) => this.state && this.show({ ...this.state, view }, { isOther: true }),
      (error: unknown) => this.fail(error),
    );
  }

  private select(select: MatrixSelect): void {
    this.bridge.host.request('select', select).then(
      (selection) => {
        if (!this.state) return;
        const view = { ...this.state.view, version: this.state.view.version + 1 };
        this.show({ ...this.state, selection, view }, { isDirty: false });
      },
      (error: unknown) => this.fail(error),
    );
  }

  private fold(list: ListName): void {
    if (!this.unfolded.delete(list)) this.unfolded.add(list);
    if (this.state) this.show(this.state, { isDirty: false });
  }

  private type(text: string): void {
    this.draft = text;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.actions.filter({ text }), TYPING);
  }

  private toFilter(): void {
    const field = document.getElementById(FILTER_FIELD);
    if (field instanceof HTMLInputElement) field.select();
    field?.focus();
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
      const { state, actions, problem } = this;
      if (!state) return;
      const draft = this.draft ?? state.view.filter.text;
      const view: View = { state, actions, problem, draft, now: Date.now() };
      const wasOnAction = document.activeElement?.id === HEADER_ACTION;
      render(top(view), part('top'));
      render(filterBar(view), part('filter'));
      render(actionBar(view), part('actions'));
      // Cancel and Check Again take each other's place: whoever was on the one is on the other.
      if (wasOnAction) document.getElementById(HEADER_ACTION)?.focus();
      this.grid.draw();
    });
  }

  /** Keeps what there is for a reload: at rest at once, while answers come now and then. */
  private store(): void {
    if (this.state?.run.state !== 'running' || this.kept === undefined) void this.keep();
    else
      this.storing ??= setTimeout(() => {
        this.storing = undefined;
        void this.keep();
      }, STORE_RUNNING);
  }

  /** The answers are the host's to say. */
  private async keep(): Promise<void> {
    while (this.dirty && !this.keeping) {
      this.dirty = false;
      this.keeping = true;
      try {
        this.kept = await this.bridge.host.request('keep', undefined);
      } catch {
        return;
      } finally {
        this.keeping = false;
      }
    }
    if (!this.keeping) this.keeper.storeNow();
  }

  private write(selected: unknown): void {
    // Until rows are there the grid stands at its beginning.
    const ui = this.returning ? this.ui : { ...this.grid.place, unfolded: [...this.unfolded] };
    this.bridge.store({ kept: this.kept, ui, selected });
  }
}

/** Upwards, downwards, then not at all. */
function nextSort(sort: MatrixSort | undefined, column: MatrixSort['column']): MatrixSort | undefined {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? undefined : { column, descending: true };
}

function part(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no ${id}.`);
  return element;
}
