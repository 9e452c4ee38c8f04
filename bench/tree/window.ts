/** A window of VS Code with our tree and the peer's, and what they take from click to rows. */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { ROOT } from '../../test/host/paths';
import { openWorkbench, until, type Workbench } from '../../test/host/workbench';
import { ACCOUNT, addAccount } from '../../test/workbench/account';
import type { Target } from '../orders';
import { TREE_DOMAIN } from '../small/scene';
import { beginWatch, endWatch, type Wanted } from './watch';

/** One of the trees that are compared. */
export interface TreeWay {
  readonly name: string;
  /** The title of its place in the activity bar, and its first row. */
  readonly container: string;
  readonly account: string;
  /** Rows that the first page of a list adds: a hundred, and ours has one more that loads the next. */
  readonly firstRows: number;
  /** Rows of a list of which a thousand entries are loaded. */
  readonly allRows: number;
}

export const WAYS: readonly TreeWay[] = [
  { name: 'ours', container: 'Mailgun Suppressions', account: ACCOUNT, firstRows: 101, allRows: 1001 },
  { name: 'plain reader in a tree', container: 'Bench Peer', account: 'Peer', firstRows: 100, allRows: 1000 },
];

const LIST = 'Bounces';
const START_MS = 120_000;
const KEPT_MS = 6000;

export class TreeBenchWindow {
  private constructor(private readonly workbench: Workbench) {}

  /** Opens a window with both extensions and the account. With `profile` every extension host of it is profiled until `endProfile`. */
  static async open(target: Target, profile?: string): Promise<TreeBenchWindow> {
    process.env['BENCH_TARGET'] = JSON.stringify(target);
    if (profile !== undefined) process.env['BENCH_PROFILE'] = profile;
    const folder = path.join(ROOT, 'bench');
    const extensions = [ROOT, path.join(folder, 'tree', 'peer'), path.join(folder, 'activation', 'companion')];
    const workbench = await openWorkbench({
      extensionPaths: extensions,
      settings: { 'mailgunSuppressions.loadAllLimit': 1000 },
    });
    await workbench.openSidebar();
    await addAccount(workbench, { accounts: [target] });
    return new TreeBenchWindow(workbench);
  }

  /** Starts the window's extension host anew, with neither tree in sight. */
  async restart(): Promise<void> {
    const { files, page } = this.workbench;
    do {
      await files.open();
      // What is in sight is kept for the next window when VS Code has nothing else to do, every five seconds.
      await sleep(KEPT_MS);
      await this.workbench.reload();
    } while ((await page.locator('.part.sidebar .customview-tree').count()) > 0);
    await this.workbench.notifications.clear();
  }

  /**
   * From a window in which the extension is not active to the first hundred entries: the time from each of the four clicks that lead
   * there until what it unfolds is shown, in milliseconds, added up.
   */
  async cold({ container, account, firstRows }: TreeWay): Promise<number> {
    const { tree } = this.workbench;
    const steps = [await this.time(this.icon(container), { rows: 1, label: account })];
    steps.push(await this.time(await this.twistie(account), { label: TREE_DOMAIN }));
    steps.push(await this.time(await this.twistie(account, TREE_DOMAIN), { label: LIST }));
    const before = await this.rowCount();
    const list = await this.twistie(account, TREE_DOMAIN, LIST);
    steps.push(await this.time(list, { rows: before + firstRows, level: 4 }));
    await tree.waitForRow(account, TREE_DOMAIN, LIST, /@/);
    return steps.reduce((sum, ms) => sum + ms, 0);
  }

  /** Loads so much of the list that ten pages of a hundred are there. */
  async loadThousand({ account, allRows }: TreeWay): Promise<void> {
    await this.workbench.tree.row(account, TREE_DOMAIN, LIST).rightClick();
    await this.workbench.contextMenu.choose('Load All');
    await until('a thousand rows', async () => (await this.rowCount()) > allRows);
    await this.workbench.notifications.clear();
  }

  async fold({ account }: TreeWay): Promise<void> {
    await this.workbench.tree.row(account, TREE_DOMAIN, LIST).collapse();
  }

  /** Unfolds the list, all of whose thousand rows are known. */
  async expand({ account, allRows }: TreeWay): Promise<number> {
    const before = await this.rowCount();
    const list = await this.twistie(account, TREE_DOMAIN, LIST);
    return this.time(list, { rows: before + allRows, level: 4 });
  }

  /** Presses Refresh; until an entry that came to the list meanwhile is shown. */
  async refresh({ account }: TreeWay, newcomer: string): Promise<number> {
    await this.workbench.tree.row(account, TREE_DOMAIN, LIST).locator();
    return this.time(await this.button('Refresh'), { label: newcomer });
  }

  /** Presses Refresh and waits for nothing. */
  async pressRefresh(): Promise<void> {
    await (await this.button('Refresh')).click();
  }

  /** Has the extension host write its profile. */
  async endProfile(file: string): Promise<void> {
    fs.writeFileSync(`${file}.end`, '');
    await until('a profile', async () => fs.existsSync(file));
    fs.rmSync(`${file}.end`);
  }

  async close(): Promise<void> {
    await this.workbench.close();
  }

  private get page(): Page {
    return this.workbench.page;
  }

  private async time(target: Locator, wanted: Wanted): Promise<number> {
    const box = await until('a place to click', async () => (await target.boundingBox()) ?? undefined);
    await this.page.evaluate(beginWatch, wanted);
    await this.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    return this.page.evaluate(endWatch);
  }

  private icon(container: string): Locator {
    return this.page.locator(`.part.activitybar .action-item:has(> a[aria-label^="${container}"])`);
  }

  private async twistie(...row: string[]): Promise<Locator> {
    return (await this.workbench.tree.row(...row).locator()).locator('.monaco-tl-twistie');
  }

  private async button(title: string): Promise<Locator> {
    const bar = this.page.locator('.part.sidebar .composite.title .title-actions');
    const button = bar.locator(`.action-label[aria-label^="${title}"]`).first();
    await button.waitFor({ timeout: START_MS });
    return button;
  }

  /** Rows that are unfolded, in sight or not. */
  private rowCount(): Promise<number> {
    return this.page.evaluate(() => {
      const scope = globalThis as unknown as {
        document: { querySelector(selector: string): { style: { height: string }; offsetHeight: number } | null };
      };
      const rows = '.part.sidebar .customview-tree .monaco-list-rows';
      const list = scope.document.querySelector(rows);
      const row = scope.document.querySelector(`${rows} > .monaco-list-row`);
      return list === null || row === null ? 0 : Math.round(parseFloat(list.style.height) / row.offsetHeight);
    });
  }
}
