/** Which columns a table page shows at a width, how wide, and what is folded below them where there is not enough room. */
import type { TableColumn } from './tableMessages';

interface Measure {
  /** Pixels at the usual text size. */
  readonly min: number;
  /** Share of what is left over. */
  readonly grow: number;
}

const MEASURES: Readonly<Record<TableColumn, Measure>> = {
  domain: { min: 150, grow: 1 },
  list: { min: 108, grow: 0 },
  address: { min: 190, grow: 2 },
  code: { min: 66, grow: 0 },
  tags: { min: 120, grow: 1.5 },
  text: { min: 240, grow: 4 },
  createdAt: { min: 152, grow: 0 },
};

/** What is folded first where it becomes narrow: long texts have more room on a line of their own. */
const FOLDED: readonly TableColumn[] = ['text', 'tags', 'createdAt', 'domain', 'list', 'code'];

/** The text size that the widths are made for. */
const TEXT_SIZE = 13;
/** Nobody can make a column narrower. */
const NARROWEST = 48;

/** Widths that somebody has chosen, in pixels. */
export type ChosenWidths = Partial<Record<TableColumn, number>>;

export interface ColumnLayout {
  readonly shown: readonly { readonly column: TableColumn; readonly width: number }[];
  /** On the second line of each row. */
  readonly folded: readonly TableColumn[];
}

/** @param width pixels there are; @param textSize pixels */
export function layoutColumns(
  columns: readonly TableColumn[],
  width: number,
  chosen: ChosenWidths = {},
  textSize = TEXT_SIZE,
): ColumnLayout {
  const scale = textSize / TEXT_SIZE;
  const least = (column: TableColumn): number => Math.max(NARROWEST, chosen[column] ?? MEASURES[column].min * scale);
  const folded = new Set<TableColumn>();
  const shown = (): TableColumn[] => columns.filter((column) => !folded.has(column));
  const sum = (): number => shown().reduce((total, column) => total + least(column), 0);
  for (const column of FOLDED) if (sum() > width && shown().length > 1 && columns.includes(column)) folded.add(column);
  return { shown: stretch(shown(), width, least, chosen), folded: columns.filter((column) => folded.has(column)) };
}

function stretch(
  columns: readonly TableColumn[],
  width: number,
  least: (column: TableColumn) => number,
  chosen: ChosenWidths,
): ColumnLayout['shown'] {
  const left = width - columns.reduce((total, column) => total + least(column), 0);
  const share = (column: TableColumn): number => (chosen[column] === undefined ? MEASURES[column].grow : 0);
  const shares = columns.reduce((total, column) => total + share(column), 0);
  return columns.map((column, index) => {
    const isLast = index === columns.length - 1;
    // Where no column grows the last one takes what is left; one alone also gives what is missing.
    const extra = shares > 0 ? (left * share(column)) / shares : isLast ? left : 0;
    const wide = least(column) + (left > 0 ? extra : columns.length === 1 ? left : 0);
    return { column, width: Math.max(NARROWEST, Math.floor(wide)) };
  });
}

/** The width a column gets when somebody pulls at its edge. */
export function resized(width: number, by: number, room: number): number {
  return Math.round(Math.min(Math.max(NARROWEST, width + by), Math.max(NARROWEST, room)));
}
