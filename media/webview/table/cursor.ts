/** Which row has the focus, from which one a selection is extended, and what keys and clicks do with them. */
import type { Select } from '../../../src/views/tableMessages';
import type { RowSource } from './rowSource';

/** How a row is gone to: by itself, adding it to what is selected, or up to it. */
export interface Modifiers {
  readonly toggle: boolean;
  readonly extend: boolean;
}

export class Cursor {
  focus = 0;
  private anchor = 0;
  private focusId: number | undefined;
  private anchorId: number | undefined;
  /** To which rows the ids belong. */
  private marked = { focus: -1, anchor: -1 };
  /** Where it was before another view was asked for, until that is there or a row of the old one is clicked. */
  private before: number | undefined;
  /** That view has been told of: the next rows are its rows. */
  private isComing = false;

  constructor(
    private readonly rows: RowSource,
    private readonly select: (select: Select) => void,
  ) {}

  /** Goes to a row; with `extend` everything up to it from where the selection began is selected. */
  goTo(index: number, extend = false): void {
    this.focus = Math.min(Math.max(0, index), Math.max(0, this.rows.count - 1));
    if (!extend) this.anchor = this.focus;
    this.note();
    if (extend) this.select(this.range(false));
  }

  /** A click on a row. */
  click(index: number, { toggle, extend }: Modifiers): void {
    this.before = undefined;
    this.focus = index;
    if (!extend) this.anchor = index;
    this.note();
    this.select(extend ? this.range(toggle) : { kind: toggle ? 'toggle' : 'only', index, row: this.focusId });
  }

  /** Rows may move before the host hears of it: it is told which ones are meant, as far as they are known. */
  private range(add: boolean): Select {
    const { anchor: from, focus: to, anchorId: fromRow, focusId: toRow } = this;
    return { kind: 'range', from, to, add, fromRow, toRow };
  }

  /** The row with the focus is selected alone, unless it is selected already. */
  selectFocused(): void {
    if (this.rows.get(this.focus)?.selected !== true && this.rows.count > 0)
      this.click(this.focus, { toggle: false, extend: false });
  }

  /** Ids of the rows that must be found again when rows move: in a view that is on its way, places count. */
  get marks(): readonly (number | undefined)[] {
    return this.before === undefined ? [this.focusId, this.anchorId] : [undefined, undefined];
  }

  /** Rows have moved by so many; where the marked ones are is known unless they are gone. */
  moved(shift: number, [focus, anchor]: readonly (number | undefined)[]): void {
    const last = Math.max(0, this.rows.count - 1);
    const within = (index: number): number => Math.min(Math.max(0, index), last);
    const by = this.before === undefined ? shift : 0;
    this.focus = within(focus ?? this.focus + by);
    this.anchor = within(anchor ?? (this.before === undefined ? this.focus : this.anchor));
    this.marked = { focus: focus ?? -1, anchor: anchor ?? -1 };
    this.note();
  }

  /** Another view is asked for. Begins at its first row at once: keys that come before it does are not taken back. */
  restart(): void {
    this.before ??= this.focus;
    this.isComing = false;
    this.focus = this.anchor = 0;
    this.note();
  }

  /** It is answered. */
  coming(): void {
    this.isComing = true;
  }

  /** Rows of another view are there, which may be one that was asked for before it. */
  arrived(): void {
    if (this.isComing) this.before = undefined;
  }

  /** That view does not come: back to where it was, unless somebody has gone on. */
  comeBack(): void {
    if (this.before !== undefined && this.focus === 0) this.focus = this.anchor = this.before;
    this.before = undefined;
    this.note();
  }

  /** Remembers the marked rows by their ids, as far as they have arrived. */
  note(): void {
    this.focusId = this.idAt(this.focus, this.marked.focus, this.focusId);
    this.anchorId = this.idAt(this.anchor, this.marked.anchor, this.anchorId);
    this.marked = { focus: this.focus, anchor: this.anchor };
  }

  /** A row that is no longer held keeps its id as long as the mark stays on it. */
  private idAt(index: number, before: number, id: number | undefined): number | undefined {
    return this.rows.get(index)?.id ?? (index === before ? id : undefined);
  }
}
