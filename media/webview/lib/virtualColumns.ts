/** Which columns are in sight, and where each stands. The first stays where it is while one scrolls sideways. */
import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';

/** Columns drawn beyond each edge. */
const OVERSCAN = 3;

export class VirtualColumns {
  private readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  private widths: readonly number[] = [];
  /** Where each column begins, and at the end where the last ends. */
  private starts: readonly number[] = [0];
  private pinned = 0;

  /** @param onChange told when other columns come into sight */
  constructor(
    private readonly scroller: HTMLElement,
    private readonly onChange: () => void,
  ) {
    this.virtualizer = new Virtualizer<HTMLElement, HTMLElement>(this.options());
    this.virtualizer._didMount();
    this.virtualizer._willUpdate();
  }

  /** Columns of so many pixels; the first `pinned` pixels of the scroller cover what is below them. */
  resize(widths: readonly number[], pinned: number): void {
    this.pinned = pinned;
    this.widths = widths;
    let end = 0;
    this.starts = [0, ...widths.map((width) => (end += width))];
    this.virtualizer.setOptions(this.options());
    this.virtualizer._willUpdate();
    this.virtualizer.measure();
  }

  /** Width of all columns in pixels. */
  get total(): number {
    return this.starts.at(-1) ?? 0;
  }

  /** The columns to draw, in their order. */
  get drawn(): readonly number[] {
    return this.virtualizer.getVirtualItems().map(({ index }) => index);
  }

  /** The place of a column, or of several that follow each other, as a style. The last column takes what is left. */
  style(first: number, last = first): string {
    const [left, right] = [this.starts[first] ?? 0, this.starts[last + 1] ?? 0];
    return `left: ${left}px; ${last === this.widths.length - 1 ? 'right: 0' : `width: ${right - left}px`}`;
  }

  /** Brings a column into sight, its beginning where it is wider than the room. */
  show(index: number): void {
    const { scroller, pinned } = this;
    const [left, right] = [this.starts[index] ?? 0, this.starts[index + 1] ?? 0];
    const [least, most] = [right - scroller.clientWidth, left - pinned];
    if (index === 0) scroller.scrollLeft = 0;
    else if (most < scroller.scrollLeft) scroller.scrollLeft = most;
    else if (least > scroller.scrollLeft) scroller.scrollLeft = Math.min(least, most);
  }

  private options() {
    return {
      horizontal: true,
      count: this.widths.length,
      getScrollElement: () => this.scroller,
      estimateSize: (index: number) => this.widths[index] ?? 0,
      overscan: OVERSCAN,
      rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const inSight = defaultRangeExtractor(range);
        return inSight[0] === 0 ? inSight : [0, ...inSight];
      },
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => this.onChange(),
    };
  }
}
