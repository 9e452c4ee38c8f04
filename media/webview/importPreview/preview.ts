/** The preview: everything that is known and chosen before anything is sent, and the button that sends it. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { blocker, isReadable, listsInQuestion } from '../../../src/views/importModel';
import type { ImportMethod, ListName } from '../../../src/views/importTypes';
import {
  estimateText,
  fileName,
  importLabel,
  METHOD_LABELS,
  methodNote,
  sizeText,
} from '../../../src/views/importWords';
import { visibleLine } from '../../../src/views/plainText';
import { counts, firstRows, problem, readingBar } from './counts';
import { destination } from './destination';
import { mapping } from './mapping';
import { source } from './source';
import { LANDING, type View } from './view';

export function preview(view: View): TemplateResult {
  const { state } = view;
  const { inspection, plan, analysis } = state;
  const known = plan !== undefined && inspection !== undefined;
  return html`<main class="preview">
      <header>
        <h1 id=${LANDING} tabindex="-1">Import <bdi>${visibleLine(fileName(state.file))}</bdi></h1>
        <p class="muted">
          ${inspection === undefined ? nothing : html`${sizeText(inspection.bytes)} <span class="dot">·</span> `}Nothing
          is sent before you press Import.
        </p>
      </header>
      ${analysis === undefined ? readingBar(view) : nothing} ${problem(view)}
      ${known ? source(view, plan, inspection) : nothing} ${destination(view, plan)}
      ${known && plan.columns.length > 0 ? mapping(view, plan, inspection) : nothing}
      ${known && isReadable(plan) && analysis !== undefined ? [counts(view, analysis), firstRows(analysis)] : nothing}
      ${known ? methods(view, listsInQuestion(state)) : nothing}
    </main>
    ${bar(view)}`;
}

function methods(view: View, lists: readonly ListName[]): TemplateResult {
  return html`<section aria-labelledby="method">
    <fieldset role="radiogroup" aria-labelledby="method">
      <h2 id="method">How it is sent</h2>
      ${(['batches', 'upload'] as const).map((method) => methodChoice(view, method, lists))}
    </fieldset>
  </section>`;
}

function methodChoice({ state, actions }: View, method: ImportMethod, lists: readonly ListName[]): TemplateResult {
  const estimate = state.estimates?.[method];
  const unavailable = estimate?.unavailable;
  return html`<label class="method">
    <input
      type="radio"
      name="method"
      .checked=${state.method === method}
      ?disabled=${unavailable !== undefined && state.method !== method}
      aria-describedby="method-${method}"
      @change=${() => actions.change({ what: 'method', method })}
    />
    <span>
      <span class="strong">${METHOD_LABELS[method]}</span>
      ${estimate === undefined || unavailable !== undefined ? nothing : html`<span class="muted">${estimateText(estimate)}</span>`}
      <span class="note-text" id="method-${method}">${unavailable ?? methodNote(method, lists)}</span>
    </span>
  </label>`;
}

/** Always in sight where there is room: what would happen, and the two ways out. */
function bar({ state, actions }: View): TemplateResult {
  const rests = blocker(state);
  const estimate = state.estimates?.[state.method];
  return html`<footer class="bar">
    <div class="bar-content">
      <button
        class="primary"
        aria-disabled=${rests !== undefined}
        aria-describedby="bar-note"
        @click=${() => (rests === undefined ? actions.import() : undefined)}
      >
        ${importLabel(state)}
      </button>
      <button class="secondary" @click=${() => actions.cancel()}>Cancel</button>
      <span class="muted" id="bar-note">${rests ?? (estimate === undefined ? nothing : estimateText(estimate))}</span>
    </div>
  </footer>`;
}
