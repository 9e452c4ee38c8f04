/** The menu that a right click or a button with dots opens. */
import type { Locator, Page } from 'playwright-core';
import { exactly, plain, until } from './until';

export class ContextMenu {
  private readonly menu: Locator;

  constructor(private readonly page: Page) {
    this.menu = page.locator('.context-view .monaco-menu, .monaco-menu-container .monaco-menu').first();
  }

  /** The labels from the top down; `-` where a line separates groups. */
  async items(): Promise<string[]> {
    await this.menu.waitFor();
    const items = await this.menu.locator('.action-item').all();
    return Promise.all(
      items.map(async (item) => {
        const label = item.locator('.action-label').first();
        const isLine = ((await label.getAttribute('class')) ?? '').includes('separator');
        return isLine ? '-' : plain(await label.innerText());
      }),
    );
  }

  /** Chooses an item by its label and waits until the menu is gone. */
  async choose(label: string): Promise<void> {
    await this.menu.waitFor();
    const name = this.page.locator('.action-label').filter({ hasText: exactly(label) });
    const item = this.menu.locator('.action-menu-item').filter({ has: name }).first();
    await until(`a menu item ${label}`, () => item.isVisible());
    // VS Code takes no click in the first tenth of a second of a menu.
    await until(`the menu to close after ${label}`, async () => {
      if (await this.menu.isVisible()) await item.click({ timeout: 2000 }).catch(() => undefined);
      return this.menu.waitFor({ state: 'hidden', timeout: 250 }).then(
        () => true,
        () => undefined,
      );
    });
  }

  /** Closes the menu without a choice. */
  async close(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.menu.waitFor({ state: 'hidden' });
  }
}
