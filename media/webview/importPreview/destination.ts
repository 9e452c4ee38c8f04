/** Where the entries go: account, domain, list. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { isByRow } from '../../../src/views/importModel';
import type { ListName, ReadPlan } from '../../../src/views/importTypes';
import { byListText, LIST_OPTIONS } from '../../../src/views/importWords';
import { visibleLine } from '../../../src/views/plainText';
import { icon } from '../lib/icons';
import { select } from './parts';
import type { View } from './view';

export function destination(view: View, plan: ReadPlan | undefined): TemplateResult {
  const { state, actions } = view;
  const { target } = state;
  return html`<section aria-labelledby="destination">
    <h2 id="destination">Where it goes</h2>
    <div class="fields">
      <div class="target">
        ${
          target === undefined
            ? html`<span class="missing">${icon('warning')}<span>No domain chosen yet.</span></span>`
            : html`<span
                ><bdi class="strong">${visibleLine(target.domain)}</bdi> <span class="muted">of</span>
                <bdi>${visibleLine(target.accountName)}</bdi></span
              >`
        }
        <button class="secondary" id="target" @click=${() => actions.chooseTarget()}>
          ${target === undefined ? 'Choose Domain…' : 'Change…'}
        </button>
      </div>
      ${plan === undefined ? nothing : lists(view, plan)}
    </div>
  </section>`;
}

function lists({ state, actions }: View, plan: ReadPlan): TemplateResult {
  const byRow = isByRow(plan);
  const offered = byRow || state.listColumn !== undefined;
  const counts = byListText(state.analysis?.byList ?? {});
  return html`${select<ListName | 'byRow' | ''>({
    id: 'list',
    label: 'List',
    options: [
      ...(plan.list === undefined && !byRow ? [{ value: '' as const, label: 'Choose…' }] : []),
      ...LIST_OPTIONS,
      ...(offered ? [{ value: 'byRow' as const, label: 'Each row names its list' }] : []),
    ],
    value: byRow ? 'byRow' : (plan.list ?? ''),
    choose: (list) => list !== '' && actions.change({ what: 'list', list }),
  })}
  ${
    byRow
      ? html`${select<ListName | ''>({
          id: 'otherwise',
          label: 'Rows that name none',
          options: [{ value: '', label: 'Not imported' }, ...LIST_OPTIONS],
          value: plan.list ?? '',
          choose: (list) => actions.change({ what: 'otherwise', list: list === '' ? undefined : list }),
        })}
        ${counts === '' ? nothing : html`<p class="by-list">${counts}</p>`}`
      : nothing
  }`;
}
