/**
 * Guesses how a list's addresses are spread, to find dividers that part it evenly. Nothing depends on the guess but speed.
 * Addresses are mapped to numbers from 0 to 1 in their order, as an arithmetic coder does: each character narrows the range by how often it was
 * seen after the two before it, apart for mailboxes and for domains. So numbered users are spread as evenly as names.
 */

/** Code units 32 to 126 have a place of their own; place 0 is the end of the text, 1 what is below and the last what is above. */
const PLACES = 98;
/** How much the frequencies in a shorter context count beside those in a longer one. */
const WEIGHT = 5;
/** Smaller ranges are not told apart. */
const FINEST = 1e-13;
/** How often mailboxes begin with a letter, roughly, and with anything else: the first pages of a list cannot tell. */
const INITIALS = 'a9 b6 c7 d6 e5 f4 g4 h4 i4 j7 k5 l5 m9 n4 o2 p5 q1 r5 s9 t5 u1 v2 w3 x1 y1 z1';
const OTHER_INITIAL = 0.5;
/** How often an upper-case letter is expected before any was seen, beside 1 for all others: in a list without regard to case there is none. */
const UPPER_CASE = 0.01;
const AT = placeOf('@', 0);
const ZERO = placeOf('0', 0);
/** Sums of shares, as `#sums` has them: of all that sorts below a place. */
const EVEN = sums(withoutUpperCase(new Float64Array(PLACES).fill(1)));
const FIRST = sums(initials());

export class AddressGuess {
  /** How often each place was seen, by what stands before it. */
  readonly #seen = new Map<number, Float64Array>();
  /** Sums of shares by context, as of now. */
  readonly #known = new Map<number, Float64Array>();
  /** What all addresses of the list begin with. */
  #prefix = '';
  #withoutCase = true;
  #withCase = true;

  /** Whether what was seen is in the order that is guessed: that of code units, with or without regard to case. */
  get isOrdered(): boolean {
    return this.#withoutCase || this.#withCase;
  }

  /** Takes the first and last address of the list. */
  span(first: string, last: string): void {
    this.#prefix = commonPrefix(this.#fold(first), this.#fold(last)).replace(/[\ud800-\udbff]$/, '');
  }

  /** Takes some addresses of the list. */
  learn(addresses: readonly string[]): void {
    this.#known.clear();
    for (const address of addresses) this.#count(this.#fold(address));
  }

  /** Holds neighbours, in the server's order, against the order that is guessed. */
  check(before: string, after: string): void {
    this.#withoutCase &&= before.toLowerCase() <= after.toLowerCase();
    this.#withCase &&= before <= after;
  }

  /** Where an address is in the list, from 0 to 1. */
  place(address: string): number {
    const text = this.#fold(address);
    let [low, width] = [0, 1];
    for (let at = this.#prefix.length; at <= text.length && width > FINEST; at++) {
      const below = this.#sums(text, at);
      const place = placeOf(text, at);
      const from = below[place] ?? 0;
      low += width * from;
      width *= (below[place + 1] ?? 1) - from;
    }
    return low;
  }

  /** A text at about the given place, strictly between two addresses; undefined where none is found. */
  textAt(place: number, from: string, to: string): string | undefined {
    const precision = Math.max(Math.min(place - this.place(from), this.place(to) - place) / 16, FINEST);
    const text = this.#fold(this.#text(place, precision));
    return this.#fold(from) < text && text < this.#fold(to) ? text : undefined;
  }

