/** The rows in sight: a virtual list over a sliding window, drawn into elements that are used again and again. */
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { render } from 'lit-html';
import type { ColumnLayout } from '../../../src/views/tableLayout';
import type { TableRow } from '../../../src/views/tableMessages';
import {
  type Geometry,
  offsetOf,
  offsetToShow,
  type Position,
  positionAt,
  scrolled,
  windowRows,
} from '../../../src/views/tableScroll';
import { cells } from './row';
import type { Sight } from './rowSource';

/** Rows drawn beyond each edge. */
const OVERSCAN = 6;
/** More than so many rows in one frame, and nobody reads them. */
const FAST = 60;
/** After a pause of so many milliseconds the scroll bar is put where it belongs. */
const PAUSE = 150;

/** What the grid is told of a row when it draws it. */
export interface GridSource {
  readonly count: number;
  get(index: number): TableRow | undefined;
  readonly focus: number;
  context(row: TableRow | undefined): string;
  drawn(): void;
}

interface Slot {
  readonly element: HTMLElement;
  index: number;
  /** What of it does not depend on its row. */
  drawn: string;
  row: TableRow | undefined;
  layout: ColumnLayout | undefined;
}

export class Grid {
  private readonly slots: Slot[] = [];
  private readonly drawn: HTMLElement;
  /** The row that the first slot was made for; all are placed from there on. */
  private origin = 0;
  private last = -1;
  private readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  private position: Position = { base: 0, top: 0 };
  private layout: ColumnLayout = { shown: [], folded: [] };
  private rowHeight = 22;
  private headHeight = 22;
  private scheduled = false;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private before = 0;
  private speed = 0;
  private direction: 1 | -1 = 1;

  constructor(
    readonly scroller: HTMLElement,
    private readonly body: HTMLElement,
    private readonly source: GridSource,
  ) {
    this.drawn = document.createElement('div');
    this.drawn.className = 'drawn';
    this.drawn.setAttribute('role', 'rowgroup');
    body.append(this.drawn);
    // Before the virtual list hears of it: the window may have to slide.
    scroller.addEventListener('scroll', () => this.onScroll(), { passive: true });
    this.virtualizer = new Virtualizer<HTMLElement, HTMLElement>(this.options());
    this.virtualizer._didMount();
    this.virtualizer._willUpdate();
  }

