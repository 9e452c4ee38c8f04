/** The state of one import and the one thing that is under way with it. */
import type { Hold, ImportSession } from './importSession';
import type { ImportEvent, ImportState } from './importState';
import { reduce } from './importState';
import type { ImportReport } from './importTypes';

/** What the panel gives an import. */
export interface ImportPorts {
  readonly session: ImportSession;
  /** Told of everything that happens, after the state has changed. */
  readonly onEvent: (event: ImportEvent) => void;
  /** What an error says to people; undefined when it is no error but a cancel. */
  readonly explain: (error: unknown) => string | undefined;
  /** A run has come to its end. */
  readonly onReport: (report: ImportReport) => void;
  /** The user has given the preview up. */
  readonly onGivenUp: () => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Holds the state, and sees to it that what was begun last is alone. */
export class ImportWork {
  private controller = new AbortController();

  constructor(
    readonly ports: ImportPorts,
    private current: ImportState,
  ) {}

  get state(): ImportState {
    return this.current;
  }

  apply(event: ImportEvent): void {
    this.current = reduce(this.current, event);
    this.ports.onEvent(event);
  }

  /** Stops what is under way; the signal is that of what is begun instead. */
  restart(): AbortSignal {
    this.stop();
    this.controller = new AbortController();
    return this.controller.signal;
  }

  stop(): void {
    this.controller.abort();
  }

  /** Says that a request is held back. */
  wait(signal: AbortSignal, { reason, ms }: Hold): void {
    if (!signal.aborted) this.apply({ type: 'waiting', notice: { reason, until: this.ports.now() + ms } });
  }
}
