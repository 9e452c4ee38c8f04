/** The quick input: pick lists, input boxes and the command palette. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import type { PageElement } from './pageElement';
import { exactly, matches, plain, TIMEOUT_MS, until } from './until';

/** So long nothing may move before it is clicked, in milliseconds. */
const STILL_MS = 50;

/** A line of a pick list. */
export interface PickInfo {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly checked: boolean;
}

/** What to wait for; strings are equal, patterns match. */
export interface QuickInputState {
  readonly title?: string | RegExp;
  readonly placeholder?: string | RegExp;
  readonly value?: string | RegExp;
}

export class QuickInput {
  private readonly widget: Locator;
  private readonly input: Locator;

  constructor(page: Page) {
    this.widget = page.locator('.quick-input-widget');
    this.input = this.widget.locator('.quick-input-filter input').first();
  }

  /** Waits until the quick input shows what is asked for. */
  async waitFor(state: QuickInputState = {}): Promise<void> {
    await this.widget.waitFor({ timeout: TIMEOUT_MS });
    const parts = [
      [state.title, () => this.title()],
      [state.placeholder, () => this.placeholder()],
      [state.value, () => this.value()],
    ] as const;
    for (const [wanted, read] of parts) {
      if (wanted !== undefined)
        await until(`a quick input with ${String(wanted)}`, async () => matches(await read(), wanted));
    }
  }

  /** Waits until it is gone. */
  async waitForClose(): Promise<void> {
    await this.widget.waitFor({ state: 'hidden', timeout: TIMEOUT_MS });
  }

  async isOpen(): Promise<boolean> {
    return this.widget.isVisible();
  }

  /** The title with its step, such as `Add Account (1/3)`. */
  async title(): Promise<string> {
    return plain(await this.widget.locator('.quick-input-title').innerText());
  }

  async placeholder(): Promise<string> {
    return plain(await this.input.getAttribute('placeholder'));
  }

  async value(): Promise<string> {
    return this.input.inputValue();
  }

  /** Whether what is typed is masked. */
  async isPassword(): Promise<boolean> {
    return (await this.input.getAttribute('type')) === 'password';
  }

  /** Replaces what is in the box. */
  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  /** Presses Enter in the box. */
  async accept(): Promise<void> {
    await this.input.press('Enter');
  }

  /** Presses the first button that says yes beside the box: `OK` in dialogs for files. */
  async pressOk(): Promise<void> {
    await this.widget.locator('.quick-input-action .monaco-button').first().click({ timeout: 2000 });
  }

  /** Presses Escape in the box. */
  async cancel(): Promise<void> {
    await this.input.press('Escape');
  }

  /** The text below the box: the prompt, or what is wrong with the value. */
  async message(): Promise<string> {
    return plain(await this.widget.locator('.quick-input-message').innerText());
  }

  /** Waits for a text below the box. */
  async waitForMessage(wanted: string | RegExp): Promise<string> {
    return until(`the message ${String(wanted)}`, async () => {
      const message = await this.message();
      return matches(message, wanted) && message;
    });
  }

  /** The lines in sight, all read at one moment. */
  async items(): Promise<PickInfo[]> {
    const raw = await this.rows().evaluateAll((rows) =>
      (rows as unknown as PageElement[]).map((row) => {
        const read = (selector: string): string =>
          [...row.querySelectorAll(selector)].map(({ textContent }) => textContent ?? '').join(' ');
        return {
          label: read('.quick-input-list-row:first-child .label-name'),
          description: read('.quick-input-list-row:first-child .label-description'),
          detail: read('.quick-input-list-label-meta'),
          checked: row.querySelector('.monaco-checkbox[aria-checked="true"]') !== null,
        };
      }),
    );
    return raw.map(({ label, description, detail, checked }) => ({
      ...{ label: plain(label), description: plain(description), detail: plain(detail), checked },
    }));
  }

  /** Whether a line with this label shows, now or in a moment. */
  async offers(label: string): Promise<boolean> {
    return this.row(label)
      .waitFor({ timeout: 2000 })
      .then(
        () => true,
        () => false,
      );
  }

  /** Clicks the line with this label, and waits until something else is asked or nothing. Of a long list only what is in sight can be clicked: type to narrow it. */
  async pick(label: string): Promise<void> {
    const row = this.row(label);
    let before: string | undefined;
    await until(`a click on ${label}`, async () => {
      // On a slow machine a click may be done though the wait for it was given up.
      if (before !== undefined && (await row.count()) === 0 && (await this.look()) !== before) return true;
      before = await this.steadyLook(row);
      if (before === undefined) return false;
      await row.click({ timeout: 5000 });
      return true;
    });
    await until(`what follows ${label}`, async () => (await this.look()) !== before);
  }

  /** Ticks or unticks a line of a list that takes several. */
  async toggle(label: string): Promise<void> {
    await this.row(label).locator('.monaco-checkbox').click();
  }

  /** Presses a button in the title or beside the box, by its tooltip: `Back`. */
  async pressButton(title: string): Promise<void> {
    const bars = this.widget.locator('.quick-input-titlebar, .quick-input-inline-action-bar, .quick-input-header');
    await bars.locator(`.action-label[aria-label^="${title}"], .monaco-button:has-text("${title}")`).first().click();
  }

  /** Presses a button on a line of the list, by its tooltip. */
  async pressItemButton(label: string, title: string): Promise<void> {
    const row = this.row(label);
    await row.hover();
    await row.locator(`.quick-input-list-entry-action-bar .action-label[aria-label^="${title}"]`).click();
  }

  /** What shows once a line is among it and it has stood still for a moment: VS Code draws other lines into the elements of those before. */
  private async steadyLook(row: Locator): Promise<string | undefined> {
    await row.waitFor({ timeout: 5000 });
    const look = await this.look();
    await delay(STILL_MS);
    return look !== '' && (await this.look()) === look ? look : undefined;
  }

  /** What tells one prompt from another; empty when there is none. Read at one moment. */
  private async look(): Promise<string> {
    const looks = await this.widget.evaluateAll((widgets) =>
      (widgets as unknown as PageElement[])
        .filter((widget) => widget.getBoundingClientRect().bottom > 0)
        .map((widget) =>
          [
            widget.querySelector('.quick-input-title')?.innerText,
            widget.querySelector('.quick-input-filter input')?.getAttribute('placeholder'),
            ...[...widget.querySelectorAll('.quick-input-list .monaco-list-row')].map((row) => row.innerText),
          ].join('\n'),
        ),
    );
    return looks.join('\n');
  }

  private rows(): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** The line with this label, whichever element it is drawn into. */
  private row(label: string): Locator {
    const names = this.widget.page().locator('.quick-input-list-row:first-child .label-name');
    return this.rows()
      .filter({ has: names.filter({ hasText: exactly(label) }) })
      .first();
  }
}
