/** The tree in the sidebar. Its list is virtual: rows out of sight are not in the document, so looking for one scrolls. */
import type { Locator, Page } from 'playwright-core';
import { type RowInfo, readRows, readScroll } from './treeRows';
import { exactly, matches, plain, TIMEOUT_MS, until } from './until';

export type { RowInfo } from './treeRows';

/** A row by its label, or by the labels on the way to it. A pattern matches anywhere in a label. */
export type RowPath = readonly (string | RegExp)[];

/** The extension's tree. */
export class Tree {
  private readonly list: Locator;

  constructor(private readonly page: Page) {
    this.list = page.locator('.part.sidebar .customview-tree .monaco-list').first();
  }

  /** The rows in sight, from the top down. */
  async visibleRows(): Promise<RowInfo[]> {
    return readRows(this.list);
  }

  /** All rows that are unfolded, in sight or not: scrolls through the tree and back to the top. */
  async rows(): Promise<RowInfo[]> {
    const rows = await this.readDown(() => false);
    await this.scrollTo(0);
    return rows;
  }

  /** A row by its label, or by labels on the way to it: `row('mail.acme-shop.example', 'Bounces')`. Looked for when it is used. */
  row(...path: RowPath): TreeRow {
    return new TreeRow(this.page, this, path);
  }

  /** Waits until there is such a row, in sight or not. */
  async waitForRow(...path: RowPath): Promise<RowInfo> {
    return (await this.find(path, TIMEOUT_MS)).info;
  }

  /** Waits until there is no such row. */
  async waitForNoRow(...path: RowPath): Promise<void> {
    await until(`no row ${name(path)}`, async () => follow(await this.rows(), path) === undefined);
  }

  /** The labels of the selected rows in sight. */
  async selected(): Promise<string[]> {
    return (await this.visibleRows()).filter((row) => row.selected).map((row) => row.label);
  }

  /** Brings a row into sight; throws when there is none within the time. */
  async find(path: RowPath, timeoutMs = TIMEOUT_MS): Promise<{ info: RowInfo; locator: Locator }> {
    const info = await until(
      `a row ${name(path)}`,
      async () => {
        const seen = follow(await this.visibleRows(), path);
        if (seen !== undefined) return seen;
        const rows = await this.readDown((above) => follow(above, path) !== undefined);
        return follow(rows, path);
      },
      timeoutMs,
    );
    // A row that is cut off at the edge counts as seen, but could not be clicked.
    await this.scrollTo(info.index);
    // Rows above may come or go before it is clicked: another row is not clicked in its place.
    const label = this.page.locator('.label-name').filter({ hasText: exactly(info.label) });
    const locator = this.list.locator(`.monaco-list-rows > [data-index="${info.index}"]`).filter({ has: label });
    return { info, locator };
  }

  private async scrollTo(index: number): Promise<void> {
    await until(`row ${index} in sight`, async () => {
      const { top, viewport, rowHeight } = await readScroll(this.list);
      const above = index * rowHeight < top;
      if (!above && (index + 1) * rowHeight <= top + viewport) return true;
      await this.wheel(above ? -1 : 1, top);
      return false;
    });
  }

  /** Reads the rows from the top down, scrolling, until those read so far are enough or there are no more. */
  private async readDown(enough: (rows: readonly RowInfo[]) => boolean): Promise<RowInfo[]> {
    const found = new Map<number, RowInfo>();
    await this.scrollTo(0);
    for (;;) {
      for (const row of await readRows(this.list)) found.set(row.index, row);
      const rows = [...found.values()].sort((a, b) => a.index - b.index);
      const { top, viewport, height } = await readScroll(this.list);
      if (enough(rows) || top + viewport >= height - 1) return rows;
      await this.wheel(1, top);
    }
  }

  /** Turns the wheel by a notch and waits until the list has followed. A notch is less than the list is high. */
  private async wheel(direction: 1 | -1, top: number): Promise<void> {
    await this.list.hover({ position: { x: 5, y: 5 }, force: true });
    await this.page.mouse.wheel(0, direction * 100);
    await until('the tree scrolls', async () => (await readScroll(this.list)).top !== top, 5000);
  }
}

/** One row, looked for by its path each time it is used. */
export class TreeRow {
  constructor(
    private readonly page: Page,
    private readonly tree: Tree,
    private readonly path: RowPath,
  ) {}

