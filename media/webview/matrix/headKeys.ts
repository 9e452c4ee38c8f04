/** Moving along the headings: one of their buttons is the stop of the Tab key, arrows lead to the others. */

export class HeadKeys {
  /** The button that Tab leads to, by its `data-stop`. */
  stop = 'sort address';

  /** @param onMove told when Tab leads elsewhere */
  constructor(
    private readonly headings: HTMLElement,
    grid: HTMLElement,
    private readonly onMove: () => void,
  ) {
    headings.addEventListener('keydown', (event) => this.onKey(event, grid));
    headings.addEventListener('focusin', ({ target }) => {
      const stop = target instanceof HTMLElement ? target.dataset['stop'] : undefined;
      if (stop !== undefined) this.stop = stop;
    });
  }

  /** Goes to the headings. */
  focus(): void {
    this.headings.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  private onKey(event: KeyboardEvent, grid: HTMLElement): void {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      grid.focus();
    }
    const buttons = [...this.headings.querySelectorAll<HTMLElement>('[data-stop]')];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = step === undefined ? undefined : buttons[at + step];
    if (next === undefined) return;
    event.preventDefault();
    next.tabIndex = 0;
    next.focus();
    this.onMove();
  }
}
