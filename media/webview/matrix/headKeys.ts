/** Moving along the headings: one of their buttons is the stop of the Tab key, arrows lead to the others. */
import type { Column } from './view';

/** The buttons of the headings by their `data-stop`, in their order. */
export function stopsOf(columns: readonly Column[]): string[] {
  const [groups, places]: [string[], string[]] = [[], []];
  columns.forEach(({ id, list, place }, at) => {
    if (place !== undefined) places.push(`sort ${id}`);
    if (list === undefined) groups.push(`sort ${id}`);
    else if (columns[at - 1]?.list?.list !== list.list)
      groups.push(...(list.places.length > 1 ? [`fold ${list.list}`] : []), `sort ${list.list}`);
  });
  return [...groups, ...places];
}

export class HeadKeys {
  /** The button that Tab leads to. */
  stop = 'sort address';
  private stops: readonly string[] = [];

  /** @param draw draws the headings, the stop among them */
  constructor(
    private readonly headings: HTMLElement,
    grid: HTMLElement,
    private readonly draw: () => void,
  ) {
    headings.addEventListener('keydown', (event) => this.onKey(event, grid));
    headings.addEventListener('focusin', ({ target }) => {
      const stop = target instanceof HTMLElement ? target.dataset['stop'] : undefined;
      if (stop !== undefined) this.stop = stop;
    });
  }

  /** There are other columns. */
  show(columns: readonly Column[]): void {
    this.stops = stopsOf(columns);
    if (!this.stops.includes(this.stop)) this.stop = 'sort address';
  }

  /** Goes to the headings. */
  focus(): void {
    this.headings.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  private onKey(event: KeyboardEvent, grid: HTMLElement): void {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      grid.focus();
    }
    const at = this.stops.indexOf(this.stop);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: this.stops.length - 1 }[event.key];
    const next = to === undefined ? undefined : this.stops[to];
    if (next === undefined) return;
    event.preventDefault();
    this.stop = next;
    this.draw();
    this.focus();
  }
}
