/** Records as a stranger would write them who means harm, and a watch over a window that shows them. */
import assert from 'node:assert/strict';
import type { Frame, Request } from 'playwright-core';
import type { Workbench } from '../host/workbench';
import { ADDRESSES, TEXTS, TRAP } from '../unit/hostile/texts';

/** What a filter for their addresses begins with. */
const NAMES = Object.keys(TEXTS);

/** Addresses named after the text they bring. */
function addressOf(name: string): string {
  return `${name}@${TRAP}`;
}

/** How many entries each list of `hostileEntries` has. */
export const HOSTILE_COUNT = NAMES.length + ADDRESSES.length;
export const HOSTILE_ADDRESSES: readonly string[] = [...NAMES.map(addressOf), ...ADDRESSES];
export const HOSTILE_TEXTS = TEXTS;

/** The same trouble for each list, in every field that a stranger can fill. */
export function hostileEntries() {
  const texts = Object.entries(TEXTS);
  return {
    bounces: [
      ...texts.map(([name, error], index) => ({
        address: addressOf(name),
        code: index % 3 === 0 ? error.slice(0, 200) : '550',
        error,
      })),
      ...ADDRESSES.map((address) => ({ address, code: '<b>5</b>', error: 'no' })),
    ],
    complaints: HOSTILE_ADDRESSES.map((address) => ({ address })),
    unsubscribes: [
      ...texts.map(([name, text]) => ({ address: addressOf(name), tags: [text.slice(0, 5000), 'news'] })),
      ...ADDRESSES.map((address) => ({ address, tags: ['__proto__', 'constructor'] })),
    ],
    allowlist: [
      ...texts.map(([name, reason]) => ({ address: addressOf(name), reason })),
      ...ADDRESSES.map((address) => ({ address, reason: '<b>why</b>' })),
    ],
  };
}

/** Characters that must never reach the screen as they are: controls, and what turns text round or hides. */
const DECEPTIVE = /[\u0000-\u0008\u000B-\u001F\u007F\u200B\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/u; // eslint-disable-line no-control-regex

/** Watches a window: what it asks for, what it refuses, and dialogs. To be made before anything hostile shows. */
export class Watch {
  private readonly requests: string[] = [];
  private readonly refusals: string[] = [];
  private readonly own: string;

  constructor(private readonly workbench: Workbench) {
    const { page } = workbench;
    this.own = new URL(page.url()).host;
    page.context().on('request', (request) => this.note(request));
    page.context().on('console', (message) => {
      if (/Content Security Policy/i.test(message.text()))
        this.refusals.push(`${message.page()?.url() ?? ''} ${message.text()}`);
    });
    page.context().on('dialog', (dialog) => {
      this.refusals.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss().catch(() => undefined);
    });
  }

  /** Fails when a script has run, a request has left for anywhere else, or a page's policy had to refuse something. */
  async assertQuiet(): Promise<void> {
    const trapped = await Promise.all(this.workbench.page.frames().map(trappedIn));
    assert.deepEqual(trapped.filter(Boolean), [], 'a script ran');
    assert.deepEqual(this.requests, [], 'requests that left');
    assert.deepEqual(this.refusals, [], 'what a policy refused');
  }

  private note(request: Request): void {
    const url = new URL(request.url());
    const local = url.host === this.own || ['data:', 'blob:', 'about:', 'chrome-extension:'].includes(url.protocol);
    // The resources of webviews: a service worker answers, nothing leaves.
    const resource = url.host.endsWith('.vscode-resource.vscode-cdn.net');
    if (local || resource ? request.url().includes(TRAP) : !isVsCodes(request))
      this.requests.push(url.href.slice(0, 300));
  }
}

/** Whether VS Code itself asks one of its services, such as the gallery of extensions; it does so by script, out of its own frame. */
function isVsCodes(request: Request): boolean {
  if (request.url().includes(TRAP) || !['fetch', 'xhr'].includes(request.resourceType())) return false;
  return request.serviceWorker() !== null || request.frame().parentFrame() === null;
}

/** Fails when a webview shows what deceives, is wider than its pane, has made an element of a text, or has violated its policy. */
export async function assertUnharmed(frame: Frame, what: string): Promise<void> {
  const text = await frame.locator('body').innerText();
  assert.doesNotMatch(text, DECEPTIVE, what);
  const made = await frame
    .locator(
      'iframe, object, embed, base, body img, body script:not([nonce]), body style, body link, a[href^="javascript:"], a[href^="command:"]',
    )
    .count();
  assert.equal(made, 0, `${what}: elements made of text`);
  const [width, room] = await frame.evaluate<[number, number]>(
    '[document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]',
  );
  assert.ok(width <= room, `${what}: ${width} pixels wide in ${room}`);
  assert.deepEqual(await violations(frame), [], `${what}: violations of its policy`);
}

/** What the page's policy has refused since it was made: the browser keeps reports for who asks later. */
async function violations(frame: Frame): Promise<string[]> {
  return frame.evaluate<string[]>(`new Promise((resolve) => {
    const seen = [];
    new ReportingObserver((reports) => seen.push(...reports.map(({ body }) => JSON.stringify(body))), { types: ['csp-violation'], buffered: true }).observe();
    setTimeout(() => resolve(seen));
  })`);
}

async function trappedIn(frame: Frame): Promise<string | undefined> {
  const trapped = await frame.evaluate<string | undefined>('window.trapped').catch(() => undefined);
  return trapped === undefined ? undefined : `${frame.url()}: ${trapped}`;
}
