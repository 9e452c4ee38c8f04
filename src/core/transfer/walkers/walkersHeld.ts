/** The pages that came while walkers start: one of these may turn out to begin where another walker has been. */
import { print } from './print';
import { FIRSTS } from './walkersSegment';

/** What is known of an entry: where there is no print, it is made of the address. */
interface Printed {
  readonly address: string;
  readonly print?: number | undefined;
}

export class HeldPages {
  /** Addresses as numbers, page by page. */
  readonly #pages: Uint32Array[] = [];
  /** How many pages came before those. */
  #passed = 0;

  /** How many are held. */
  get length(): number {
    return this.#pages.length;
  }

  /** The number that the next page has. */
  get next(): number {
    return this.#passed + this.#pages.length;
  }

  add(entries: readonly Printed[]): void {
    const prints = new Uint32Array(entries.length);
    for (const [at, entry] of entries.entries()) prints[at] = printOf(entry);
    this.#pages.push(prints);
  }

  /** Forgets all pages that came before a number. */
  pass(number: number): void {
    this.#passed += this.#pages.splice(0, Math.max(0, number - this.#passed)).length;
  }

  /** Whether one of the first of these entries is held. Two addresses of one print are taken for the same. */
  hasFirsts(entries: readonly Printed[]): boolean {
    const firsts = new Set(entries.slice(0, FIRSTS).map(printOf));
    return this.#pages.some((page) => page.some((one) => firsts.has(one)));
  }
}

/** The number of an entry's address. */
export function printOf(entry: Printed): number {
  return entry.print ?? print(entry.address);
}
