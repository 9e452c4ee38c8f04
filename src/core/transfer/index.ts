/** Whole lists in and out of files. */
export { exportList, spoolEntries } from './exportList';
export { readEntries } from './readEntries';
export { readNdjson, writeNdjson } from './ndjson';
