/** VS Code's own file explorer, and files that are dragged out of it or come from outside. */
import type { Locator, Page } from 'playwright-core';
import type { Sidebar } from './sidebar';
import type { TreeRow } from './tree';
import { until } from './until';

/** A file that is not in the workspace, as a browser hands it over when it is dropped from the desktop. */
export interface OutsideFile {
  readonly name: string;
  readonly text: string;
  /** As the system knows it, such as `text/csv`; empty when it does not. */
  readonly type: string;
}

/** The parts of the DOM that are used here; the project's scripts are compiled without the browser's types. */
interface Dom {
  readonly DataTransfer: new () => { readonly items: { add(file: object): void } };
  readonly File: new (parts: readonly string[], name: string, options: { type: string }) => object;
  readonly DragEvent: new (type: string, options: object) => object;
}
interface DomElement {
  getBoundingClientRect(): { readonly x: number; readonly y: number; readonly height: number };
  dispatchEvent(event: object): void;
}

/** VS Code waits 800 milliseconds before it shows the view. */
const REST_MS = 5000;
/** A file that is put into the folder shows after half a second, unless VS Code did not watch it yet: it has not when a window is new. */
const NEWS_MS = 3000;

export class Files {
  constructor(
    private readonly page: Page,
    private readonly sidebar: Sidebar,
  ) {}

  /** Shows the file explorer. */
  async open(): Promise<void> {
    await until('the file explorer shows', async () => {
      const shows = await this.page.locator('.explorer-folders-view').isVisible();
      if (!shows) await this.page.keyboard.press('ControlOrMeta+Shift+E');
      return shows;
    });
  }

  /** Opens the context menu of a file. */
  async rightClick(name: string): Promise<void> {
    await (await this.shown(name)).click({ button: 'right' });
    await this.page.locator('.monaco-menu').first().waitFor();
  }

  /** Marks several files. */
  async select(...names: string[]): Promise<void> {
    for (const [index, name] of names.entries()) {
      await (await this.shown(name)).click({ modifiers: index === 0 ? [] : ['ControlOrMeta'] });
    }
  }

  /** Drags a file by mouse onto a row of the project's tree: over the view's icon first, which shows that view while one drags. */
  async dragTo(name: string, target: TreeRow): Promise<void> {
    const { mouse } = this.page;
    await until('the view shows while a file is dragged', async () => {
      await this.open();
      await this.pickUp(name);
      if (await this.rest(await centre(this.sidebar.icon()))) return true;
      // The row was drawn anew just when it was taken.
      await mouse.up();
      return false;
    });
    const to = await centre(await target.locator());
    await mouse.move(to.x, to.y, { steps: 5 });
    await mouse.move(to.x + 1, to.y);
    await mouse.up();
  }

  /** Drops a file that comes from outside VS Code onto a row, with the events a browser then sends. */
  async dropOutside(file: OutsideFile, target: TreeRow): Promise<void> {
    await (
      await target.locator()
    ).evaluate((row, { name, text, type }) => {
      const dom = globalThis as unknown as Dom;
      const element = row as unknown as DomElement;
      const { x, y, height } = element.getBoundingClientRect();
      const dataTransfer = new dom.DataTransfer();
      dataTransfer.items.add(new dom.File([text], name, { type }));
      const at = { clientX: x + 40, clientY: y + height / 2, dataTransfer };
      for (const event of ['dragenter', 'dragover', 'drop'])
        element.dispatchEvent(new dom.DragEvent(event, { bubbles: true, cancelable: true, composed: true, ...at }));
    }, file);
  }

  private async pickUp(name: string): Promise<void> {
    const { mouse } = this.page;
    const from = await centre(await this.shown(name));
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 10, from.y + 4, { steps: 3 });
  }

  /** Holds what is dragged over the icon for a moment; whether that has shown the view. */
  private async rest(icon: { x: number; y: number }): Promise<boolean> {
    let moves = 0;
    return until(
      'the view',
      async () => {
        // A pointer that rests tells the page nothing.
        await this.page.mouse.move(icon.x + (moves++ % 2), icon.y);
        return this.sidebar.isOpen();
      },
      REST_MS,
    ).catch(() => false);
  }

  /** The row of a file, once it shows. */
  private async shown(name: string): Promise<Locator> {
    const row = this.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`);
    const header = this.page
      .locator('.pane', { has: this.page.locator('.explorer-folders-view') })
      .locator('.pane-header');
    await until(`${name} in the file explorer`, async () => {
      const isThere = await row.waitFor({ timeout: NEWS_MS }).then(
        () => true,
        () => false,
      );
      if (isThere) return true;
      await header.hover();
      await header.getByRole('button', { name: 'Refresh Explorer' }).click();
      return false;
    });
    return row;
  }
}

async function centre(locator: Locator): Promise<{ x: number; y: number }> {
  await locator.waitFor();
  const box = await until('a place on the screen', async () => (await locator.boundingBox()) ?? undefined);
  return { x: box.x + Math.min(box.width / 2, 80), y: box.y + box.height / 2 };
}