  /** Draws in the next frame. */
  draw(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.update();
    });
  }

  /** Other columns, other heights: the first row in sight stays. */
  arrange(layout: ColumnLayout, rowHeight: number, headHeight: number): void {
    const first = offsetOf(this.geometry(), this.position) / this.rowHeight;
    const isHigher = rowHeight !== this.rowHeight;
    this.layout = layout;
    this.headHeight = headHeight;
    this.rowHeight = rowHeight;
    this.scroller.style.setProperty('--columns', layout.shown.map(({ width }) => `${width}px`).join(' '));
    this.scroller.style.setProperty('--row-height', `${rowHeight}px`);
    this.scroller.classList.toggle('folded', layout.folded.length > 0);
    if (isHigher) {
      this.virtualizer.measure();
      this.moveTo(first * rowHeight);
    }
    this.draw();
  }

  /** The rows in sight, those cut off included. */
  get sight(): Sight {
    const { rowHeight, viewport } = this.geometry();
    const offset = offsetOf(this.geometry(), this.position);
    const from = Math.floor(offset / rowHeight);
    const to = Math.ceil((offset + viewport) / rowHeight);
    return { from, to, isAtTop: offset < 1, direction: this.direction, isFast: this.speed > FAST };
  }

  /** Rows that are whole in sight. */
  get page(): number {
    const { rowHeight, viewport } = this.geometry();
    return Math.max(1, Math.floor(viewport / rowHeight) - 1);
  }

  /** Brings a row into sight, or to the upper edge. */
  show(row: number, isFirst = false): void {
    const geometry = this.geometry();
    const offset = offsetOf(geometry, this.position);
    const wanted = isFirst ? row * geometry.rowHeight : offsetToShow(geometry, this.position, row);
    if (wanted !== offset) this.moveTo(wanted);
  }

  /** Rows above what is in sight have come or gone: it stays where it is on the screen. */
  shift(rows: number): void {
    const geometry = this.geometry();
    this.moveTo(offsetOf(geometry, this.position) + rows * geometry.rowHeight);
  }

  /** Where a row is drawn; undefined while it is out of sight. */
  element(index: number): HTMLElement | undefined {
    return this.slots.find((slot) => slot.index === index && !slot.element.hidden)?.element;
  }

  /** The row that an element is part of. */
  indexOf(target: EventTarget | null): number | undefined {
    const element = target instanceof Element ? target.closest('.row') : null;
    return this.slots.find((slot) => slot.element === element)?.index;
  }

  private geometry(): Geometry {
    const viewport = Math.max(0, this.scroller.clientHeight - this.headHeight);
    return { count: this.source.count, rowHeight: this.rowHeight, viewport };
  }

  private options() {
    return {
      count: windowRows(this.geometry()),
      getScrollElement: () => this.scroller,
      estimateSize: () => this.rowHeight,
      overscan: OVERSCAN,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => this.draw(),
    };
  }

  private onScroll(): void {
    const { scrollTop } = this.scroller;
    if (Math.abs(scrollTop - this.position.top) < 1) return;
    this.place(scrolled(this.geometry(), this.position, scrollTop));
    this.draw();
    this.settleSoon();
  }

  private settleSoon(): void {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.settle(), PAUSE);
  }

  /** Puts the scroll bar where it belongs after small steps, and asks for what is in sight now. */
  private settle(): void {
    this.speed = 0;
    this.moveTo(offsetOf(this.geometry(), this.position));
    this.draw();
  }

  private moveTo(offset: number): void {
    this.place(positionAt(this.geometry(), offset));
    this.draw();
  }

  private place(position: Position): void {
    this.position = position;
    // The element must be long enough before it is scrolled.
    this.size();
    if (Math.abs(this.scroller.scrollTop - position.top) >= 1) this.scroller.scrollTop = position.top;
  }

  private size(): void {
    const height = `${windowRows(this.geometry()) * this.rowHeight}px`;
    if (this.body.style.height !== height) this.body.style.height = height;
  }

  private update(): void {
    this.size();
    this.place(scrolled(this.geometry(), this.position, this.scroller.scrollTop));
    this.virtualizer.setOptions(this.options());
    this.virtualizer._willUpdate();
    const items = this.virtualizer.getVirtualItems();
    const { base } = this.position;
    const first = base + (items[0]?.index ?? 0);
    const last = base + (items.at(-1)?.index ?? -1);
    while (this.slots.length < last - first + 1) this.slots.push(this.newSlot());
    if (first > this.last || last < this.before) this.origin = first;
    this.noteSpeed(first);
    this.last = last;
    const top = `${(this.origin - base) * this.rowHeight}px`;
    if (this.drawn.style.top !== top) this.drawn.style.top = top;
    for (let index = first; index <= last; index++) {
      const slot = this.slots[this.slotOf(index)];
      if (slot) this.fill(slot, index);
    }
    for (const { element, index } of this.slots) element.hidden = index < first || index > last;
    this.source.drawn();
  }

  private slotOf(index: number): number {
    const { length } = this.slots;
    return (((index - this.origin) % length) + length) % length;
  }

  private noteSpeed(first: number): void {
    if (first === this.before) return;
    this.speed = Math.abs(first - this.before);
    this.direction = first > this.before ? 1 : -1;
    this.before = first;
    // A jump by a key is over at once, but nothing else would say so.
    this.settleSoon();
  }

  private newSlot(): Slot {
    const element = document.createElement('div');
    element.id = `row-${this.slots.length}`;
    element.setAttribute('role', 'row');
    this.drawn.append(element);
    // With one more, each row has another place: all are drawn anew.
    for (const slot of this.slots) slot.index = -1;
    return { element, index: -1, drawn: '', row: undefined, layout: undefined };
  }

  private fill(slot: Slot, index: number): void {
    const { element } = slot;
    const row = this.source.get(index);
    const isFocused = index === this.source.focus;
    const place = index - this.origin;
    const drawn = `${place} ${this.rowHeight} ${isFocused} ${row?.selected ?? 'waiting'}`;
    if (slot.drawn !== drawn) {
      slot.drawn = drawn;
      element.style.top = `${place * this.rowHeight}px`;
      element.className = `row${row === undefined ? ' waiting' : ''}${isFocused ? ' focused' : ''}`;
      element.setAttribute('aria-selected', String(row?.selected ?? false));
    }
    if (slot.index !== index) element.setAttribute('aria-rowindex', String(index + 2));
    slot.index = index;
    if (slot.row === row && slot.layout === this.layout) return;
    if (slot.row?.list !== row?.list || slot.layout === undefined)
      element.setAttribute('data-vscode-context', this.source.context(row));
    slot.row = row;
    slot.layout = this.layout;
    render(cells(row, this.layout), element);
  }
}
