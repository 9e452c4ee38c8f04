/** How an address stands, by all that is known of it. */
import { LIST_NAMES } from '../../mailgun/lists';
import type { Matrix } from './matrix';
import type { MatrixVerdict } from './matrixTypes';

/** The verdicts from the one that wants most attention to the one that wants least. */
const ORDER: readonly MatrixVerdict[] = ['listed', 'allowed', 'deleted', 'unknown', 'partial', 'running', 'clear'];

/** @param isWhole whether all accounts could be asked for their domains. */
export function verdictOf(matrix: Matrix, row: number, isWhole: boolean): MatrixVerdict {
  const { listed, deleted, waiting, failed, notAsked, clear } = matrix.rowTally(row);
  if (listed > 0) {
    const suppressing = LIST_NAMES.some((list) => list !== 'allowlist' && matrix.listedOn(row, list) > 0);
    return suppressing ? 'listed' : 'allowed';
  }
  if (deleted > 0) return 'deleted';
  if (waiting > 0) return 'running';
  if (clear > 0 && failed + notAsked === 0 && isWhole) return 'clear';
  return clear > 0 ? 'partial' : 'unknown';
}

export function verdictRank(verdict: MatrixVerdict): number {
  return ORDER.indexOf(verdict);
}
