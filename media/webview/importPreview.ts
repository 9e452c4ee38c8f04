/** The import page. */
import type { TemplateResult } from 'lit-html';
import { html, nothing, render } from 'lit-html';
import type { ImportHostSide, ImportPageSide } from '../../src/views/importMessages';
import { announcement } from '../../src/views/importReportWords';
import type { ImportEvent, ImportState } from '../../src/views/importState';
import { kept, reduce } from '../../src/views/importState';
import { visibleLine } from '../../src/views/plainText';
import { interrupted, over, report, running } from './importPreview/outcome';
import { preview } from './importPreview/preview';
import { type Actions, LANDING, type View } from './importPreview/view';
import { connect } from './lib/bridge';

/** How often a waiting is counted down, in milliseconds. */
const SECOND = 1000;

let state: ImportState | undefined;
let folds: Record<string, boolean> = {};
let spoken = '';
let drawing = false;
let stored = '';

const bridge = connect<ImportPageSide, ImportHostSide>({
  requests: {},
  // Before the page has its state there is nothing these could change: the state will hold them.
  events: { happened: (events: readonly ImportEvent[]) => state && show(events.reduce(reduce, state)) },
});

const actions: Actions = {
  change: (change) => void bridge.host.emit('change', change),
  chooseTarget: () => void bridge.host.request('chooseTarget', undefined).catch(() => undefined),
  compare: () => void bridge.host.emit('compare', undefined),
  stopComparing: () => void bridge.host.emit('stopComparing', undefined),
  import: () => void bridge.host.emit('import', undefined),
  cancel: () => void bridge.host.emit('cancel', undefined),
  resume: () => void bridge.host.emit('resume', undefined),
  discard: () => void bridge.host.emit('discard', undefined),
  again: () => void bridge.host.emit('again', undefined),
  openFile: (which) => void bridge.host.request('openFile', which).catch(sayProblem),
  fold: (id, open) => {
    folds = { ...folds, [id]: open };
    draw();
  },
};

function sayProblem(error: unknown): void {
  if (state) show({ ...state, problem: error instanceof Error ? error.message : String(error) });
}

function show(next: ImportState): void {
  spoken = announcement(state, next) ?? spoken;
  if (state !== undefined && state.stage !== next.stage) scrollTo(0, 0);
  state = next;
  draw();
  const keep = { import: kept(next) };
  const text = JSON.stringify(keep);
  if (text === stored) return;
  stored = text;
  bridge.store(keep);
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
    if (had === null || had === document.body || root.contains(had)) return;
    // What had the focus is gone: whoever was there is on what took its place, or at the beginning of the new stage.
    const successor = had.id === '' ? null : document.getElementById(had.id);
    (successor ?? document.getElementById(LANDING))?.focus();
  });
}

function content(): TemplateResult {
  const view = state && { state, actions, folds, now: Date.now() };
  return html`${view ? stage(view) : nothing}
    <div class="visually-hidden" role="status">${visibleLine(spoken)}</div>`;
}

function stage(view: View): TemplateResult | typeof nothing {
  const { state } = view;
  switch (state.stage) {
    case 'preview':
      return preview(view);
    case 'running':
      return running(view);
    case 'report':
      return state.report ? report(view, state.report) : nothing;
    case 'interrupted':
      return interrupted(view, state.interrupted);
    case 'over':
      return over(view);
  }
}

setInterval(() => state?.notice && draw(), SECOND);
void bridge.host.request('ready', undefined).then(show, () => undefined);
