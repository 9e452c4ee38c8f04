/** Entries over time. */
import { type Bits, CHUNK } from './columns';
import type { Work } from './slices';
import type { Bar, Picture } from './tableTypes';
import type { TableStore } from './tableStore';
import { isTime, UNITS, unitFor } from './timeUnits';

/** Bars at most; of more years those most entries are in. */
const MOST_BARS = 60;

/** How many entries were made when, in UTC; periods without any are bars of 0. */
export function* timePicture(store: TableStore, rows: Bits, count: number): Work<Picture> {
  let [dated, first, last] = [0, Infinity, -Infinity];
  yield* eachTime(store, rows, (time) => {
    dated++;
    if (time < first) first = time;
    if (time > last) last = time;
  });
  if (dated === 0) return { id: 'time', bars: [], others: { bars: 0, count: 0 }, without: count };
  const unit = unitFor(first, last, MOST_BARS);
  const { periodOf, startOf, label } = UNITS[unit];
  let [from, to] = [periodOf(first), periodOf(last) + 1];
  const outside = new Map<number, number>();
  if (to - from > MOST_BARS) {
    // Somebody's clock was wrong.
    yield* eachTime(store, rows, (time) => outside.set(periodOf(time), (outside.get(periodOf(time)) ?? 0) + 1));
    from = busiest(outside);
    to = from + MOST_BARS;
    for (let period = from; period < to; period++) outside.delete(period);
  }
  const edges = Array.from({ length: to - from + 1 }, (_edge, at) => startOf(from + at));
  const counts = yield* countBetween(store, rows, edges);
  const bars = edges.slice(0, -1).map((start, at): Bar => {
    const filter = { from: start, until: edges[at + 1] };
    return { label: label(new Date(start)), count: counts[at] ?? 0, filter };
  });
  const others = { bars: outside.size, count: [...outside.values()].reduce((sum, times) => sum + times, 0) };
  return { id: 'time', bars, others, without: count - dated, unit };
}

/** Calls back with the time of each row that has one. */
function* eachTime(store: TableStore, rows: Bits, take: (time: number) => void): Work<void> {
  for (let chunk = 0; chunk < rows.chunks; chunk++) {
    const words = rows.words(chunk);
    const times = store.columns.createdAt.chunk(chunk);
    for (let at = 0; at < CHUNK; at++) {
      if ((((words[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 0) continue;
      const time = times[at] ?? NaN;
      if (isTime(time)) take(time);
      if (at % (CHUNK / 4) === 0) yield;
    }
    yield;
  }
}

/** How many times are from each edge up to the next. */
function* countBetween(store: TableStore, rows: Bits, edges: readonly number[]): Work<Uint32Array> {
  const counts = new Uint32Array(edges.length);
  const sorted = Float64Array.from(edges);
  yield* eachTime(store, rows, (time) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    if (low > 0) counts[low - 1] = (counts[low - 1] ?? 0) + 1;
  });
  return counts;
}

/** The first of those years that hold most, as many as are shown. */
function busiest(counts: ReadonlyMap<number, number>): number {
  const years = [...counts.keys()].sort((a, b) => a - b);
  let [best, most, sum, last] = [years[0] ?? 0, 0, 0, 0];
  for (const first of years) {
    for (; last < years.length && (years[last] ?? 0) < first + MOST_BARS; last++)
      sum += counts.get(years[last] ?? 0) ?? 0;
    if (sum > most) [best, most] = [first, sum];
    sum -= counts.get(first) ?? 0;
  }
  return best;
}
