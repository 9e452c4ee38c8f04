/** Importing a file: begun, carried on after whatever ended it, reported. */
import { basename } from 'node:path';
import type { CallOptions, MailgunApi } from '../../../mailgun/api';
import type { Clock } from '../../../mailgun/clock';
import { FileChangedError, isSameFile, markFile } from '../files/fileMark';
import { ImportRun } from './importRun';
import type { ImportHead, ImportReport, ImportSpec, Progress } from './importTypes';
import type { Job, JobHead, Jobs } from '../jobs';

/** What an import needs from outside. */
export interface ImportPorts {
  /** The client of an account; may reject, for instance when its key is missing. */
  api(accountId: string): Promise<MailgunApi>;
  /** Requests at once; 16 if absent. */
  readonly concurrency?: (() => number) | undefined;
  readonly clock?: Clock | undefined;
  /** Bytes of an uploaded file at most; 25 MB if absent. */
  readonly partBytes?: number | undefined;
  /** The file of the thread that does most of the work; `transferWorker.js` beside the bundle if absent. Empty: no thread. */
  readonly worker?: string | undefined;
}

/** How an import is followed and cancelled. */
export interface ImportOptions extends CallOptions {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Told by which id the import can be resumed, as soon as there is one. */
  readonly onJob?: ((jobId: string) => void) | undefined;
}

/**
 * Imports a file. Resolves also when it is cancelled or fails half way, then with a report that says so and by which job it can be
 * resumed. Rejects when it cannot begin: with a FileChangedError when the file is not as it was previewed, or the file system's error.
 */
export async function startImport(
  jobs: Jobs,
  spec: ImportSpec,
  ports: ImportPorts,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const name = basename(spec.file);
  const mark = await markFile(spec.file);
  if (!isSameFile(mark, { bytes: spec.bytes, mtimeMs: spec.mtimeMs })) {
    throw new FileChangedError(
      `The file ${name} has changed since it was looked at.`,
      'Look at it again, then import.',
    );
  }
  const title = `Import of ${name} into ${spec.domain}`;
  const job = await jobs.create<ImportHead>({ kind: 'import', title, spec, mark });
  options.onJob?.(job.id);
  return runImport(job, ports, options);
}

/** Goes on with an import; undefined when the job is done, gone, in the hands of another window, or no import. */
export async function resumeImport(
  jobs: Jobs,
  id: string,
  ports: ImportPorts,
  options: ImportOptions = {},
): Promise<ImportReport | undefined> {
  const job = await jobs.open(id);
  if (job === undefined) return undefined;
  if (isImport(job)) return runImport(job, ports, options);
  await job.release();
  return undefined;
}

/** Whether a job is an import. */
export function isImport(job: Job): job is Job<ImportHead> {
  return isImportHead(job.head);
}

/** Whether a head is that of an import. */
export function isImportHead(head: JobHead): head is ImportHead {
  return head.kind === 'import' && 'spec' in head && 'mark' in head;
}

/**
 * Works on an import until it is done, cancelled or cannot go on; then finishes the job, or releases it to be resumed. Never rejects for
 * what can go wrong with the file, the network or the account: the report says it.
 */
export async function runImport(
  job: Job<ImportHead>,
  ports: ImportPorts,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const report = await new ImportRun(job, ports, options).run();
  await (report.state === 'done' ? job.finish() : job.release());
  return report;
}
