/** What a table of entries shows and can be asked for. Plain data, shared by the extension host and the page. */
import type { ListName } from '../../mailgun/lists';

/** A column. `text` is the error of a bounce or the reason of an allowlist entry; `domain` is the sending domain. */
export type TableColumn = 'domain' | 'list' | 'address' | 'code' | 'tags' | 'text' | 'createdAt';

/** Which entries to show: those for which all that is given is true. */
export interface TableFilter {
  /** Anywhere in any column, letters of either case. */
  readonly text?: string | undefined;
  readonly lists?: readonly ListName[] | undefined;
  /** A sending domain. */
  readonly domain?: string | undefined;
  /** A bounce's code as it stands. */
  readonly code?: string | undefined;
  /** First digit of a bounce's code; an empty text means codes that are none of SMTP. */
  readonly codeClass?: '2' | '4' | '5' | '' | undefined;
  /** Domain of the recipients, in lower case. */
  readonly at?: string | undefined;
  /** Created at this time or later, in milliseconds since the epoch. */
  readonly from?: number | undefined;
  /** Created before this time. */
  readonly until?: number | undefined;
  readonly tag?: string | undefined;
}

/** By which column rows are ordered; where there is none, in the order of the lists themselves. */
export interface TableSort {
  readonly column: TableColumn;
  readonly descending: boolean;
}

/** One bar of a picture. */
export interface Bar {
  readonly label: string;
  /** What it means, in words. */
  readonly detail?: string | undefined;
  readonly count: number;
  /** What a click adds to the filter. */
  readonly filter: TableFilter;
}

/** What a picture is about. */
export type PictureId = 'time' | 'classes' | 'codes' | 'domains' | 'tags';

/** One picture of what the filter leaves. */
export interface Picture {
  readonly id: PictureId;
  /** In order of time for `time`, the largest first otherwise. */
  readonly bars: readonly Bar[];
  /** Entries in bars that are not shown, and how many such bars there are. */
  readonly others: { readonly bars: number; readonly count: number };
  /** Entries that have nothing for this picture, such as no date. */
  readonly without: number;
  /** How long a bar of `time` is. */
  readonly unit?: 'hour' | 'day' | 'week' | 'month' | 'year' | undefined;
}
