/** What a bar does to the filter. */
import type { Bar, Picture, PictureId, TableFilter } from './tableMessages';

type Key = keyof TableFilter;

/** What the bars of each picture filter by. */
const KEYS: Readonly<Record<PictureId, readonly Key[]>> = {
  time: ['from', 'until'],
  classes: ['codeClass'],
  codes: ['code'],
  domains: ['at'],
  tags: ['tag'],
};

/** Whether the filter is set as the bar would set it. */
export function isActive(bar: Bar, filter: TableFilter): boolean {
  const entries = Object.entries(bar.filter).filter(([, value]) => value !== undefined);
  return entries.length > 0 && entries.every(([key, value]) => Reflect.get(filter, key) === value);
}

/** The filter after a click on a bar: with what the bar adds, or without it when the bar was active. */
export function clicked(bar: Bar, filter: TableFilter): TableFilter {
  return isActive(bar, filter) ? without(filter, Object.keys(bar.filter)) : { ...filter, ...bar.filter };
}

/** Whether the filter limits what a picture is about. */
export function isNarrowed({ id }: Picture, filter: TableFilter): boolean {
  return KEYS[id].some((key) => filter[key] !== undefined);
}

/** The filter without what the bars of a picture set. */
export function widened({ id }: Picture, filter: TableFilter): TableFilter {
  return without(filter, KEYS[id]);
}

/** Names a bar among those of its picture. */
export function barKey(bar: Bar): string {
  return JSON.stringify(bar.filter) + bar.label;
}

function without(filter: TableFilter, keys: readonly string[]): TableFilter {
  return Object.fromEntries(Object.entries(filter).filter(([key]) => !keys.includes(key)));
}
