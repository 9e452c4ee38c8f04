/** The table itself: headings, rows, cursor, mouse and keys. */
import type { ChosenWidths, ColumnLayout } from '../../../src/views/tableLayout';
import type { Rows, Select, TableAction, TableRow, TableSort, TableState } from '../../../src/views/tableMessages';
import { Cursor } from './cursor';
import { Grid } from './grid';
import { GridKeys, isCommand } from './gridKeys';
import { Headings } from './headings';
import type { Kept } from './stored';
import { type RowHost, RowSource } from './rowSource';

/** How far from the row's beginning its menu opens by key, in pixels. */
const INDENT = 16;

export interface GridAreaEvents {
  select(select: Select): void;
  act(action: TableAction): void;
  undo(): void;
  sort(sort: TableSort | undefined): void;
  find(text: string, from: number): Promise<number | undefined>;
  toFilter(): void;
  /** Another row has the focus or is the first in sight, or columns have another width. */
  moved(): void;
  say(text: string): void;
  failed(error: unknown): void;
}

export class GridArea {
  readonly rows: RowSource;
  readonly cursor: Cursor;
  readonly grid: Grid;
  private readonly keys: GridKeys;
  private readonly headings: Headings;
  private state: TableState | undefined;
  /** Where the page was before it was hidden, until somebody moves on from there. */
  private returning: { readonly top: number; readonly focus: number; readonly isThere: boolean } | undefined;

  constructor(
    private readonly element: HTMLElement,
    host: RowHost,
    private readonly events: GridAreaEvents,
    { table, widths }: Kept,
  ) {
    this.returning = table && { ...table, isThere: false };
    const [headings, body] = [...element.children].filter((child) => child instanceof HTMLElement);
    if (headings === undefined || body === undefined) throw new Error('The grid has no parts.');
    this.rows = new RowSource(host, {
      sight: () => this.grid.sight,
      arrived: () => this.grid.draw(),
      marks: () => this.cursor.marks,
      replaced: (shift, marks, isOther) => this.replaced(shift, marks, isOther),
      failed: (error) => events.failed(error),
    });
    this.cursor = new Cursor(this.rows, (select) => this.select(select));
    this.grid = new Grid(element, body, this.source());
    this.keys = new GridKeys(this.grid, this.cursor, this.commands());
    this.listen(body);
    this.headings = new Headings(headings, element, this.headingsEvents(), widths);
  }

  /** The first row in sight and the one with the focus. */
  get place(): { readonly top: number; readonly focus: number } {
    const { returning, grid, cursor } = this;
    const top = returning?.top ?? grid.sight.from;
    return { top, focus: returning?.isThere === false ? returning.focus : cursor.focus };
  }

  /** Another filter or order is asked for: it will be shown from its beginning. */
  restart(): void {
    this.returning = undefined;
    this.cursor.restart();
  }

  /** It does not come. */
  comeBack(): void {
    this.cursor.comeBack();
  }

  /** Shows the headings for a state, and goes over to its rows; those of another filter or order from where `restart` has gone. */
  show(state: TableState, isOtherView: boolean, first: Rows | undefined): void {
    this.state = state;
    this.element.setAttribute('aria-label', state.title);
    this.element.setAttribute('aria-rowcount', String(state.view.complete ? state.view.count + 1 : -1));
    this.element.setAttribute('aria-busy', String(state.reading.state === 'reading'));
    this.headings.show(state);
    if (isOtherView) this.cursor.coming();
    this.rows.adopt(state.view, isOtherView, first);
    this.goBack();
  }

  focus(): void {
    this.element.focus({ preventScroll: true });
  }

  /** Gives the rows the focus if nothing else has it. */
  focusUnlessElsewhere(): void {
    if (document.activeElement === null || document.activeElement === document.body) this.focus();
  }

  /** Widths that somebody has chosen. */
  get widths(): ChosenWidths {
    return this.headings.widths;
  }

  private headingsEvents() {
    return {
      sort: (sort: TableSort | undefined) => this.events.sort(sort),
      arranged: (layout: ColumnLayout, height: number) => {
        this.grid.arrange(layout, height, height);
        this.goBack();
      },
      toRows: () => this.focus(),
    };
  }

  private source() {
    const { rows, cursor } = this;
    return {
      get count(): number {
        return rows.count;
      },
      get focus(): number {
        return cursor.focus;
      },
      get: (index: number) => rows.get(index),
      context: (row: TableRow | undefined) => this.context(row),
      drawn: () => this.drawn(),
    };
  }

  private drawn(): void {
    this.cursor.note();
    const active = this.grid.element(this.cursor.focus);
    if (active) this.element.setAttribute('aria-activedescendant', active.id);
    else this.element.removeAttribute('aria-activedescendant');
    this.rows.fetch();
    this.events.moved();
  }

