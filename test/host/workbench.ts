/**
 * Drives VS Code as a person does: a page object over the real workbench, in the server host or on the desktop.
 *
 *     const workbench = await openWorkbench();
 *     await workbench.openSidebar();
 *     await workbench.tree.row('Sample Account').expand();
 *     await workbench.close();
 *
 * Every wait is for a condition, bounded by `TIMEOUT_MS`; nothing sleeps for a fixed time.
 */
import path from 'node:path';
import type { Page } from 'playwright-core';
import { OUT } from './paths';
import { ContextMenu } from './workbench/contextMenu';
import { Editor } from './workbench/editor';
import { FileDialog } from './workbench/fileDialog';
import { Files } from './workbench/files';
import { Modal } from './workbench/modal';
import { Notifications } from './workbench/notifications';
import { QuickInput } from './workbench/quickInput';
import { type ThemeName, THEMES } from './workbench/settings';
import { Sidebar } from './workbench/sidebar';
import { stateInWords } from './workbench/state';
import { Tree } from './workbench/tree';
import { START_MS, TIMEOUT_MS, until } from './workbench/until';
import { Webviews } from './workbench/webviews';
import { type OpenWindow, openWindow, type WindowRequest } from './workbench/window';

export type { ThemeName } from './workbench/settings';
export type { RowInfo, TreeRow } from './workbench/tree';
export { holds, until } from './workbench/until';

/** Opens VS Code with the project's extension (or those given) in a small workspace of its own and waits until it can be used. */
export async function openWorkbench(options: WindowRequest = {}): Promise<Workbench> {
  const window = await openWindow(options);
  const workbench = new Workbench(window, window.page, options.theme ?? 'dark');
  try {
    await workbench.ready();
    return workbench;
  } catch (error) {
    await window.close();
    throw error;
  }
}

/** Whether tests keep pictures of what they see: `npm test -- --pictures`. Each takes a software-drawn window half a second. */
export const TAKES_PICTURES = process.env['PICTURES'] === 'all';

/** One window of VS Code. */
export class Workbench {
  readonly sidebar: Sidebar;
  /** The project's tree in the sidebar. */
  readonly tree: Tree;
  readonly quickInput: QuickInput;
  readonly contextMenu: ContextMenu;
  readonly modal: Modal;
  readonly notifications: Notifications;
  readonly editor: Editor;
  readonly webviews: Webviews;
  /** VS Code's own file explorer. */
  readonly files: Files;
  /** Where a file or folder is asked for. */
  readonly fileDialog: FileDialog;
  private theme: ThemeName;

  constructor(
    private readonly window: OpenWindow,
    /** Playwright's page, for what the helpers do not cover. */
    readonly page: Page,
    theme: ThemeName,
  ) {
    this.theme = theme;
    this.sidebar = new Sidebar(page);
    this.tree = new Tree(page);
    this.quickInput = new QuickInput(page);
    this.contextMenu = new ContextMenu(page);
    this.modal = new Modal(page);
    this.notifications = new Notifications(page);
    this.editor = new Editor(page, this.quickInput);
    this.webviews = new Webviews(page);
    this.files = new Files(page, this.sidebar);
    this.fileDialog = new FileDialog(this.quickInput);
  }

  /** Which VS Code this is: some things (a second window) are possible in one only. */
  get host(): OpenWindow['host'] {
    return this.window.host;
  }

  /** The folder that is open, for tests that put files there. */
  get workspaceFolder(): string {
    return this.window.workspaceFolder;
  }

  /** Waits until the window is drawn in its theme and the activity bar shows the extension's icon. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: START_MS });
    await this.sidebar.icon().waitFor({ timeout: START_MS });
    await this.themed();
  }

  /** Shows the extension's view. */
  async openSidebar(): Promise<void> {
    await this.sidebar.open();
  }

  /** Runs a command by its title as the palette shows it, such as `Mailgun: Check Address…`. */
  async palette(title: string): Promise<void> {
    await until(`a command ${title}`, async () => {
      await this.page.keyboard.press('F1');
      await this.quickInput.waitFor({ value: '>' });
      await this.quickInput.type(`>${title}`);
      if (await this.quickInput.offers(title)) return true;
      // The list is made once: commands of an extension that comes later, as after a reload, are missing in it.
      await this.quickInput.cancel();
      return false;
    });
    await this.quickInput.pick(title);
  }

  /** Presses a key or a chord as playwright names it: `Delete`, `Control+C`. */
  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Keeps a picture in each of these themes for people to look at, where pictures are asked for; it is in the first of them again afterwards. */
  async pictures(
    name: string,
    themes: readonly ThemeName[] = [],
    themed?: (theme: ThemeName) => Promise<void>,
  ): Promise<void> {
    if (!TAKES_PICTURES) return;
    for (const theme of [...themes.slice(1), ...themes.slice(0, 1)]) {
      await this.setTheme(theme);
      await themed?.(theme);
      await this.keep(name);
    }
    if (themes.length === 0) await this.keep(name);
  }

  /** Keeps a picture of what went wrong, and says in words what is there: of a run elsewhere only its log may be had. */
  async keepFailure(name: string): Promise<void> {
    console.error(`When “${name}” had failed:\n${await stateInWords(this.page)}`);
    await this.keep(`failed ${name}`);
  }

  /** Writes `out/screenshots/<theme>/<name>.png`. */
  private async keep(name: string): Promise<void> {
    await this.picture(path.join(OUT, 'screenshots', this.theme, `${name}.png`));
  }

  /** Writes a picture of the window to a file. */
  async picture(file: string): Promise<void> {
    await this.page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  }

  /** Changes the color theme through the user's settings. */
  async setTheme(theme: ThemeName): Promise<void> {
    this.theme = theme;
    this.setSettings({ 'workbench.colorTheme': THEMES[theme].id });
    await this.themed();
  }

  /** Changes user settings; null takes one back. They are in force a moment later: wait for what they bring about. */
  setSettings(settings: Readonly<Record<string, unknown>>): void {
    this.window.changeSettings(settings);
  }

  /** Reloads the window. Stored data and secrets stay. */
  async reload(): Promise<void> {
    if (this.host === 'desktop') await this.palette('Developer: Reload Window');
    else await this.page.reload({ timeout: START_MS });
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: START_MS });
    await this.ready();
  }

  /** A second window of the same user: shares stored data and secrets. In the server host only. */
  async secondPage(): Promise<Workbench> {
    const second = new Workbench(this.window, await this.window.openAnother(), this.theme);
    await second.ready();
    return second;
  }

  /** Closes the window, VS Code and the browser, and removes what they wrote. */
  async close(): Promise<void> {
    await this.window.close();
  }

  private async themed(): Promise<void> {
    await this.page
      .locator(`.monaco-workbench.${THEMES[this.theme].kind}[class*="${THEMES[this.theme].file}"]`)
      .waitFor({ timeout: TIMEOUT_MS });
  }
}
