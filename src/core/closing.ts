/** What of an account is not worth asking any more: one that refuses stops no other. */
import type { ListName } from '../mailgun/lists';
import { errorReason } from './errorText';

/** After so many failures of a domain without an answer in between, the rest of it is not tried. */
const MAX_TROUBLES = 3;
/** Failures that may concern a single call, and may not. */
const TROUBLES: readonly string[] = ['network', 'badResponse', 'rateLimited'];

/** How far a failure reaches: to the one question, the list, the domain, or all domains of the account. */
export type Reach = 'question' | 'list' | 'domain' | 'account';

/** Learns from the answers and failures of one account. */
export class Closing {
  readonly #closed = new Map<string, unknown>();
  readonly #troubles = new Map<string, number>();
  #answered = 0;
  #last: unknown;

  /** An answer came from a domain. */
  answered(domain: string): void {
    this.#answered += 1;
    this.#troubles.delete(domain);
  }

  /** A question failed. Says how far that reaches. */
  failed(domain: string, list: ListName, error: unknown): Reach {
    this.#last = error;
    const reason = errorReason(error);
    const isWhole =
      reason === 'noSuchDomain' ||
      reason === 'unauthorized' ||
      (TROUBLES.includes(reason) && this.#countTrouble(domain));
    if (isWhole) this.#closed.set(domain, error);
    if (reason === 'forbidden') this.#closed.set(`${domain} ${list}`, error);
    if (this.#isUnreachable()) return 'account';
    return isWhole ? 'domain' : reason === 'forbidden' ? 'list' : 'question';
  }

  /** Whether a list is not asked any more. */
  isClosed(domain: string, list: ListName): boolean {
    return this.#closed.has(domain) || this.#closed.has(`${domain} ${list}`) || this.#isUnreachable();
  }

  /** Because of which error a list is not asked any more; undefined while it may be. */
  reason(domain: string, list: ListName): unknown {
    if (!this.isClosed(domain, list)) return undefined;
    return this.#closed.get(domain) ?? this.#closed.get(`${domain} ${list}`) ?? this.#last;
  }

  /** Several domains without a single answer: it is not the domains. */
  #isUnreachable(): boolean {
    return this.#answered === 0 && [...this.#troubles.values()].filter(isTooMany).length >= MAX_TROUBLES;
  }

  #countTrouble(domain: string): boolean {
    const count = (this.#troubles.get(domain) ?? 0) + 1;
    this.#troubles.set(domain, count);
    return isTooMany(count);
  }
}

function isTooMany(troubles: number): boolean {
  return troubles >= MAX_TROUBLES;
}
