/** What an import is told and what it tells. Plain data: safe to store as JSON. */
import type { FileMark } from '../files/fileMark';
import type { Analysis, ImportMethod } from './importShown';
import type { JobHead } from '../jobs';
import type { ReadPlan } from '../read/readPlan';

export type { Analysis, ImportMethod, ImportReport, Progress, RowProblem } from './importShown';

/** What is to be imported. */
export interface ImportSpec {
  readonly file: string;
  /** Size that was previewed; a file of another size is refused. */
  readonly bytes?: number | undefined;
  /** Time of the last change that was previewed. */
  readonly mtimeMs?: number | undefined;
  readonly read: ReadPlan;
  readonly accountId: string;
  readonly domain: string;
  readonly method: ImportMethod;
  /** Whether to read the lists first, to tell added from updated. */
  readonly compare?: boolean | undefined;
  /** What an analysis counted: spares reading the rest of the file for the report of an import that was stopped. */
  readonly counts?: Pick<Analysis, 'rows' | 'duplicates' | 'invalid'> | undefined;
}

/** The head of an import's job. */
export interface ImportHead extends JobHead {
  readonly kind: 'import';
  readonly spec: ImportSpec;
  /** The file as it was when the import began. */
  readonly mark: FileMark;
}
