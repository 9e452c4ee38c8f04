/** Rows and cells of the grid. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import type { CellState, MatrixCell, MatrixRow, MatrixVerdict } from '../../../src/views/matrixMessages';
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
  readonly headRows: number;
  readonly rowHeight: number;
  readonly focus: { readonly index: number; readonly column: number };
}

/** One row; without data a placeholder. */
export function row(drawn: Drawn, index: number, data: MatrixRow | undefined): TemplateResult {
  const { columns, rowHeight, headRows, focus } = drawn;
  const focused = (column: number): string => (focus.index === index && focus.column === column ? ' focused' : '');
  return html`<div
    class="row${index % 2 === 1 ? ' odd' : ''}${data === undefined ? ' pending' : ''}"
    role="row"
    data-index=${index}
    aria-rowindex=${index + headRows + 1}
    aria-selected=${data?.selected === true}
    .style=${`transform: translateY(${index * rowHeight}px)`}
  >
    ${columns.map((column, at) => {
      const id = `cell-${index}-${at}`;
      if (column.id === 'address')
        return html`<div
          class="cell address${focused(at)}"
          role="rowheader"
          id=${id}
          data-column=${at}
          aria-colindex=${at + 1}
          aria-selected=${data?.selected === true}
          title=${data?.address ?? ''}
        >
          <bdi>${data?.address ?? ''}</bdi>
        </div>`;
      if (column.id === 'verdict')
        return html`<div
          class="cell verdict ${data?.verdict ?? ''}${focused(at)}"
          role="gridcell"
          id=${id}
          data-column=${at}
          aria-colindex=${at + 1}
          aria-selected=${data?.selected === true}
          title=${data?.verdictText ?? ''}
        >
          ${data === undefined ? nothing : html`${icon(VERDICT_ICONS[data.verdict])}<span>${data.verdictText}</span>`}
        </div>`;
      return cell(id, at, focused(at), data?.cells[at - 2], column.list?.list === 'allowlist');
    })}
  </div>`;
}

function cell(
  id: string,
  at: number,
  focused: string,
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
