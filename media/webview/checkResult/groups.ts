/** The addresses: those found first, each with its findings; the others summed up by verdict. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { AddressGroup, Summary, Verdict, VerdictKind } from '../../../src/views/checkModel';
import { countsByList, LIST_LABELS, plural } from '../../../src/views/checkModel';
import { visibleLine } from '../../../src/views/plainText';
import type { IconName } from '../lib/icons';
import { icon } from '../lib/icons';
import { button, finding, problem } from './finding';
import type { View } from './view';
import { addressKey, isOpen } from './view';

/** Up to this many found addresses begin unfolded. */
const UNFOLDED = 5;
/** Up to this many can be unfolded at once. */
const UNFOLDABLE = 300;
/** Beyond this many, those out of sight are not drawn. */
const FEW = 50;

const VERDICT_ICONS: Readonly<Record<VerdictKind, IconName>> = {
  listed: 'error',
  allowed: 'verified',
  deleted: 'trash',
  clear: 'pass',
  partial: 'warning',
  unknown: 'question',
  running: 'loading',
};

/** The verdict with what limits it; how the check as a whole ended stands above all of them already. */
export function verdictLine(view: View, verdict: Verdict): TemplateResult {
  const caution = view.check.outcome === 'done' ? verdict.caution : undefined;
  return html`<span class="verdict ${verdict.kind}">${icon(VERDICT_ICONS[verdict.kind])}${verdict.text}</span> ${
      caution === undefined ? nothing : html`<span class="caution">${caution}</span>`
    }`;
}

/** The only address: its name is the page's heading already. */
export function singleGroup(view: View, group: AddressGroup): TemplateResult {
  const { total = 0 } = view.check;
  return html`<section aria-label="Result">
    <p class="verdict-line">
      ${verdictLine(view, group.verdict)}
      ${
        group.verdict.kind === 'clear'
          ? html`<span class="caution">All ${plural(total, 'question')} answered.</span>`
          : nothing
      }
    </p>
    ${repeat(group.rows, keyOf, (row) => finding(view, row, 2))} ${everywhere(view, group)}
  </section>`;
}

/** What can be done with an address on all domains at once. */
function everywhere(view: View, { address, rows }: AddressGroup): TemplateResult {
  const { actions, activity } = view;
  const key = addressKey(address);
  const busy = activity.busy.has(key);
  const shown = visibleLine(address);
  return html`<div class="everywhere">
    ${problem(view, key)}
    <div class="actions">
      ${button('add', 'Add to All Domains…', shown, busy, () => actions.addEverywhere(address))}
      <span class="spacer"></span>
      ${
        rows.some((row) => !row.deleted)
          ? button('trash', 'Delete from All Domains…', shown, busy, () => actions.deleteEverywhere(address), 'danger')
          : nothing
      }
    </div>
  </div>`;
}

/** Every address on which something was found, foldable. */
export function foundGroups(view: View, groups: readonly AddressGroup[]): TemplateResult | typeof nothing {
  const found = groups.filter((group) => group.rows.length > 0);
  if (found.length === 0) return nothing;
  const open = (group: AddressGroup): boolean => isOpen(view, foldId(group), found.length <= UNFOLDED);
  const all = (value: boolean): void =>
    view.actions.fold(Object.fromEntries(found.map((group) => [foldId(group), value])));
  return html`<section class=${found.length > FEW ? 'many' : ''} aria-labelledby="found">
    <div class="section-head">
      <h2 id="found">${plural(found.length, 'address', 'addresses')} found</h2>
      <span class="spacer"></span>
      ${
        found.length > UNFOLDABLE
          ? nothing
          : found.every(open)
            ? html`<button class="link" @click=${() => all(false)}>Collapse all</button>`
            : html`<button class="link" @click=${() => all(true)}>Expand all</button>`
      }
    </div>
    ${repeat(
      found,
      (group) => group.address,
      (group) => foundGroup(view, group, open(group)),
    )}
  </section>`;
}

function foundGroup(view: View, group: AddressGroup, open: boolean): TemplateResult {
  return html`<details class="group" ?open=${open} @toggle=${onToggle(view, foldId(group), open)}>
    <summary>
      ${icon('chevron-right', 'twistie')}
      <span class="summary-text">
        <bdi class="address" role="heading" aria-level="3">${visibleLine(group.address)}</bdi>
        <span class="summary-verdict">${verdictLine(view, group.verdict)}</span>
        <span class="counts"
          >${countsByList(group.rows).map(({ list, count }) => html`<span class="tag">${LIST_LABELS[list]}${count > 1 ? ` ${count}` : ''}</span>`)}</span
        >
      </span>
    </summary>
    ${open ? html`<div class="group-body">${repeat(group.rows, keyOf, (row) => finding(view, row, 4))} ${everywhere(view, group)}</div>` : nothing}
  </details>`;
}

/** Addresses on which nothing was found: one fold for each kind of verdict. */
export function summary(view: View, { verdict, addresses }: Summary): TemplateResult {
  const id = `summary ${verdict.kind}`;
  const open = isOpen(view, id, addresses.length <= UNFOLDED);
  return html`<details class="group" ?open=${open} @toggle=${onToggle(view, id, open)}>
    <summary>
      ${icon('chevron-right', 'twistie')}
      <span class="summary-text">
        <span class="address" role="heading" aria-level="2">${plural(addresses.length, 'address', 'addresses')}</span>
        <span class="summary-verdict">${verdictLine(view, verdict)}</span>
      </span>
    </summary>
    ${
      open
        ? html`<ul class="addresses">
            ${addresses.map((address) => html`<li><bdi>${visibleLine(address)}</bdi></li>`)}
          </ul>`
        : nothing
    }
  </details>`;
}

function keyOf(row: { readonly key: string }): string {
  return row.key;
}

function foldId(group: AddressGroup): string {
  return `group ${group.address}`;
}

/** `toggle` also fires for what the page itself opened: only a difference counts. */
function onToggle(view: View, id: string, open: boolean): (event: Event) => void {
  return ({ currentTarget }) => {
    const now = currentTarget instanceof HTMLDetailsElement ? currentTarget.open : open;
    if (now !== open) view.actions.fold({ [id]: now });
  };
}
