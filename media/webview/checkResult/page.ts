/** The whole page: what was asked, how far it has come, what was found, what could not be asked. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import type { CheckState } from '../../../src/views/checkState';
import { addressGroups, summaries } from '../../../src/views/checkModel';
import { gapRows, heading, moment, progressText } from '../../../src/views/checkWords';
import { visibleLine } from '../../../src/views/plainText';
import { icon } from '../lib/icons';
import { foundGroups, singleGroup, summary } from './groups';
import type { Actions, View } from './view';

/** Id of the button in the heading, whichever it is. */
export const HEADER_ACTION = 'header-action';

/** Before anything was checked, or when what was stored can no longer be read. */
export function emptyPage(actions: Actions): TemplateResult {
  return html`<main class="empty">
    <h1>Nothing checked yet</h1>
    <p>Check an address to see on which domain and which list it stands, since when and why.</p>
    <button class="primary" @click=${() => actions.checkAgain()}>Check Address…</button>
  </main>`;
}

export function page(view: View): TemplateResult {
  const groups = addressGroups(view.check);
  const [only] = groups;
  return html`<main aria-busy=${view.check.outcome === 'running'}>
    ${header(view)} ${ending(view.check)}
    ${groups.length === 1 && only ? singleGroup(view, only) : foundGroups(view, groups)} ${gaps(view.check)}
    ${groups.length === 1 ? nothing : summaries(groups).map((one) => summary(view, one))}
  </main>`;
}

function header(view: View): TemplateResult {
  const { check, actions } = view;
  const running = check.outcome === 'running';
  return html`<header>
    <div class="header-line">
      <h1><bdi>${visibleLine(heading(check))}</bdi></h1>
      ${
        running
          ? html`<button class="secondary" id=${HEADER_ACTION} @click=${() => actions.cancel()}>Cancel</button>`
          : html`<button class="secondary" id=${HEADER_ACTION} @click=${() => actions.checkAgain()}>
              ${icon('refresh')}<span>Check again</span>
            </button>`
      }
    </div>
    <p class="scope">${scopeLine(view)}</p>
    ${running ? progress(check) : nothing}
  </header>`;
}

function scopeLine({ check, now }: View): TemplateResult {
  const scope = visibleLine(check.scope);
  if (check.outcome === 'running') return html`Checking ${scope || 'every domain'}`;
  const { age, date } = moment(check.finishedAt ?? check.startedAt, now);
  return html`Checked ${scope} <span class="dot">·</span> <span title=${date}>${age}</span>`;
}

function progress(check: CheckState): TemplateResult {
  const { total } = check;
  return html`<div class="progress">
    ${
      total === undefined || total === 0
        ? html`<progress aria-label="Check"></progress>`
        : html`<progress aria-label="Check" max=${total} .value=${Math.min(check.done, total)}></progress>`
    }
    <span class="progress-text">${progressText(check)}</span>
    ${check.notice === undefined ? nothing : html`<span class="progress-notice">${visibleLine(check.notice)}</span>`}
  </div>`;
}

/** How the check ended, when it did not end by itself. */
function ending({ outcome, failure }: CheckState): TemplateResult | typeof nothing {
  switch (outcome) {
    case 'failed':
      return html`<div class="banner error">
        ${icon('error')}
        <p>
          <strong>The check failed.</strong> ${visibleLine(failure?.message ?? '')}
          ${visibleLine(failure?.nextStep ?? '')}
        </p>
      </div>`;
    case 'cancelled':
      return banner(
        'The check was cancelled.',
        'Below is what had answered until then; other lists may still suppress the address.',
      );
    case 'interrupted':
      return banner(
        'The check was interrupted.',
        'The window was closed or reloaded before the end; other lists may still suppress the address. Check again.',
      );
    default:
      return nothing;
  }
}

function banner(what: string, then: string): TemplateResult {
  return html`<div class="banner warning">
    ${icon('warning')}
    <p><strong>${what}</strong> ${then}</p>
  </div>`;
}

/** What could not be asked, set apart from every verdict. */
function gaps(check: CheckState): TemplateResult | typeof nothing {
  const rows = gapRows(check);
  if (rows.length === 0) return nothing;
  return html`<section class="gaps" aria-labelledby="gaps">
    <h2 id="gaps">${icon('warning')}<span>Could not be asked</span></h2>
    <p>
      These may still suppress ${check.addresses.length === 1 ? 'the address' : 'the addresses'}: nothing is known about
      them.
    </p>
    <ul>
      ${rows.map(
        (row) =>
          html`<li>
            <p class="gap-place">
              ${
                row.domain === undefined
                  ? html`<bdi class="domain">${visibleLine(row.account)}</bdi>`
                  : html`<bdi class="domain">${visibleLine(row.domain)}</bdi>`
              }
              ${row.lists === undefined ? nothing : html`<span class="gap-lists">${row.lists}</span>`}
              ${row.domain === undefined ? nothing : html`<bdi class="account">${visibleLine(row.account)}</bdi>`}
            </p>
            ${row.addresses === undefined ? nothing : html`<p class="gap-addresses">For <bdi>${visibleLine(row.addresses)}</bdi></p>`}
            <p>
              ${visibleLine(row.reason)}
              ${row.nextStep === undefined ? nothing : html`<span class="next-step">${visibleLine(row.nextStep)}</span>`}
            </p>
          </li>`,
      )}
    </ul>
  </section>`;
}
