/** What the templates of a picture are given. */
import type { Bar, Picture, TableFilter } from '../../../../src/views/tableMessages';

export interface Drawing {
  readonly picture: Picture;
  readonly filter: TableFilter;
  /** Whether its numbers are shown as a table. */
  readonly asTable: boolean;
  /** What stands in the line below: the bar pointed at, or what was just done. */
  readonly remark: string | undefined;
  /** Whether a bar is where Tab comes in. */
  readonly isCurrent: (bar: Bar) => boolean;
  /** The pointer or the focus is on a bar, or has left it. */
  readonly point: (bar: Bar | undefined) => void;
  readonly choose: (bar: Bar) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly widen: () => void;
  readonly toggleTable: () => void;
  readonly copyImage: (event: Event) => void;
  readonly copyCsv: () => void;
}
