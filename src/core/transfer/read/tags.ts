/** The tags of an unsubscribe, in one cell. */
import { ALL_TAGS } from '../../entryInput';

// eslint-disable-next-line no-control-regex -- these are what must not get in
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Reads `*`, `a`, `a;b`, `a,b`, `["a","b"]` (JSON) or `['a', 'b']` (as Python prints a list). An empty cell or list is all mail of the
 * domain. Only an array can give a tag with a comma or a semicolon in it.
 */
export function readTags(cell: string): readonly string[] | { readonly problem: string } {
  if (cell === ALL_TAGS || cell === '') return [ALL_TAGS];
  if (CONTROL.test(cell)) return { problem: 'A tag contains a line break or another control character.' };
  const isList = cell.startsWith('[') && cell.endsWith(']');
  const tags = (isList ? (jsonList(cell) ?? pythonList(cell)) : cell.split(/[,;]/))
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  if (tags.some((tag) => CONTROL.test(tag)))
    return { problem: 'A tag contains a line break or another control character.' };
  return tags.length === 0 ? [ALL_TAGS] : [...new Set(tags)];
}

function jsonList(cell: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(cell);
    return Array.isArray(list) ? list.map((tag) => (typeof tag === 'string' ? tag : JSON.stringify(tag))) : undefined;
  } catch {
    return undefined;
  }
}

const PYTHON_ITEM = /u?'((?:[^'\\]|\\.)*)'|u?"((?:[^"\\]|\\.)*)"|([^,[\]'"]+)/g;

function pythonList(cell: string): string[] {
  return [...cell.slice(1, -1).matchAll(PYTHON_ITEM)].map(
    ([, single, double, bare]) => bare ?? (single ?? double ?? '').replace(/\\(.)/g, '$1'),
  );
}
