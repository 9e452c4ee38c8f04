/** Which rows of a list of equal rows are in sight, for lists short enough to be scrolled by the browser itself. */
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';

/** Rows drawn beyond each edge. */
const OVERSCAN = 8;

export class VirtualRows {
  private readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  private count = 0;
  private height = 28;
  private above = 0;

  /** @param onChange told when other rows come into sight */
  constructor(
    private readonly scroller: HTMLElement,
    private readonly onChange: () => void,
  ) {
    this.virtualizer = new Virtualizer<HTMLElement, HTMLElement>(this.options());
    this.virtualizer._didMount();
    this.virtualizer._willUpdate();
  }

  /** So many rows of so many pixels, below headings of `above` pixels that stay in sight. */
  resize(count: number, height: number, above: number): void {
    const isHigher = height !== this.height;
    [this.count, this.height, this.above] = [count, height, above];
    this.virtualizer.setOptions(this.options());
    this.virtualizer._willUpdate();
    if (isHigher) this.virtualizer.measure();
  }

  get rowHeight(): number {
    return this.height;
  }

  /** Height of all rows in pixels. */
  get total(): number {
    return this.count * this.height;
  }

  /** First and last row to draw; the last is before the first when there are none. */
  get range(): { readonly first: number; readonly last: number } {
    const items = this.virtualizer.getVirtualItems();
    return { first: items[0]?.index ?? 0, last: items.at(-1)?.index ?? -1 };
  }

  /** Rows that are whole in sight. */
  get page(): number {
    return Math.max(1, Math.floor((this.scroller.clientHeight - this.above) / this.height) - 1);
  }

  /** The first row in sight. */
  get top(): number {
    return Math.floor(this.scroller.scrollTop / this.height);
  }

  /** Brings a row into sight. */
  show(index: number): void {
    const [top, bottom] = [index * this.height, (index + 1) * this.height];
    const view = this.scroller.clientHeight - this.above;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (bottom > this.scroller.scrollTop + view) this.scroller.scrollTop = bottom - view;
  }

  private options() {
    return {
      count: this.count,
      getScrollElement: () => this.scroller,
      estimateSize: () => this.height,
      overscan: OVERSCAN,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => this.onChange(),
    };
  }
}
