/** What stands above the grid. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { CHANGED_ELSEWHERE, moment } from '../../../src/views/checkWords';
import type { MatrixAction, MatrixFilter, MatrixState, Method, ProblemInfo } from '../../../src/views/matrixMessages';
import { visibleLine } from '../../../src/views/plainText';
import type { IconName } from '../lib/icons';
import { icon } from '../lib/icons';
import { selectionBar } from '../lib/selectionBar';
import type { View } from './view';

/** Id of the button in the heading, whichever it is, and of the field of the filter. */
export const HEADER_ACTION = 'header-action';
export const FILTER_FIELD = 'filter-text';

const METHODS: readonly (readonly [Method, string])[] = [
  ['auto', 'Automatic: whatever takes fewer requests'],
  ['single', 'Ask for each address'],
  ['lists', 'Read the lists'],
];

const SHOW: readonly (readonly [MatrixFilter['show'], string])[] = [
  ['all', 'All'],
  ['listed', 'Only listed'],
  ['clear', 'Only clear'],
  ['trouble', 'Failed or not asked'],
];

const ACTIONS: readonly (readonly [MatrixAction, IconName, string])[] = [
  ['showDetails', 'info', 'Show Details'],
  ['openInTree', 'list-tree', 'Open in Tree'],
  ['copyAddresses', 'copy', 'Copy Addresses'],
  ['copyCsv', 'table', 'Copy as CSV'],
  ['copyJson', 'json', 'Copy as JSON'],
  ['copyToDomains', 'arrow-right', 'Copy to Domains…'],
  ['delete', 'trash', 'Delete'],
  ['export', 'export', 'Export the Matrix…'],
];
/** What needs an entry among what is selected. */
const OF_ENTRIES: readonly MatrixAction[] = ['showDetails', 'openInTree', 'copyToDomains', 'delete'];

export function top(view: View): TemplateResult {
  const { state, actions } = view;
  const running = state.run.state === 'running';
  return html`<header>
    <div class="header-line">
      <h1>${state.title}</h1>
      <p class="source">
        ${[state.source, state.ignored]
          .filter((part) => part !== '')
          .map(visibleLine)
          .join(' · ')}
      </p>
      <span class="spacer"></span>
      ${
        running
          ? html`<button class="secondary" id=${HEADER_ACTION} @click=${() => actions.cancel()}>Cancel</button>`
          : html`<button class="secondary" id=${HEADER_ACTION} @click=${() => actions.again()}>
              ${icon('refresh')}<span>Check Again</span>
            </button>`
      }
    </div>
    ${progress(view)}
    <div class="how-line">
      <label>
        How
        <select .value=${state.run.method} @change=${(event: Event) => actions.method(value(event) as Method)}>
          ${METHODS.map(([id, label]) => html`<option value=${id} ?selected=${id === state.run.method}>${label}</option>`)}
        </select>
      </label>
      <span class="how">${state.run.how}</span>
    </div>
    ${ending(state)} ${problems(view)}
    ${
      view.problem === undefined
        ? nothing
        : html`<div class="banner error" role="alert">
            ${icon('error')}
            <p>${visibleLine(view.problem)}</p>
          </div>`
    }
  </header>`;
}

function progress({ state: { run }, now }: View): TemplateResult | typeof nothing {
  if (run.state !== 'running') {
    if (run.finishedAt === undefined) return nothing;
    const { age, date } = moment(run.finishedAt, now);
    return html`<p class="progress-text">
      Checked <span title=${date}>${age}</span>${run.isStale ? CHANGED_ELSEWHERE : nothing}
    </p>`;
  }
  return html`<div class="progress">
    ${
      run.total === 0
        ? html`<progress aria-label="Check"></progress>`
        : html`<progress aria-label="Check" max=${run.total} .value=${run.done}></progress>`
    }
    <span class="progress-text"
      >${run.total === 0 ? 'Reading the domains…' : `${run.done.toLocaleString('en')} of ${run.total.toLocaleString('en')} cells`}</span
    >
    ${run.notice === undefined ? nothing : html`<span class="progress-notice">${run.notice}</span>`}
  </div>`;
}

