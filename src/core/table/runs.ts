/** Rows in some order, as stretches of rows that follow each other. */

export interface Run {
  readonly first: number;
  readonly count: number;
}

export class Runs {
  readonly #runs: { readonly first: number; count: number }[] = [];

  /** Stretches as they are. */
  static of(runs: readonly Run[]): Runs {
    const all = new Runs();
    for (const { first, count } of runs) {
      const last = all.#runs.at(-1);
      if (last && last.first + last.count === first) last.count += count;
      else all.#runs.push({ first, count });
    }
    return all;
  }

  /** Adds a row at the end. */
  add(row: number): void {
    const last = this.#runs.at(-1);
    if (last && last.first + last.count === row) last.count++;
    else this.#runs.push({ first: row, count: 1 });
  }

  [Symbol.iterator](): Iterator<Run> {
    return this.#runs[Symbol.iterator]();
  }
}

interface Ranked extends Run {
  readonly rank: number;
}

/** The order of all rows up to a number; those beyond follow as they come. Never changes. */
export class Sequence {
  /** In order of rank. */
  readonly #runs: readonly Run[];
  /** In order of rows. */
  readonly #ranked: readonly Ranked[];
  readonly #size: number;

  /** Settled lists first, in their order; then the rows that are in none, as they came. No row may be in two. */
  constructor(settled: readonly Runs[], rows: number) {
    const runs = settled.flatMap((list) => [...list]);
    const sorted = runs.toSorted((a, b) => a.first - b.first);
    let next = 0;
    for (const { first, count } of sorted) {
      if (first > next) runs.push({ first: next, count: first - next });
      next = first + count;
    }
    if (rows > next) runs.push({ first: next, count: rows - next });
    let rank = 0;
    this.#ranked = runs.map((run) => ({ ...run, rank: (rank += run.count) - run.count }));
    this.#ranked = this.#ranked.toSorted((a, b) => a.first - b.first);
    this.#runs = runs;
    this.#size = rows;
  }

  /** The stretches of rows, in order; with `rows`, up to that row. */
  *runs(rows: number): Generator<Run, void, void> {
    yield* this.#runs;
    if (rows > this.#size) yield { first: this.#size, count: rows - this.#size };
  }

  /** The place of a row in the order. */
  rank(row: number): number {
    if (row >= this.#size) return row;
    let low = 0;
    let high = this.#ranked.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#ranked[middle]?.first ?? 0) <= row) low = middle;
      else high = middle;
    }
    const run = this.#ranked[low];
    return run === undefined ? row : run.rank + row - run.first;
  }
}
