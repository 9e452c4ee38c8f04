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

/** What can be done with the selected rows. Always there, so that rows do not jump when the first is selected. */
export function actionBar({ state, actions }: View): TemplateResult {
  const { selection } = state;
  const rests = (action: TableAction): boolean =>
    selection.count === 0 || (selection.count > 1 && SINGLE_ACTIONS.includes(action));
  return html`<p class="selected">${selectionText(selection) || html`<span class="muted">Nothing selected</span>`}</p>
    <button
      class="link"
      aria-disabled=${state.view.count === 0}
      @click=${() => (state.view.count === 0 ? undefined : actions.select({ kind: 'all' }))}
    >
      Select All
    </button>
    <button
      class="link"
      aria-disabled=${selection.count === 0}
      @click=${() => (selection.count === 0 ? undefined : actions.select({ kind: 'none' }))}
    >
      Select None
    </button>
    <span class="spacer"></span>
    <div class="actions" role="toolbar" aria-label="With the selection" @keydown=${onToolbarKey}>
      ${ACTIONS.map(
        ([action, name], index) =>
          html`<button
            class="quiet ${action}"
            tabindex=${index === 0 ? 0 : -1}
            title=${ACTION_LABELS[action]}
            aria-disabled=${rests(action)}
            @click=${() => (rests(action) ? undefined : actions.act(action))}
          >
            ${icon(name)}<span>${ACTION_LABELS[action]}</span>
          </button>`,
      )}
    </div>`;
}

/** One stop for Tab; the arrow keys go from button to button. */
function onToolbarKey(event: KeyboardEvent): void {
  const { currentTarget, target, key } = event;
  if (!(currentTarget instanceof HTMLElement) || !(target instanceof HTMLElement)) return;
  const buttons = [...currentTarget.querySelectorAll('button')];
  const now = buttons.findIndex((button) => button.contains(target));
  const last = buttons.length - 1;
  const to = { ArrowLeft: now === 0 ? last : now - 1, ArrowRight: now === last ? 0 : now + 1, Home: 0, End: last }[key];
  const next = to === undefined ? undefined : buttons[to];
  if (next === undefined) return;
  event.preventDefault();
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next.focus();
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
