/** What the templates of this page are given. */
import type { CheckState } from '../../../src/views/checkState';

/** What somebody has done to the page itself; stored with the result. */
export interface Unfolded {
  /** Opened or closed by hand: id of a fold → open. */
  readonly folds: Readonly<Record<string, boolean>>;
}

/** What is going on at a finding, by its key, or at an address, by that of its buttons. */
export interface Activity {
  readonly busy: ReadonlySet<string>;
  readonly problems: ReadonlyMap<string, string>;
  /** The finding whose address has just been copied. */
  readonly copied: string | undefined;
}

export interface Actions {
  openInTree(key: string): void;
  copy(key: string): void;
  showDetails(key: string): void;
  showEvents(key: string): void;
  copyCurl(key: string): void;
  delete(key: string): void;
  deleteEverywhere(address: string): void;
  addEverywhere(address: string): void;
  checkAgain(): void;
  cancel(): void;
  fold(changes: Readonly<Record<string, boolean>>): void;
}

/** By which an address's own buttons are known. */
export function addressKey(address: string): string {
  return `address ${address}`;
}

export interface View {
  readonly check: CheckState;
  readonly unfolded: Unfolded;
  readonly activity: Activity;
  readonly actions: Actions;
  /** Milliseconds since the epoch, for ages. */
  readonly now: number;
}

/** Whether a fold is open: as somebody left it, else as it begins. */
export function isOpen(view: View, id: string, initially: boolean): boolean {
  return Object.hasOwn(view.unfolded.folds, id) ? view.unfolded.folds[id] === true : initially;
}
