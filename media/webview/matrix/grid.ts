/** The grid: rows in sight, the cell with the focus, mouse and keys. */
import { html, render } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { ColumnId, MatrixCell, MatrixRow, MatrixSelect, MatrixState } from '../../../src/views/matrixMessages';
import { VirtualColumns } from '../lib/virtualColumns';
import { VirtualRows } from '../lib/virtualRows';
import { row, type Drawn } from './cells';
import { Cursor, type CellPlace } from './cursor';
import { head } from './head';
import { HeadKeys } from './headKeys';
import { GridKeys, type KeyTarget } from './gridKeys';
import type { KeptUi } from './keptUi';
import { RowStore, type RowAnswer } from './rowStore';
import { cellColumns, type Actions, type Column } from './view';
import { widthsOf } from './widths';

export interface GridHost {
  readonly actions: Actions;
  /** `focus`: the id of a row of which the index is wanted. */
  load(from: number, count: number, columns: readonly ColumnId[], focus: number | undefined): Promise<RowAnswer>;
  select(select: MatrixSelect): void;
  findPrefix(text: string, from: number): Promise<number | undefined>;
  toFilter(): void;
  /** The focus or the place has moved. */
  moved(): void;
  failed(error: unknown): void;
}

export class Grid implements KeyTarget {
  private readonly cursor = new Cursor();
  private state: MatrixState | undefined;
  private columns: readonly Column[] = [];
  private readonly headKeys: HeadKeys;
  private scheduled = false;
  private readonly rows: RowStore;
  private readonly virtual: VirtualRows;
  private readonly virtualColumns: VirtualColumns;
  /** What the widths were made of. */
  private arranged = '';
  private readonly headings: HTMLElement;
  private readonly body: HTMLElement;

  constructor(
    readonly element: HTMLElement,
    private readonly host: GridHost,
  ) {
    const [headings, body] = [...element.children].filter((child) => child instanceof HTMLElement);
    if (headings === undefined || body === undefined) throw new Error('The grid has no parts.');
    [this.headings, this.body] = [headings, body];
    this.rows = new RowStore(
      (from, count, columns) => this.load(from, count, columns),
      () => this.draw(),
      (error) => host.failed(error),
    );
    this.virtual = new VirtualRows(element, () => this.draw());
    this.virtualColumns = new VirtualColumns(element, () => this.draw());
    const keys = new GridKeys(this, host);
    // What the headings do not take is VS Code's: its own keys work there too.
    element.addEventListener('keydown', (event) => event.target === element && keys.onKey(event));
    this.headKeys = new HeadKeys(headings, element, () => this.drawNow());
    body.addEventListener('mousedown', (event) => this.onMouse(event));
    body.addEventListener('dblclick', () => host.actions.act('showDetails'));
    element.addEventListener('contextmenu', (event) => this.onContextMenu(event));
    element.addEventListener('scroll', () => host.moved(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(element);
  }

  get focus(): CellPlace {
    return this.cursor.focus;
  }

  get count(): number {
    return this.state?.view.count ?? 0;
  }

  get columnCount(): number {
    return this.columns.length;
  }

  get page(): number {
    return this.virtual.page;
  }

  /** Where the grid is. */
  get place(): Omit<KeptUi, 'unfolded'> {
    const { index, column } = this.focus;
    return { top: this.virtual.top, left: this.element.scrollLeft, focus: { index, column } };
  }

  /** Shows a state with these columns. `isOther`: another filter or order, from its beginning. */
  show(state: MatrixState, columns: readonly Column[], isOther: boolean): void {
    this.state = state;
    this.columns = columns;
    this.headKeys.show(columns);
    if (isOther) {
      this.rows.clear();
      this.goTo(0, this.focus.column);
    }
    this.cursor.fit(this.count, columns.length);
    this.draw();
  }

  /** Goes where the grid was before. */
  restore({ top, left, focus }: Omit<KeptUi, 'unfolded'>): void {
    this.move(focus);
    this.drawNow();
    this.element.scrollTop = top * this.virtual.rowHeight;
    this.element.scrollLeft = left;
  }

  /** Moves the focus; with `extend` what lies between is selected. */
  goTo(index: number, column: number, extend = false): void {
    this.move({ index, column }, extend);
    if (extend) this.selectRange();
    this.virtual.show(this.focus.index);
    this.virtualColumns.show(this.focus.column);
    this.draw();
    this.host.moved();
  }

  private move(to: CellPlace, extend?: boolean): void {
    this.cursor.move(to, extend);
    this.cursor.fit(this.count, this.columns.length);
  }

  /** The rows, and with them where the row with the focus has got to. */
  private async load(from: number, count: number, columns: readonly ColumnId[]): Promise<RowAnswer> {
    const { row: focused } = this.focus;
    const answer = await this.host.load(from, count, columns, focused);
    this.cursor.follow(focused, answer.focus);
    return answer;
  }

  /** Selects the cell with the focus, its row, or adds it to what is selected. */
  selectFocused(kind: 'only' | 'toggle', isRow = false): void {
    if (this.count === 0) return;
    const { index, column } = this.focus;
    const row = this.shownId;
    this.cursor.anchorHere(row);
    this.host.select({ kind, index, row, column: isRow ? undefined : this.columnId(column) });
  }

  /** Selects a whole column of what is shown. */
  selectColumn(): void {
    this.host.select({ kind: 'all', column: this.columnId(this.focus.column) });
  }

  /** Whether the cell with the focus is selected. */
  get isFocusSelected(): boolean {
    return this.focusedRow?.selected === true || this.focusedCell?.selected === true;
  }

  /** The row with the focus, if it is the one that is shown there. */
  private get focusedRow(): MatrixRow | undefined {
    const { index, row } = this.focus;
    const shown = this.rows.get(index);
    return row === undefined || shown?.id === row ? shown : undefined;
  }

  /** The row that the user takes for the one with the focus: it may move before the host hears of it. */
  private get shownId(): number | undefined {
    return this.focus.row ?? this.rows.get(this.focus.index)?.id;
  }

  private get focusedCell(): MatrixCell | undefined {
    const column = this.columnId(this.focus.column);
    return column === undefined || !this.focusedRow ? undefined : this.rows.cell(this.focus.index, column);
  }

  private selectRange(): void {
    this.host.select(this.cursor.range(this.columns, this.shownId));
  }

  private columnId(column: number): ColumnId | undefined {
    const id = this.columns[column]?.id;
    return id === 'address' || id === 'verdict' ? undefined : id;
  }

  draw(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.drawNow();
    });
  }

