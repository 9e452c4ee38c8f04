/** How wide the columns of the grid are. */
import type { Column } from './view';

/** Widths in pixels at the usual size of text. */
const WIDTHS = { address: 230, verdict: 185, list: 235, place: 190 };
const USUAL_SIZE = 13;
/** At most this part of the pane is the address's, at least so many pixels. */
const ADDRESS_SHARE = 0.4;
const LEAST_ADDRESS = 110;
/** What an answer needs at least. */
const LEAST_ANSWER = 130;

/**
 * The address stays in sight beside whichever column one has scrolled to, so that each has at most the room beside it.
 * @param size of the text, and @param pane the width of the grid, both in pixels
 */
export function widthsOf(columns: readonly Column[], size: number, pane: number): number[] {
  const scale = size / USUAL_SIZE;
  const address = Math.round(Math.min(WIDTHS.address * scale, Math.max(LEAST_ADDRESS, pane * ADDRESS_SHARE)));
  const room = Math.max(LEAST_ANSWER, pane - address);
  return columns.map(({ id, list }) => {
    if (id === 'address') return address;
    const isFolded = typeof id === 'string' && (list?.places.length ?? 0) > 1;
    const usual = (id === 'verdict' ? WIDTHS.verdict : isFolded ? WIDTHS.list : WIDTHS.place) * scale;
    return Math.round(Math.min(usual, room));
  });
}
