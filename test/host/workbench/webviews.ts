/** What extensions show in webviews: each is a frame in a frame of the page. */
import type { Frame, Page } from 'playwright-core';
import { until } from './until';

export class Webviews {
  constructor(private readonly page: Page) {}

  /**
   * The frame with a webview's own document, ready to be used with playwright's locators. `wanted` is its document's title, or a
   * piece of its text; without it the first webview in sight.
   */
  async find(wanted?: string | RegExp): Promise<Frame> {
    return until(`a webview${wanted === undefined ? '' : ` with ${String(wanted)}`}`, async () => {
      for (const frame of this.page.frames()) if (await isContent(frame, wanted)) return frame;
      return undefined;
    });
  }

  /** How many webviews there are. */
  async count(): Promise<number> {
    const found = await Promise.all(this.page.frames().map((frame) => isContent(frame, undefined)));
    return found.filter(Boolean).length;
  }
}

async function isContent(frame: Frame, wanted: string | RegExp | undefined): Promise<boolean> {
  if (!frame.parentFrame()?.parentFrame()) return false;
  try {
    const element = await frame.frameElement();
    if ((await element.getAttribute('id')) !== 'active-frame' || !(await element.isVisible())) return false;
    if (wanted === undefined) return true;
    const text = `${await frame.title()}\n${await frame.locator('body').innerText({ timeout: 1000 })}`;
    return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
  } catch {
    // The frame went away while it was looked at.
    return false;
  }
}
