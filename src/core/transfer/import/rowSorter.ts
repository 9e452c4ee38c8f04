/**
 * What becomes of the rows of one file. The rule, the same in the preview and in the import:
 *
 * - A row that makes no entry is invalid.
 * - The first row of an address (without regard to case) on its list counts. Every later row of that address on that list is a
 *   duplicate, whatever it says: its date, code and texts are not used.
 * - No unsubscribe is narrowed by that: where rows of one address on the unsubscribes have different tags, the entry that is sent has
 *   the tags of all of them, in the order in which they came. It counts as one valid row, the others as duplicates.
 */
import type { ListName } from '../../../mailgun/lists';
import type { Entry, Unsubscribe } from '../../../mailgun/records';
import { addressKey } from '../../addressSyntax';
import { Fingerprints, tagsContent, type Seen } from '../fingerprints';
import type { PlainRow } from '../read';

/** What a valid row is to the rows before it; `widens`: a duplicate on the unsubscribes with other tags than the first. */
export type RowFate = 'first' | 'duplicate' | 'widens';

/** Sorts the rows of a file, in their order. Takes up to 16 MB for a million addresses. */
export class RowSorter {
  readonly #seen: Partial<Record<ListName, Fingerprints>> = {};

  /** `expected`: how many addresses the first list has, if that is known. */
  constructor(private expected = 0) {}

  take(entry: Entry): RowFate {
    const tags = entry.list === 'unsubscribes' ? tagsContent(entry.tags) : undefined;
    return fateOf(this.#of(entry.list).add(addressKey(entry.address), tags));
  }

  takePlain(row: PlainRow): RowFate {
    return fateOf(this.#of(row.list).addAscii(row.bytes, row.addressFrom, row.addressTo, row.tags));
  }

  #of(list: ListName): Fingerprints {
    const seen = this.#seen[list];
    if (seen !== undefined) return seen;
    const first = new Fingerprints(this.expected);
    this.expected = 0;
    this.#seen[list] = first;
    return first;
  }
}

function fateOf(seen: Seen): RowFate {
  return seen === 'new' ? 'first' : seen === 'same' ? 'duplicate' : 'widens';
}

/** The first entry of an address with the tags of a later one as well. */
export function widened(first: Unsubscribe, later: Unsubscribe): Unsubscribe {
  return { ...first, tags: [...new Set([...first.tags, ...later.tags])] };
}
