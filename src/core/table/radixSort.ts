/** Stable sorting by numbers, sixteen bits at a time. */
import type { Work } from './slices';

const DIGITS = 1 << 16;
/** Steps between two yields. */
const STEPS = 1 << 15;

/** The places from 0 on in the order of their keys, equal ones in their own order. The key of a place is one number of each array, the lowest digits first. */
export function* sortByKeys(size: number, keys: readonly Uint32Array[]): Work<Uint32Array> {
  let order = new Uint32Array(size);
  let spare = new Uint32Array(size);
  for (let place = 0; place < size; place++) order[place] = place;
  yield;
  for (const key of keys) {
    for (const shift of [0, 16]) {
      const starts = yield* startsOf(key, shift);
      if (starts === undefined) continue;
      for (let from = 0; from < size; from += STEPS) {
        scatter(order, spare, from, Math.min(size, from + STEPS), key, shift, starts);
        yield;
      }
      const sorted = spare;
      spare = order;
      order = sorted;
    }
  }
  return order;
}

/** Where each digit begins; undefined when there is but one. */
function* startsOf(key: Uint32Array, shift: number): Work<Uint32Array | undefined> {
  const starts = new Uint32Array(DIGITS);
  for (let from = 0; from < key.length; from += STEPS) {
    count(key, shift, from, Math.min(key.length, from + STEPS), starts);
    yield;
  }
  if (starts[((key[0] ?? 0) >>> shift) & (DIGITS - 1)] === key.length) return undefined;
  let sum = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const size = starts[digit] ?? 0;
    starts[digit] = sum;
    sum += size;
  }
  return starts;
}

function count(key: Uint32Array, shift: number, from: number, to: number, counts: Uint32Array): void {
  for (let place = from; place < to; place++) {
    const digit = ((key[place] ?? 0) >>> shift) & (DIGITS - 1);
    counts[digit] = (counts[digit] ?? 0) + 1;
  }
}

function scatter(
  order: Uint32Array,
  sorted: Uint32Array,
  from: number,
  to: number,
  key: Uint32Array,
  shift: number,
  starts: Uint32Array,
): void {
  for (let at = from; at < to; at++) {
    const place = order[at] ?? 0;
    const digit = ((key[place] ?? 0) >>> shift) & (DIGITS - 1);
    const target = starts[digit] ?? 0;
    starts[digit] = target + 1;
    sorted[target] = place;
  }
}