  private drawNow(): void {
    const { state, columns, element } = this;
    if (state === undefined) return;
    this.cursor.know(this.rows.fresh(this.focus.index, state.view.version)?.id);
    const headRows = columns.some(({ place }) => place !== undefined) ? 2 : 1;
    const size = parseFloat(getComputedStyle(element).fontSize) || 13;
    const rowHeight = Math.round(size * 1.5 + 8);
    this.virtual.resize(state.view.count, rowHeight, headRows * rowHeight);
    this.arrange(size, rowHeight, headRows);
    element.setAttribute('aria-rowcount', String(state.view.count + headRows));
    element.setAttribute('aria-colcount', String(columns.length));
    const shown = this.virtualColumns.drawn;
    const place = (from: number, to?: number): string => this.virtualColumns.style(from, to);
    const { actions } = this.host;
    render(head({ state, columns, shown, place, actions, stop: this.headKeys.stop }), this.headings);
    const { first, last } = this.virtual.range;
    const cell: Drawn['cell'] = (index, column) => this.rows.cell(index, column);
    const drawn: Drawn = { columns, shown, place, headRows, rowHeight, focus: this.focus, cell };
    const indices = Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => first + step);
    render(
      html`${repeat(
        indices,
        (index) => index,
        (index) => row(drawn, index, this.rows.get(index)),
      )}`,
      this.body,
    );
    const focused = state.view.count > 0 ? `cell-${this.focus.index}-${this.focus.column}` : '';
    if (focused !== '' && document.getElementById(focused) !== null)
      element.setAttribute('aria-activedescendant', focused);
    else element.removeAttribute('aria-activedescendant');
    const isFresh = this.rows.need(first, last, state.view.version, cellColumns(columns, shown));
    element.setAttribute('aria-busy', String(state.run.state === 'running' || !isFresh));
  }

  /** Tells the style sheet and the columns how large everything is, where that has changed. */
  private arrange(size: number, rowHeight: number, headRows: number): void {
    const { columns, element, virtual, virtualColumns } = this;
    const widths = widthsOf(columns, size, element.clientWidth);
    const arranged = [widths, rowHeight, headRows, virtual.total].join();
    if (arranged === this.arranged) return;
    this.arranged = arranged;
    const [address = 0] = widths;
    virtualColumns.resize(widths, address);
    const { style } = element;
    style.setProperty('--width', `${virtualColumns.total}px`);
    style.setProperty('--row-height', `${rowHeight}px`);
    style.setProperty('--head-rows', String(headRows));
    style.setProperty('--address', `${address}px`);
    this.body.style.height = `${virtual.total}px`;
  }

  private placeOf(event: Event): CellPlace | undefined {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('.body .cell') : null;
    const of = cell?.closest<HTMLElement>('.row');
    if (!cell || !of) return undefined;
    const index = Number(of.dataset['index']);
    return { index, column: Number(cell.dataset['column']), row: this.rows.get(index)?.id };
  }

  private onMouse(event: MouseEvent): void {
    const at = this.placeOf(event);
    if (at === undefined || event.button !== 0) return;
    this.cursor.move(at, true);
    if (event.shiftKey) this.selectRange();
    else this.selectFocused(event.ctrlKey || event.metaKey ? 'toggle' : 'only');
    this.draw();
    this.host.moved();
  }

  /** What is not selected is selected first; VS Code then takes the menu's context from the grid. */
  private onContextMenu(event: MouseEvent): void {
    const at = this.placeOf(event);
    if (at !== undefined) this.cursor.move(at, true);
    const data = this.focusedRow;
    const cell = this.focusedCell;
    const isSelected = this.isFocusSelected;
    if (!isSelected) this.selectFocused('only');
    const found = isSelected
      ? (this.state?.selection.found ?? 0) > 0
      : cell === undefined
        ? data?.found === true
        : cell.state === 'listed';
    const context = {
      webviewSection: data === undefined ? 'page' : 'row',
      ...{ panel: this.state?.panel ?? '', mailgunFound: found, preventDefaultContextMenuItems: true },
    };
    this.element.setAttribute('data-vscode-context', JSON.stringify(context));
    this.draw();
  }

  find(text: string): void {
    void this.host.findPrefix(text, this.focus.index).then(
      (index) => index !== undefined && this.goTo(index, this.focus.column),
      (error: unknown) => this.host.failed(error),
    );
  }

  toHead(): void {
    this.headKeys.focus();
  }
}
