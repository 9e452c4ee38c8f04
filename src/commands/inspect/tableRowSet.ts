/** The selection of a table as rows for commands. */
import type { EntryRef, ListRef } from '../../core/refs';
import type { EntryNode } from '../../tree/nodes';
import type { TableData } from '../../views/tableData';
import type { RowSet } from '../panelRows';

/** What is selected now; undefined when nothing is. What is deselected or deleted later stays in it. */
export function selectedRows(accountId: string, { store, selection }: TableData): RowSet | undefined {
  if (selection.count === 0) return undefined;
  const found = new Uint32Array(selection.count);
  const lists = new Set<number>();
  let at = 0;
  for (const row of selection.rows()) {
    found[at++] = row;
    lists.add(store.list(row));
  }
  const rows = found.subarray(0, at);
  const chosen = [...lists].sort((a, b) => a - b).flatMap((list) => store.lists[list] ?? []);
  return {
    kind: 'rows',
    accountId,
    count: rows.length,
    lists: chosen,
    *refs(of?: ListRef): Iterable<EntryRef> {
      const list = of && store.listOf(of);
      for (const row of rows) if (of === undefined || store.list(row) === list) yield store.ref(row);
    },
    *nodes(): Iterable<EntryNode> {
      for (const row of rows) yield { kind: 'entry', ...store.ref(row), entry: store.entry(row) };
    },
  };
}
