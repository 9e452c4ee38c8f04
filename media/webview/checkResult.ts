/** The *Check result* page. */
import { html, nothing, render } from 'lit-html';
import type { CheckHostSide, CheckPageSide } from '../../src/views/checkMessages';
import type { CheckEvent, CheckState } from '../../src/views/checkState';
import { reduce } from '../../src/views/checkState';
import { announcement } from '../../src/views/checkWords';
import { emptyPage, HEADER_ACTION, page } from './checkResult/page';
import { addressKey, type Actions } from './checkResult/view';
import { connect } from './lib/bridge';

/** How often a running check is stored, and how often ages are brought up to date, in milliseconds. */
const STORE_EVERY = 1000;
const AGES_EVERY = 30_000;
/** How long a button says that it copied. */
const COPIED_FOR = 2000;

let check: CheckState | undefined;
let loaded = false;
let folds: Record<string, boolean> = {};
let copied: string | undefined;
let spoken = '';
let drawing = false;
let storing: ReturnType<typeof setTimeout> | undefined;
const busy = new Set<string>();
const problems = new Map<string, string>();

const bridge = connect<CheckPageSide, CheckHostSide>({
  requests: {},
  events: {
    replaced: (state) => show(state, true),
    // Before the page has its state there is nothing these could change: the state will hold them.
    happened: (events: readonly CheckEvent[]) => check && loaded && show(events.reduce(reduce, check)),
  },
});

const actions: Actions = {
  openInTree: (key) => void attempt(key, () => bridge.host.request('openInTree', key)),
  showDetails: (key) => void attempt(key, () => bridge.host.request('showDetails', key)),
  showEvents: (key) => void attempt(key, () => bridge.host.request('showEvents', key)),
  copyCurl: (key) => void attempt(key, () => bridge.host.request('copyCurl', key)),
  copy: (key) => void attempt(key, () => bridge.host.request('copy', key)).then((done) => done && sayCopied(key)),
  delete: (key) => work(key, () => bridge.host.request('delete', key)),
  deleteEverywhere: (address) => work(addressKey(address), () => bridge.host.request('deleteEverywhere', address)),
  addEverywhere: (address) => work(addressKey(address), () => bridge.host.request('addEverywhere', address)),
  checkAgain: () => void bridge.host.request('checkAgain', undefined).catch(() => undefined),
  cancel: () => void bridge.host.emit('cancel', undefined),
  fold: (changes) => {
    folds = { ...folds, ...changes };
    draw();
    store();
  },
};

/** Runs what takes a while: until it is done the buttons of the same key rest. */
function work(key: string, action: () => Promise<unknown>): void {
  busy.add(key);
  void attempt(key, action).finally(() => {
    busy.delete(key);
    draw();
  });
}

/** Runs what a button asks for; what goes wrong is shown at the finding. Resolves to whether it went well. */
async function attempt(key: string, action: () => Promise<unknown>): Promise<boolean> {
  problems.delete(key);
  draw();
  try {
    await action();
    return true;
  } catch (error) {
    problems.set(key, error instanceof Error ? error.message : String(error));
    draw();
    return false;
  }
}

function sayCopied(key: string): void {
  copied = key;
  spoken = 'Address copied.';
  draw();
  setTimeout(() => {
    if (copied === key) copied = undefined;
    draw();
  }, COPIED_FOR);
}

function show(state: CheckState, anew = false): void {
  if (anew) {
    folds = {};
    busy.clear();
    problems.clear();
  }
  spoken = announcement(check, state) ?? spoken;
  check = state;
  loaded = true;
  draw();
  store();
}

function draw(): void {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    const root = document.getElementById('app');
    const wasOnAction = document.activeElement?.id === HEADER_ACTION;
    if (root) render(content(), root);
    // Cancel and Check again take each other's place: whoever was on the one is on the other.
    if (wasOnAction) document.getElementById(HEADER_ACTION)?.focus();
  });
}

function content(): unknown {
  const view = check && { check, actions, unfolded: { folds }, activity: { busy, problems, copied }, now: Date.now() };
  return html`${view ? page(view) : loaded ? emptyPage(actions) : nothing}
    <div class="visually-hidden" role="status">${spoken}</div>`;
}

/** Keeps the result for a reload; a running check not at every answer. */
function store(): void {
  if (check?.outcome !== 'running') {
    clearTimeout(storing);
    storing = undefined;
    bridge.store({ check, folds });
    return;
  }
  storing ??= setTimeout(() => {
    storing = undefined;
    bridge.store({ check, folds });
  }, STORE_EVERY);
}

function storedFolds(stored: unknown): Record<string, boolean> {
  const kept: unknown = typeof stored === 'object' && stored !== null && 'folds' in stored ? stored.folds : undefined;
  return Object.fromEntries(
    Object.entries(kept ?? {}).filter((pair): pair is [string, boolean] => typeof pair[1] === 'boolean'),
  );
}

async function load(): Promise<void> {
  folds = storedFolds(bridge.stored());
  draw();
  try {
    const state = await bridge.host.request('ready', undefined);
    if (state) return show(state);
  } finally {
    loaded = true;
    draw();
  }
}

setInterval(draw, AGES_EVERY);
void load();
