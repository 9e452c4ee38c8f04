/** The rows of a view: made from those that a filter leaves, and brought up to date with those that come and go. */
import type { Bits } from './columns';
import type { RowOrder } from './rowOrder';
import type { Sequence } from './runs';
import type { Work } from './slices';

/** Steps between two yields. */
const STEPS = 1 << 14;
/** Room for rows that come, as a part of those that are there. */
const SLACK = 1.25;

/** Rows in an order. Those behind `count` are nothing yet. */
export interface RowList {
  readonly rows: Uint32Array;
  readonly count: number;
}

/** The rows of a set that are below a number, in list order. */
export function* listed(sequence: Sequence, below: number, set: Bits, count: number): Work<Uint32Array> {
  const rows = new Uint32Array(count);
  let filled = 0;
  for (const run of sequence.runs(below)) {
    const end = run.first + run.count;
    for (let from = run.first; from < end; from += STEPS) {
      filled = list(set, from, Math.min(end, from + STEPS), rows, filled);
      if (run.count > STEPS || filled % 16 === 0) yield;
    }
  }
  return rows.subarray(0, filled);
}

/** Adds those of a range that are in a set, and returns how many rows there are. */
function list(set: Bits, from: number, to: number, rows: Uint32Array, count: number): number {
  let filled = count;
  for (let row = from; row < to; row++) if (set.has(row)) rows[filled++] = row;
  return filled;
}

/** The list with more rows at its end, in place if there is room. */
export function appended({ rows, count }: RowList, more: Uint32Array): RowList {
  const sum = count + more.length;
  const target = sum <= rows.length ? rows : new Uint32Array(Math.ceil(sum * SLACK));
  if (target !== rows) target.set(rows.subarray(0, count));
  target.set(more, count);
  return { rows: target, count: sum };
}

/** A list without some of its rows, as a new one. */
export function* without({ rows, count }: RowList, gone: Bits): Work<RowList> {
  const left = new Uint32Array(Math.ceil(count * SLACK));
  let filled = 0;
  for (let at = 0; at < count; at++) {
    const row = rows[at] ?? 0;
    if (!gone.has(row)) left[filled++] = row;
    if (at % STEPS === 0) yield;
  }
  return { rows: left, count: filled };
}

/** A list with more rows that are in the same order, as a new one. */
export function* merged({ rows, count }: RowList, more: Uint32Array, order: RowOrder): Work<RowList> {
  const sum = count + more.length;
  const target = new Uint32Array(Math.ceil(sum * SLACK));
  let [from, filled] = [0, 0];
  for (const [at, row] of more.entries()) {
    const to = placeOf(rows, from, count, row, order);
    target.set(rows.subarray(from, to), filled);
    filled += to - from;
    target[filled++] = row;
    from = to;
    if (at % 64 === 0) yield;
  }
  target.set(rows.subarray(from, count), filled);
  return { rows: target, count: sum };
}

/** Where a row belongs: before the first that comes after it. */
function placeOf(rows: Uint32Array, from: number, to: number, row: number, order: RowOrder): number {
  let step = 1;
  let low = from;
  // The next one often belongs near.
  while (low + step <= to && order(rows[low + step - 1] ?? 0, row) < 0) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step - 1, to);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order(rows[middle] ?? 0, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
