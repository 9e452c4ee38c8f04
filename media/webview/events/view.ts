/** What the templates of this page are given. */
import type { EventGroup, EventsState, ShownEntry } from '../../../src/views/eventsState';

export interface Actions {
  loadMore(): void;
  readAgain(): void;
  copyJson(): void;
  copyCurl(): void;
  showDetails(list: ShownEntry['list']): void;
  checkAddress(): void;
  /** Shows a kind, or shows it no longer; without one, shows all. */
  choose(group?: EventGroup): void;
  /** Opens or closes what can be opened. */
  fold(id: string, open: boolean): void;
}

export interface View {
  readonly state: EventsState;
  /** The kinds that are shown; all without any. */
  readonly chosen: readonly EventGroup[];
  readonly open: ReadonlySet<string>;
  /** What went wrong with the last button. */
  readonly problem: string | undefined;
  readonly actions: Actions;
  /** Milliseconds since the epoch, for ages. */
  readonly now: number;
}
