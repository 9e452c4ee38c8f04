/** Which column of the file fills which field. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { fieldOf, lacksAddress, offeredFields } from '../../../src/views/importModel';
import type { Field, Inspection, ReadPlan } from '../../../src/views/importTypes';
import { counted, FIELD_LABELS } from '../../../src/views/importWords';
import { visibleLine } from '../../../src/views/plainText';
import { banner, cell, select, table } from './parts';
import type { View } from './view';

/** Columns that are listed; of a wider file the others are shown only when they are used. */
const SHOWN = 40;
/** First values of a column that are shown. */
const VALUES = 3;

export function mapping(view: View, plan: ReadPlan, { sample }: Inspection): TemplateResult {
  const columns = plan.columns.map((_, column) => column);
  const shown = columns.filter((column) => column < SHOWN || fieldOf(plan, column) !== undefined);
  const hidden = columns.length - shown.length;
  return html`<section aria-labelledby="mapping">
    <h2 id="mapping">Columns</h2>
    ${lacksAddress(plan) ? banner('warning', html`<p>No column is known to hold the address. Choose one.</p>`) : nothing}
    ${table({
      label: 'Columns of the file',
      className: 'mapping',
      head: [['Column', 'name'], ['Field'], ['First values']],
      rows: shown.map((column) => [
        html`<bdi class="strong">${columnName(plan, column)}</bdi>`,
        fieldSelect(view, plan, column),
        values(sample, column),
      ]),
    })}
    ${hidden > 0 ? html`<p class="muted">${counted(hidden, 'more column')} ${hidden === 1 ? 'is' : 'are'} ignored.</p>` : nothing}
  </section>`;
}

function columnName({ columns }: ReadPlan, column: number): string {
  const name = columns[column]?.trim() ?? '';
  return name === '' ? `(column ${column + 1})` : visibleLine(name);
}

function values(sample: Inspection['sample'], column: number): TemplateResult {
  const distinct = [...new Set(sample.map((row) => row[column]?.trim() ?? ''))].filter((value) => value !== '');
  return html`<ul class="values">
    ${distinct.slice(0, VALUES).map((value) => html`<li>${cell(value)}</li>`)}
  </ul>`;
}

function fieldSelect({ actions }: View, plan: ReadPlan, column: number): TemplateResult {
  return select<Field | ''>({
    id: `field-${column}`,
    label: `Field of column ${columnName(plan, column)}`,
    quiet: true,
    options: [
      { value: '', label: '– ignored –' },
      ...offeredFields(plan, column).map((field) => ({ value: field, label: FIELD_LABELS[field] })),
    ],
    value: fieldOf(plan, column) ?? '',
    choose: (field) => actions.change({ what: 'column', column, field: field === '' ? undefined : field }),
  });
}
