/** A matrix as plain data, to be kept while its page is not there, and read back with mistrust. */
import * as v from 'valibot';
import { LIST_NAMES } from '../../mailgun/lists';
import type { Entry } from '../../mailgun/records';
import type { ErrorText } from '../errorText';
import { Matrix } from './matrix';
import type { CellState } from './matrixTypes';

const STATES: readonly CellState[] = ['waiting', 'clear', 'listed', 'deleted', 'failed', 'notAsked'];

const text = v.string();
const time = v.optional(v.number());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const base = { address: text, createdAt: time };

const entry = v.variant('list', [
  v.object({ ...base, list: v.literal('bounces'), code: text, error: text }),
  v.object({ ...base, list: v.literal('complaints') }),
  v.object({ ...base, list: v.literal('unsubscribes'), tags: v.pipe(v.array(text), v.readonly()) }),
  v.object({ ...base, list: v.literal('allowlist'), kind: v.picklist(['address', 'domain']), reason: text }),
]);

const problem = v.object({ reason: text, nextStep: v.optional(text) });

/** Columns with their cells as runs: state, length, state, length, … */
export const keptMatrixSchema = v.object({
  addresses: v.array(text),
  places: v.array(
    v.object({
      accountId: text,
      domain: text,
      list: v.picklist(LIST_NAMES),
      cells: v.array(count),
      /** Row, entry, whether it was deleted. */
      found: v.array(v.tuple([count, entry, v.boolean()])),
      /** First row, number of rows, index of the problem. */
      failed: v.array(v.tuple([count, count, count])),
    }),
  ),
  problems: v.array(problem),
});

export type KeptMatrix = v.InferOutput<typeof keptMatrixSchema>;

/** Longest text of an entry that is kept: a stranger's error may be as long as it likes. */
const TEXT = 1000;

export function keepMatrix(matrix: Matrix): KeptMatrix {
  const problems = new Map<string, { readonly index: number; readonly problem: ErrorText }>();
  const indexOf = (one: ErrorText): number => {
    const key = JSON.stringify([one.reason, one.nextStep]);
    const known = problems.get(key) ?? { index: problems.size, problem: one };
    problems.set(key, known);
    return known.index;
  };
  const places = matrix.places.map(({ accountId, domain, list }, place) => ({
    ...{ accountId, domain, list },
    ...(isClear(matrix, place)
      ? { cells: [STATES.indexOf('clear'), matrix.addresses.length], found: [], failed: [] }
      : {
          cells: runsOf(matrix, place),
          found: foundIn(matrix, place),
          failed: matrix.problemCount(place) === 0 ? [] : failedIn(matrix, place, indexOf),
        }),
  }));
  return { addresses: [...matrix.addresses], places, problems: [...problems.values()].map((known) => known.problem) };
}

/** The matrix again. What was waiting when it was kept nobody asks for: it was left out. */
export function restoreMatrix(kept: KeptMatrix): Matrix {
  const matrix = new Matrix(kept.addresses);
  for (const one of kept.places) {
    const place = matrix.addPlace(one);
    let row = 0;
    for (let at = 0; at + 1 < one.cells.length; at += 2) {
      const end = Math.min(matrix.addresses.length, row + (one.cells[at + 1] ?? 0));
      const state = STATES[one.cells[at] ?? 0];
      for (; row < end; row += 1) matrix.mark(place, row, state === 'clear' ? 'clear' : 'notAsked');
    }
    for (; row < matrix.addresses.length; row += 1) matrix.mark(place, row, 'notAsked');
    restoreCells(matrix, place, one, kept.problems);
  }
  return matrix;
}

function restoreCells(
  matrix: Matrix,
  place: number,
  { accountId, domain, list, found, failed }: KeptMatrix['places'][number],
  problems: readonly ErrorText[],
): void {
  for (const [row, one] of found) if (row < matrix.addresses.length) matrix.found(place, row, one);
  for (const [, one, isDeleted] of found)
    if (isDeleted) matrix.changed({ accountId, domain, list, address: one.address }, null);
  for (const [first, rows, index] of failed) {
    const what = problems[index] ?? { reason: 'This could not be asked.' };
    for (let row = first; row < Math.min(first + rows, matrix.addresses.length); row += 1)
      matrix.failed(place, row, what);
  }
}

/** Most lists have none of the addresses, and there may be hundreds of lists. */
function isClear(matrix: Matrix, place: number): boolean {
  return matrix.placeTally(place).clear === matrix.addresses.length && matrix.problemCount(place) === 0;
}

function runsOf(matrix: Matrix, place: number): number[] {
  const runs: number[] = [];
  for (let row = 0; row < matrix.addresses.length; row += 1) {
    const state = STATES.indexOf(matrix.state(place, row));
    if (runs.at(-2) === state) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
    else runs.push(state, 1);
  }
  return runs;
}

function foundIn(matrix: Matrix, place: number): [number, Entry, boolean][] {
  return [...matrix.addresses.keys()].flatMap((row) =>
    matrix.entries(place, row).map(({ entry: one, deleted }): [number, Entry, boolean] => [row, cut(one), deleted]),
  );
}

function failedIn(matrix: Matrix, place: number, indexOf: (problem: ErrorText) => number): [number, number, number][] {
  const runs: [number, number, number][] = [];
  for (let row = 0; row < matrix.addresses.length; row += 1) {
    const what = matrix.problem(place, row);
    if (what === undefined) continue;
    const index = indexOf(what);
    const last = runs.at(-1);
    if (last?.[2] === index && last[0] + last[1] === row) last[1] += 1;
    else runs.push([row, 1, index]);
  }
  return runs;
}

function cut(one: Entry): Entry {
  return one.list === 'bounces' && one.error.length > TEXT ? { ...one, error: `${one.error.slice(0, TEXT)}…` } : one;
}
