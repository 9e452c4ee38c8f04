/** Exports on a thread of their own: it reads and writes, and whoever has the client makes the requests. */
import { setImmediate as immediately } from 'node:timers/promises';
import type { Page } from '../../../mailgun/records';
import type { PageAnswer, PageCall } from '../pages/pageMessages';
import { RemotePages } from '../pages/remotePages';
import { RowReader, type Row } from '../rows/rowReader';
import type { ListOf } from '../walkers/walkers';
import type { Link, Task } from '../worker';
import { packError, type PackedError } from '../worker/workerErrors';
import { exportWriter, type CsvOptions, type ExportFormat } from './exportFormat';
import { startingWith, writeRows } from './writeList';

/** One list to be exported. */
export interface ExportOrder extends CsvOptions {
  readonly ref: ListOf;
  /** Its first page, which has been read. */
  readonly first: Page;
  readonly file: string;
  /** What the names of temporaries begin with. */
  readonly base: string;
  readonly format: ExportFormat;
  readonly term?: string | undefined;
  readonly walkers?: number | undefined;
}

/** To the thread, about one of the exports under way. */
export type ToExports = { readonly job: number } & (
  | { readonly kind: 'start'; readonly order: ExportOrder }
  | { readonly kind: 'stop' }
  | { readonly kind: 'page'; readonly answer: PageAnswer }
);

/** From the thread. */
export type FromExports = { readonly job: number } & (
  | { readonly kind: 'page'; readonly call: PageCall }
  | { readonly kind: 'progress'; readonly records: number }
  | { readonly kind: 'done'; readonly records: number }
  | { readonly kind: 'failed'; readonly error: PackedError }
);

interface Job {
  readonly pages: RemotePages<Row>;
  readonly stopping: AbortController;
}

/** Does whatever exports it is told of until no more messages come. */
export const exportTask: Task<null, ToExports, FromExports, null> = {
  name: 'export',
  async run(_input, link) {
    const jobs = new Map<number, Job>();
    try {
      for (let told = await link.next(); told !== undefined; told = await link.next()) {
        if (told.kind === 'start') start(told.job, told.order, jobs, link);
        else if (told.kind === 'stop') jobs.get(told.job)?.stopping.abort();
        else {
          jobs.get(told.job)?.pages.hear(told.answer);
          // What is made of a page is written before there is another.
          await immediately();
        }
      }
      return null;
    } finally {
      for (const { stopping } of jobs.values()) stopping.abort();
    }
  },
};

function start(
  job: number,
  { ref, first, file, base, format, term, walkers, guardFormulas }: ExportOrder,
  jobs: Map<number, Job>,
  link: Link<FromExports, ToExports>,
): void {
  const reader = new RowReader(ref.list, format, { guardFormulas });
  const post = (call: PageCall): void => link.post({ job, kind: 'page', call });
  const pages = new RemotePages(post, (body, asked) => reader.read(body, asked));
  const stopping = new AbortController();
  jobs.set(job, { pages, stopping });
  const options = {
    signal: stopping.signal,
    term,
    walkers,
    base,
    onProgress: (records: number) => link.post({ job, kind: 'progress', records }),
  };
  writeRows(startingWith(reader.rowsOf(first), pages), ref, file, exportWriter(format, ref.list), options)
    .then(({ records }) => link.post({ job, kind: 'done', records }))
    .catch((error: unknown) => link.post({ job, kind: 'failed', error: packError(error) }))
    .finally(() => jobs.delete(job));
}