/** How the check ended, when it did not end by itself. */
function ending({ run }: MatrixState): TemplateResult | typeof nothing {
  const texts = {
    running: undefined,
    done: undefined,
    cancelled: ['The check was cancelled.', 'What had answered until then is shown; the rest was not asked.'],
    interrupted: ['The check was interrupted.', 'The window was closed or reloaded before the end.'],
    kept: ['The answers were not kept.', 'They were too many. Check again to ask for them.'],
  } as const;
  const text = texts[run.state];
  if (text === undefined) return nothing;
  return html`<div class="banner warning">
    ${icon('warning')}
    <p><strong>${text[0]}</strong> ${text[1]}</p>
  </div>`;
}

function problems({ state, actions }: View): TemplateResult | typeof nothing {
  const running = state.run.state === 'running';
  const isLeft = !running && state.run.state !== 'kept' && (state.problems.length > 0 || state.run.state !== 'done');
  const retry = isLeft
    ? html`<button class="secondary" @click=${() => actions.retry()}>${icon('refresh')}<span>Try Again</span></button>`
    : nothing;
  if (state.problems.length === 0) return isLeft ? html`<p class="retry">${retry}</p>` : nothing;
  const all = state.problems.length + state.moreProblems;
  return html`<details class="problems">
      <summary>
        ${icon('chevron-right', 'twistie')}${icon('warning')}
        <span
          ><strong>Could not be asked:</strong>
          ${summary(state.problems[0])}${all > 1 ? html` <span class="muted">and ${all - 1} more</span>` : nothing}</span
        >
      </summary>
      <ul>
        ${state.problems.map((one) => html`<li>${problem(one)}</li>`)}
        ${state.moreProblems > 0 ? html`<li>… and ${state.moreProblems} more</li>` : nothing}
      </ul>
    </details>
    ${isLeft ? html`<p class="retry">${retry} <span class="muted">These may still suppress the addresses: nothing is known about them.</span></p>` : nothing}`;
}

function summary(one: ProblemInfo | undefined): string {
  return one === undefined ? '' : `${visibleLine(one.place)}: ${visibleLine(one.reason)}`;
}

function problem({ place, account, addresses, reason, nextStep }: ProblemInfo): TemplateResult {
  return html`<bdi class="place">${visibleLine(place)}</bdi> <bdi class="muted">${visibleLine(account)}</bdi>
    ${addresses === undefined ? nothing : html`<span class="muted">${addresses === 1 ? '1 address' : `${addresses} addresses`}</span>`}
    <span>${visibleLine(reason)} ${visibleLine(nextStep ?? '')}</span>`;
}

export function filterBar({ state, actions, draft }: View): TemplateResult {
  const { view } = state;
  return html`<div class="filter">
    <label>
      Show
      <select
        .value=${view.filter.show}
        @change=${(event: Event) => actions.filter({ show: value(event) as MatrixFilter['show'] })}
      >
        ${SHOW.map(([id, label]) => html`<option value=${id} ?selected=${id === view.filter.show}>${label}</option>`)}
      </select>
    </label>
    <label class="text">
      Filter
      <input
        id=${FILTER_FIELD}
        type="text"
        autocomplete="off"
        spellcheck="false"
        placeholder="part of an address"
        .value=${draft}
        @input=${(event: Event) => actions.type(value(event))}
      />
    </label>
    <span class="shown"
      >${
        view.count === state.addresses
          ? `${state.listed.toLocaleString('en')} of ${state.addresses.toLocaleString('en')} listed${state.run.state === 'running' ? ' so far' : ''}`
          : `${view.count.toLocaleString('en')} of ${state.addresses.toLocaleString('en')} shown`
      }</span
    >
  </div>`;
}

/** What can be done with the selected rows, or with all that are shown. */
export function actionBar({ state, actions }: View): TemplateResult {
  const { rows, found, hidden } = state.selection;
  return selectionBar({
    selected:
      rows === 0
        ? ''
        : `${plural(rows, 'row')} selected, ${plural(found, 'entry', 'entries')}${hidden > 0 ? ` (${hidden} hidden)` : ''}`,
    otherwise: 'Nothing selected: all that is shown',
    links: [{ label: 'Clear Selection', rests: rows === 0, run: () => actions.clearSelection() }],
    actions: ACTIONS.map(([id, icon, label]) => ({
      ...{ id, icon, label, rests: found === 0 && OF_ENTRIES.includes(id) },
      run: () => actions.act(id),
    })),
  });
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

function value({ target }: Event): string {
  return target instanceof HTMLSelectElement || target instanceof HTMLInputElement ? target.value : '';
}
