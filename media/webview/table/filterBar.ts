/** The fields of the filter, and what is set of it. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import {
  type Chip,
  chips,
  dayEnd,
  dayStart,
  dayText,
  FILTER_LABELS,
  lastDay,
  lastDays,
  LIST_LABELS,
} from '../../../src/views/tableWords';
import { icon } from '../lib/icons';
import type { TextField, View } from './view';

/** Id of the field in which text is looked for. */
export const TEXT_FIELD = 'filter-text';
/** Spans that are offered, in days. */
const SPANS = [7, 30, 90, 365];

export function filterBar(view: View): TemplateResult {
  const { state, unfolded, actions } = view;
  const domains = [...new Set(state.reading.lists.map(({ domain }) => domain))];
  const has = (list: string): boolean => state.lists.some((name) => name === list);
  return html`<search class="filter ${unfolded ? 'unfolded' : ''}" aria-label="What is shown">
    ${textField(view, 'text', 'Filter', 'Text in any column')}
    <button
      class="secondary more"
      aria-expanded=${unfolded}
      aria-controls="filter-fields"
      @click=${() => actions.unfold(!unfolded)}
    >
      ${icon('filter')}<span>More Filters</span>
    </button>
    <div class="fields" id="filter-fields">
      ${state.lists.length > 1 ? listField(view) : nothing} ${domains.length > 1 ? domainField(view, domains) : nothing}
      ${has('bounces') ? textField(view, 'code', FILTER_LABELS.code, '550', state.facets.codes) : nothing}
      ${textField(view, 'at', FILTER_LABELS.at, 'example.com', state.facets.domains)}
      ${has('unsubscribes') ? textField(view, 'tag', FILTER_LABELS.tag, '', state.facets.tags) : nothing} ${span(view)}
      ${day(view, 'from')} ${day(view, 'until')}
    </div>
    ${set(view)}
  </search>`;
}

/** A field of text, with values that the entries have to choose from. */
function textField(
  { filter, drafts, actions }: View,
  field: TextField,
  label: string,
  placeholder: string,
  values: readonly string[] = [],
): TemplateResult {
  const id = `filter-${field}`;
  const typed = ({ currentTarget }: Event): void => {
    if (currentTarget instanceof HTMLInputElement) actions.type(field, currentTarget.value);
  };
  return html`<div class="field field-${field}">
    <label for=${id}>${label}</label>
    <input
      id=${id}
      type=${field === 'text' ? 'search' : 'text'}
      list=${values.length > 0 ? `${id}-values` : nothing}
      placeholder=${placeholder || nothing}
      spellcheck="false"
      autocomplete="off"
      .value=${live(drafts[field] ?? filter[field] ?? '')}
      @input=${typed}
    />
    ${
      values.length > 0
        ? html`<datalist id="${id}-values">${values.map((value) => html`<option value=${value}></option>`)}</datalist>`
        : nothing
    }
  </div>`;
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

function select(
  id: string,
  label: string,
  choices: readonly Choice[],
  value: string,
  choose: (value: string) => void,
): TemplateResult {
  const chosen = ({ currentTarget }: Event): void => {
    if (currentTarget instanceof HTMLSelectElement) choose(currentTarget.value);
  };
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select id=${id} @change=${chosen}>
      ${choices.map((choice) => html`<option value=${choice.value} .selected=${live(choice.value === value)}>${choice.label}</option>`)}
    </select>
  </div>`;
}

function listField({ state, filter, actions }: View): TemplateResult {
  const chosen = filter.lists?.length === 1 ? filter.lists[0] : filter.lists === undefined ? '' : 'several';
  const choices = [
    { value: '', label: 'All lists' },
    ...(chosen === 'several' ? [{ value: 'several', label: 'Several' }] : []),
    ...state.lists.map((value) => ({ value, label: LIST_LABELS[value] })),
  ];
  return select('filter-list', FILTER_LABELS.lists, choices, chosen ?? '', (value) => {
    const list = state.lists.find((name) => name === value);
    if (value !== 'several') actions.filter((filter) => ({ ...filter, lists: list && [list] }));
  });
}

function domainField({ filter, actions }: View, domains: readonly string[]): TemplateResult {
  const choices = [{ value: '', label: 'All domains' }, ...domains.map((value) => ({ value, label: value }))];
  return select('filter-domain', FILTER_LABELS.domain, choices, filter.domain ?? '', (domain) =>
    actions.filter((filter) => ({ ...filter, domain: domain || undefined })),
  );
}

/** The last days, or the days that the date fields say. */
function span({ filter, actions, now }: View): TemplateResult {
  const days = SPANS.find((days) => filter.until === undefined && lastDays(days, now).from === filter.from);
  const isOther = days === undefined && (filter.from !== undefined || filter.until !== undefined);
  const choices = [
    { value: '', label: 'Any time' },
    ...SPANS.map((days) => ({ value: String(days), label: days === 365 ? 'Last year' : `Last ${days} days` })),
    ...(isOther ? [{ value: 'other', label: 'As set' }] : []),
  ];
  return select('filter-span', 'Created', choices, isOther ? 'other' : String(days ?? ''), (value) => {
    if (value === 'other') return;
    actions.filter((filter) => ({
      ...filter,
      from: undefined,
      until: undefined,
      ...(value === '' ? {} : lastDays(Number(value), now)),
    }));
  });
}

function day({ filter, actions }: View, field: 'from' | 'until'): TemplateResult {
  const ms = filter[field];
  const text = ms === undefined ? '' : field === 'from' ? dayText(ms) : lastDay(ms);
  const changed = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLInputElement)) return;
    const { value } = currentTarget;
    actions.filter((filter) => ({ ...filter, [field]: field === 'from' ? dayStart(value) : dayEnd(value) }));
  };
  return html`<div class="field">
    <label for="filter-${field}">${FILTER_LABELS[field]}</label>
    <input id="filter-${field}" type="date" .value=${live(text)} @change=${changed} />
  </div>`;
}

/** What is set, each with a button that takes it off. */
function set({ filter, actions }: View): TemplateResult | typeof nothing {
  const all = chips(filter);
  if (all.length === 0) return nothing;
  return html`<ul class="chips" aria-label="Set filters">
    ${all.map((one) => html`<li>${chip(one, () => actions.filter((now) => ({ ...now, [one.field]: undefined })))}</li>`)}
    <li><button class="link" @click=${() => actions.filter(() => ({}))}>Clear All</button></li>
  </ul>`;
}

function chip({ label, value }: Chip, remove: () => void): TemplateResult {
  return html`<button class="chip" aria-label="Remove filter: ${label} ${value}" @click=${remove}>
    <span class="muted">${label}</span> <bdi>${value}</bdi>${icon('close')}
  </button>`;
}
