/** Reading files of suppressions, whoever wrote them. */
export { estimatedRows } from './estimatedRows';
export { inspectFile, replan, type PlanChange } from './inspect';
export { PROVIDERS, type ProviderId } from './providerNames';
export { ReadError } from './readError';
export { FIELDS, REPORT_COLUMNS } from './readPlan';
export type { Field, FileEncoding, FileFormat, Hints, Inspection, Mapping, ReadPlan, Row } from './readPlan';
export type { PlainRow } from './plainRows';
export { readRows } from './readRows';
export { readText, type ReadOptions } from './source';
export { takeRows, type RowTaker } from './takeRows';
