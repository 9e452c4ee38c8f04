/** The addresses in a file, whatever else is in it: for deleting them. */
import { extractAddresses } from '../../extractAddresses';
import type { ListName } from '../../../mailgun/lists';
import { inspectFile, readRows, type Row } from '../read';

export interface AddressFileOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told of every row that has no address to it; `problem` is a sentence for a person. */
  readonly onProblem?: ((line: number, problem: string) => void) | undefined;
}

/**
 * The addresses of a file, and for the allowlist its domains, in chunks. Where the file has columns, only that of the addresses counts: an error
 * text may name the address of somebody else. Other files are searched for addresses line by line. Repetitions come again.
 * Throws as `inspectFile` and `readRows` do.
 */
export async function* addressesOfFile(
  file: string,
  list: ListName,
  { signal, onProblem }: AddressFileOptions = {},
): AsyncGenerator<readonly string[]> {
  const { plan } = await inspectFile(file, { list });
  const { address, domain } = plan.mapping;
  const mapping = { ...(address !== undefined && { address }), ...(domain !== undefined && { domain }) };
  const isSearched = plan.format === 'text' || (address === undefined && domain === undefined);
  for await (const rows of readRows(file, { ...plan, mapping }, { signal })) {
    const found: string[] = [];
    for (const row of rows) {
      const addresses = row.entry === undefined && isSearched ? extractAddresses(row.cells.join(' ')) : named(row);
      if (addresses.length === 0) onProblem?.(row.line, row.problem ?? 'There is no address in this row.');
      found.push(...addresses);
    }
    if (found.length > 0) yield found;
  }
}

function named({ entry }: Row): string[] {
  return entry === undefined ? [] : [entry.address];
}
