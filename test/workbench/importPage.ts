/** The import page as a person sees it: what it says, what can be pressed. */
import type { Frame } from 'playwright-core';
import { until, type Workbench } from '../host/workbench';
import { THEMES } from '../host/workbench/settings';

export class ImportPage {
  private constructor(
    private readonly workbench: Workbench,
    readonly frame: Frame,
  ) {}

  /** The page about a file, once it shows. */
  static async find(workbench: Workbench, file: string): Promise<ImportPage> {
    return new ImportPage(workbench, await workbench.webviews.find(file));
  }

  /** Everything it says. */
  async text(): Promise<string> {
    return this.frame.locator('body').innerText();
  }

  /** Waits until it says this; the result is what it then says in all. */
  async waitFor(wanted: RegExp): Promise<string> {
    return until(`an import page that says ${String(wanted)}`, async () => {
      const text = await this.text();
      return wanted.test(text) && text;
    });
  }

  /** Presses a button, once it can be pressed. */
  async press(label: string | RegExp): Promise<void> {
    await this.button(label).click();
  }

  /** Whether a button can be pressed. */
  async canPress(label: string | RegExp): Promise<boolean> {
    const button = this.button(label);
    return (await button.isVisible()) && (await button.isEnabled());
  }

  /** Chooses how the entries are sent. */
  async chooseMethod(label: string): Promise<void> {
    await this.frame.getByRole('radio', { name: label }).check();
  }

  /** How the entries are to be sent. */
  async method(): Promise<string> {
    return (await this.frame.locator('label.method:has(:checked) .strong').innerText()).trim();
  }

  /** Chooses the list that the entries go to. */
  async chooseList(label: string): Promise<void> {
    await this.frame.getByLabel('List', { exact: true }).selectOption({ label });
  }

  /** The list that the entries go to. */
  async list(): Promise<string> {
    return (await this.frame.locator('#list option:checked').innerText()).trim();
  }

  /** The number that stands with a label in the report. */
  async fact(label: string): Promise<string> {
    return (await this.frame.locator('dt', { hasText: label }).locator('xpath=following-sibling::dd[1]').innerText())
      .replaceAll('\u00a0', ' ')
      .trim();
  }

  /** Shows what is at the end of it. */
  async scrollDown(): Promise<void> {
    await this.frame.locator('main > :last-child').scrollIntoViewIfNeeded();
  }

  /** Pictures of the window in every kind of theme; it is dark again afterwards. */
  async pictures(name: string): Promise<void> {
    await this.workbench.pictures(name, ['dark', 'light', 'highContrast'], (theme) =>
      this.frame.locator(`body.${THEMES[theme].body}`).waitFor(),
    );
  }

  private button(label: string | RegExp) {
    return this.frame.getByRole('button', { name: label }).first();
  }
}
