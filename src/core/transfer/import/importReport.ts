/** The report of an import: from its journal, so that it covers all runs, and from what was counted in the file. */
import type { ListName } from '../../../mailgun/lists';
import { isListName } from '../../../mailgun/lists';
import { MailgunError } from '../../../mailgun/errors';
import { errorText } from '../../errorText';
import { plainText } from '../../text';
import type { ImportHead, ImportReport } from './importTypes';
import type { Job } from '../jobs';
import type { Row } from '../read';
import { writeRejected } from './rejectedFile';
import type { RejectedEntry } from '../sending/sendEntries';

/** What a run has seen of the file. */
export interface RowCounts {
  rows: number;
  duplicates: number;
  invalid: number;
  readonly firstInvalid: Row[];
}

const FIRST = 20;

/** Makes the report and writes the file of rejected rows. Never rejects. */
export async function importReport(
  job: Job<ImportHead>,
  seen: RowCounts,
  error: unknown,
  rest: Pick<ImportReport, 'ms' | 'upload'>,
): Promise<ImportReport> {
  const { spec } = job.head;
  const sent = sumOf(job);
  const rejectedRows = sent.rejected;
  // Of a file that was not read to its end it is the analysis that knows how much there is.
  const known = error !== undefined && spec.counts !== undefined ? spec.counts : seen;
  const { duplicates } = known;
  const rejected = known.invalid + rejectedRows.length;
  const settled = sent.added + sent.updated + duplicates + rejected;
  const rows = Math.max(known.rows, settled);
  const state = error === undefined ? 'done' : MailgunError.is(error, 'cancelled') ? 'cancelled' : 'failed';
  const rejectedFile =
    seen.invalid + rejectedRows.length === 0
      ? undefined
      : await writeRejected(job, rejectedRows, seen.rows).catch(() => undefined);
  return {
    state,
    ...(state === 'failed' && { error: errorText(error) }),
    rows,
    added: sent.added,
    updated: sent.updated,
    duplicates,
    rejected,
    notSent: rows - settled,
    compared: spec.compare === true,
    byList: sent.byList,
    firstRejected: firstRejected(seen.firstInvalid, rejectedRows),
    ...(rejectedFile !== undefined && { rejectedFile }),
    ...rest,
    ...(state !== 'done' && { jobId: job.id }),
  };
}

interface Sent {
  added: number;
  updated: number;
  readonly rejected: RejectedEntry[];
  readonly byList: Partial<Record<ListName, number>>;
}

/** What all acknowledgements say together. */
function sumOf(job: Job<ImportHead>): Sent {
  const sum: Sent = { added: 0, updated: 0, rejected: [], byList: {} };
  for (const { added = 0, updated = 0, rejected = [], ...more } of job.acknowledged.values()) {
    sum.added += added;
    sum.updated += updated;
    sum.rejected.push(...(rejected as readonly RejectedEntry[]));
    const list: unknown = more['list'];
    if (isListName(list) && added + updated > 0) sum.byList[list] = (sum.byList[list] ?? 0) + added + updated;
  }
  return sum;
}

function firstRejected(invalid: readonly Row[], refused: readonly RejectedEntry[]): ImportReport['firstRejected'] {
  const first = invalid.map(({ line, cells, problem = '' }) => ({
    line,
    address: plainText(cells.join(', '), 200),
    reason: problem,
  }));
  const all = [...first, ...refused.map(({ line, address, reason }) => ({ line, address, reason }))];
  return all.sort((a, b) => a.line - b.line).slice(0, FIRST);
}
