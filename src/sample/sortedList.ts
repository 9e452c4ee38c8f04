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

/** Records in the order of their lower-cased addresses, each address once. */
export class SortedList {
  private readonly records = new Map<string, SampleRecord>();
  /** Sorted; may hold keys that are gone (`stale` of them), lacks those of `added`. */
  private order: string[] = [];
  private added = new Set<string>();
  private stale = 0;

  get size(): number {
    return this.records.size;
  }

  get(address: string): SampleRecord | undefined {
    return this.records.get(keyOf(address));
  }

  /** Adds or replaces records; of two with one address the later wins. */
  put(records: Iterable<SampleRecord>): void {
    for (const record of records) {
      const key = keyOf(record.address);
      if (!this.records.has(key)) {
        this.added.add(key);
      }
      this.records.set(key, record);
    }
  }

  /** Deletes a record and says whether it was there. */
  delete(address: string): boolean {
    const key = keyOf(address);
    if (!this.records.delete(key)) {
      return false;
    }
    if (!this.added.delete(key)) {
      this.stale += 1;
    }
    return true;
  }

  clear(): void {
    this.records.clear();
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
    for (const key of this.order) {
      const record = this.records.get(key);
      if (record !== undefined) {
        yield record;
      }
    }
  }

  private collectForward(start: number, end: number, prefix: string, limit: number): SampleRecord[] {
    const found: SampleRecord[] = [];
    for (let at = start; at < end && found.length < limit; at += 1) {
      const key = this.order[at] ?? '';
      if (!key.startsWith(prefix)) {
        break;
      }
      this.collect(key, found);
    }
    return found;
  }

  private collectBackward(start: number, end: number, prefix: string, limit: number): SampleRecord[] {
    const found: SampleRecord[] = [];
    const last = Math.min(end, prefixEnd(this.order, prefix, start));
    for (let at = last - 1; at >= start && found.length < limit; at -= 1) {
      this.collect(this.order[at] ?? '', found);
    }
    return found.reverse();
  }

  private collect(key: string, found: SampleRecord[]): void {
    const record = this.records.get(key);
    if (record !== undefined) {
      found.push(record);
    }
  }

  /** Brings the order up to date: a few keys are inserted, many are merged. */
  private settle(): void {
    if (this.stale > 256 && this.stale * 4 > this.order.length) {
      this.order = this.order.filter((key) => this.records.has(key) && !this.added.has(key));
      this.stale = 0;
    }
    if (this.added.size === 0) {
      return;
    }
    const fresh = [...this.added].sort();
    this.added = new Set();
    if (fresh.length > 16) {
      this.order = merge(this.order, fresh, (key) => this.records.has(key));
      this.stale = 0;
      return;
    }
    for (const key of fresh) {
      const at = lowerBound(this.order, key);
      if (this.order[at] === key) {
        this.stale -= 1; // deleted and added again: its place was still there
      } else {
        this.order.splice(at, 0, key);
      }
    }
  }
}

function merge(order: readonly string[], fresh: readonly string[], lives: (key: string) => boolean): string[] {
  const merged: string[] = [];
  let next = 0;
  for (const key of order) {
    while (next < fresh.length && (fresh[next] ?? '') < key) {
      merged.push(fresh[next] ?? '');
      next += 1;
    }
    if (fresh[next] === key) {
      next += 1;
    }
    if (lives(key)) {
      merged.push(key);
    }
  }
  for (; next < fresh.length; next += 1) {
    merged.push(fresh[next] ?? '');
  }
  return merged;
}

/** The first index whose key is not below `key`. */
function lowerBound(order: readonly string[], key: string): number {
  return partition(order, 0, (at) => at < key);
}

/** The first index whose key is above `key`. */
function upperBound(order: readonly string[], key: string): number {
  return partition(order, 0, (at) => at <= key);
}

/** The first index from `start` on whose key does not start with `prefix`; all keys from `start` on are at or above it. */
function prefixEnd(order: readonly string[], prefix: string, start: number): number {
  return partition(order, start, (at) => at < prefix || at.startsWith(prefix));
}

function partition(order: readonly string[], start: number, isLeft: (key: string) => boolean): number {
  let low = start;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isLeft(order[middle] ?? '')) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
