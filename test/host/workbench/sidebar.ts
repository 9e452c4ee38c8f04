/** The extension's place in the activity bar and the sidebar, around its tree. */
import type { Locator, Page } from 'playwright-core';
import { plain, until } from './until';

const CONTAINER = 'Mailgun Suppressions';

/** The sidebar while it shows the extension's view. */
export class Sidebar {
  constructor(private readonly page: Page) {}

  /** The icon in the activity bar. */
  icon(): Locator {
    return this.page.locator(`.part.activitybar .action-item:has(> a[aria-label^="${CONTAINER}"])`);
  }

  /** Whether the extension's view shows. */
  async isOpen(): Promise<boolean> {
    // Views of other containers, such as the timeline below the files, are made of the same.
    const title = this.page.locator('.part.sidebar .composite.title .title-label').filter({ hasText: CONTAINER });
    const view = this.page.locator('.part.sidebar').locator('.customview-tree:visible, .welcome-view-content:visible');
    return (await title.isVisible()) && (await view.first().isVisible());
  }

  /** Shows the extension's view; does nothing when it shows. */
  async open(): Promise<void> {
    // After a reload VS Code may open the sidebar by itself, in which case a click closes it.
    await until('the view shows', async () => {
      if (await this.isOpen()) return true;
      if ((await this.icon().getAttribute('aria-selected')) !== 'true') await this.icon().click();
      return false;
    });
  }

  /** Drags the sidebar's edge until it is so many pixels wide. */
  async setWidth(pixels: number): Promise<void> {
    const sidebar = this.page.locator('.part.sidebar');
    const box = await until('the sidebar', async () => (await sidebar.boundingBox()) ?? undefined);
    const y = box.y + box.height / 2;
    await this.page.mouse.move(box.x + box.width, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + pixels, y, { steps: 5 });
    await this.page.mouse.up();
    await this.page.mouse.move(0, 0);
    await until('the sidebar that wide', async () => {
      return Math.abs(((await sidebar.boundingBox())?.width ?? 0) - pixels) < 10;
    });
  }

  /** What the empty view says, once it says something. */
  async welcomeText(): Promise<string> {
    const content = this.page.locator('.part.sidebar .welcome-view-content');
    await content.waitFor();
    return plain(await content.innerText());
  }

  /** Presses a button or link of the empty view. */
  async pressWelcome(label: string): Promise<void> {
    const content = this.page.locator('.part.sidebar .welcome-view-content');
    await content.locator('.monaco-button, a').filter({ hasText: label }).first().click();
  }

  /** Presses a button in the view's title, or in the menu behind its dots. */
  async titleAction(title: string): Promise<void> {
    const bar = this.page.locator('.part.sidebar .composite.title .title-actions');
    await bar.waitFor();
    const button = bar.locator(`.action-label[aria-label^="${title}"]`).first();
    if (await button.isVisible()) await button.click();
    else {
      await bar.locator('.action-label[aria-label*="More Actions"]').first().click();
      await this.page.locator('.monaco-menu .action-menu-item').filter({ hasText: title }).first().click();
    }
  }
}
