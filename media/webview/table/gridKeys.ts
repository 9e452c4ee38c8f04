/** The keyboard on the rows, as in VS Code's own lists. */
import type { Select, TableAction } from '../../../src/views/tableMessages';
import type { Cursor } from './cursor';
import type { Grid } from './grid';

/** After so many milliseconds the next letter begins another search. */
const TYPING = 800;

export interface GridCommands {
  readonly count: number;
  select(select: Select): void;
  /** Does something with what is selected, or with the row that has the focus where nothing is. */
  act(action: TableAction): void;
  undo(): void;
  find(text: string): void;
  toFilter(): void;
  toHeadings(): void;
  /** Opens the context menu at the row that has the focus. */
  menu(): void;
}

const IS_MAC = navigator.userAgent.includes('Mac');

/** Whether the key that makes a letter a command is held: ⌘ on a Mac, Ctrl elsewhere. */
export function isCommand(event: KeyboardEvent | MouseEvent): boolean {
  return IS_MAC ? event.metaKey : event.ctrlKey;
}

export class GridKeys {
  private typed = '';
  private typedAt = 0;

  constructor(
    private readonly grid: Grid,
    private readonly cursor: Cursor,
    private readonly commands: GridCommands,
  ) {}

  /** Whether the key meant something here. */
  press(event: KeyboardEvent): boolean {
    if (!this.move(event) && !this.choose(event)) return this.type(event);
    // Whoever does something else has ended the word.
    this.typed = '';
    return true;
  }

  private move(event: KeyboardEvent): boolean {
    const { focus } = this.cursor;
    const { page } = this.grid;
    const { count } = this.commands;
    if (event.altKey) return false;
    if (event.key === 'ArrowUp' && focus === 0 && !event.shiftKey) {
      this.commands.toHeadings();
      return true;
    }
    const to = new Map([
      ['ArrowUp', focus - 1],
      ['ArrowDown', focus + 1],
      ['PageUp', this.paged(-page)],
      ['PageDown', this.paged(page)],
      ['Home', 0],
      ['End', count - 1],
    ]).get(event.key);
    if (to === undefined) return false;
    this.cursor.goTo(to, event.shiftKey);
    this.grid.show(this.cursor.focus);
    return true;
  }

  /** First to the edge of what is in sight, then by pages. */
  private paged(by: number): number {
    const { from, to } = this.grid.sight;
    const { focus } = this.cursor;
    const edge = by < 0 ? from + 1 : to - 2;
    return (by < 0 ? edge < focus : edge > focus) ? edge : focus + by;
  }

  private choose(event: KeyboardEvent): boolean {
    const action = this.commandOf(event);
    if (action === undefined) return false;
    action();
    return true;
  }

  private commandOf(event: KeyboardEvent): (() => void) | undefined {
    const { commands, cursor } = this;
    if (event.key === 'F10' && event.shiftKey) return () => commands.menu();
    if (event.altKey) return undefined;
    if (isCommand(event)) {
      switch (event.key.toLowerCase()) {
        case 'a':
          return () => commands.select({ kind: 'all' });
        case 'c':
          return () => commands.act('copyAddresses');
        case 'z':
          return () => commands.undo();
        case 'backspace':
          return () => commands.act('delete');
      }
    }
    switch (event.key) {
      case ' ':
        // In the middle of a word, a space is part of it.
        if (this.isTyping(event)) return undefined;
        return () => cursor.click(cursor.focus, { toggle: !event.shiftKey, extend: event.shiftKey });
      case 'Escape':
        return () => commands.select({ kind: 'none' });
      case 'Enter':
        return () => {
          cursor.selectFocused();
          commands.act('showDetails');
        };
      case 'Delete':
        return () => commands.act('delete');
      case 'ContextMenu':
        return () => commands.menu();
      case '/':
        return () => commands.toFilter();
      default:
        return undefined;
    }
  }

  private isTyping({ timeStamp }: Event): boolean {
    return this.typed !== '' && timeStamp - this.typedAt < TYPING;
  }

  private type(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return false;
    this.typed = this.isTyping(event) ? this.typed + event.key : event.key;
    this.typedAt = event.timeStamp;
    this.commands.find(this.typed);
    return true;
  }
}
