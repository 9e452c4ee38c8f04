/** Pieces that several parts of the page are made of: selects, tables, facts, folds, progress. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { beginning, visibleLine } from '../../../src/views/plainText';
import { icon } from '../lib/icons';
import type { View } from './view';

/** Characters of a cell that are shown. */
const CELL = 160;

export interface Option<V extends string> {
  readonly value: V;
  readonly label: string;
}

export interface Select<V extends string> {
  /** Unique on the page. */
  readonly id: string;
  readonly label: string;
  readonly options: readonly Option<V>[];
  readonly value: V;
  readonly choose: (value: V) => void;
  /** Whether the label is for screen readers alone, because a table's header says it already. */
  readonly quiet?: boolean | undefined;
}

export function select<V extends string>({ id, label, options, value, choose, quiet }: Select<V>): TemplateResult {
  const choice = (event: Event): void => {
    const target = event.currentTarget;
    const chosen = options[target instanceof HTMLSelectElement ? target.selectedIndex : -1];
    if (chosen) choose(chosen.value);
  };
  return html`<span class="field"
    ><label class=${quiet === true ? 'visually-hidden' : 'label'} for=${id}>${label}</label
    ><select id=${id} @change=${choice}>
      ${options.map((option) => html`<option .selected=${live(option.value === value)}>${option.label}</option>`)}
    </select></span
  >`;
}

export function checkbox(label: string, checked: boolean, choose: (checked: boolean) => void): TemplateResult {
  const change = ({ currentTarget }: Event): void =>
    choose(currentTarget instanceof HTMLInputElement && currentTarget.checked);
  return html`<label class="check"
    ><input type="checkbox" .checked=${live(checked)} @change=${change} /><span>${label}</span></label
  >`;
}

/** A column's heading, and the class of its cells. */
export type Column = readonly [heading: string, className?: 'line-number' | 'name' | 'address' | 'text'];

/** Where a row stands in the file. */
export const LINE: Column = ['Line', 'line-number'];

export interface Table {
  /** Says what the table is; a heading on the page may say it too. */
  readonly label: string;
  readonly head: readonly Column[];
  readonly rows: readonly (readonly unknown[])[];
  readonly className?: string | undefined;
}

/** A table that scrolls for itself where it is wider than the page, by keys too. A group and no region: it is no landmark beside its section. */
export function table({ label, head, rows, className = '' }: Table): TemplateResult {
  return html`<div class="scroll" role="group" aria-label=${label} tabindex="0">
    <table class=${className}>
      <thead>
        <tr>
          ${head.map(([heading]) => html`<th scope="col">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((content, index) => html`<td class=${head[index]?.[1] ?? ''}>${content}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A cell of somebody's file: one line of text in which nothing hides, cut when long. */
export function cell(text: string): TemplateResult | typeof nothing {
  if (text === '') return nothing;
  const short = beginning(text, Number.MAX_SAFE_INTEGER, CELL);
  return html`<bdi>${visibleLine(short ?? text)}${short === undefined ? nothing : '…'}</bdi>`;
}

export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note?: string | undefined;
  readonly tone?: 'warning' | undefined;
}

/** Numbers with what they count. */
export function figures(all: readonly Figure[]): TemplateResult {
  return html`<dl class="figures">
    ${all.map(
      ({ label, value, note, tone }) =>
        html`<div class=${tone ?? ''}>
          <dt>${label}</dt>
          <dd>
            <span class="value">${tone === 'warning' ? icon('warning') : nothing}${value}</span>
            ${note === undefined ? nothing : html`<span class="note-text">${note}</span>`}
          </dd>
        </div>`,
    )}
  </dl>`;
}

/** Something that can be folded away; what is closed is not drawn. */
export function fold(
  view: View,
  id: string,
  summary: unknown,
  initially: boolean,
  body: () => unknown,
): TemplateResult {
  const open = Object.hasOwn(view.folds, id) ? view.folds[id] === true : initially;
  // `toggle` also fires for what the page itself opened: only a difference counts.
  const toggled = ({ currentTarget }: Event): void => {
    const now = currentTarget instanceof HTMLDetailsElement ? currentTarget.open : open;
    if (now !== open) view.actions.fold(id, now);
  };
  return html`<details class="fold" ?open=${open} @toggle=${toggled}>
    <summary>${icon('chevron-right', 'twistie')}<span>${summary}</span></summary>
    ${open ? html`<div class="fold-body">${body()}</div>` : nothing}
  </details>`;
}

/** @param share from 0 to 1; undefined while nobody knows */
export function progressBar(label: string, share: number | undefined, text: string): TemplateResult {
  return share === undefined
    ? html`<progress aria-label=${label} aria-valuetext=${text}></progress>`
    : html`<progress aria-label=${label} aria-valuetext=${text} max="1" .value=${share}></progress>`;
}

export function banner(tone: 'warning' | 'error' | 'info', content: unknown): TemplateResult {
  return html`<div class="banner ${tone}">
    ${icon(tone)}
    <div>${content}</div>
  </div>`;
}
