/** One run of a check, as the command that asks sees it. */
import type { Finding, NotAsked } from '../core/findings';
import { explainEntry } from '../core/reasons';
import type { CheckEvent, Outcome } from './checkState';

/** Takes the answers of one check. Once it has ended, or another check has taken its place, everything is ignored. */
export interface CheckSession {
  /** Aborted by Cancel, by closing the panel and by another check, but not by `finish`. */
  readonly signal: AbortSignal;
  finding(finding: Finding): void;
  notAsked(notAsked: NotAsked): void;
  /**
   * A question that failed counts as done too, and is told of by `notAsked` before `finish`: "On no list" is said of an address only
   * when everything is done and no failure concerns it.
   * @param done questions settled
   * @param total questions in all, once known
   * @param answered how many of `done` were answered, where that is known
   */
  progress(done: number, total?: number, answered?: number): void;
  /** Where is asked, for people, once that is known: '7 domains of 2 accounts'. */
  scope(scope: string): void;
  /** What the check waits for, such as a rate limit. It goes away with the next question settled, or by calling this with nothing. */
  notice(text?: string): void;
  finish(outcome: 'done' | 'cancelled'): void;
  /** Ends the check because nothing could be asked at all. */
  fail(message: string, nextStep?: string): void;
}

/** A session that turns what it is told into events. */
export class LiveSession implements CheckSession {
  private readonly controller = new AbortController();
  private ended = false;

  /** @param now milliseconds since the epoch, for the end of the check */
  constructor(
    private readonly emit: (event: CheckEvent) => void,
    private readonly now: () => number,
  ) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  finding(finding: Finding): void {
    const { accountId, domain, list, address, entry } = finding;
    this.tell({
      type: 'found',
      findings: [{ accountId, domain, list, address, entry, explanation: explainEntry(entry) }],
    });
  }

  notAsked(notAsked: NotAsked): void {
    this.tell({ type: 'notAsked', items: [notAsked] });
  }

  progress(done: number, total?: number, answered?: number): void {
    this.tell({ type: 'progress', done, total, answered });
  }

  scope(scope: string): void {
    this.tell({ type: 'scope', scope });
  }

  notice(text?: string): void {
    this.tell({ type: 'notice', text });
  }

  finish(outcome: 'done' | 'cancelled'): void {
    this.end(outcome);
  }

  fail(message: string, nextStep?: string): void {
    this.end('failed', { message, nextStep });
  }

  /** Stops the asking; what arrives until the command says `finish` is still shown. */
  cancel(): void {
    if (!this.ended) this.controller.abort();
  }

  /** Stops the asking and listens no more. */
  abandon(): void {
    this.cancel();
    this.ended = true;
  }

  private end(outcome: Outcome, failure?: { message: string; nextStep?: string | undefined }): void {
    this.tell({ type: 'finished', outcome, at: this.now(), failure });
    this.ended = true;
  }

  private tell(event: CheckEvent): void {
    if (!this.ended) this.emit(event);
  }
}
