/** What the templates of the import page are given. */
import type { Change } from '../../../src/views/importModel';
import type { ImportState } from '../../../src/views/importState';

export interface Actions {
  change(change: Change): void;
  chooseTarget(): void;
  compare(): void;
  stopComparing(): void;
  import(): void;
  cancel(): void;
  resume(): void;
  discard(): void;
  again(): void;
  openFile(which: 'file' | 'rejected'): void;
  fold(id: string, open: boolean): void;
}

export interface View {
  readonly state: ImportState;
  readonly actions: Actions;
  /** Opened or closed by hand: id of a fold → open. */
  readonly folds: Readonly<Record<string, boolean>>;
  /** Milliseconds since the epoch, for what is waited for. */
  readonly now: number;
}

/** Id of the element that takes the focus when what had it is gone. */
export const LANDING = 'landing';
