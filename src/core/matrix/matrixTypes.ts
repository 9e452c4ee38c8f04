/** The words of a matrix that its page shares. */
import type { ListName } from '../../mailgun/lists';

/** How a list is asked: by whichever takes fewer requests, for each address, or by reading all of it. */
export type Method = 'auto' | 'single' | 'lists';

/** What is known of an address on a list. `deleted` stood there when it was asked; `notAsked` was left out by a cancel. */
export type CellState = 'waiting' | 'clear' | 'listed' | 'deleted' | 'failed' | 'notAsked';

/**
 * How an address stands. `clear` is the only one that says the address is on no list, and it takes an answer to every question; `partial`
 * speaks for the lists that answered, `unknown` for none.
 */
export type MatrixVerdict = 'listed' | 'allowed' | 'deleted' | 'clear' | 'partial' | 'unknown' | 'running';

/** Which rows are shown: those of one kind of verdict, whose address holds a text. `trouble`: something could not be asked. */
export interface MatrixFilter {
  readonly show: 'all' | 'listed' | 'clear' | 'trouble';
  readonly text: string;
}

/** By which column rows are ordered: a list as a whole, or one place by its index. */
export interface MatrixSort {
  readonly column: 'address' | 'verdict' | ListName | number;
  readonly descending: boolean;
}
