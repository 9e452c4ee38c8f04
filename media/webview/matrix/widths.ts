/** How wide the columns of the grid are. */
import type { Column } from './view';

/** Widths in pixels at the usual size of text. */
const WIDTHS = { address: 230, verdict: 185, list: 235, place: 190 };
const USUAL_SIZE = 13;
/** At most this part of the pane is the address's, at least so many pixels. */
const ADDRESS_SHARE = 0.4;
const LEAST_ADDRESS = 110;

/** @param size of the text, and @param pane the width of the grid, both in pixels */
export function widthsOf(columns: readonly Column[], size: number, pane: number): number[] {
  const scale = size / USUAL_SIZE;
  return columns.map(({ id, list }) => {
    if (id === 'address')
      return Math.round(Math.min(WIDTHS.address * scale, Math.max(LEAST_ADDRESS, pane * ADDRESS_SHARE)));
    const isFolded = typeof id === 'string' && (list?.places.length ?? 0) > 1;
    return Math.round((id === 'verdict' ? WIDTHS.verdict : isFolded ? WIDTHS.list : WIDTHS.place) * scale);
  });
}
