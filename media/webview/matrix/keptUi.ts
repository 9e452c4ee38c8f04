/** What the page keeps of itself beside what the host gives it to keep. */
import { isListName, type ListName } from '../../../src/views/matrixWords';

export interface KeptUi {
  readonly unfolded: readonly ListName[];
  /** The first row in sight. */
  readonly top: number;
  /** How far the grid is scrolled sideways, in pixels. */
  readonly left: number;
  readonly focus: { readonly index: number; readonly column: number };
}

/** What can be read of what was stored, by whatever release. */
export function keptUi(stored: unknown): KeptUi {
  const ui = field(stored, 'ui');
  const unfolded = field(ui, 'unfolded');
  const focus = field(ui, 'focus');
  return {
    unfolded: Array.isArray(unfolded) ? unfolded.filter(isListName) : [],
    top: index(field(ui, 'top')),
    left: index(Math.round(Number(field(ui, 'left')))),
    focus: { index: index(field(focus, 'index')), column: index(field(focus, 'column')) },
  };
}

/** What an object holds under a name; undefined for what is none. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function index(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : 0;
}
