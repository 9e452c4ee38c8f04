/** A list as Mailgun pages it, held in memory and under the test's control: answers wait until the test lets them go. */
import { MailgunError } from '../../../src/mailgun/errors';
import type { CallOptions, PageQuery } from '../../../src/mailgun/api';
import type { Entry, Page } from '../../../src/mailgun/records';

export function complaint(address: string, createdAt?: number): Entry {
  return { list: 'complaints', address, ...(createdAt !== undefined && { createdAt }) };
}

export class FakeList {
  readonly queries: PageQuery[] = [];
  failNext = 0;
  #held: (() => void)[] | undefined;

  constructor(public addresses: string[]) {}

  /** Makes answers wait for `release`. What they hold is settled when the question comes. */
  hold(): void {
    this.#held ??= [];
  }

  async release(): Promise<void> {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const go of held) go();
    await new Promise((resolve) => setImmediate(resolve));
  }

  readonly read = async (query: PageQuery, { signal }: CallOptions): Promise<Page> => {
    this.queries.push(query);
    const fails = this.failNext > 0;
    if (fails) this.failNext -= 1;
    const page = this.#page(query);
    const held = this.#held;
    if (held !== undefined) {
      await new Promise<void>((resolve, reject) => {
        held.push(resolve);
        signal?.addEventListener('abort', () => reject(new MailgunError('cancelled', 'Cancelled.')));
      });
    }
    if (fails) throw new MailgunError('network', 'Mailgun did not answer.');
    return page;
  };

  #page({ limit = 100, term = '', cursor }: PageQuery): Page {
    const sorted = [...this.addresses]
      .sort(byKey)
      .filter((address) => address.toLowerCase().startsWith(term.toLowerCase()));
    const pivot = cursor?.address ?? '';
    const isBackward = cursor?.page === 'previous';
    const found = isBackward
      ? sorted.filter((address) => byKey(address, pivot) < 0).slice(-limit)
      : sorted.filter((address) => cursor === undefined || byKey(address, pivot) > 0).slice(0, limit);
    const entries = found.map((address) => complaint(address));
    const [first, last] = [entries[0], entries.at(-1)];
    if (first === undefined || last === undefined) return { entries };
    return {
      entries,
      previous: { page: 'previous', address: first.address },
      ...((isBackward || entries.length === limit) && { next: { page: 'next', address: last.address } }),
    };
  }
}

export function byKey(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : Number(left > right);
}

/** `count` addresses in order: a000@x.com, a001@x.com, … */
export function numbered(count: number, letter = 'a'): string[] {
  return Array.from({ length: count }, (_, index) => `${letter}${String(index).padStart(5, '0')}@x.com`);
}
