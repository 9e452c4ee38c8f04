/** What is selected of a grid's rows, and what can be done with it. */
import type { TemplateResult } from 'lit-html';
import { html } from 'lit-html';
import { icon, type IconName } from './icons';

/** Something to be done; one that rests is there all the same, so that nothing moves when the selection changes. */
export interface SelectionAction {
  readonly label: string;
  readonly rests: boolean;
  run(): void;
}

export interface SelectionBar {
  /** What is selected, in words. */
  readonly selected: string;
  /** Said in place of it where nothing is. */
  readonly otherwise: string;
  /** What changes the selection. */
  readonly links: readonly SelectionAction[];
  /** What is done with it; `id` becomes a class of the button. */
  readonly actions: readonly (SelectionAction & { readonly id: string; readonly icon: IconName })[];
}

/** Stands above the grid: what VS Code says after a deletion lies over the lower right for seconds. */
export function selectionBar({ selected, otherwise, links, actions }: SelectionBar): TemplateResult {
  return html`<p class="selected" title=${selected}>${selected || html`<span class="muted">${otherwise}</span>`}</p>
    ${links.map(
      (link) => html`<button class="link" aria-disabled=${link.rests} @click=${() => run(link)}>${link.label}</button>`,
    )}
    <div class="actions" role="toolbar" aria-label="With the selection" @keydown=${onToolbarKey}>
      ${actions.map(
        (action, index) =>
          html`<button
            class="quiet ${action.id}"
            tabindex=${index === 0 ? 0 : -1}
            title=${action.label}
            aria-disabled=${action.rests}
            @click=${() => run(action)}
          >
            ${icon(action.icon)}<span>${action.label}</span>
          </button>`,
      )}
    </div>`;
}

function run(action: SelectionAction): void {
  if (!action.rests) action.run();
}

/** One stop for Tab; the arrow keys go from button to button. */
function onToolbarKey(event: KeyboardEvent): void {
  const { currentTarget, target, key } = event;
  if (!(currentTarget instanceof HTMLElement) || !(target instanceof HTMLElement)) return;
  const buttons = [...currentTarget.querySelectorAll('button')];
  const now = buttons.findIndex((button) => button.contains(target));
  const last = buttons.length - 1;
  const to = { ArrowLeft: now === 0 ? last : now - 1, ArrowRight: now === last ? 0 : now + 1, Home: 0, End: last }[key];
  const next = to === undefined ? undefined : buttons[to];
  if (next === undefined) return;
  event.preventDefault();
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next.focus();
}
