/** Rows in the order of a column. */
import { Bits } from './columns';
import type { Dictionary } from './dictionary';
import { sortByKeys } from './radixSort';
import type { Work } from './slices';
import type { TableSort } from './tableTypes';
import type { TableStore } from './tableStore';
import { sortTexts } from './textSort';

/** Rows between two yields. */
const STEPS = 1 << 14;
/** Sorts behind everything, whichever way. */
const LAST = 0xffff_ffff;

/** Sorts rows that come in list order, which those keep whose values are the same apart from case. Rows without a value come last, either way. */
export function* sortRows(store: TableStore, rows: Uint32Array, sort: TableSort): Work<Uint32Array> {
  if (sort.column === 'address') return yield* byAddress(store, rows, sort.descending);
  const keys = yield* keysOf(store, rows, sort.column);
  if (sort.descending) yield* turn(keys);
  const places = yield* sortByKeys(rows.length, keys);
  return yield* take(rows, places);
}

function* byAddress({ columns }: TableStore, rows: Uint32Array, descending: boolean): Work<Uint32Array> {
  const { addresses } = columns;
  const places = new Uint32Array(rows.length);
  for (let place = 0; place < rows.length; place++) places[place] = place;
  yield;
  const same = yield* sortTexts(places, {
    key: (place, skip) => addresses.key(rows[place] ?? 0, skip),
    common: (a, b, skip) => addresses.common(rows[a] ?? 0, rows[b] ?? 0, skip),
    compare: (a, b, skip) => addresses.compare(rows[a] ?? 0, rows[b] ?? 0, skip),
  });
  return yield* take(rows, descending ? yield* backwards(places, same) : places);
}

/** Turns the order round, but for places that are marked to be the same as the one before. */
function* backwards(places: Uint32Array, same: Uint8Array): Work<Uint32Array> {
  const turned = new Uint32Array(places.length);
  let filled = 0;
  for (let end = places.length; end > 0;) {
    let start = end - 1;
    while (same[start] === 1) start--;
    for (let at = start; at < end; at++) turned[filled++] = places[at] ?? 0;
    end = start;
    if (filled % 4096 === 0) yield;
  }
  return turned;
}

function* take(rows: Uint32Array, places: Uint32Array): Work<Uint32Array> {
  const taken = new Uint32Array(places.length);
  for (let at = 0; at < places.length; at++) {
    taken[at] = rows[places[at] ?? 0] ?? 0;
    if (at % STEPS === 0) yield;
  }
  return taken;
}

/** Descending; what comes last stays so. */
function* turn(keys: readonly Uint32Array[]): Work<void> {
  const [low, high = low] = keys;
  if (low === undefined || high === undefined) return;
  for (let at = 0; at < low.length; at++) {
    if (at % STEPS === 0) yield;
    if (high[at] === LAST) continue;
    low[at] = ~(low[at] ?? 0);
    if (high !== low) high[at] = ~(high[at] ?? 0);
  }
}

/** Numbers that sort as the values do; the last array holds the highest digits, and `LAST` where there is no value. */
function* keysOf(
  store: TableStore,
  rows: Uint32Array,
  column: Exclude<TableSort['column'], 'address'>,
): Work<Uint32Array[]> {
  const { columns, lists } = store;
  switch (column) {
    case 'domain':
      return [yield* keysBy(rows, columns.list, ranksOf(lists.map(({ domain }) => domain.toLowerCase())))];
    case 'list':
      return [yield* keysBy(rows, columns.list, ranksOf(lists.map(({ list }) => list)))];
    case 'code':
      return [yield* keysBy(rows, columns.code, yield* textRanks(rows, columns.code, columns.codes))];
    case 'text':
      return [yield* keysBy(rows, columns.text, yield* textRanks(rows, columns.text, columns.texts))];
    case 'tags':
      return [yield* keysBy(rows, columns.tags, yield* tagRanks(store, rows))];
    case 'createdAt':
      return yield* timeKeys(rows, columns.createdAt);
  }
}

interface Numbers {
  get(at: number): number;
}

function* keysBy(rows: Uint32Array, column: Numbers, ranks: Uint32Array): Work<Uint32Array> {
  const keys = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    keys[at] = ranks[column.get(rows[at] ?? 0)] ?? LAST;
    if (at % STEPS === 0) yield;
  }
  return keys;
}

/** For each text its place among the different ones, from 1 on. */
function ranksOf(texts: readonly string[]): Uint32Array {
  const sorted = [...new Set(texts)].sort((a, b) => (a < b ? -1 : 1));
  const ranks = new Map(sorted.map((text, rank) => [text, rank + 1]));
  return Uint32Array.from(texts, (text) => ranks.get(text) ?? LAST);
}

/** For each text of a dictionary that the rows have, its place among the different ones without regard to case. */
function* textRanks(rows: Uint32Array, column: Numbers, { texts, size }: Dictionary): Work<Uint32Array> {
  const ids = yield* different(rows, column, size);
  const same = yield* sortTexts(ids, {
    key: (id, skip) => texts.key(id, skip),
    common: (a, b, skip) => texts.common(a, b, skip),
    compare: (a, b, skip) => texts.compare(a, b, skip),
  });
  const ranks = new Uint32Array(size).fill(LAST);
  let rank = 0;
  for (let at = 0; at < ids.length; at++) {
    const id = ids[at] ?? 0;
    if (same[at] === 0) rank++;
    if (texts.key(id, 0) !== 0) ranks[id] = rank;
    if (at % STEPS === 0) yield;
  }
  return ranks;
}

/** The numbers in a column of the rows, each once and but for 0. */
function* different(rows: Uint32Array, column: Numbers, size: number): Work<Uint32Array> {
  const seen = new Bits();
  const found = new Uint32Array(Math.min(rows.length, size));
  let count = 0;
  for (let at = 0; at < rows.length; at++) {
    const id = column.get(rows[at] ?? 0);
    if (id !== 0 && id < size && seen.add(id)) found[count++] = id;
    if (at % STEPS === 0) yield;
  }
  return found.subarray(0, count);
}

function* tagRanks({ columns }: TableStore, rows: Uint32Array): Work<Uint32Array> {
  const { tagSets, tags } = columns;
  const sets = (yield* different(rows, tags, tagSets.size)).filter((set) => tagSets.idsOf(set).length > 0);
  sets.sort((a, b) => tagSets.compare(a, b));
  const ranks = new Uint32Array(tagSets.size).fill(LAST);
  let rank = 0;
  for (const [at, set] of sets.entries()) {
    if (at === 0 || tagSets.compare(sets[at - 1] ?? 0, set) !== 0) rank++;
    ranks[set] = rank;
  }
  return ranks;
}

function* timeKeys(rows: Uint32Array, column: Numbers): Work<Uint32Array[]> {
  const low = new Uint32Array(rows.length);
  const high = new Uint32Array(rows.length);
  const time = new Float64Array(1);
  const bits = new Uint32Array(time.buffer);
  for (let at = 0; at < rows.length; at++) {
    if (at % STEPS === 0) yield;
    // Without the sum, -0 would come before 0.
    time[0] = column.get(rows[at] ?? 0) + 0;
    const upper = bits[1] ?? 0;
    if (Number.isNaN(time[0])) {
      high[at] = LAST;
      continue;
    }
    // The bits of numbers sort as the numbers do once the sign is turned, and those of negative ones once all are.
    const isNegative = upper >>> 31 === 1;
    high[at] = isNegative ? ~upper : upper | 0x8000_0000;
    low[at] = isNegative ? ~(bits[0] ?? 0) : (bits[0] ?? 0);
  }
  return [low, high];
}
