/** The headings: they sort, and they hold the widths of the columns. */
import { render } from 'lit-html';
import { type ChosenWidths, type ColumnLayout, layoutColumns, resized } from '../../../src/views/tableLayout';
import type { TableColumn, TableSort, TableState } from '../../../src/views/tableMessages';
import { head } from './row';

/** How much one press makes a column wider, in pixels. */
const STEP = 16;

export interface HeadingsEvents {
  sort(sort: TableSort | undefined): void;
  /** Columns have other widths, or another height: rows of one line or of two. */
  arranged(layout: ColumnLayout, height: number): void;
  toRows(): void;
}

export class Headings {
  private state: TableState | undefined;
  private layout: ColumnLayout = { shown: [], folded: [] };
  private stop: TableColumn = 'address';

  /** @param grid what is as wide as the columns together */
  constructor(
    private readonly element: HTMLElement,
    private readonly grid: HTMLElement,
    private readonly events: HeadingsEvents,
    public widths: ChosenWidths,
  ) {
    element.addEventListener('pointerdown', (event) => this.onPull(event));
    new ResizeObserver(() => this.arrange()).observe(grid);
  }

  show(state: TableState): void {
    const isOther = this.state?.columns.join() !== state.columns.join();
    this.state = state;
    if (isOther) this.arrange();
    else this.draw();
  }

  /** Goes to the heading where Tab comes in. */
  focus(): void {
    this.element.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  /** Whether a key meant something here. */
  press({ key, shiftKey, target }: KeyboardEvent): boolean {
    const column = columnOf(target);
    const all = this.columns;
    const index = column === undefined ? -1 : all.indexOf(column);
    if (column === undefined || index < 0) return false;
    if (key === 'ArrowDown') {
      this.events.toRows();
      return true;
    }
    const by = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (by === undefined) return false;
    if (shiftKey) this.widen(column, by * STEP);
    else this.goTo(all[index + by] ?? column);
    return true;
  }

  private get columns(): readonly TableColumn[] {
    return [...this.layout.shown.map(({ column }) => column), ...this.layout.folded];
  }

  private goTo(column: TableColumn): void {
    this.stop = column;
    this.draw();
    this.focus();
  }

  /** Pulls at the edge of a column. */
  private onPull(event: PointerEvent): void {
    const edge = event.target instanceof HTMLElement && event.target.classList.contains('edge') ? event.target : null;
    const column = columnOf(edge);
    if (edge === null || column === undefined || event.button !== 0) return;
    event.preventDefault();
    edge.setPointerCapture(event.pointerId);
    let x = event.clientX;
    const move = (moved: PointerEvent): void => {
      this.widen(column, moved.clientX - x);
      x = moved.clientX;
    };
    edge.addEventListener('pointermove', move);
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), { once: true });
  }

  private widen(column: TableColumn, by: number): void {
    const width = this.layout.shown.find((shown) => shown.column === column)?.width;
    if (width === undefined) return;
    this.widths = { ...this.widths, [column]: resized(width, by, this.grid.clientWidth / 2) };
    this.arrange();
  }

  /** Lays the columns out for the width there is. */
  private arrange(): void {
    if (!this.state) return;
    const textSize = parseFloat(getComputedStyle(this.grid).fontSize);
    this.layout = layoutColumns(this.state.columns, this.grid.clientWidth, this.widths, textSize);
    const line = Math.round(textSize * 1.4);
    const { shown, folded } = this.layout;
    this.grid.setAttribute('aria-colcount', String(shown.length + (folded.length > 0 ? 1 : 0)));
    this.events.arranged(this.layout, folded.length > 0 ? 2 * line + 8 : line + 6);
    this.draw();
  }

  private draw(): void {
    const { state } = this;
    if (!state) return;
    const { sort } = state.view;
    if (!this.columns.includes(this.stop)) this.stop = this.columns[0] ?? 'address';
    const choose = (column: TableColumn): void => {
      this.stop = column;
      const wanted = nextSort(sort, column);
      // Shown before it is answered: a second click goes on from there.
      this.state = { ...state, view: { ...state.view, sort: wanted } };
      this.draw();
      this.events.sort(wanted);
    };
    render(head({ state, layout: this.layout, stop: this.stop, sort, choose }), this.element);
  }
}

/** Up, down, and back to the order of the list. */
function nextSort(sort: TableSort | undefined, column: TableColumn): TableSort | undefined {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? undefined : { column, descending: true };
}

function columnOf(target: EventTarget | null): TableColumn | undefined {
  const element = target instanceof Element ? target.closest('[data-column]') : null;
  return (element?.getAttribute('data-column') ?? undefined) as TableColumn | undefined;
}
