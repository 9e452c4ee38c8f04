/** Bars that lie: one below the other, each with its label, what it means and its number. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Bar } from '../../../../src/views/tableMessages';
import { barKey, isActive } from '../../../../src/views/insightFilter';
import type { Drawing } from './view';
import { line, name, number, title } from '../../../../src/views/insightWords';

export function bars(drawing: Drawing): TemplateResult {
  const { picture } = drawing;
  const most = Math.max(...picture.bars.map(({ count }) => count), 1);
  return html`<ul
    class="rows"
    role="listbox"
    aria-label=${title(picture)}
    aria-describedby="summary-${picture.id}"
    @keydown=${drawing.onKey}
  >
    ${repeat(picture.bars, barKey, (bar) => row(drawing, bar, (100 * bar.count) / most))}
  </ul>`;
}

function row(drawing: Drawing, bar: Bar, percent: number): TemplateResult {
  const active = isActive(bar, drawing.filter);
  const { point, choose } = drawing;
  return html`<li
    class="bar ${tone(bar)} ${active ? 'active' : ''}"
    role="option"
    tabindex=${drawing.isCurrent(bar) ? 0 : -1}
    aria-selected=${active}
    aria-label=${name(bar)}
    title=${name(bar)}
    @click=${() => choose(bar)}
    @focus=${() => point(bar)}
    @blur=${() => point(undefined)}
    @pointerenter=${() => point(bar)}
    @pointerleave=${() => point(undefined)}
  >
    <span class="label">${active ? '✓ ' : nothing}<bdi>${line(bar.label)}</bdi></span>
    <bdi class="detail">${line(bar.detail ?? '')}</bdi>
    <span class="count">${number(bar.count)}</span>
    <svg class="track" width="100%" height="6" aria-hidden="true">
      <rect class="fill" x="0" y="0" height="6" width="${Math.max(percent, 0.5)}%"></rect>
    </svg>
  </li>`;
}

/** The kind of a bounce by its code: permanent, temporary, or something else. */
function tone({ filter }: Bar): string {
  const digit = filter.codeClass ?? filter.code?.trim()[0];
  return digit === '5' ? 'permanent' : digit === '4' ? 'temporary' : '';
}
