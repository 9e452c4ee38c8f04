/** Text editors and their tabs. */
import type { Locator, Page } from 'playwright-core';
import type { QuickInput } from './quickInput';
import { plain, until } from './until';

/** A file's name is drawn in two parts. */
const TITLE = '.tab-label .monaco-icon-label-container';
const SELECT_ALL = process.platform === 'darwin' ? 'Meta+A' : 'Control+A';

export class Editor {
  private readonly group: Locator;

  constructor(
    private readonly page: Page,
    private readonly quickInput: QuickInput,
  ) {
    this.group = page.locator('.editor-group-container.active');
  }

  /** Opens a file of the workspace by its name. */
  async open(file: string): Promise<void> {
    await this.page.keyboard.press(process.platform === 'darwin' ? 'Meta+P' : 'Control+P');
    await this.quickInput.waitFor();
    await this.quickInput.type(file);
    // By key: on a slow machine a click is done when the wait for it is given up, and is not to be repeated.
    await until(`${file} at the top`, async () => (await this.quickInput.items())[0]?.label === file);
    await this.quickInput.accept();
    await this.waitForTab(file);
    await this.group.locator('.monaco-editor .view-lines').first().waitFor();
  }

  /** The titles of the open tabs. */
  async tabs(): Promise<string[]> {
    return (await this.page.locator('.tabs-container .tab').locator(TITLE).allTextContents()).map(plain);
  }

  /** Waits for an active tab with this title. */
  async waitForTab(title: string): Promise<void> {
    await until(`a tab ${title}`, async () => {
      const active = await this.page.locator('.tabs-container .tab.active').locator(TITLE).allTextContents();
      return active.some((text) => plain(text) === title);
    });
  }

  /** Closes the tab with this title by its button. */
  async close(title: string): Promise<void> {
    const tab = this.page.locator('.tabs-container .tab').filter({ has: this.page.getByText(title, { exact: true }) });
    await tab.hover();
    await tab.locator('.tab-actions .action-label').first().click();
    await until(`no tab ${title}`, async () => !(await this.tabs()).includes(title));
  }

  /** The text in sight in the active editor. */
  async text(): Promise<string> {
    const lines = this.group.locator('.monaco-editor .view-lines').first();
    return until('text in the editor', async () => (await lines.innerText()).replaceAll('\u00a0', ' ') || undefined);
  }

  /** Selects everything in the active editor. */
  async selectAll(): Promise<void> {
    await this.lines().click();
    await this.page.keyboard.press(SELECT_ALL);
    await this.group.locator('.monaco-editor .selected-text').first().waitFor();
  }

  /** Opens the context menu of the active editor; a selection stays when the click is on it. */
  async rightClick(): Promise<void> {
    await this.lines().click({ button: 'right', position: { x: 8, y: 8 } });
    await this.page.locator('.monaco-menu').first().waitFor();
  }

  private lines(): Locator {
    return this.group.locator('.monaco-editor .view-lines').first();
  }
}
