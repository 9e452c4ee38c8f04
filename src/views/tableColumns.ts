/** Which columns a table has. */
import { LIST_NAMES, type ListName } from '../mailgun/lists';
import type { TableColumn, TableSource, TableState } from './tableMessages';

const OWN: Readonly<Record<ListName, readonly TableColumn[]>> = {
  bounces: ['address', 'code', 'text', 'createdAt'],
  complaints: ['address', 'createdAt'],
  unsubscribes: ['address', 'tags', 'createdAt'],
  allowlist: ['address', 'text', 'createdAt'],
};

/** The columns and lists of a table; what is the same in every row has no column. */
export function columnsOf({ domain, list }: TableSource): Pick<TableState, 'columns' | 'lists'> {
  if (list !== undefined) return { columns: OWN[list], lists: [list] };
  const all: readonly TableColumn[] = ['list', 'address', 'code', 'tags', 'text', 'createdAt'];
  return { columns: domain === undefined ? ['domain', ...all] : all, lists: LIST_NAMES };
}
