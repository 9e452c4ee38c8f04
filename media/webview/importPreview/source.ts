/** The file: what it was recognised as, and how it is read. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import type { FileEncoding, Inspection, ReadPlan } from '../../../src/views/importTypes';
import { visibleLine } from '../../../src/views/plainText';
import { delimiters, ENCODINGS, FORMAT_LABELS, formatText } from '../../../src/views/importWords';
import { banner, checkbox, fold, select } from './parts';
import type { View } from './view';

/** What the file seems to be, and what is odd about it. */
export function source(view: View, plan: ReadPlan, inspection: Inspection): TemplateResult {
  const { provider, warnings } = inspection;
  return html`<section aria-labelledby="source">
    <h2 id="source">File</h2>
    <p>
      ${
        provider === undefined
          ? 'The source was not recognised: check below which column is what.'
          : html`Recognised as <strong>${provider.label}</strong>.`
      }
    </p>
    ${warnings.map((warning) => banner('warning', html`<p>${visibleLine(warning)}</p>`))}
    ${fold(view, 'format', html`File format: ${formatText(plan)}`, false, () => format(view, plan))}
  </section>`;
}

function format({ state, actions }: View, plan: ReadPlan): TemplateResult {
  const change = (hints: Parameters<typeof actions.change>[0] & { what: 'format' }): void => actions.change(hints);
  const guardable = plan.guarded || state.hints.guarded !== undefined;
  return html`<div class="fields">
    <p class="format">${FORMAT_LABELS[plan.format]}</p>
    ${select<FileEncoding>({
      id: 'encoding',
      label: 'Encoding',
      options: ENCODINGS,
      value: plan.encoding,
      choose: (encoding) => change({ what: 'format', hints: { encoding } }),
    })}
    ${
      plan.format === 'csv'
        ? html`${select({
            id: 'delimiter',
            label: 'Delimiter',
            options: delimiters(plan.delimiter),
            value: plan.delimiter,
            choose: (delimiter) => change({ what: 'format', hints: { delimiter } }),
          })}
          ${checkbox('The first row names the columns', plan.header, (header) => change({ what: 'format', hints: { header } }))}`
        : nothing
    }
    ${
      guardable
        ? checkbox('Take off apostrophes that guard against formulas', plan.guarded, (guarded) =>
            change({ what: 'format', hints: { guarded } }),
          )
        : nothing
    }
  </div>`;
}
