/** The table page around its rows: title, reading, filter, counts, what can be done, and what there is to say where there are no rows. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { CHANGED_ELSEWHERE, moment } from '../../../src/views/checkWords';
import type { ReadingInfo, TableAction } from '../../../src/views/tableMessages';
import {
  ACTION_LABELS,
  chips,
  countText,
  listText,
  readingText,
  selectionText,
  SINGLE_ACTIONS,
} from '../../../src/views/tableWords';
import { visibleLine } from '../../../src/views/plainText';
import { icon, type IconName } from '../lib/icons';
import { selectionBar } from '../lib/selectionBar';
import { filterBar } from './filterBar';
import type { View } from './view';

/** Lists that failed are named up to so many. */
const NAMED = 5;

const ACTIONS: readonly (readonly [TableAction, IconName])[] = [
  ['showDetails', 'info'],
  ['showEvents', 'history'],
  ['openInTree', 'list-tree'],
  ['checkElsewhere', 'search'],
  ['copyAddresses', 'copy'],
  ['copyCsv', 'table'],
  ['copyJson', 'json'],
  ['exportSelection', 'export'],
  ['copyToDomains', 'arrow-right'],
  ['delete', 'trash'],
];

export function top(view: View): TemplateResult {
  const { state, actions } = view;
  return html`<header>
      <div class="title">
        <h1><bdi>${visibleLine(state.title)}</bdi></h1>
        <p class="muted"><bdi>${visibleLine(state.account)}</bdi></p>
      </div>
      ${
        state.canUndo
          ? html`<button class="quiet" @click=${() => actions.undo()}>${icon('discard')}<span>Undo</span></button>`
          : nothing
      }
      ${
        state.reading.state === 'reading'
          ? html`<button class="quiet" id="reading-button" @click=${() => actions.stop()}>
              ${icon('stop')}<span>Stop Reading</span>
            </button>`
          : html`<button class="quiet" id="reading-button" @click=${() => actions.reload('all')}>
              ${icon('refresh')}<span>Read Again</span>
            </button>`
      }
    </header>
    ${problems(view)} ${filterBar(view)}`;
}

/** Why nothing can be read, or the lists that could not be read to their end. */
function problems({ state: { reading }, actions }: View): TemplateResult | typeof nothing {
  if (reading.problem) {
    const { text, remedy } = reading.problem;
    return html`<div class="banner" role="group" aria-label="Problem">
      ${icon('warning')}
      <p>${visibleLine(text)}</p>
      ${
        remedy === undefined
          ? nothing
          : html`<button class="secondary" @click=${() => actions.remedy()}>${visibleLine(remedy)}</button>`
      }
    </div>`;
  }
  const failed = reading.lists.filter((list) => list.state === 'failed');
  if (failed.length === 0) return nothing;
  return html`<div class="banner" role="group" aria-label="Problems">
    ${icon('warning')}
    <ul>
      ${failed.slice(0, NAMED).map(
        (list) =>
          html`<li>
            <strong><bdi>${visibleLine(listText(list))}</bdi></strong> <bdi>${visibleLine(list.problem ?? '')}</bdi>
          </li>`,
      )}
      ${failed.length > NAMED ? html`<li class="muted">and ${failed.length - NAMED} more</li>` : nothing}
    </ul>
    <button class="secondary" @click=${() => actions.reload('unread')}>Try Again</button>
  </div>`;
}

/** How many there are, and how far the reading is. */
export function counts({ state, now }: View): TemplateResult {
  const { reading } = state;
  return html`<p class="count">${countText(state)}</p>
    ${
      reading.state === 'reading'
        ? html`<p class="reading muted">
              ${readingText(reading)}${reading.notice === undefined ? nothing : html` · ${visibleLine(reading.notice)}`}
            </p>
            <progress aria-label="Reading"></progress>`
        : reading.state === 'done'
          ? readText(reading, now)
          : html`<p class="reading muted">
              ${reading.state === 'stopped' ? 'Reading was stopped' : 'Not everything could be read'}: these are not
              all.
            </p>`
    }`;
}

/** When what is shown was read; of several lists the one that was read first counts. */
function readText({ readAt, isStale }: ReadingInfo, now: number): TemplateResult | typeof nothing {
  if (readAt === undefined) return nothing;
  const { age, date } = moment(readAt, now);
  return html`<p class="reading muted">
    Read <span title=${date}>${age}</span>${isStale ? CHANGED_ELSEWHERE : nothing}
  </p>`;
}

/** What can be done with the selected rows. */
export function actionBar({ state, actions }: View): TemplateResult {
  const { selection } = state;
  const rests = (action: TableAction): boolean =>
    selection.count === 0 || (selection.count > 1 && SINGLE_ACTIONS.includes(action));
  return selectionBar({
    selected: selectionText(selection),
    otherwise: 'Nothing selected',
    links: [
      { label: 'Select All', rests: state.view.count === 0, run: () => actions.select({ kind: 'all' }) },
      { label: 'Select None', rests: selection.count === 0, run: () => actions.select({ kind: 'none' }) },
    ],
    actions: ACTIONS.map(([action, icon]) => ({
      ...{ id: action, icon, label: ACTION_LABELS[action], rests: rests(action) },
      run: () => actions.act(action),
    })),
  });
}

/** What is said in place of rows. */
export function emptyText({ state, filter, actions }: View): TemplateResult | typeof nothing {
  if (state.view.count > 0) return nothing;
  if (state.total > 0 && chips(filter).length > 0)
    return html`<p>No entry matches${state.view.complete ? '' : ' so far'}.</p>
      <button class="secondary" @click=${() => actions.filter(() => ({}))}>Clear Filter</button>`;
  switch (state.reading.state) {
    case 'reading':
      return html`<p class="muted">Reading…</p>`;
    case 'done':
      return html`<p>No entries.</p>`;
    default:
      return html`<p>Nothing was read.</p>
        <button class="secondary" @click=${() => actions.reload('all')}>Read Again</button>`;
  }
}

/** What went wrong with what was asked for last. */
export function failure(problem: string | undefined): TemplateResult | typeof nothing {
  return problem === undefined
    ? nothing
    : html`<div class="banner error" role="alert">
        ${icon('error')}
        <p>${visibleLine(problem)}</p>
      </div>`;
}
