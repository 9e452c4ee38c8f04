/** What is measured of a table. */

/** One kind of work, done several times. Times in milliseconds. */
export interface Measured {
  readonly task: string;
  readonly times: readonly number[];
  /** The longest that nobody else on the thread had a turn. */
  readonly slice: number;
  /** What came of it: rows shown, or bars drawn. */
  readonly count: number;
}

/** What a table of so many entries takes. */
export interface Size {
  readonly entries: number;
  /** Of all buffers, and of those for the texts of errors alone. */
  readonly bytes: number;
  readonly textBytes: number;
  /** How far resident memory and the heap rose, in bytes. */
  readonly resident: number;
  readonly heap: number;
}

/** What the child says once it is done. */
export interface TableReport {
  readonly size: Size;
  readonly measured: readonly Measured[];
}
