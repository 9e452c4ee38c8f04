/** What is kept of a matrix while its page is not there, and what of that can be read back. */
import * as v from 'valibot';
import { noProgress, type MatrixProgress } from '../core/matrix/checkMatrix';
import { keepMatrix, keptMatrixSchema, restoreMatrix } from '../core/matrix/keptMatrix';
import type { Matrix } from '../core/matrix/matrix';
import type { MatrixFilter, MatrixSort, Method } from '../core/matrix/matrixTypes';
import { LIST_NAMES } from '../mailgun/lists';
import type { RunInfo } from './matrixMessages';
import type { MatrixSelection, SelectedRun } from './matrixSelection';
import type { MatrixQuestion, MatrixSession } from './matrixSession';

/** Characters that a page keeps at most. Beyond them only the question is kept, and beyond them again nothing. */
export const MAX_KEPT = 1_000_000;
/** Characters of what is selected that a page keeps at most. */
const MAX_SELECTED = 200_000;

/** A matrix that was kept. */
export interface KeptSession {
  readonly question: MatrixQuestion;
  /** Undefined when only the question was kept. */
  readonly matrix: Matrix | undefined;
  readonly progress: MatrixProgress | undefined;
  readonly state: RunInfo['state'];
  readonly finishedAt: number | undefined;
  readonly method: Method;
  readonly filter: MatrixFilter;
  readonly sort: MatrixSort | undefined;
  readonly selected: readonly SelectedRun[];
}

const text = v.string();
const method = v.picklist(['auto', 'single', 'lists']);

const kept = v.object({
  version: v.literal(1),
  question: v.object({
    addresses: v.array(text),
    accountIds: v.array(text),
    domains: v.optional(v.array(text)),
    accountNames: v.record(text, text),
    source: text,
    ignored: text,
    method,
  }),
  state: v.picklist(['done', 'cancelled', 'interrupted', 'kept']),
  finishedAt: v.optional(v.number()),
  filter: v.object({ show: v.picklist(['all', 'listed', 'clear', 'trouble']), text }),
  sort: v.optional(
    v.object({
      column: v.union([v.picklist(['address', 'verdict', ...LIST_NAMES]), v.number()]),
      descending: v.boolean(),
    }),
  ),
  matrix: v.optional(v.omit(keptMatrixSchema, ['addresses'])),
  problems: v.optional(
    v.array(v.object({ accountId: text, domain: v.optional(text), reason: text, nextStep: v.optional(text) })),
  ),
});

const number = v.pipe(v.number(), v.integer(), v.minValue(0));
const selectedRuns = v.fallback(v.array(v.tuple([number, number, v.nullable(v.array(number))])), []);

/** What a page is to keep of what is selected; undefined when it is too much. */
export function keepSelected(selection: MatrixSelection): readonly SelectedRun[] | undefined {
  const runs = selection.runs();
  return lengthOf(runs) <= MAX_SELECTED ? runs : undefined;
}

/** What a page is to keep of a matrix; undefined when even the question is too much. */
export function keepSession(
  session: Pick<MatrixSession, 'question' | 'matrix' | 'progress' | 'method' | 'filter' | 'sort'>,
  state: RunInfo['state'],
  finishedAt: number | undefined,
): unknown {
  const { addresses, accountIds, domains, accountNames, source, ignored } = session.question;
  const question = { addresses, accountIds, domains, accountNames, source, ignored, method: session.method };
  const base = { version: 1, question, filter: session.filter, sort: session.sort };
  const { places, problems } = keepMatrix(session.matrix);
  const whole = { ...base, state, finishedAt, matrix: { places, problems }, problems: session.progress.problems };
  if (lengthOf(whole) <= MAX_KEPT) return whole;
  const short = { ...base, state: 'kept' };
  return lengthOf(short) <= MAX_KEPT ? short : undefined;
}

/** What a page has kept; undefined when there is nothing that can be read. */
export function readKept(stored: unknown): KeptSession | undefined {
  const parsed = v.safeParse(v.object({ kept, selected: v.optional(selectedRuns, []) }), stored);
  if (!parsed.success) return undefined;
  const { question, matrix, problems = [], state, finishedAt, filter, sort } = parsed.output.kept;
  const restored = matrix === undefined ? undefined : restoreMatrix({ ...matrix, addresses: question.addresses });
  const progress = { ...noProgress(), problems: [...problems] };
  return {
    ...{ question, finishedAt, filter, sort, method: question.method, selected: parsed.output.selected },
    matrix: restored,
    progress: restored === undefined ? undefined : progress,
    state: restored === undefined ? 'kept' : state,
  };
}

function lengthOf(value: unknown): number {
  return JSON.stringify(value).length;
}