  /** What the row shows, once it is there. */
  async info(): Promise<RowInfo> {
    return (await this.tree.find(this.path)).info;
  }

  /** The row's element, scrolled into sight. */
  async locator(): Promise<Locator> {
    return (await this.tree.find(this.path)).locator;
  }

  /** Unfolds the row and waits until its children are there. */
  async expand(): Promise<void> {
    await this.fold(true);
  }

  /** Folds the row. */
  async collapse(): Promise<void> {
    await this.fold(false);
  }

  /** Clicks the label; modifiers add to the selection. */
  async click(options: { modifiers?: ('Control' | 'Shift' | 'ControlOrMeta')[] } = {}): Promise<void> {
    await (await this.label()).click(options);
  }

  /** Adds the row to what is selected. */
  async addToSelection(): Promise<void> {
    await until(`${name(this.path)} selected`, async () => {
      const row = await this.locator();
      if ((await row.getAttribute('aria-selected')) === 'true') return true;
      // A list that has just been read is drawn once more, with its number: the click may fall on a row that goes.
      await this.click({ modifiers: ['ControlOrMeta'] });
      await this.page
        .locator(`[id="${(await row.getAttribute('id')) ?? ''}"][aria-selected="true"]`)
        .waitFor({ timeout: 5000 });
      return true;
    });
  }

  async doubleClick(): Promise<void> {
    await (await this.label()).dblclick();
  }

  /** Opens the row's context menu. */
  async rightClick(): Promise<void> {
    const menu = this.page.locator('.monaco-menu').first();
    let isAsked = false;
    await until(`the menu of ${name(this.path)}`, async () => {
      // One that opens late lies over the row.
      if (isAsked && (await menu.isVisible())) return true;
      isAsked = true;
      await (await this.label()).click({ button: 'right', timeout: 5000 });
      // The tree closes it again when it is drawn anew at this very moment.
      await menu.waitFor({ timeout: 5000 });
      return true;
    });
  }

  /** Presses one of the buttons that show while the pointer is over the row. */
  async inlineAction(title: string): Promise<void> {
    const row = await this.locator();
    await row.hover();
    await row.locator(`.actions .action-label[aria-label^="${title}"]`).first().click();
  }

  /** The titles of the row's buttons. */
  async inlineActions(): Promise<string[]> {
    const row = await this.locator();
    await row.hover();
    const labels = await row.locator('.actions .action-label').all();
    return Promise.all(labels.map(async (label) => (await label.getAttribute('aria-label')) ?? ''));
  }

  /** Lets the pointer rest on the label; the result is the hover's text. */
  async hover(): Promise<string> {
    // A hover that shows already belongs to another row.
    await this.page.mouse.move(0, 0);
    const hover = this.page.locator('.monaco-hover:visible').last();
    await (await this.label()).hover();
    return until('a hover with text', async () => {
      const text = plain(await hover.innerText({ timeout: 1000 }));
      return text === 'Loading...' ? undefined : text || undefined;
    });
  }

  private async label(): Promise<Locator> {
    return (await this.locator()).locator('.monaco-icon-label-container').first();
  }

  private async fold(open: boolean): Promise<void> {
    const state = String(open);
    await until(`row ${name(this.path)} ${open ? 'unfolded' : 'folded'}`, async () => {
      const row = await this.locator();
      const twistie = row.locator('.monaco-tl-twistie');
      const loading = ((await twistie.getAttribute('class')) ?? '').includes('codicon-tree-item-loading');
      const now = await row.getAttribute('aria-expanded');
      if (now === state && !loading) return true;
      if (now !== state) {
        await twistie.click();
        await this.page
          .locator(`[id="${(await row.getAttribute('id')) ?? ''}"][aria-expanded="${state}"]`)
          .waitFor({ timeout: 5000 });
      }
      return false;
    });
  }
}

/** The row at the end of a path: each label is looked for below the one before it. */
function follow(rows: readonly RowInfo[], path: RowPath): RowInfo | undefined {
  let from = 0;
  let level = 0;
  let found: RowInfo | undefined;
  for (const wanted of path) {
    found = undefined;
    for (let i = from; i < rows.length; i++) {
      const row = rows[i];
      if (row === undefined || row.level <= level) break;
      if (!matches(row.label, wanted)) continue;
      found = row;
      from = i + 1;
      level = row.level;
      break;
    }
    if (found === undefined) return undefined;
  }
  return found;
}

function name(path: RowPath): string {
  return path.map(String).join(' › ');
}
