/** What the page kept across hiding or a reload. The host looks at its own part; of the rest nothing is taken for granted. */
import type { ChosenWidths } from '../../../src/views/tableLayout';
import type { StoredTable } from '../../../src/views/tableMessages';

export interface Kept {
  readonly table: StoredTable | undefined;
  readonly widths: ChosenWidths;
}

/** What is kept is stored at most so often, in milliseconds. */
const STORE_EVERY = 200;
/** The selection is asked for at most so often, in milliseconds: a reload may follow at once. */
const REMEMBER_EVERY = 50;

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

type Selected = StoredTable['selected'];

/** Stores what is to be kept, not at every step. */
export class Keeper {
  private storing: ReturnType<typeof setTimeout> | undefined;
  /** Of the selection, so far. */
  private changes = 0;
  private isAsking = false;

  /**
   * @param ask which rows are selected; undefined when they are too many to be kept
   * @param selected what was kept before: it counts until the host has been asked
   */
  constructor(
    private readonly write: (selected: Selected) => void,
    private readonly ask: () => Promise<Selected>,
    private selected: Selected,
  ) {}

  /** Something that is kept has changed. */
  store(): void {
    this.storing ??= setTimeout(() => this.storeNow(), STORE_EVERY);
  }

  /** The same without a delay, for what is done once and may be followed by a reload. */
  storeNow(): void {
    clearTimeout(this.storing);
    this.storing = undefined;
    this.write(this.selected);
  }

  /** The selection has changed. What is selected may be long: it is not asked for again before it has come. */
  remember(): void {
    this.changes += 1;
    if (this.isAsking) return;
    this.isAsking = true;
    void this.askUntilKnown()
      .catch(() => undefined)
      .finally(() => (this.isAsking = false));
  }

  private async askUntilKnown(): Promise<void> {
    for (let known = 0; known !== this.changes;) {
      known = this.changes;
      await new Promise((resolve) => setTimeout(resolve, REMEMBER_EVERY));
      this.selected = await this.ask();
      this.storeNow();
    }
  }
}
