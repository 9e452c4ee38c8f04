/**
 * One list: a map for look-ups and an order for pages. Changes go to the map at once; the order is brought up to date
 * when somebody reads it, so that a thousand batches into a list of a million cost one merge.
 */
import { keyOf, type SampleRecord } from './records';

/** Which part of the order a page wants. `after` and `before` are dividers, themselves excluded, and need not exist. */
export interface Slice {
  readonly limit: number;
  /** Only keys that start with this text, compared without case. */
  readonly prefix?: string | undefined;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  /** Take the last records of the range instead of the first. */
  readonly fromEnd?: boolean | undefined;
}

/** The place of an address in the order; empty once its record was deleted. Pages of a long list need no look-up by key with it. */
interface Slot {
  readonly key: string;
  record: SampleRecord | undefined;
}

/** Records in the order of their lower-cased addresses, each address once. */
export class SortedList {
  private readonly slots = new Map<string, Slot>();
  /** Sorted; may hold empty slots (`stale` of them), lacks those of `added`. */
  private order: Slot[] = [];
  private added = new Set<Slot>();
  private stale = 0;

  get size(): number {
    return this.slots.size;
  }

  get(address: string): SampleRecord | undefined {
    return this.slots.get(keyOf(address))?.record;
  }

  /** Adds or replaces records; of two with one address the later wins. */
  put(records: Iterable<SampleRecord>): void {
    for (const record of records) {
      const key = keyOf(record.address);
      const slot = this.slots.get(key);
      if (slot !== undefined) {
        slot.record = record;
        continue;
      }
      const added: Slot = { key, record };
      this.added.add(added);
      this.slots.set(key, added);
    }
  }

  /** Deletes a record and says whether it was there. */
  delete(address: string): boolean {
    const key = keyOf(address);
    const slot = this.slots.get(key);
    if (slot === undefined) {
      return false;
    }
    this.slots.delete(key);
    slot.record = undefined;
    if (!this.added.delete(slot)) {
      this.stale += 1;
    }
    return true;
  }

  clear(): void {
    this.slots.clear();
    this.added.clear();
    this.order = [];
    this.stale = 0;
  }

  /** The records of a slice, always in ascending order. */
  slice(slice: Slice): SampleRecord[] {
    this.settle();
    const prefix = keyOf(slice.prefix ?? '');
    let start = lowerBound(this.order, prefix);
    if (slice.after !== undefined) {
      start = Math.max(start, upperBound(this.order, keyOf(slice.after)));
    }
    const end = slice.before === undefined ? this.order.length : lowerBound(this.order, keyOf(slice.before));
    return slice.fromEnd === true
      ? this.collectBackward(start, end, prefix, slice.limit)
      : this.collectForward(start, end, prefix, slice.limit);
  }

  /** Every record in order. */
  *[Symbol.iterator](): Iterator<SampleRecord> {
    this.settle();
    for (const { record } of this.order) {
      if (record !== undefined) {
        yield record;
      }
    }
  }

  private collectForward(start: number, end: number, prefix: string, limit: number): SampleRecord[] {
    const found: SampleRecord[] = [];
    for (let at = start; at < end && found.length < limit; at += 1) {
      const slot = this.order[at];
      if (slot?.key.startsWith(prefix) !== true) {
        break;
      }
      if (slot.record !== undefined) {
        found.push(slot.record);
      }
    }
    return found;
  }

  private collectBackward(start: number, end: number, prefix: string, limit: number): SampleRecord[] {
    const found: SampleRecord[] = [];
    const last = Math.min(end, prefixEnd(this.order, prefix, start));
    for (let at = last - 1; at >= start && found.length < limit; at -= 1) {
      const record = this.order[at]?.record;
      if (record !== undefined) {
        found.push(record);
      }
    }
    return found.reverse();
  }

  /** Brings the order up to date: a few slots are inserted, many are merged. */
  private settle(): void {
    if (this.stale > 256 && this.stale * 4 > this.order.length) {
      this.order = this.order.filter(({ record }) => record !== undefined);
      this.stale = 0;
    }
    if (this.added.size === 0) {
      return;
    }
    const fresh = [...this.added].sort(byKey);
    this.added = new Set();
    if (fresh.length > 16) {
      this.order = merge(this.order, fresh);
      this.stale = 0;
      return;
    }
    for (const slot of fresh) {
      this.order.splice(lowerBound(this.order, slot.key), 0, slot);
    }
  }
}

function byKey(a: Slot, b: Slot): number {
  return a.key < b.key ? -1 : Number(a.key > b.key);
}

/** Both in one order, without empty slots. */
function merge(order: readonly Slot[], fresh: readonly Slot[]): Slot[] {
  const merged: Slot[] = [];
  let next = 0;
  for (const slot of order) {
    if (slot.record === undefined) {
      continue;
    }
    for (let other = fresh[next]; other !== undefined && other.key < slot.key; other = fresh[next]) {
      merged.push(other);
      next += 1;
    }
    merged.push(slot);
  }
  return merged.concat(fresh.slice(next));
}

/** The first index whose key is not below `key`. */
function lowerBound(order: readonly Slot[], key: string): number {
  return partition(order, 0, (at) => at < key);
}

/** The first index whose key is above `key`. */
function upperBound(order: readonly Slot[], key: string): number {
  return partition(order, 0, (at) => at <= key);
}

/** The first index from `start` on whose key does not start with `prefix`; all keys from `start` on are at or above it. */
function prefixEnd(order: readonly Slot[], prefix: string, start: number): number {
  return partition(order, start, (at) => at < prefix || at.startsWith(prefix));
}

function partition(order: readonly Slot[], start: number, isLeft: (key: string) => boolean): number {
  let low = start;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isLeft(order[middle]?.key ?? '')) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
