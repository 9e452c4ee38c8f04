/** One finding: where, since when, why, what the server said, and what can be done. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import type { Row } from '../../../src/views/checkModel';
import { LIST_LABELS } from '../../../src/views/checkModel';
import { moment } from '../../../src/views/checkWords';
import { beginning, visibleLine, visibleText } from '../../../src/views/plainText';
import type { IconName } from '../lib/icons';
import { icon } from '../lib/icons';
import type { View } from './view';
import { isOpen } from './view';

const LIST_ICONS = {
  bounces: 'reply',
  complaints: 'thumbsdown',
  unsubscribes: 'bell-slash',
  allowlist: 'verified',
} as const;

/** @param level of the heading, below that of what surrounds the finding */
export function finding(view: View, row: Row, level: number): TemplateResult {
  const { entry, domain, list, explanation } = row.finding;
  return html`<article class="card ${list} ${row.deleted ? 'deleted' : ''}">
    <div class="card-head">
      <div class="place" role="heading" aria-level=${level}>
        <span class="list-name">${icon(LIST_ICONS[list])}<span>${LIST_LABELS[list]}</span></span>
        <bdi class="domain">${visibleLine(domain)}</bdi>
        <bdi class="account">${visibleLine(row.account)}</bdi>
        ${row.deleted ? html`<span class="tag gone">Deleted</span>` : nothing}
      </div>
      ${since(entry.createdAt, view.now)}
    </div>
    <div class="why">
      <p class="title">${visibleLine(explanation.title)}</p>
      <p>${visibleLine(explanation.meaning)}</p>
      <p>${visibleLine(explanation.advice)}</p>
    </div>
    ${particulars(view, row)} ${problem(view, row.key)}
    ${row.deleted ? html`<p class="note">${icon('info')}<span>Undo Last Change brings it back.</span></p>` : nothing}
    ${buttons(view, row)}
  </article>`;
}

function since(createdAt: number | undefined, now: number): TemplateResult {
  if (createdAt === undefined) return html`<p class="since">Date unknown</p>`;
  const { age, date } = moment(createdAt, now);
  return html`<p class="since"><span>${age}</span> <span class="date">${date}</span></p>`;
}

/** What only entries of one list have. */
function particulars(view: View, row: Row): TemplateResult | typeof nothing {
  const { entry } = row.finding;
  switch (entry.list) {
    case 'bounces':
      return entry.error.trim() === '' ? nothing : serverText(view, row.key, entry.error);
    case 'unsubscribes':
      return html`<p class="tags">
        <span class="label">Tags</span
        >${entry.tags.map((tag) => html`<bdi class="tag">${tag === '*' ? '* (all messages)' : visibleLine(tag)}</bdi>`)}
      </p>`;
    case 'allowlist':
      return entry.kind === 'domain' ? wholeDomain(entry.address) : nothing;
    case 'complaints':
      return nothing;
  }
}

function wholeDomain(domain: string): TemplateResult {
  return html`<p class="note">
    ${icon('info')}<span
      >Listed as a whole domain: <bdi class="mono">${visibleLine(domain)}</bdi>. Deleting it affects every address
      there.</span
    >
  </p>`;
}

/** What a stranger's server wrote: plain text, set apart, cut when long. */
function serverText(view: View, key: string, error: string): TemplateResult {
  const text = visibleText(error).trim();
  const id = `text ${key}`;
  const short = beginning(text, 6, 480);
  const open = isOpen(view, id, false);
  return html`<div class="server">
    <span class="label">What the receiving server said</span>
    <pre>${short === undefined || open ? text : `${short}…`}</pre>
    ${
      short === undefined
        ? nothing
        : html`<button class="link" aria-expanded=${open} @click=${() => view.actions.fold({ [id]: !open })}>
            ${open ? 'Show less' : 'Show all'}
          </button>`
    }
  </div>`;
}

/** What went wrong with the last thing that was tried there. */
export function problem(view: View, key: string): TemplateResult | typeof nothing {
  const text = view.activity.problems.get(key);
  if (text === undefined) return nothing;
  return html`<p class="problem" role="alert">${icon('error')}<span>${visibleLine(text)}</span></p>`;
}

function buttons(view: View, row: Row): TemplateResult {
  const { key, deleted, finding: found } = row;
  const { actions, activity } = view;
  const busy = activity.busy.has(key);
  const of = `${visibleLine(found.entry.address)}, ${LIST_LABELS[found.list]} of ${visibleLine(found.domain)}`;
  return html`<div class="actions">
    ${button('list-tree', 'Open in Tree', of, deleted, () => actions.openInTree(key))}
    ${button('copy', activity.copied === key ? 'Copied' : 'Copy Address', of, false, () => actions.copy(key))}
    ${button('json', 'Show Details', of, deleted, () => actions.showDetails(key))}
    ${button('history', 'Recent Events', of, false, () => actions.showEvents(key))}
    ${button('terminal', 'Copy as cURL', of, false, () => actions.copyCurl(key))}
    <span class="spacer"></span>
    ${button('trash', deleted ? 'Deleted' : busy ? 'Deleting…' : 'Delete…', of, deleted || busy, () => actions.delete(key), 'danger')}
  </div>`;
}

/** `of` tells a screen reader which of many like buttons this is. A button that rests keeps its focus, so it is not `disabled`. */
export function button(
  name: IconName,
  label: string,
  of: string,
  rests: boolean,
  act: () => void,
  className = '',
): TemplateResult {
  return html`<button
    class="quiet ${className}"
    aria-disabled=${rests}
    aria-label="${label}: ${of}"
    @click=${() => (rests ? undefined : act())}
  >
    ${icon(name)}<span>${label}</span>
  </button>`;
}
