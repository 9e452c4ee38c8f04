/** What the pictures need from the page they stand on. */
import type { Picture, TableFilter } from '../../../../src/views/tableMessages';

/** Makes another filter of the one that is asked for. */
export type FilterChange = (filter: TableFilter) => TableFilter;

export interface Seam {
  /** The pictures of what the filter leaves. */
  load(): Promise<{ readonly version: number; readonly pictures: readonly Picture[] }>;
  /** Changes the filter as it is by then, which may be ahead of what is drawn. */
  filter(change: FilterChange): void;
  /** Writes a PNG (base64) where the user says; false when they thought better of it. */
  savePicture(picture: { readonly name: string; readonly png: string }): Promise<boolean>;
  copyText(text: string): Promise<void>;
  /** Says something to a screen reader. */
  say(text: string): void;
  /** The pictures were shown or folded away by hand. */
  folded(open: boolean): void;
}
