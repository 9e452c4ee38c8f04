/** One row of the grid, and the row of headings. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import type { TableColumn, TableRow, TableSort, TableState } from '../../../src/views/tableMessages';
import { cellText, columnLabel } from '../../../src/views/tableWords';
import type { ColumnLayout } from '../../../src/views/tableLayout';
import { icon } from '../lib/icons';

/** The cells of a row; those that there is no room for stand together on a second line. */
export function cells(row: TableRow | undefined, { shown, folded }: ColumnLayout): TemplateResult {
  return html`${shown.map(
    ({ column }) =>
      html`<div class="cell" role="gridcell" data-column=${column}>
        ${row === undefined ? nothing : content(column, row)}
      </div>`,
  )}${
    folded.length === 0
      ? nothing
      : html`<div class="cell rest" role="gridcell">
          ${row === undefined ? nothing : folded.map((column) => restOf(column, row))}
        </div>`
  }`;
}

function content(column: TableColumn, row: TableRow): TemplateResult {
  if (column === 'text') return html`${row.title}${row.text ? html` <bdi class="muted">${row.text}</bdi>` : nothing}`;
  return html`<bdi>${cellText(column, row)}</bdi>`;
}

function restOf(column: TableColumn, row: TableRow): TemplateResult | typeof nothing {
  const text = cellText(column, row);
  return text === '' ? nothing : html`<bdi data-column=${column}>${text}</bdi>`;
}

export interface Head {
  readonly state: Pick<TableState, 'lists' | 'view'>;
  readonly layout: ColumnLayout;
  /** The heading that Tab leads to. */
  readonly stop: TableColumn;
  readonly sort: TableSort | undefined;
  readonly choose: (column: TableColumn) => void;
}

/** The headings: buttons that sort. */
export function head({ layout, ...head }: Head): TemplateResult {
  const { shown, folded } = layout;
  return html`<div class="row" role="row" aria-rowindex="1">
    ${shown.map(
      ({ column }) =>
        html`<div class="cell" role="columnheader" aria-sort=${sorting(head.sort, [column])}>
          ${heading(head, column)}<span class="edge" data-column=${column} aria-hidden="true"></span>
        </div>`,
    )}
    ${
      folded.length === 0
        ? nothing
        : html`<div class="cell rest" role="columnheader" aria-sort=${sorting(head.sort, folded)}>
            ${folded.map((column) => heading(head, column))}
          </div>`
    }
  </div>`;
}

function sorting(sort: TableSort | undefined, columns: readonly TableColumn[]): 'ascending' | 'descending' | 'none' {
  if (sort === undefined || !columns.includes(sort.column)) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

function heading({ state, sort, stop, choose }: Omit<Head, 'layout'>, column: TableColumn): TemplateResult {
  const isSorted = sort?.column === column;
  return html`<button
    class="heading"
    data-column=${column}
    tabindex=${column === stop ? 0 : -1}
    aria-keyshortcuts="Shift+ArrowLeft Shift+ArrowRight"
    title="${columnLabel(column, state)}: sort, or pull at the edge (Shift+arrow keys) to make it wider or narrower"
    @click=${() => choose(column)}
  >
    <span>${columnLabel(column, state)}</span>${isSorted ? icon(sort.descending ? 'arrow-down' : 'arrow-up') : nothing}
  </button>`;
}
