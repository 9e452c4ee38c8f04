/** The order of two rows, as `sortRows` has it. */
import type { Sequence } from './runs';
import type { TableSort } from './tableTypes';
import type { TableStore } from './tableStore';

/** Negative when the first row comes first; never 0 for different rows. */
export type RowOrder = (a: number, b: number) => number;

/** Which of two rows comes first by a column and, where that does not tell, in list order. */
export function rowOrder(store: TableStore, sequence: Sequence, sort: TableSort | undefined): RowOrder {
  const inList: RowOrder = (a, b) => sequence.rank(a) - sequence.rank(b);
  if (sort === undefined) return inList;
  const values = valuesOf(store, sort.column);
  const sign = sort.descending ? -1 : 1;
  return (a, b) => {
    const [hasA, hasB] = [values.has(a), values.has(b)];
    if (!hasA || !hasB) return Number(hasB) - Number(hasA) || inList(a, b);
    return sign * values.compare(a, b) || inList(a, b);
  };
}

interface Values {
  /** Whether a row has a value; those that have none come last. */
  has(row: number): boolean;
  compare(a: number, b: number): number;
}

const always = () => true;

function valuesOf({ columns, lists }: TableStore, column: TableSort['column']): Values {
  const { addresses, codes, texts, tagSets, list, code, text, tags, createdAt } = columns;
  const listOf = (row: number) => lists[list.get(row)];
  switch (column) {
    case 'address':
      return { has: always, compare: (a, b) => addresses.compare(a, b) };
    case 'domain':
      return { has: always, compare: byText((row) => listOf(row)?.domain.toLowerCase() ?? '') };
    case 'list':
      return { has: always, compare: byText((row) => listOf(row)?.list ?? '') };
    case 'code':
      return {
        has: (row) => codes.texts.key(code.get(row), 0) !== 0,
        compare: (a, b) => codes.texts.compare(code.get(a), code.get(b)),
      };
    case 'text':
      return {
        has: (row) => texts.texts.key(text.get(row), 0) !== 0,
        compare: (a, b) => texts.texts.compare(text.get(a), text.get(b)),
      };
    case 'tags':
      return {
        has: (row) => tagSets.idsOf(tags.get(row)).length > 0,
        compare: (a, b) => tagSets.compare(tags.get(a), tags.get(b)),
      };
    case 'createdAt':
      return {
        has: (row) => !Number.isNaN(createdAt.get(row)),
        compare: (a, b) => createdAt.get(a) - createdAt.get(b) || 0,
      };
  }
}

function byText(textOf: (row: number) => string): Values['compare'] {
  return (a, b) => {
    const [left, right] = [textOf(a), textOf(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  };
}
