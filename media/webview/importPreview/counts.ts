/** What reading the file gave: counts, the first rows as they will be stored, what cannot be imported, what is on the list already. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { LIST_LABELS } from '../../../src/views/checkModel';
import { moreText } from '../../../src/views/importReportWords';
import type { Analysis, Entry } from '../../../src/views/importTypes';
import { counted, noticeText, number, share, storedDate } from '../../../src/views/importWords';
import { banner, cell, type Column, figures, fold, LINE, progressBar, table } from './parts';
import type { View } from './view';

export function counts(view: View, analysis: Analysis): TemplateResult {
  return html`<section aria-labelledby="counts" aria-busy=${!analysis.complete}>
    <h2 id="counts">What is in the file${analysis.complete ? nothing : ' so far'}</h2>
    ${readingBar(view)}
    ${figures([
      { label: 'Rows', value: number(analysis.rows) },
      { label: 'Valid', value: number(analysis.valid) },
      { label: 'Duplicates', value: number(analysis.duplicates) },
      { label: 'Invalid', value: number(analysis.invalid), tone: analysis.invalid > 0 ? 'warning' : undefined },
      ...(analysis.warnings > 0 ? [{ label: 'With a warning', value: number(analysis.warnings) }] : []),
    ])}
    ${problems(view, analysis)} ${warnings(view, analysis)} ${comparison(view, analysis)}
  </section>`;
}

/** How far the reading has come. */
export function readingBar({ state }: View): TemplateResult | typeof nothing {
  if (state.reading !== 'file') return nothing;
  const done = share(state.analysis?.bytesRead, state.inspection?.bytes);
  return progressBar('Reading the file', done, done === undefined ? 'Reading' : `${Math.floor(done * 100)} %`);
}

function problems(view: View, { problems, invalid }: Analysis): TemplateResult | typeof nothing {
  if (invalid === 0) return nothing;
  const more = moreText(invalid, problems.length);
  const summary = `${counted(invalid, 'row')} cannot be imported`;
  return fold(
    view,
    'problems',
    summary,
    invalid <= 5,
    () =>
      html`${table({
        label: summary,
        head: [LINE, ['Text', 'text'], ['Reason', 'text']],
        rows: problems.map(({ line, text, problem }) => [number(line), cell(text), cell(problem)]),
      })}${more === undefined ? nothing : html`<p class="muted">${more}</p>`}`,
  );
}

function warnings(view: View, { warnings, firstWarnings }: Analysis): TemplateResult | typeof nothing {
  if (firstWarnings.length === 0) return nothing;
  const more = moreText(warnings, firstWarnings.length);
  const summary = `${counted(warnings, 'row')} imported with a warning`;
  return fold(
    view,
    'warnings',
    summary,
    false,
    () =>
      html`${table({
        label: summary,
        head: [LINE, ['Text', 'text'], ['Warning', 'text']],
        rows: firstWarnings.map(({ line, text, problem }) => [number(line), cell(text), cell(problem)]),
      })}${more === undefined ? nothing : html`<p class="muted">${more}</p>`}`,
  );
}

/** What is on the list already; asked for, since it reads whole lists. */
function comparison({ state, actions, now }: View, analysis: Analysis): TemplateResult | typeof nothing {
  const { reading, target, notice } = state;
  if (reading === 'lists') {
    return html`<div class="compare">
      ${progressBar('Comparing with the list', undefined, 'Comparing')}
      <div class="line">
        <p>Comparing with what is on the list… ${notice === undefined ? nothing : noticeText(notice, now)}</p>
        <button class="secondary" id="compare" @click=${() => actions.stopComparing()}>Stop Comparing</button>
      </div>
    </div>`;
  }
  const { compared } = analysis;
  if (compared !== undefined) {
    return html`<div class="compare" id="compare" tabindex="-1" role="group" aria-label="Compared with the list">
      ${figures([
        { label: 'New', value: number(compared.fresh) },
        { label: 'Already there and the same', value: number(compared.same) },
        { label: 'Already there and different', value: number(compared.differs) },
      ])}
    </div>`;
  }
  if (!analysis.complete || target === undefined || analysis.valid === 0) return nothing;
  return html`<div class="compare line">
    <button class="secondary" id="compare" @click=${() => actions.compare()}>Compare with the List</button>
    <span class="muted">Reads the list to tell what is new and what would change. Nothing is sent.</span>
  </div>`;
}

/** The first rows as they will be stored. */
export function firstRows({ preview }: Analysis): TemplateResult | typeof nothing {
  if (preview.length === 0) return nothing;
  const columns = COLUMNS.filter(({ of }) => preview.some(({ entry }) => of(entry) !== undefined));
  const lists = new Set(preview.map(({ entry }) => entry.list));
  return html`<section aria-labelledby="rows">
    <h2 id="rows">First entries, as they will be stored</h2>
    ${table({
      label: 'First entries, as they will be stored',
      head: [
        LINE,
        ...(lists.size > 1 ? [['List'] as const] : []),
        ['Address', 'address'],
        ...columns.map(({ head }) => head),
      ],
      rows: preview.map(({ line, entry }) => [
        number(line),
        ...(lists.size > 1 ? [LIST_LABELS[entry.list]] : []),
        html`${cell(entry.address)}
        ${entry.list === 'allowlist' && entry.kind === 'domain' ? html`<span class="tag">whole domain</span>` : nothing}`,
        ...columns.map(({ of }) => of(entry) ?? nothing),
      ]),
    })}
  </section>`;
}

/** Columns that only some lists have; undefined where a list has none. */
const COLUMNS: readonly { readonly head: Column; readonly of: (entry: Entry) => unknown }[] = [
  { head: ['Code'], of: (entry) => (entry.list === 'bounces' ? cell(entry.code) : undefined) },
  { head: ['Error', 'text'], of: (entry) => (entry.list === 'bounces' ? cell(entry.error) : undefined) },
  { head: ['Tags'], of: (entry) => (entry.list === 'unsubscribes' ? tags(entry.tags) : undefined) },
  { head: ['Reason', 'text'], of: (entry) => (entry.list === 'allowlist' ? cell(entry.reason) : undefined) },
  { head: ['Date'], of: (entry) => (entry.list === 'allowlist' ? undefined : date(entry.createdAt)) },
];

function tags(all: readonly string[]): TemplateResult {
  return html`${all.map((tag) => html`<span class="tag">${tag === '*' ? '* (all messages)' : cell(tag)}</span> `)}`;
}

function date(createdAt: number | undefined): TemplateResult {
  return html`<span class="date ${createdAt === undefined ? 'muted' : ''}">${storedDate(createdAt)}</span>`;
}

/** Why the file could not be read, or what went wrong on the way. */
export function problem({ state, actions }: View): TemplateResult | typeof nothing {
  if (state.problem === undefined) return nothing;
  return banner(
    'error',
    html`<p>${cell(state.problem)}</p>
      ${
        state.analysis?.complete === true
          ? nothing
          : html`<p class="buttons">
              <button class="secondary" @click=${() => actions.again()}>Try Again</button>
              <button class="secondary" @click=${() => actions.openFile('file')}>Open File</button>
            </p>`
      }`,
  );
}
