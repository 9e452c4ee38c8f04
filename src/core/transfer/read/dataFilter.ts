/** Which records of a file are data. */
import type { RawRecord, ReadPlan } from './readPlan';

/** Leaves out what comes before the data, and the header where it stands again, as in files that were joined. */
export class DataFilter {
  #seen = 0;

  constructor(private readonly plan: Pick<ReadPlan, 'skip' | 'header' | 'columns'>) {}

  /** Whether the data has begun. */
  get isBegun(): boolean {
    return this.#seen >= this.plan.skip;
  }

  /** To be asked of all records, in their order. */
  isData({ cells, problem }: RawRecord): boolean {
    const { header, columns } = this.plan;
    const isBegun = this.isBegun;
    this.#seen += 1;
    if (!isBegun) return false;
    if (!header || problem !== undefined || cells[0] !== columns[0]) return true;
    return columns.some((column, index) => (cells[index] ?? '') !== column);
  }
}