  /** The shortest text whose range holds the target and is no wider than asked for. */
  #text(target: number, precision: number): string {
    let text = this.#prefix;
    let [low, width] = [0, 1];
    while (width > precision) {
      const below = this.#sums(text, text.length);
      let place = 1;
      while (place < PLACES - 1 && low + width * (below[place + 1] ?? 1) <= target) place++;
      if (place === 1 || place === PLACES - 1) break;
      text += String.fromCharCode(place + 30);
      const from = below[place] ?? 0;
      low += width * from;
      width *= (below[place + 1] ?? 1) - from;
    }
    return text;
  }

  #fold(address: string): string {
    return this.#withoutCase ? address.toLowerCase() : address;
  }

  #count(text: string): void {
    let [part, before, last] = [0, 0, 0];
    for (let at = 0; at <= text.length; at++) {
      const place = kindOf(placeOf(text, at));
      for (let length = 0; length <= 2; length++) {
        const context = contextOf(length, part, before, last);
        let counts = this.#seen.get(context);
        if (counts === undefined) this.#seen.set(context, (counts = new Float64Array(PLACES)));
        counts[place] = (counts[place] ?? 0) + 1;
      }
      if (place === AT) part = 1;
      [before, last] = [last, place];
    }
  }

  /** The shares of what sorts below each place at a position: as seen in the longest context and, where little was seen, in shorter ones. */
  #sums(text: string, at: number): Float64Array {
    if (at === 0) return FIRST;
    const part = text.lastIndexOf('@', at - 1) >= 0 ? 1 : 0;
    // What comes first after the common beginning was seen in parts of the list only.
    const length = at > this.#prefix.length ? 2 : 0;
    const before = at > 1 ? kindOf(placeOf(text, at - 2)) : 0;
    return this.#sumsIn(length, part, before, kindOf(placeOf(text, at - 1)));
  }

  #sumsIn(length: number, part: number, before: number, last: number): Float64Array {
    const context = contextOf(length, part, before, last);
    const known = this.#known.get(context);
    if (known !== undefined) return known;
    const shorter = length === 0 ? EVEN : this.#sumsIn(length - 1, part, before, last);
    const counts = this.#seen.get(context);
    const result = counts === undefined ? shorter : blend(counts, shorter);
    this.#known.set(context, result);
    return result;
  }
}

function blend(counts: Float64Array, shorter: Float64Array): Float64Array {
  const shares = new Float64Array(PLACES);
  for (let place = 0; place < PLACES; place++) {
    const isDigit = kindOf(place) === ZERO;
    const count = isDigit ? (counts[ZERO] ?? 0) / 10 : (counts[place] ?? 0);
    shares[place] = count + WEIGHT * ((shorter[place + 1] ?? 1) - (shorter[place] ?? 0));
  }
  return sums(shares);
}

/** Sums up to each place, as parts of the whole. */
function sums(shares: Float64Array): Float64Array {
  const result = new Float64Array(PLACES + 1);
  for (let place = 0; place < PLACES; place++) result[place + 1] = (result[place] ?? 0) + (shares[place] ?? 0);
  const all = result[PLACES] ?? 1;
  for (let place = 0; place <= PLACES; place++) result[place] = (result[place] ?? 0) / all;
  return result;
}

/** A number for what stands before a place: none, one or two characters, in the mailbox (part 0) or the domain. */
function contextOf(length: number, part: number, before: number, last: number): number {
  const one = part * PLACES + last;
  return length === 0 ? part : length === 1 ? 2 + one : 2 + 2 * PLACES + one * PLACES + before;
}

function placeOf(text: string, at: number): number {
  if (at >= text.length) return 0;
  const code = text.charCodeAt(at);
  return code < 32 ? 1 : code > 126 ? PLACES - 1 : code - 30;
}

/** The place that stands for one in contexts: digits are all alike, since what was read of a list never has all of them. */
function kindOf(place: number): number {
  return place > ZERO && place < ZERO + 10 ? ZERO : place;
}

function initials(): Float64Array {
  const shares = withoutUpperCase(new Float64Array(PLACES).fill(OTHER_INITIAL));
  for (const [letter = '', ...share] of INITIALS.split(' ')) shares[placeOf(letter, 0)] = Number(share.join(''));
  return shares;
}

function withoutUpperCase(shares: Float64Array): Float64Array {
  return shares.fill(UPPER_CASE, placeOf('A', 0), placeOf('Z', 0) + 1);
}

function commonPrefix(a: string, b: string): string {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}
