/** Reading files of suppressions, whoever wrote them. */
export { inspectFile, replan, type PlanChange } from './inspect';
export { PROVIDERS, type ProviderId } from './providerNames';
export { ReadError } from './readError';
export { FIELDS, REPORT_COLUMNS } from './readPlan';
export type { Field, FileEncoding, FileFormat, Hints, Inspection, Mapping, ReadPlan, Row } from './readPlan';
export { readRows } from './readRows';
export type { ReadOptions } from './source';
