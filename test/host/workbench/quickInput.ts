/** The quick input: pick lists, input boxes and the command palette. */
import type { Locator, Page } from 'playwright-core';
import { matches, plain, TIMEOUT_MS, until } from './until';

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

  /** The lines in sight. */
  async items(): Promise<PickInfo[]> {
    const rows = await this.rows().all();
    return Promise.all(rows.map(readPick));
  }

  /** Whether a line with this label shows, now or in a moment. */
  async offers(label: string): Promise<boolean> {
    return this.row(label, 2000).then(
      () => true,
      () => false,
    );
  }

  /** Clicks the line with this label, and waits until something else is asked or nothing. Of a long list only what is in sight can be clicked: type to narrow it. */
  async pick(label: string): Promise<void> {
    // The list may still be that of the prompt before: a row that goes before it is clicked is looked for again.
    const before = await until(`a click on ${label}`, async () => {
      const row = await this.row(label);
      const look = await this.look();
      await row.click({ timeout: 2000 });
      return look || 'nothing';
    });
    await until(`what follows ${label}`, async () => (await this.look()) !== before);
  }

  /** Ticks or unticks a line of a list that takes several. */
  async toggle(label: string): Promise<void> {
    await (await this.row(label)).locator('.monaco-checkbox').click();
  }

  /** Presses a button in the title or beside the box, by its tooltip: `Back`. */
  async pressButton(title: string): Promise<void> {
    const bars = this.widget.locator('.quick-input-titlebar, .quick-input-inline-action-bar, .quick-input-header');
    await bars.locator(`.action-label[aria-label^="${title}"], .monaco-button:has-text("${title}")`).first().click();
  }

  /** Presses a button on a line of the list, by its tooltip. */
  async pressItemButton(label: string, title: string): Promise<void> {
    const row = await this.row(label);
    await row.hover();
    await row.locator(`.quick-input-list-entry-action-bar .action-label[aria-label^="${title}"]`).click();
  }

  /** What tells one prompt from another; empty when there is none. */
  private async look(): Promise<string> {
    if (!(await this.isOpen())) return '';
    const input = await this.input.getAttribute('placeholder', { timeout: 500 }).catch(() => '');
    const titles = await this.widget.locator('.quick-input-title').allInnerTexts();
    return [...titles, input, ...(await this.rows().allInnerTexts())].join('\n');
  }

  private rows(): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row');
  }

  private async row(label: string, timeoutMs = TIMEOUT_MS): Promise<Locator> {
    return until(
      `a choice ${label}`,
      async () => {
        const rows = await this.rows().all();
        for (const row of rows) if ((await readPick(row)).label === label) return row;
        return undefined;
      },
      timeoutMs,
    );
  }
}

async function readPick(row: Locator): Promise<PickInfo> {
  const read = async (selector: string): Promise<string> =>
    plain((await row.locator(selector).allTextContents()).join(' '));
  const [label, description, detail] = await Promise.all([
    read('.quick-input-list-row:first-child .label-name'),
    read('.quick-input-list-row:first-child .label-description'),
    read('.quick-input-list-label-meta'),
  ]);
  const checked = (await row.locator('.monaco-checkbox[aria-checked="true"]').count()) > 0;
  return { label, description, detail, checked };
}
