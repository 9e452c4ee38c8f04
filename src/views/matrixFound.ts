/** What stands in some cells of a matrix. */
import { addressKey } from '../core/addressSyntax';
import type { Matrix } from '../core/matrix/matrix';
import type { EntryRef } from '../core/refs';
import type { Entry } from '../mailgun/records';

/** An entry that stands in a cell. */
export interface FoundEntry extends EntryRef {
  readonly entry: Entry;
}

/** What stands in these places of these rows, each entry once. */
export function foundEntries(
  matrix: Matrix,
  rows: Iterable<number>,
  placesOf: (row: number) => Iterable<number>,
): FoundEntry[] {
  const found = new Map<string, FoundEntry>();
  for (const row of rows) {
    if (matrix.rowTally(row).listed === 0) continue;
    for (const place of placesOf(row)) {
      const ref = matrix.places[place];
      if (ref === undefined || matrix.state(place, row) !== 'listed') continue;
      const { accountId, domain, list } = ref;
      for (const { entry, deleted } of matrix.entries(place, row))
        if (!deleted)
          found.set(`${place} ${addressKey(entry.address)}`, {
            accountId,
            domain,
            list,
            address: entry.address,
            entry,
          });
    }
  }
  return [...found.values()];
}
