/** Time and chance, so that a test can be in charge of both. */
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects at once when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number from 0 up to but without 1. */
  random(): number;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : {}),
  random: () => Math.random(),
};

/** A signal that follows others until it is released. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  /** Aborts this signal alone. */
  readonly abort: () => void;
  /** Lets go of the signals it follows. */
  readonly release: () => void;
}

/**
 * A signal aborted as soon as one of the given ones is.
 * Unlike AbortSignal.any it leaves nothing behind on a long-lived signal, so a million calls may share one.
 */
export function linkSignals(...sources: readonly (AbortSignal | undefined)[]): LinkedSignal {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const source of sources) {
    if (source === undefined) continue;
    if (source.aborted) abort();
    // As many calls as follow it at once is as many listeners as it has; Node warns of a leak at eleven.
    setMaxListeners(0, source);
    source.addEventListener('abort', abort, { once: true });
  }
  const release = () => {
    for (const source of sources) source?.removeEventListener('abort', abort);
  };
  return { signal: controller.signal, abort, release };
}

/** Links of one signal, that of an owner, with others: calls that share the other at a time share the link. */
export class SharedLinks {
  readonly #links = new Map<AbortSignal, LinkedSignal & { users: number }>();

  constructor(private readonly own: AbortSignal) {
    setMaxListeners(0, own);
  }

  /** A signal aborted with the owner's or the other; to be given back by `leave`, once for each `enter`. */
  enter(other: AbortSignal | undefined): AbortSignal {
    if (other === undefined) return this.own;
    let link = this.#links.get(other);
    if (link === undefined) {
      link = { ...linkSignals(other, this.own), users: 0 };
      setMaxListeners(0, link.signal);
      this.#links.set(other, link);
    }
    link.users += 1;
    return link.signal;
  }

  leave(other: AbortSignal | undefined): void {
    const link = other && this.#links.get(other);
    if (other === undefined || link === undefined || (link.users -= 1) > 0) return;
    link.release();
    this.#links.delete(other);
  }
}
