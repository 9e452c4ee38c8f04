/**
 * Lists longer than a browser can make an element (some 15 million pixels, half of that at a zoom of 200 %). The scrolled element is a window of at
 * most `WINDOW_ROWS` rows that slides over the list: `base` is the row at its beginning. Small steps scroll pixel by pixel; a pull at the
 * scroll bar goes to the same share of the list; near both ends element and list run in step, so that the ends are reached exactly.
 */

/** Rows in the scrolled element at most: 4 million pixels with rows of two lines. */
export const WINDOW_ROWS = 100_000;
/** How far from its ends the element runs in step with the list, in pixels. */
const IN_STEP = 40_000;

/** What is scrolled. Heights are in pixels; `viewport` is what is left for rows. */
export interface Geometry {
  readonly count: number;
  readonly rowHeight: number;
  readonly viewport: number;
}

/** Where it stands: the list's row at the beginning of the element, and how far the element is scrolled, in pixels. */
export interface Position {
  readonly base: number;
  readonly top: number;
}

/** Rows in the scrolled element. */
export function windowRows({ count }: Geometry): number {
  return Math.min(count, WINDOW_ROWS);
}

/** How far the element can be scrolled. */
function maxTop(geometry: Geometry): number {
  return Math.max(0, windowRows(geometry) * geometry.rowHeight - geometry.viewport);
}

/** How far the list could be scrolled if it were an element. */
export function maxOffset({ count, rowHeight, viewport }: Geometry): number {
  return Math.max(0, count * rowHeight - viewport);
}

/** Pixels from the beginning of the list to the first in sight. */
export function offsetOf({ rowHeight }: Geometry, { base, top }: Position): number {
  return base * rowHeight + top;
}

/** The share of the way between the two stretches in step: list pixels for one of the element. */
function stretch(geometry: Geometry): { readonly margin: number; readonly factor: number } {
  const top = maxTop(geometry);
  const margin = Math.min(IN_STEP, top / 4);
  return { margin, factor: (maxOffset(geometry) - 2 * margin) / Math.max(1, top - 2 * margin) };
}

/** Where the scroll bar belongs for an offset in the list. */
function topFor(geometry: Geometry, offset: number): number {
  const { margin, factor } = stretch(geometry);
  const fromEnd = maxOffset(geometry) - offset;
  if (offset <= margin) return offset;
  return fromEnd <= margin ? maxTop(geometry) - fromEnd : margin + (offset - margin) / factor;
}

/** The offset in the list to which a place of the scroll bar belongs. */
function offsetFor(geometry: Geometry, top: number): number {
  const { margin, factor } = stretch(geometry);
  const fromEnd = maxTop(geometry) - top;
  if (top <= margin) return top;
  return fromEnd <= margin ? maxOffset(geometry) - fromEnd : margin + (top - margin) * factor;
}

function clampBase(geometry: Geometry, base: number): number {
  return Math.min(Math.max(0, Math.round(base)), geometry.count - windowRows(geometry));
}

/** The position that shows an offset of the list, with the scroll bar where it belongs. */
export function positionAt(geometry: Geometry, offset: number): Position {
  const wanted = Math.min(Math.max(0, offset), maxOffset(geometry));
  const base = clampBase(geometry, (wanted - topFor(geometry, wanted)) / geometry.rowHeight);
  return { base, top: wanted - base * geometry.rowHeight };
}

/** What the element's new `top` means, after `before`: a step within the window, or a pull at the scroll bar to somewhere else. */
export function scrolled(geometry: Geometry, before: Position, top: number): Position {
  const base = clampBase(geometry, before.base);
  if (Math.abs(top - before.top) > geometry.viewport)
    return { base: clampBase(geometry, (offsetFor(geometry, top) - top) / geometry.rowHeight), top };
  const isAtEdge =
    (top < geometry.viewport && base > 0) ||
    (maxTop(geometry) - top < geometry.viewport && base < geometry.count - windowRows(geometry));
  return isAtEdge ? positionAt(geometry, offsetOf(geometry, { base, top })) : { base, top };
}

/** The offset that brings a row into sight with as little scrolling as possible. */
export function offsetToShow(geometry: Geometry, position: Position, row: number): number {
  const offset = offsetOf(geometry, position);
  const start = row * geometry.rowHeight;
  if (start < offset) return start;
  return Math.max(offset, start + geometry.rowHeight - geometry.viewport);
}
