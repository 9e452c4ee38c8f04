/** A dialog in the middle of the window that has to be answered. */
import type { Locator, Page } from 'playwright-core';
import { plain, TIMEOUT_MS } from './until';

export class Modal {
  private readonly box: Locator;

  constructor(page: Page) {
    this.box = page.locator('.monaco-dialog-box');
  }

  /** Waits until a dialog shows. */
  async waitFor(): Promise<void> {
    await this.box.waitFor({ timeout: TIMEOUT_MS });
  }

  async isOpen(): Promise<boolean> {
    return this.box.isVisible();
  }

  /** The question and, on the lines after it, its details. Waits for the dialog. */
  async text(): Promise<string> {
    await this.waitFor();
    const parts = await this.box.locator('.dialog-message-text, .dialog-message-detail').allInnerTexts();
    return parts.map(plain).filter(Boolean).join('\n');
  }

  /** The labels of the buttons from left to right. */
  async buttons(): Promise<string[]> {
    await this.waitFor();
    return (await this.box.locator('.dialog-buttons .monaco-button').allInnerTexts()).map(plain).filter(Boolean);
  }

  /** Presses a button and waits until the dialog is gone. */
  async press(label: string): Promise<void> {
    await this.waitFor();
    await this.box.locator('.dialog-buttons .monaco-button').getByText(label, { exact: true }).click();
    await this.box.waitFor({ state: 'hidden', timeout: TIMEOUT_MS });
  }
}
