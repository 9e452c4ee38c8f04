/** A whole list into a file, on the thread that it is called on. */
import type { PageQuery, PageSource } from '../../../mailgun/api';
import type { Entry, Page } from '../../../mailgun/records';
import type { Row } from '../rows/rowReader';
import { readSegments, type Addressed, type ListOf, type ReadListOptions, type Take } from '../walkers/walkers';
import type { ExportWriter } from './exportFormat';
import { ExportPieces } from './exportPieces';

/** What a spool is told. */
export interface SpoolOptions extends ReadListOptions {
  /** Which entries to write; all if absent. */
  readonly keep?: ((entry: Entry) => boolean) | undefined;
}

/** How rows are written. */
export interface RowsOptions extends ReadListOptions {
  readonly base: string;
}

/** Entries of a page that is asked for when a list is read. */
export const WHOLE_PAGE = 1000;

/** Writes a list to a file through temporaries, and removes those when it fails. Throws as `readSegments` does, or the file system's error. */
export function writeList(
  api: PageSource,
  ref: ListOf,
  file: string,
  writer: ExportWriter,
  { keep, ...options }: SpoolOptions,
): Promise<{ records: number }> {
  const pieces = new ExportPieces(file, writer);
  return write(api, ref, pieces, options, (segment, entries) => pieces.write(segment, entries, keep));
}

/** The same from rows, with temporaries whose names begin with `base`. Where they are written it may take the thread a moment. */
export function writeRows(
  api: PageSource<Row>,
  ref: ListOf,
  file: string,
  writer: ExportWriter,
  { base, ...options }: RowsOptions,
): Promise<{ records: number }> {
  const pieces = new ExportPieces(file, writer, base);
  return write(api, ref, pieces, options, (segment, rows) => pieces.writeRows(segment, rows));
}

async function write<E extends Addressed>(
  api: PageSource<E>,
  ref: ListOf,
  pieces: ExportPieces,
  options: ReadListOptions,
  take: Take<E>,
): Promise<{ records: number }> {
  try {
    const chain = await readSegments(api, ref, options, take);
    return { records: await pieces.finish(chain) };
  } catch (error) {
    await pieces.discard();
    throw error;
  }
}

/** A source whose first page is known already. */
export function startingWith<E>(first: Page<E>, api: PageSource<E>): PageSource<E> {
  let known: Page<E> | undefined = first;
  return {
    listPage(domain, list, query: PageQuery = {}, call) {
      const page = query.cursor === undefined ? known : undefined;
      if (page === undefined) return api.listPage(domain, list, query, call);
      known = undefined;
      return Promise.resolve(page);
    },
  };
}
