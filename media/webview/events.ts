/** The page of recent events. */
import { html, nothing, render } from 'lit-html';
import type { EventsHostSide, EventsPageSide } from '../../src/views/eventsMessages';
import { chosenEvents, eventsAnnouncement, GROUP_LABELS } from '../../src/views/eventsModel';
import type { EventGroup, EventsState } from '../../src/views/eventsState';
import { visibleLine } from '../../src/views/plainText';
import { page } from './events/page';
import type { Actions } from './events/view';
import { connect } from './lib/bridge';

/** How often ages are brought up to date, and how soon after scrolling the place is kept, in milliseconds. */
const AGES_EVERY = 30_000;
const SETTLED = 200;

let state: EventsState | undefined;
let chosen: readonly EventGroup[] = [];
const open = new Set<string>();
let problem: string | undefined;
let spoken = '';
let drawing = false;
/** Where the page had been scrolled to before it was brought back, until there is enough to scroll. */
let scrollTo = 0;

const bridge = connect<EventsPageSide, EventsHostSide>({
  requests: {},
  events: { changed: (changed) => show(changed) },
});

const actions: Actions = {
  loadMore: () => ask(() => bridge.host.request('loadMore', undefined)),
  readAgain: () => {
    open.clear();
    ask(() => bridge.host.request('readAgain', undefined));
  },
  copyJson: () =>
    ask(() => {
      const keys = chosenEvents(state?.events ?? [], chosen).map(({ key }) => key);
      return bridge.host.request('copyJson', keys);
    }, 'Copied as JSON.'),
  copyCurl: () => ask(() => bridge.host.request('copyCurl', undefined), 'Copied as cURL.'),
  showDetails: (list) => ask(() => bridge.host.request('showDetails', list)),
  checkAddress: () => ask(() => bridge.host.request('checkAddress', undefined)),
  choose: (group) => {
    if (group === undefined) chosen = [];
    else chosen = chosen.includes(group) ? chosen.filter((other) => other !== group) : [...chosen, group];
    draw();
    store();
  },
  fold: (id, isOpen) => {
    if (isOpen) open.add(id);
    else open.delete(id);
    draw();
  },
};

/** Does what a button says; what goes wrong stands on the page. */
function ask(action: () => Promise<unknown>, done?: string): void {
  problem = undefined;
  action()
    .then(() => {
      if (done !== undefined) spoken = done;
    })
    .catch((error: unknown) => {
      problem = error instanceof Error ? error.message : String(error);
    })
    .finally(draw);
}

function show(changed: EventsState): void {
  spoken = eventsAnnouncement(state, changed) ?? spoken;
  state = changed;
  // A kind that is not there any more cannot be taken back.
  if (changed.stage === 'ready')
    chosen = chosen.filter((group) => changed.events.some((event) => event.group === group));
  draw();
  store();
}

function draw(): void {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    const root = document.getElementById('app');
    if (!root) return;
    const had = document.activeElement;
    render(content(), root);
    // "Load more" goes with the last page: whoever was on it is on the button that is always there.
    if (had instanceof HTMLElement && had.id === 'more' && !root.contains(had))
      document.getElementById('again')?.focus();
    if (scrollTo > 0 && state?.stage === 'ready') {
      window.scrollTo(0, scrollTo);
      scrollTo = 0;
    }
  });
}

function content(): unknown {
  return html`${state ? page({ state, chosen, open, problem, actions, now: Date.now() }) : nothing}
    <div class="visually-hidden" role="status">${visibleLine(spoken)}</div>`;
}

/** What a reload brings back: of whom, which kinds, how far down. */
function store(): void {
  if (state === undefined) return;
  const { accountId, domain, address } = state;
  bridge.store({ ref: { accountId, domain, address }, chosen, scroll: scrollTo > 0 ? scrollTo : window.scrollY });
}

function recall(stored: unknown): void {
  if (typeof stored !== 'object' || stored === null) return;
  const { chosen: groups, scroll } = stored as { chosen?: unknown; scroll?: unknown };
  const isGroup = (group: unknown): group is EventGroup =>
    typeof group === 'string' && Object.hasOwn(GROUP_LABELS, group);
  if (Array.isArray(groups)) chosen = groups.filter(isGroup);
  if (typeof scroll === 'number') scrollTo = scroll;
}

let settling: ReturnType<typeof setTimeout> | undefined;
window.addEventListener('scroll', () => {
  clearTimeout(settling);
  settling = setTimeout(store, SETTLED);
});
setInterval(draw, AGES_EVERY);
recall(bridge.stored());
void bridge.host.request('ready', undefined).then(show, () => undefined);
