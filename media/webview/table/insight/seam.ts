/** What the pictures need from the page they stand on. */
import type { Picture, TableFilter } from '../../../../src/views/tableMessages';

export interface Seam {
  /** The pictures of what the filter leaves. */
  load(): Promise<{ readonly version: number; readonly pictures: readonly Picture[] }>;
  /** Shows the rows of this filter. */
  filter(filter: TableFilter): void;
  /** Writes a PNG (base64) where the user says; false when they thought better of it. */
  savePicture(picture: { readonly name: string; readonly png: string }): Promise<boolean>;
  copyText(text: string): Promise<void>;
  /** Says something to a screen reader. */
  say(text: string): void;
  /** The pictures were shown or folded away by hand. */
  folded(open: boolean): void;
}
