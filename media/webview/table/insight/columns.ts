/** Bars that stand: how many entries were created in each period, placed by time. */
import { nice, ticks } from 'd3-array';
import type { TemplateResult } from 'lit-html';
import { html, nothing, svg } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Bar } from '../../../../src/views/tableMessages';
import { barKey, isActive } from '../../../../src/views/insightFilter';
import type { Drawing } from './view';
import { name, period, shortNumber, title } from '../../../../src/views/insightWords';

/** Pixels: the height of the plot, of the room above it for marks, and the least height of a bar. */
const HEIGHT = 88;
const ABOVE = 16;
const LEAST = 2;
/** Of few bars none is wider, in pixels. */
const WIDEST = 72;
/** How many labels stand below the plot where there is room; narrow ones show every other. */
const LABELS = 5;

interface Place {
  readonly bar: Bar;
  /** Percent of the plot's width. */
  readonly x: number;
  readonly width: number;
}

export function columns(drawing: Drawing): TemplateResult {
  const { picture } = drawing;
  const places = placed(picture.bars);
  const [, top] = nice(0, Math.max(...picture.bars.map(({ count }) => count), 1), 3);
  const steps = ticks(0, top, 3).filter(Number.isInteger);
  const y = (count: number): number => ABOVE + HEIGHT * (1 - count / top);
  return html`<div class="plot">
    <svg class="scale" width="100%" height=${ABOVE + HEIGHT + 8} aria-hidden="true">
      ${steps.map((step) => svg`<text x="100%" y=${y(step)} dy="0.32em" text-anchor="end">${shortNumber(step)}</text>`)}
    </svg>
    <div class="over-time" .style=${`max-width: ${Math.max(LABELS / 2, picture.bars.length) * WIDEST}px`}>
      <svg
        class="columns"
        role="listbox"
        aria-label=${title(picture)}
        aria-orientation="horizontal"
        aria-describedby="summary-${picture.id}"
        width="100%"
        height=${ABOVE + HEIGHT + 1}
        @keydown=${drawing.onKey}
      >
        ${steps.map((step) => svg`<line class="grid" aria-hidden="true" x1="0" x2="100%" y1=${y(step)} y2=${y(step)}></line>`)}
        ${repeat(
          places.filter(({ bar }) => bar.count > 0),
          ({ bar }) => barKey(bar),
          (place) => column(drawing, place, y(place.bar.count)),
        )}
      </svg>
      <div class="periods" aria-hidden="true">
        ${labelled(picture.bars).map((bar) => html`<span>${period(bar, picture)}</span>`)}
      </div>
    </div>
  </div>`;
}

function column(drawing: Drawing, { bar, x, width }: Place, y: number): TemplateResult {
  const active = isActive(bar, drawing.filter);
  const bottom = ABOVE + HEIGHT;
  const top = Math.min(y, bottom - LEAST);
  const { point, choose } = drawing;
  return svg`<g
    class="bar ${active ? 'active' : ''}"
    role="option"
    tabindex=${drawing.isCurrent(bar) ? 0 : -1}
    aria-selected=${active}
    aria-label=${name(bar)}
    @click=${() => choose(bar)}
    @focus=${() => point(bar)}
    @blur=${() => point(undefined)}
    @pointerenter=${() => point(bar)}
    @pointerleave=${() => point(undefined)}
  >
    <title>${name(bar)}</title>
    <rect class="hit" x="${x}%" y="0" width="${width}%" height=${bottom}></rect>
    <rect class="fill" x="${x + width * 0.1}%" y=${top} width="${width * 0.8}%" height=${bottom - top}></rect>
    ${active ? svg`<text class="mark" x="${x + width / 2}%" y=${top - 4} text-anchor="middle">✓</text>` : nothing}
  </g>`;
}

/** Bars by their times, so that gaps are as long as they were; side by side where a bar says no time. */
function placed(bars: readonly Bar[]): Place[] {
  const begin = bars[0]?.filter.from;
  const end = bars.at(-1)?.filter.until;
  return bars.map((bar, index) => {
    const { from, until } = bar.filter;
    if (begin === undefined || end === undefined || from === undefined || until === undefined || end <= begin)
      return { bar, x: (100 * index) / bars.length, width: 100 / bars.length };
    const length = end - begin;
    return { bar, x: (100 * (from - begin)) / length, width: (100 * (until - from)) / length };
  });
}

/** The first bar, the last, and some between. */
function labelled(bars: readonly Bar[]): readonly Bar[] {
  if (bars.length <= LABELS) return bars;
  return Array.from(
    { length: LABELS },
    (_, index) => bars[Math.round((index * (bars.length - 1)) / (LABELS - 1))],
  ).filter((bar) => bar !== undefined);
}
