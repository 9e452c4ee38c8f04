/** Rows and cells of the grid. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { CellState, ColumnId, MatrixCell, MatrixRow, MatrixVerdict } from '../../../src/views/matrixMessages';
import type { IconName } from '../lib/icons';
import { icon } from '../lib/icons';
import type { Column } from './view';

const STATE_ICONS: Readonly<Record<CellState, IconName>> = {
  waiting: 'loading',
  clear: 'pass',
  listed: 'error',
  deleted: 'trash',
  failed: 'warning',
  notAsked: 'question',
};

const VERDICT_ICONS: Readonly<Record<MatrixVerdict, IconName>> = {
  listed: 'error',
  allowed: 'verified',
  deleted: 'trash',
  clear: 'pass',
  partial: 'warning',
  unknown: 'question',
  running: 'loading',
};

export interface Drawn {
  readonly columns: readonly Column[];
  /** Which of them are drawn, by their index. */
  readonly shown: readonly number[];
  /** Where a column stands, or several that follow each other. */
  readonly place: (first: number, last?: number) => string;
  readonly headRows: number;
  readonly rowHeight: number;
  readonly focus: { readonly index: number; readonly column: number };
  readonly cell: (index: number, column: ColumnId) => MatrixCell | undefined;
}

/** One row; without data a placeholder. */
export function row(drawn: Drawn, index: number, data: MatrixRow | undefined): TemplateResult {
  const { rowHeight, headRows, shown } = drawn;
  return html`<div
    class="row${index % 2 === 1 ? ' odd' : ''}${data === undefined ? ' pending' : ''}"
    role="row"
    data-index=${index}
    aria-rowindex=${index + headRows + 1}
    aria-selected=${data?.selected === true}
    .style=${`transform: translateY(${index * rowHeight}px)`}
  >
    ${repeat(
      shown,
      (at) => at,
      (at) => cellAt(drawn, index, at, data),
    )}
  </div>`;
}

function cellAt(drawn: Drawn, index: number, at: number, data: MatrixRow | undefined): TemplateResult {
  const { columns, focus, place } = drawn;
  const column = columns[at];
  const focused = focus.index === index && focus.column === at ? ' focused' : '';
  const id = `cell-${index}-${at}`;
  if (column?.id === 'address')
    return html`<div
      class="cell address${focused}"
      role="rowheader"
      id=${id}
      data-column=${at}
      aria-colindex=${at + 1}
      aria-selected=${data?.selected === true}
      title=${data?.address ?? ''}
    >
      <bdi>${data?.address ?? ''}</bdi>
    </div>`;
  if (column === undefined || column.id === 'verdict')
    return html`<div
      class="cell verdict ${data?.verdict ?? ''}${focused}"
      role="gridcell"
      id=${id}
      data-column=${at}
      aria-colindex=${at + 1}
      aria-selected=${data?.selected === true}
      title=${data?.verdictText ?? ''}
      .style=${place(at)}
    >
      ${data === undefined ? nothing : html`${icon(VERDICT_ICONS[data.verdict])}<span>${data.verdictText}</span>`}
    </div>`;
  const isAllowlist = column.list?.list === 'allowlist';
  return listCell(id, at, focused, place(at), drawn.cell(index, column.id), isAllowlist);
}

function listCell(
  id: string,
  at: number,
  focused: string,
  style: string,
  data: MatrixCell | undefined,
  isAllowlist: boolean,
): TemplateResult {
  const state = data?.state ?? 'waiting';
  const name = state === 'listed' && isAllowlist ? 'verified' : STATE_ICONS[state];
  return html`<div
    class="cell value ${state}${isAllowlist ? ' allow' : ''}${focused}"
    role="gridcell"
    id=${id}
    data-column=${at}
    aria-colindex=${at + 1}
    aria-selected=${data?.selected === true}
    title=${data?.detail ?? ''}
    .style=${style}
  >
    ${
      data === undefined
        ? nothing
        : html`${icon(name)}<span class="text"
              >${state === 'listed' ? html`<span class="visually-hidden">Listed: </span>` : nothing}<bdi
                >${data.text}</bdi
              ></span
            >${data.domains === undefined ? nothing : html`<span class="more">${data.domains}<span class="visually-hidden"> domains</span></span>`}${
              data.date === undefined ? nothing : html`<span class="more date">${data.date}</span>`
            }${data.caution ? html`<span class="caution" title="Something else of this could not be asked">${icon('warning')}<span class="visually-hidden">Not everything could be asked</span></span>` : nothing}`
    }
  </div>`;
}
