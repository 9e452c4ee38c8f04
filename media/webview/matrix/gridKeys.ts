/** What keys do in the grid. */
import type { GridHost } from './grid';

/** So long after a key the next one begins another word, in milliseconds. */
const WORD = 800;

/** What keys act on. */
export interface KeyTarget {
  readonly focus: { readonly index: number; readonly column: number };
  readonly count: number;
  readonly columnCount: number;
  readonly page: number;
  readonly isFocusSelected: boolean;
  goTo(index: number, column: number, extend?: boolean): void;
  selectFocused(kind: 'only' | 'toggle', isRow?: boolean): void;
  selectColumn(): void;
  find(text: string): void;
  toHead(): void;
}

export class GridKeys {
  private typed = '';
  private typedAt = 0;

  constructor(
    private readonly grid: KeyTarget,
    private readonly host: Pick<GridHost, 'actions' | 'select' | 'toFilter'>,
  ) {}

  onKey(event: KeyboardEvent): void {
    if (event.altKey) return;
    const isDone = event.ctrlKey || event.metaKey ? this.command(event) : this.move(event) || this.act(event);
    if (!isDone) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private move({ key, shiftKey }: KeyboardEvent): boolean {
    const { grid } = this;
    const { index, column } = grid.focus;
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowDown: [index + 1, column],
      ArrowUp: [index - 1, column],
      ArrowRight: [index, column + 1],
      ArrowLeft: [index, column - 1],
      PageDown: [index + grid.page, column],
      PageUp: [index - grid.page, column],
      Home: [index, 0],
      End: [index, grid.columnCount - 1],
    };
    const to = Object.hasOwn(steps, key) ? steps[key] : undefined;
    if (to === undefined) return false;
    if (key === 'ArrowUp' && index === 0 && !shiftKey) grid.toHead();
    else grid.goTo(to[0], to[1], shiftKey);
    return true;
  }

  private act(event: KeyboardEvent): boolean {
    const { grid, host } = this;
    const { key, shiftKey } = event;
    switch (key) {
      case ' ':
        if (this.typed !== '' && Date.now() - this.typedAt < WORD) return this.type(key);
        grid.selectFocused('toggle', shiftKey);
        return true;
      case 'Escape':
        host.actions.clearSelection();
        return true;
      case 'Enter':
        if (!grid.isFocusSelected) grid.selectFocused('only');
        host.actions.act('showDetails');
        return true;
      case 'Delete':
      case 'Backspace':
        if (key === 'Backspace' && !event.metaKey) return false;
        if (!grid.isFocusSelected) grid.selectFocused('only');
        host.actions.act('delete');
        return true;
      default:
        return key.length === 1 && this.type(key);
    }
  }

  private command({ key, shiftKey, metaKey }: KeyboardEvent): boolean {
    const { grid, host } = this;
    switch (key.toLowerCase()) {
      case 'a':
        host.select({ kind: 'all' });
        return true;
      case 'c':
        if (!grid.isFocusSelected) grid.selectFocused('only');
        host.actions.act('copyAddresses');
        return true;
      case 'f':
        host.toFilter();
        return true;
      case 'z':
        if (shiftKey) return false;
        host.actions.act('undo');
        return true;
      case ' ':
        grid.selectColumn();
        return true;
      case 'home':
        grid.goTo(0, 0, shiftKey);
        return true;
      case 'end':
        grid.goTo(grid.count - 1, grid.columnCount - 1, shiftKey);
        return true;
      case 'backspace':
        if (!metaKey) return false;
        host.actions.act('delete');
        return true;
      default:
        return false;
    }
  }

  /** Letters go to the next address that begins with them. */
  private type(key: string): boolean {
    const now = Date.now();
    this.typed = now - this.typedAt < WORD ? this.typed + key : key;
    this.typedAt = now;
    this.grid.find(this.typed);
    return true;
  }
}
