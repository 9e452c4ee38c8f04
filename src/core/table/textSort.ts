/** Sorts texts by multikey quicksort (Bentley and Sedgewick, 1997) on six bytes at a time, which are kept beside the items (Ng and Kakehi, 2008). */
import type { Work } from './slices';

/** What is sorted. */
export interface SortedTexts {
  /** Six bytes of an item's text, as `TextArena.key`. */
  key(item: number, at: number): number;
  /** How many bytes two items have in common from a byte on. */
  common(a: number, b: number, skip: number): number;
  /** The order of two items whose texts are the same up to a byte. */
  compare(a: number, b: number, skip: number): number;
}

/** Parts as small as this are sorted by insertion. */
const SMALL = 12;
/** Bytes of a key. */
const KEY = 6;
/** Steps between two yields. */
const STEPS = 1 << 14;

/**
 * Sorts items (numbers from 0) by their texts, equal ones by their number. Returns a mark for each place whose text is the same as that
 * of the place before.
 */
export function* sortTexts(items: Uint32Array, texts: SortedTexts): Work<Uint8Array> {
  const sort = new TextSort(items, texts);
  yield* sort.run();
  return sort.same;
}

class TextSort {
  readonly same: Uint8Array;
  readonly #keys: Float64Array;
  /** Parts that are to be sorted: from, to, and the byte up to which their texts are the same; negative (`~at`) when the keys are there already. */
  readonly #parts: number[] = [];
  #steps = 0;

  constructor(
    private readonly items: Uint32Array,
    private readonly texts: SortedTexts,
  ) {
    this.same = new Uint8Array(items.length);
    this.#keys = new Float64Array(items.length);
  }

  *run(): Work<void> {
    this.#parts.push(0, this.items.length, 0);
    while (this.#parts.length > 0) {
      const at = this.#parts.pop() ?? 0;
      const to = this.#parts.pop() ?? 0;
      const from = this.#parts.pop() ?? 0;
      if (to - from < 2) continue;
      if (at >= 0) yield* this.#load(from, to, at);
      const depth = at >= 0 ? at : ~at;
      this.#steps += to - from;
      if (to - from <= SMALL) this.#insert(from, to, depth);
      else yield* this.#part(from, to, depth);
      if (this.#steps > STEPS) yield this.#rest();
    }
  }

  #rest(): void {
    this.#steps = 0;
  }

  *#load(from: number, to: number, at: number): Work<void> {
    for (let start = from; start < to; start += STEPS) {
      this.#loadSome(start, Math.min(to, start + STEPS), at);
      if (to - from > STEPS) yield this.#rest();
    }
    this.#steps += to - from;
  }

  #loadSome(from: number, to: number, at: number): void {
    const { items, texts } = this;
    const keys = this.#keys;
    for (let place = from; place < to; place++) keys[place] = texts.key(items[place] ?? 0, at);
  }

  /** Parts in three: smaller than, equal to and larger than one of the keys. */
  *#part(from: number, to: number, at: number): Work<void> {
    const keys = this.#keys;
    const pivot = this.#pivot(from, to);
    const state = { low: from, place: from, high: to };
    while (state.place < state.high) {
      partSome(keys, this.items, state, pivot);
      if (to - from > STEPS) yield this.#rest();
    }
    const { low, high } = state;
    this.#parts.push(high, to, ~at, from, low, ~at);
    if (isOver(pivot)) this.#equal(low, high);
    else if (high - low < to - from) this.#parts.push(low, high, at + KEY);
    else this.#parts.push(low, high, at + KEY + (yield* this.#common(low, high, at + KEY)));
  }

  /** How many more bytes the texts of a part have in common. */
  *#common(from: number, to: number, skip: number): Work<number> {
    const first = this.items[from] ?? 0;
    let least = Infinity;
    for (let place = from + 1; place < to && least > 0; place++) {
      const common = this.texts.common(first, this.items[place] ?? 0, skip);
      least = Math.min(least, common);
      this.#steps += 1 + (common >>> 4);
      if (this.#steps > STEPS) yield this.#rest();
    }
    return least;
  }

  /** The texts of a part are the same. */
  #equal(from: number, to: number): void {
    this.items.subarray(from, to).sort();
    this.same.fill(1, from + 1, to);
  }

  #pivot(from: number, to: number): number {
    const keys = this.#keys;
    const step = Math.floor((to - from) / 8);
    const pick = (place: number) =>
      middle(
        keys[from + place * step] ?? 0,
        keys[from + (place + 1) * step] ?? 0,
        keys[from + (place + 2) * step] ?? 0,
      );
    return middle(pick(0), pick(3), pick(5));
  }

  #insert(from: number, to: number, at: number): void {
    const { items, same } = this;
    const keys = this.#keys;
    for (let place = from + 1; place < to; place++) {
      const item = items[place] ?? 0;
      const key = keys[place] ?? 0;
      let free = place;
      for (; free > from; free--) {
        if (this.#order(items[free - 1] ?? 0, keys[free - 1] ?? 0, item, key, at) <= 0) break;
        items[free] = items[free - 1] ?? 0;
        keys[free] = keys[free - 1] ?? 0;
      }
      items[free] = item;
      keys[free] = key;
    }
    for (let place = from + 1; place < to; place++) {
      if (keys[place] !== keys[place - 1]) continue;
      const isSame = this.#compare(items[place - 1] ?? 0, items[place] ?? 0, keys[place] ?? 0, at) === 0;
      if (isSame) same[place] = 1;
    }
  }

  #order(a: number, aKey: number, b: number, bKey: number, at: number): number {
    return aKey !== bKey ? aKey - bKey : this.#compare(a, b, aKey, at) || a - b;
  }

  /** The order of items with the same key. */
  #compare(a: number, b: number, key: number, at: number): number {
    return isOver(key) ? 0 : this.texts.compare(a, b, at + KEY);
  }
}

/** Whether a text with this key ends within it. */
function isOver(key: number): boolean {
  return (key & 0xff) === 0;
}

/** A while of parting: up to `low` is smaller than the pivot, up to `place` equal, from `high` on larger. */
function partSome(
  keys: Float64Array,
  items: Uint32Array,
  state: { low: number; place: number; high: number },
  pivot: number,
): void {
  let { low, place, high } = state;
  for (let steps = 0; steps < STEPS && place < high; steps++) {
    const key = keys[place] ?? 0;
    if (key === pivot) {
      place++;
    } else if (key < pivot) {
      swapKeys(keys, low, place);
      swap(items, low++, place++);
    } else {
      high--;
      swapKeys(keys, high, place);
      swap(items, high, place);
    }
  }
  state.low = low;
  state.place = place;
  state.high = high;
}

function swapKeys(numbers: Float64Array, a: number, b: number): void {
  const kept = numbers[a] ?? 0;
  numbers[a] = numbers[b] ?? 0;
  numbers[b] = kept;
}

function swap(numbers: Uint32Array, a: number, b: number): void {
  const kept = numbers[a] ?? 0;
  numbers[a] = numbers[b] ?? 0;
  numbers[b] = kept;
}

function middle(a: number, b: number, c: number): number {
  return a < b ? (b < c ? b : Math.max(a, c)) : a < c ? a : Math.max(b, c);
}
