/** Notifications in the corner of the window. */
import type { Locator, Page } from 'playwright-core';
import { plain, until } from './until';

export class Notifications {
  private readonly items: Locator;

  constructor(private readonly page: Page) {
    this.items = page.locator(
      '.notifications-toasts .notification-list-item, .notifications-center.visible .notification-list-item',
    );
  }

  /** The texts of those that show, newest first. */
  async texts(): Promise<string[]> {
    const texts = await this.items.locator('.notification-list-item-message').allInnerTexts();
    return texts.map(plain);
  }

  /** Waits for one whose text contains this or matches; the result is its text. */
  async waitFor(wanted: string | RegExp): Promise<string> {
    return until(`a notification with ${String(wanted)}`, async () => {
      const texts = await this.texts();
      if (texts.length === 0) await this.lookBack();
      return texts.find((text) => contains(text, wanted));
    });
  }

  /** VS Code hides a notification that nobody has looked at for a while; behind the bell it is still there. */
  private async lookBack(): Promise<void> {
    const bell = this.page.locator('.part.statusbar .codicon-bell-dot').first();
    if (!(await bell.isVisible())) return;
    await bell.click({ timeout: 2000 }).catch(() => undefined);
    // What the bell says of itself would lie over the buttons.
    await this.page.mouse.move(0, 0);
  }

  /** The labels of the buttons of the one with this text. */
  async buttons(wanted: string | RegExp): Promise<string[]> {
    const item = await this.item(wanted);
    return (await item.locator('.notification-list-item-buttons-container .monaco-button').allInnerTexts()).map(plain);
  }

  /** Presses a button; `wanted` says of which notification, the newest one with such a button otherwise. */
  async press(label: string, wanted?: string | RegExp): Promise<void> {
    const item = wanted === undefined ? this.items : await this.item(wanted);
    await item
      .locator('.notification-list-item-buttons-container .monaco-button')
      .getByText(label, { exact: true })
      .first()
      .click();
  }

  /** Takes every notification away. */
  async clear(): Promise<void> {
    await until('no notification', async () => {
      const item = this.items.first();
      if (!(await item.isVisible())) return true;
      await item.hover({ timeout: 2000 });
      await item.locator('.action-label[aria-label^="Clear Notification"]').first().click({ timeout: 2000 });
      return false;
    });
  }

  private async item(wanted: string | RegExp): Promise<Locator> {
    await this.waitFor(wanted);
    return this.items
      .filter({ has: this.page.locator('.notification-list-item-message').filter({ hasText: wanted }) })
      .first();
  }
}

function contains(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}
