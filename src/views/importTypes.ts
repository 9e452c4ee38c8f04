/** The types of reading and importing that the panel shows, in one place. */
export type { ListName } from '../mailgun/lists';
export type { Entry } from '../mailgun/records';
export type { Analysis, ImportMethod, ImportReport, Progress } from '../core/transfer/import/importShown';
export type {
  Field,
  FileEncoding,
  FileFormat,
  Hints,
  Inspection,
  Mapping,
  ReadPlan,
} from '../core/transfer/read/readPlan';
