/** The parts of the page. Each is drawn for itself: rows must not wait for the fields of the filter. */
import { html, render } from 'lit-html';

export interface Parts {
  readonly problem: HTMLElement;
  readonly top: HTMLElement;
  readonly insight: HTMLElement;
  readonly counts: HTMLElement;
  readonly grid: HTMLElement;
  readonly empty: HTMLElement;
  readonly actions: HTMLElement;
  readonly status: HTMLElement;
}

const SHELL = html`<main>
  <div id="top"></div>
  <div id="problem"></div>
  <section id="insight"></section>
  <div id="counts"></div>
  <div id="actions"></div>
  <div class="rows">
    <div id="grid" class="entries" role="grid" tabindex="0" aria-multiselectable="true" aria-label="Entries">
      <div class="head" role="rowgroup"></div>
      <div class="body"></div>
    </div>
    <div id="empty"></div>
  </div>
  <div id="status" class="visually-hidden" role="status"></div>
</main>`;

/** Draws the empty page. */
export function makeShell(): Parts {
  const app = part('app');
  render(SHELL, app);
  return {
    problem: part('problem'),
    top: part('top'),
    insight: part('insight'),
    counts: part('counts'),
    grid: part('grid'),
    empty: part('empty'),
    actions: part('actions'),
    status: part('status'),
  };
}

function part(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no ${id}.`);
  return element;
}
