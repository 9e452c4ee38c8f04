/** What the tests of the matrix share. */
import {
  checkMatrix,
  noProgress,
  type MatrixOptions,
  type MatrixProgress,
} from '../../../../src/core/matrix/checkMatrix';
import { Matrix } from '../../../../src/core/matrix/matrix';
import type { CheckPorts } from '../../../../src/core/lookup';
import { readAllDomains } from '../../../../src/core/pagedDomains';
import { US, type TestServer } from '../sample';

export function portsOf(test: TestServer): CheckPorts {
  return {
    api: (accountId) => test.api(accountId),
    domains: async (accountId, call) => (await readAllDomains(await test.api(accountId), call)).map(({ name }) => name),
  };
}

export interface Filled {
  readonly matrix: Matrix;
  readonly progress: MatrixProgress;
}

/** Checks addresses anew. */
export async function fill(
  addresses: readonly string[],
  test: TestServer,
  options: Partial<MatrixOptions> & {
    readonly domains?: readonly string[];
    readonly accountIds?: readonly string[];
  } = {},
): Promise<Filled> {
  const { domains, accountIds = [US], ...rest } = options;
  const matrix = new Matrix(addresses);
  const progress = noProgress();
  await checkMatrix(matrix, progress, { accountIds, domains }, portsOf(test), { method: 'auto', ...rest });
  return { matrix, progress };
}

/** Every cell as text: place, address, state and the entries. */
export function cellsOf(matrix: Matrix): string[] {
  return matrix.places
    .flatMap(({ domain, list }, place) =>
      matrix.addresses.map((address, row) => {
        const entries = matrix.entries(place, row).map(({ entry }) => JSON.stringify(Object.entries(entry).sort()));
        return [domain, list, address, matrix.state(place, row), ...entries.sort()].join(' ');
      }),
    )
    .sort();
}
