/** Whole lists in and out of files. */
export { exportList, spoolEntries } from './files/exportList';
export { readEntries } from './walkers/readEntries';
export { readNdjson, writeNdjson } from './files/ndjson';
