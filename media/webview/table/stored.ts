/** What the page kept across hiding or a reload. The host looks at its own part; of the rest nothing is taken for granted. */
import type { ChosenWidths } from '../../../src/views/tableLayout';
import type { StoredTable } from '../../../src/views/tableMessages';

export interface Kept {
  readonly table: StoredTable | undefined;
  readonly widths: ChosenWidths;
}

const COLUMNS = ['domain', 'list', 'address', 'code', 'tags', 'text', 'createdAt'] as const;

export function keptFrom(stored: unknown): Kept {
  if (typeof stored !== 'object' || stored === null || !('source' in stored)) return { table: undefined, widths: {} };
  const { top, focus } = stored as Record<string, unknown>;
  const table = { ...stored, top: index(top), focus: index(focus) } as StoredTable;
  return { table, widths: widthsOf('widths' in stored ? stored.widths : undefined) };
}

function index(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

function widthsOf(value: unknown): ChosenWidths {
  const widths: ChosenWidths = {};
  for (const column of COLUMNS) {
    const width: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, column) : undefined;
    if (typeof width === 'number' && width > 0 && width < 10_000) widths[column] = width;
  }
  return widths;
}
