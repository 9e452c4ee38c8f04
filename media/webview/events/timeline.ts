/** The rows of the timeline: events, and the moments since which the address stands on a list. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { moment } from '../../../src/views/checkWords';
import { listedText, timeText, type TimelineRow } from '../../../src/views/eventsModel';
import type { EventGroup, ShownEntry, ShownEvent } from '../../../src/views/eventsState';
import { beginning, visibleLine, visibleText } from '../../../src/views/plainText';
import { icon, type IconName } from '../lib/icons';
import type { View } from './view';

export const LIST_ICONS: Readonly<Record<ShownEntry['list'], IconName>> = {
  bounces: 'reply',
  complaints: 'thumbsdown',
  unsubscribes: 'bell-slash',
  allowlist: 'verified',
};

const ICONS: Readonly<Record<EventGroup, IconName>> = {
  accepted: 'send',
  delivered: 'pass',
  delayed: 'history',
  bounced: 'reply',
  dropped: 'circle-slash',
  rejected: 'error',
  complained: 'thumbsdown',
  unsubscribed: 'bell-slash',
  opened: 'eye',
  other: 'info',
};

export function timelineRow(view: View, row: TimelineRow): TemplateResult {
  return row.kind === 'event' ? eventRow(view, row.event) : listedRow(view, row.entry, row.at);
}

function listedRow({ now }: View, entry: ShownEntry, at: number): TemplateResult {
  return html`<li class="row listed tone-warning">
    <span class="mark">${icon(LIST_ICONS[entry.list])}</span>
    <div class="what">
      <h3>${listedText(entry)}</h3>
      ${when(at, now)}
    </div>
  </li>`;
}

function eventRow(view: View, event: ShownEvent): TemplateResult {
  return html`<li class="row tone-${event.tone}">
    <span class="mark">${icon(ICONS[event.group])}</span>
    <div class="body">
      <div class="what">
        <h3>${visibleLine(event.title)}</h3>
        ${when(event.at, view.now)}
      </div>
      ${event.subject === undefined ? nothing : html`<p class="subject">“<bdi>${visibleLine(event.subject)}</bdi>”</p>`}
      ${event.meaning === '' ? nothing : html`<p>${visibleLine(event.meaning)}</p>`} ${said(view, event)}
      ${facts(view, event)}
    </div>
  </li>`;
}

function when(at: number, now: number): TemplateResult {
  const { age, date } = moment(at, now);
  return html`<span class="since" title=${date}>${timeText(at)} · ${age}</span>`;
}

/** What a stranger's server wrote: plain text, set apart, cut when long. */
function said(view: View, event: ShownEvent): TemplateResult | typeof nothing {
  const text = visibleText(event.said ?? '').trim();
  if (text === '') return nothing;
  const id = `said ${event.key}`;
  const short = beginning(text, 4, 300);
  const open = view.open.has(id);
  return html`<div class="server">
    <span class="label">What the receiving server said</span>
    <pre>${short === undefined || open ? text : `${short}…`}</pre>
    ${
      short === undefined
        ? nothing
        : html`<button class="link" aria-expanded=${open} @click=${() => view.actions.fold(id, !open)}>
            ${open ? 'Show less' : 'Show all'}
          </button>`
    }
  </div>`;
}

function facts(view: View, event: ShownEvent): TemplateResult | typeof nothing {
  if (event.facts.length === 0) return nothing;
  const id = `facts ${event.key}`;
  const open = view.open.has(id);
  // `toggle` also fires for what the page itself opened: only a difference counts.
  const toggled = ({ currentTarget }: Event): void => {
    const now = currentTarget instanceof HTMLDetailsElement ? currentTarget.open : open;
    if (now !== open) view.actions.fold(id, now);
  };
  return html`<details class="facts" ?open=${open} @toggle=${toggled}>
    <summary>
      ${icon('chevron-right', 'twistie')}<span>Particulars</span
      ><span class="visually-hidden">of ${visibleLine(event.title)}, ${timeText(event.at)}</span>
    </summary>
    ${
      open
        ? html`<dl>
            ${event.facts.map(
              ({ name, value }) =>
                html`<dt>${name}</dt>
                  <dd><bdi>${visibleLine(value)}</bdi></dd>`,
            )}
          </dl>`
        : nothing
    }
  </details>`;
}
