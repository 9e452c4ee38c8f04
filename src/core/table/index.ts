/** The engine behind a table of entries: a store outside the heap, views with filter and sort, selections, pictures. */
export { codeWords } from './codeWords';
export { codeClassOf } from './filterWords';
export { pictures, type PictureOptions } from './pictures';
export { Selection, type SelectChange } from './selection';
export type { SliceOptions } from './slices';
export { TableStore, type StoreFacets } from './tableStore';
export { TableView } from './tableView';
export type * from './tableTypes';
