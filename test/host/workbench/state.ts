/** What a window shows, in words, for the log of a test that failed where nobody can look at its picture. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import { plain } from './until';

/** What is looked at, by what it is called. */
const PARTS = {
  tabs: '.tabs-container .tab',
  'active tabs': '.tabs-container .tab.active',
  'tree rows': '.part.sidebar .monaco-list-row',
  'status bar': '.part.statusbar .statusbar-item-label',
  notifications: '.notification-list-item-message, .notifications-center .notification-list-item-message',
  questions: '.monaco-dialog-box, .quick-input-widget:not([style*="display: none"])',
  menus: '.monaco-menu .action-label',
} as const;
/** Longest text of a part, in characters. */
const LONGEST = 400;
/** How long a frame is given to answer. */
const PATIENCE_MS = 2000;
const FOCUS = `(({ title, activeElement }) =>
  title + ' at ' + (activeElement?.outerHTML ?? 'nothing').slice(0, 150) + (document.hasFocus() ? ' with' : ' without') + ' the focus'
)(document)`;

/** The texts of each part, what has the focus, and the frames. It never throws: what cannot be had is said instead. */
export async function stateInWords(page: Page): Promise<string> {
  const lines = await Promise.all([
    ...Object.entries(PARTS).map(async ([name, selector]) => `${name}: ${await texts(page, selector)}`),
    ...page.frames().map(async (frame) => `frame ${place(frame)}: ${await focusOf(frame)}`),
  ]);
  return lines.join('\n');
}

async function texts(page: Page, selector: string): Promise<string> {
  try {
    const found = await page.locator(selector).allInnerTexts();
    return found
      .map((text) => plain(text).replaceAll(/\s+/g, ' '))
      .join(' | ')
      .slice(0, LONGEST);
  } catch (error) {
    return String(error);
  }
}

function place(frame: Frame): string {
  const parent = frame.parentFrame();
  return parent ? `${place(parent)}/${frame.name()}` : 'of the window';
}

async function focusOf(frame: Frame): Promise<string> {
  const asked = frame.evaluate<string>(FOCUS).catch(String);
  // The process behind a frame may be gone.
  return Promise.race([asked, delay(PATIENCE_MS, 'no answer', { ref: false })]);
}
