/** The headings of the grid: lists, and below those that are unfolded their domains. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { MatrixSort, MatrixState } from '../../../src/views/matrixMessages';
import { icon } from '../lib/icons';
import type { Actions, Column } from './view';

export interface Head {
  readonly state: MatrixState;
  readonly columns: readonly Column[];
  /** Which of them are in sight, by their index. */
  readonly shown: readonly number[];
  /** Where a column stands, or several that follow each other. */
  readonly place: (first: number, last?: number) => string;
  readonly actions: Actions;
  /** Which heading Tab leads to. */
  readonly stop: string;
}

/** The headings of all lists, and those of their domains that are in sight or the stop of the Tab key. */
export function head({ state, columns, shown, place, actions, stop }: Head): TemplateResult {
  const { sort } = state.view;
  const isTwo = columns.some(({ place }) => place !== undefined);
  const groups = columns.flatMap((column, at) =>
    column.place !== undefined && columns[at - 1]?.list?.list === column.list?.list ? [] : [{ column, at }],
  );
  const stopAt = columns.findIndex(({ place: one, id }) => one !== undefined && stop === `sort ${id}`);
  const drawn = stopAt < 0 || shown.includes(stopAt) ? shown : [...shown, stopAt].sort((a, b) => a - b);
  const button = (id: MatrixSort['column'], label: string, detail: string, counted: TemplateResult | typeof nothing) =>
    html`<button
      class="heading"
      data-stop=${`sort ${id}`}
      tabindex=${stop === `sort ${id}` ? 0 : -1}
      title=${detail}
      @click=${() => actions.sort(id)}
    >
      <bdi>${label}</bdi>${counted}${
        sort?.column === id ? icon(sort.descending ? 'arrow-down' : 'arrow-up', 'sorted') : nothing
      }
    </button>`;
  return html`<div class="row group-row" role="row" aria-rowindex="1">
      ${groups.map(({ column, at }) => groupHead({ column, at, isTwo, place, sort, stop, actions, button }))}
    </div>
    ${
      isTwo
        ? html`<div class="row place-row" role="row" aria-rowindex="2">
            ${repeat(
              drawn,
              (at) => at,
              (at) => {
                const of = columns[at]?.place;
                return of === undefined
                  ? nothing
                  : html`<div
                      class="cell"
                      role="columnheader"
                      aria-colindex=${at + 1}
                      aria-sort=${sorting(sort, of.id)}
                      .style=${place(at)}
                    >
                      ${button(of.id, of.domain, `${of.domain} (${of.account}). ${of.how}`, counts(of))}
                    </div>`;
              },
            )}
          </div>`
        : nothing
    }`;
}

interface GroupHead extends Pick<Head, 'place' | 'actions' | 'stop'> {
  readonly column: Column;
  readonly at: number;
  readonly isTwo: boolean;
  readonly sort: MatrixSort | undefined;
  readonly button: (
    id: MatrixSort['column'],
    label: string,
    detail: string,
    counted: TemplateResult | typeof nothing,
  ) => TemplateResult;
}

function groupHead({ column, at, isTwo, place, sort, stop, actions, button }: GroupHead): TemplateResult {
  const { list } = column;
  if (list === undefined) {
    const id = column.id === 'address' ? 'address' : 'verdict';
    const label = id === 'address' ? 'Address' : 'Verdict';
    return html`<div
      class="cell ${id}${isTwo ? ' tall' : ''}"
      role="columnheader"
      aria-colindex=${at + 1}
      aria-sort=${sorting(sort, id)}
      .style=${id === 'address' ? '' : place(at)}
    >
      ${button(id, label, `Sort by ${label.toLowerCase()}`, nothing)}
    </div>`;
  }
  const isOpen = column.place !== undefined;
  const span = isOpen ? list.places.length : 1;
  const how = list.places
    .map((one) => `${one.domain}: ${one.how}`)
    .slice(0, 12)
    .join('\n');
  return html`<div
    class="cell list${isOpen ? ' open' : isTwo ? ' tall' : ''}"
    role="columnheader"
    aria-colindex=${at + 1}
    aria-colspan=${span}
    aria-sort=${sorting(sort, list.list)}
    .style=${place(at, at + span - 1)}
  >
    <div class="label">
      ${
        list.places.length > 1
          ? html`<button
              class="fold"
              data-stop=${`fold ${list.list}`}
              tabindex=${stop === `fold ${list.list}` ? 0 : -1}
              aria-expanded=${isOpen}
              aria-label="Domains of ${list.label}"
              title=${isOpen ? 'Fold the domains together' : `Show each of the ${list.places.length} domains`}
              @click=${() => actions.fold(list.list)}
            >
              ${icon('chevron-right', 'twistie')}
            </button>`
          : nothing
      }${button(list.list, list.label, `Sort by ${list.label}\n${how}`, counts(list))}
    </div>
  </div>`;
}

function counts({ listed, failed, open }: { listed: number; failed: number; open: number }): TemplateResult {
  return html`<span class="count">${listed.toLocaleString('en')}<span class="visually-hidden"> listed</span></span
    >${
      failed > 0
        ? html`<span class="count trouble"
            >${icon('warning')}${failed.toLocaleString('en')}<span class="visually-hidden"> failed</span></span
          >`
        : nothing
    }${open > 0 ? html`<span class="count open">${icon('loading')}<span class="visually-hidden">${open} open</span></span>` : nothing}`;
}

function sorting(sort: MatrixSort | undefined, column: MatrixSort['column']): 'ascending' | 'descending' | 'none' {
  if (sort?.column !== column) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}