  private replaced(shift: number, marks: readonly (number | undefined)[], isOther: boolean): void {
    this.cursor.moved(shift, marks);
    if (isOther) {
      this.cursor.arrived();
      this.grid.show(0, true);
      this.grid.show(this.cursor.focus);
    } else this.grid.shift(shift);
    if (this.returning?.isThere) this.returning = { ...this.returning, top: this.returning.top + shift };
    this.goBack();
  }

  /** Goes back to where the page was before it was hidden, once so much is read, and stays there while the page takes its form. */
  private goBack(): void {
    const { returning, rows } = this;
    if (returning === undefined || this.state === undefined) return;
    if (!returning.isThere) {
      const isRead = rows.count > Math.max(returning.top, returning.focus);
      if (!isRead && !(this.state.view.complete && rows.count === this.state.view.count)) return;
      this.returning = { ...returning, isThere: true };
      this.cursor.goTo(returning.focus);
    }
    this.grid.show(returning.top, true);
  }

  private context(row: TableRow | undefined): string {
    return JSON.stringify({
      webviewSection: 'row',
      panel: this.state?.panel,
      ...(row ? { mailgunList: row.list } : {}),
      // A right click on a row that is not selected selects that one alone.
      mailgunMany: row?.selected !== false && (this.state?.selection.count ?? 0) > 1,
      preventDefaultContextMenuItems: true,
    });
  }

  /** Shows a change of the selection at once, and tells the host. */
  select(select: Select): void {
    this.rows.select(select);
    this.events.select(select);
  }

  private act(action: TableAction): void {
    if (this.rows.count === 0) return;
    if (this.state?.selection.count === 0) this.cursor.selectFocused();
    this.events.act(action);
  }

  private commands() {
    const { rows } = this;
    return {
      get count(): number {
        return rows.count;
      },
      select: (select: Select) => this.select(select),
      act: (action: TableAction) => this.act(action),
      undo: () => this.events.undo(),
      find: (text: string) => void this.find(text),
      toFilter: () => this.events.toFilter(),
      toHeadings: () => this.headings.focus(),
      menu: () => this.openMenu(),
    };
  }

  private async find(text: string): Promise<void> {
    const index = await this.events.find(text, this.cursor.focus);
    if (index === undefined) return this.events.say(`No address begins with “${text}”.`);
    this.cursor.goTo(index);
    this.grid.show(index);
    this.grid.draw();
  }

  private listen(body: HTMLElement): void {
    this.element.addEventListener('keydown', (event) => this.onKey(event));
    body.addEventListener('click', (event) => this.onClick(event));
    body.addEventListener('dblclick', () => this.act('showDetails'));
    body.addEventListener('mouseover', onHover);
    this.element.addEventListener('contextmenu', (event) => this.onMenu(event));
    this.element.addEventListener('focus', () => this.grid.draw());
    // Whoever moves about is not taken anywhere any more.
    for (const type of ['wheel', 'keydown', 'pointerdown'])
      this.element.addEventListener(type, () => (this.returning = undefined), { passive: true });
  }

  private onKey(event: KeyboardEvent): void {
    const isDone = (event.target === this.element ? this.keys : this.headings).press(event);
    if (!isDone) return;
    event.preventDefault();
    // VS Code would hear of it too.
    event.stopPropagation();
    this.grid.draw();
  }

  private onClick(event: MouseEvent): void {
    const index = this.grid.indexOf(event.target);
    if (index === undefined) return;
    this.cursor.click(index, { toggle: isCommand(event), extend: event.shiftKey });
    this.grid.draw();
  }

  /** A row that is not selected is selected before its menu opens. By key, the menu opens at the row with the focus. */
  private onMenu(event: MouseEvent): void {
    const index = this.grid.indexOf(event.target);
    if (index === undefined) {
      event.preventDefault();
      event.stopPropagation();
      if (event.button !== 2 && event.target === this.element) this.openMenu();
      return;
    }
    // What the menu offers depends on the selection, which may be another one than when the row was drawn.
    this.grid.element(index)?.setAttribute('data-vscode-context', this.context(this.rows.get(index)));
    this.cursor.focus = index;
    this.cursor.selectFocused();
    this.grid.draw();
  }

  private openMenu(): void {
    this.grid.show(this.cursor.focus);
    const element = this.grid.element(this.cursor.focus);
    if (!element) return;
    const { left, bottom } = element.getBoundingClientRect();
    const at = { clientX: left + INDENT, clientY: bottom };
    element.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, button: 2, ...at }));
  }
}

/** What is cut off in a cell shows in its tooltip. */
function onHover({ target }: Event): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>('.cell') : null;
  if (!cell) return;
  const text = cell.scrollWidth > cell.clientWidth ? (cell.textContent ?? '').trim() : '';
  if (cell.title !== text) cell.title = text;
}
