/** The whole page: whose events, where the address stands, which kinds to show, and what happened when. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { LIST_LABELS, plural } from '../../../src/views/checkModel';
import { moment } from '../../../src/views/checkWords';
import { chosenEvents, days, groupCounts, periodText } from '../../../src/views/eventsModel';
import type { ShownEntry } from '../../../src/views/eventsState';
import { visibleLine } from '../../../src/views/plainText';
import { icon } from '../lib/icons';
import { LIST_ICONS, timelineRow } from './timeline';
import type { View } from './view';

export function page(view: View): TemplateResult {
  const { stage } = view.state;
  return html`<main aria-busy=${stage === 'reading' || stage === 'more'}>
    ${header(view)} ${problem(view)} ${standing(view)} ${failure(view)} ${waiting(view)} ${filter(view)}
    ${timeline(view)} ${ending(view)}
  </main>`;
}

function header({ state, actions }: View): TemplateResult {
  return html`<header>
    <div class="header-line">
      <h1><bdi>${visibleLine(state.address)}</bdi></h1>
      <div class="actions">
        <button class="secondary" id="again" @click=${() => actions.readAgain()}>
          ${icon('refresh')}<span>Read again</span>
        </button>
      </div>
    </div>
    <p class="scope">
      Recent events on <bdi>${visibleLine(state.domain)}</bdi> <span>·</span> <bdi>${visibleLine(state.account)}</bdi>
      ${state.begin === undefined ? nothing : html`<span>·</span> <span>${periodText(state)}</span>`}
    </p>
    <div class="actions">
      <button class="quiet" @click=${() => actions.checkAddress()}>${icon('search')}<span>Check Address</span></button>
      <button
        class="quiet"
        aria-disabled=${state.events.length === 0}
        @click=${() => state.events.length > 0 && actions.copyJson()}
      >
        ${icon('json')}<span>Copy as JSON</span>
      </button>
      <button class="quiet" @click=${() => actions.copyCurl()}>${icon('terminal')}<span>Copy as cURL</span></button>
    </div>
  </header>`;
}

function problem(view: View): TemplateResult | typeof nothing {
  if (view.problem === undefined) return nothing;
  return html`<div class="banner error" role="alert">
    ${icon('error')}
    <p>${visibleLine(view.problem)}</p>
  </div>`;
}

/** Where the address stands on this domain; nothing is said before that is known. */
function standing(view: View): TemplateResult | typeof nothing {
  const { state } = view;
  if (state.begin === undefined && state.standing.length === 0) return nothing;
  return html`<ul class="standing" aria-label="Where the address stands on this domain">
    ${state.standing.map((entry) => standingRow(view, entry))}
    ${
      state.standing.length === 0 && state.gaps.length === 0
        ? html`<li class="note">${icon('pass')}<span>On no list of this domain now.</span></li>`
        : nothing
    }
    ${state.gaps.map((gap) => html`<li class="note">${icon('warning')}<span>${visibleLine(gap)}</span></li>`)}
  </ul>`;
}

function standingRow({ actions, now }: View, entry: ShownEntry): TemplateResult {
  const label = LIST_LABELS[entry.list];
  const when = entry.createdAt === undefined ? undefined : moment(entry.createdAt, now);
  return html`<li>
    <span class="list-name">${icon(LIST_ICONS[entry.list])}<span>On ${label}</span></span>
    <span>${visibleLine(entry.title)}</span>
    ${when === undefined ? nothing : html`<span class="since">since ${when.date}, ${when.age}</span>`}
    <span class="spacer"></span>
    <button class="quiet" aria-label="Show Details: ${label}" @click=${() => actions.showDetails(entry.list)}>
      ${icon('json')}<span>Show Details</span>
    </button>
  </li>`;
}

function failure({ state }: View): TemplateResult | typeof nothing {
  if (state.stage !== 'failed') return nothing;
  return html`<div class="banner error">
    ${icon('error')}
    <p>
      <strong>The events could not be read.</strong> ${visibleLine(state.failure?.message ?? '')}
      ${visibleLine(state.failure?.nextStep ?? '')}
    </p>
  </div>`;
}

function waiting({ state }: View): TemplateResult | typeof nothing {
  if (state.stage !== 'reading') return nothing;
  return html`<div class="waiting">
    <progress aria-label="Reading the events"></progress>
    <p class="note">${visibleLine(state.notice ?? 'Reading the events…')}</p>
  </div>`;
}

function filter({ state, chosen, actions }: View): TemplateResult | typeof nothing {
  const counts = groupCounts(state.events);
  if (counts.length < 2) return nothing;
  return html`<div class="filter" role="group" aria-label="Show">
    <button class="chip" aria-pressed=${chosen.length === 0} @click=${() => actions.choose()}>
      All <span class="count">${state.events.length}</span>
    </button>
    ${counts.map(
      ({ group, label, count }) =>
        html`<button class="chip" aria-pressed=${chosen.includes(group)} @click=${() => actions.choose(group)}>
          ${label} <span class="count">${count}</span>
        </button>`,
    )}
  </div>`;
}

function timeline(view: View): TemplateResult | typeof nothing {
  const { state, chosen } = view;
  if (state.begin === undefined) return nothing;
  const shown = days(state, chosen);
  const events = chosenEvents(state.events, chosen).length;
  return html`${
    events > 0 || state.stage === 'reading'
      ? nothing
      : html`<p class="empty note">
          ${state.events.length === 0 ? 'Mailgun tells of no events for this address in this time.' : 'No events of this kind.'}
        </p>`
  }
  ${shown.map(
    ({ label, rows }) =>
      html`<section class="day" aria-label=${label}>
        <h2>${label}</h2>
        <ol>
          ${rows.map((row) => timelineRow(view, row))}
        </ol>
      </section>`,
  )}`;
}

/** What comes after the oldest event that is shown. */
function ending({ state, actions }: View): TemplateResult | typeof nothing {
  if (state.begin === undefined) return nothing;
  const notes = [
    state.unreadable > 0
      ? `${plural(state.unreadable, 'event')} could not be understood and ${state.unreadable === 1 ? 'is' : 'are'} left out.`
      : '',
    state.isFull ? 'There are more events than this page takes.' : '',
    state.isOlderApi
      ? 'The logs are closed to this key or not there; these events come from the older events API.'
      : '',
  ].filter((note) => note !== '');
  return html`<div class="end">
    ${
      state.hasMore
        ? html`<button
            class="secondary"
            id="more"
            aria-disabled=${state.stage === 'more'}
            @click=${() => actions.loadMore()}
          >
            ${state.stage === 'more' ? 'Loading…' : 'Load more'}
          </button>`
        : nothing
    }
    ${state.stage === 'more' && state.notice !== undefined ? html`<span class="note">${visibleLine(state.notice)}</span>` : nothing}
    ${notes.map((note) => html`<p class="note">${note}</p>`)}
  </div>`;
}
