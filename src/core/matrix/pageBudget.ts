/**
 * How long a list is read before it is cheaper to ask for each address.
 *
 * Nothing tells how long a list is but reading it. With `singles` the requests that asking one by one takes and `pages` those that reading
 * takes (⌊entries / 1000⌋ + 1, with several walkers up to `OVERHEAD` more):
 *
 * - reading is never given more requests than asking one by one takes: whoever reads in vain pays twice at most;
 * - after a quarter, a half and three quarters of that, the length is guessed from how far through the alphabet the pages have come, and
 *   reading ends where the whole takes more pages than there are questions.
 *
 * So requests in all ≤ 5 · (min(singles, pages) + OVERHEAD), whatever the guess is worth; ≤ 1.25 · singles + 1 where it rightly says that
 * the list is too long; and exactly `pages` for a list of up to two pages.
 */
import type { CallOptions, MailgunApi, PageQuery } from '../../mailgun/api';
import type { ListName } from '../../mailgun/lists';
import type { Page } from '../../mailgun/records';
import { AddressGuess } from '../transfer/walkers/walkersGuess';

/** Walkers that read one list. */
export const WALKERS = 4;
/** Requests beside the pages themselves: one for the last address, two for each further walker. */
export const OVERHEAD = 1 + 2 * (WALKERS - 1);
/** So few questions are asked at once, without a look at the list: a page of a thousand entries is as much work. */
export const FEW = 4;
/** One in so many addresses goes into the guess. */
const LEARN_EVERY = 20;

/** Thrown instead of a request that reading is not worth. */
export class OverBudget extends Error {
  override readonly name = 'OverBudget';
}

/** Hands on the pages of one list and counts them. */
export class PageBudget {
  /** Requests made. */
  spent = 0;
  /** Pages that came. */
  pages = 0;
  readonly #guess = new AddressGuess();
  readonly #stretches: (readonly [from: string, to: string, entries: number])[] = [];
  #isSpanned = false;

  /** `singles`: what asking one by one takes; infinite where the list is to be read whatever it takes. */
  constructor(
    private readonly api: MailgunApi,
    private readonly singles: number,
  ) {}

  /** A page of the list. Throws OverBudget where the list is to be read no further, otherwise as the client does. */
  async listPage(domain: string, list: ListName, query: PageQuery = {}, call?: CallOptions): Promise<Page> {
    if (this.spent >= this.singles || this.#isTooLong())
      throw new OverBudget('Asking one by one takes fewer requests.');
    this.spent += 1;
    const page = await this.api.listPage(domain, list, query, call);
    if (this.singles < Infinity) this.#learn(page, query);
    if (query.cursor?.page !== 'last') this.pages += 1;
    return page;
  }

  #learn({ entries }: Page, { cursor }: PageQuery): void {
    const addresses = entries.map(({ address }) => address);
    const [first, last] = [addresses[0], addresses.at(-1)];
    if (first === undefined || last === undefined) return;
    if (cursor?.page === 'last') {
      this.#guess.span(this.#stretches[0]?.[0] ?? first, last);
      this.#isSpanned = true;
      return;
    }
    this.#stretches.push([first, last, addresses.length]);
    this.#guess.learn(addresses.filter((_address, at) => at % LEARN_EVERY === 0));
    for (let at = 1; at < addresses.length; at += LEARN_EVERY)
      this.#guess.check(addresses[at - 1] ?? '', addresses[at] ?? '');
  }

  /** At the quarters only: a guess costs time, and the first are worth the least. */
  #isTooLong(): boolean {
    const quarters = [1, 2, 3].map((nth) => Math.ceil((nth * this.singles) / 4));
    if (!this.#isSpanned || !quarters.includes(this.spent) || !this.#guess.isOrdered) return false;
    let [share, entries] = [0, 0];
    for (const [from, to, count] of this.#stretches) {
      share += Math.max(0, this.#guess.place(to) - this.#guess.place(from));
      entries += count;
    }
    const perPage = entries / this.#stretches.length;
    return share > 0 && entries / share > this.singles * perPage;
  }
}
