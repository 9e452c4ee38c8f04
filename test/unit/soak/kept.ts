/** Changes that can be taken back, as the model remembers them. */
import type { Place, Standing } from './model';

export interface KeptItem {
  readonly place: Place;
  readonly address: string;
  readonly before: Standing;
  /** Without a date: any. */
  readonly after: Standing;
}

export interface Kept {
  readonly id: string;
  readonly isBulk: boolean;
  readonly items: readonly KeptItem[];
  /** How many changes had been kept by then: the store forgets the oldest of a hundred. */
  readonly number: number;
  /** Whether the change of a bulk deletion or a clear is the user's file. */
  readonly backup?: string | undefined;
}

/** Changes that somebody remembers at most. */
const MEMORY = 12;

export function remember(kept: Kept[], change: Kept): void {
  if (change.items.length === 0) return;
  kept.push(change);
  if (kept.length > MEMORY) kept.shift();
}
