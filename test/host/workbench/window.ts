/** Opens a window of either VS Code and closes it with all that belongs to it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { type HostKind, hostKind } from '../kind';
import { ROOT } from '../paths';
import { onEnd } from '../processes';
import { openDesktop } from './desktop';
import { openServer } from './serverWindow';
import { QUIET, type ThemeName, THEMES, writeUserSettings } from './settings';

/** What to open. */
export interface WindowRequest {
  readonly theme?: ThemeName | undefined;
  /** Extensions to run from their folders; the project itself otherwise. */
  readonly extensionPaths?: readonly string[] | undefined;
  /** The folder to open; a fresh one with a small text file otherwise. */
  readonly workspaceFolder?: string | undefined;
  /** Pixels; 1280 × 800 otherwise. */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** Looks at the page before anything is loaded into it; on the desktop, where it is there already, as soon as it can be reached. */
  readonly watch?: ((page: Page) => void) | undefined;
}

/** A request with every blank filled in; the folders exist. */
export interface WindowPlan {
  readonly extensionPaths: readonly string[];
  readonly workspaceFolder: string;
  readonly userDataDir: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly watch: (page: Page) => void;
}

/** What a host hands back. */
export interface HostWindow {
  readonly page: Page;
  openAnother(): Promise<Page>;
  /** Changes user settings while the window is open; null takes one back. */
  changeSettings(settings: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

export interface OpenWindow extends HostWindow {
  readonly host: HostKind;
  readonly workspaceFolder: string;
}

/** Opens a window; everything it needs is made new and removed when it is closed. */
export async function openWindow(request: WindowRequest): Promise<OpenWindow> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'workbench-'));
  const remove = (): void => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const forget = onEnd(remove);
  const plan = makePlan(request, folder);
  writeUserSettings(plan.userDataDir, {
    ...QUIET,
    'workbench.colorTheme': THEMES[request.theme ?? 'dark'].id,
    ...request.settings,
  });
  const host = hostKind();
  const end = (): void => {
    forget();
    remove();
  };
  try {
    const window = await (host === 'desktop' ? openDesktop(plan) : openServer(plan));
    return {
      host,
      page: window.page,
      workspaceFolder: plan.workspaceFolder,
      openAnother: () => window.openAnother(),
      changeSettings: (changes) => window.changeSettings(changes),
      close: () => window.close().finally(end),
    };
  } catch (error) {
    end();
    throw error;
  }
}

function makePlan(request: WindowRequest, folder: string): WindowPlan {
  const workspaceFolder = request.workspaceFolder ?? path.join(folder, 'workspace');
  if (request.workspaceFolder === undefined) {
    fs.mkdirSync(workspaceFolder);
    fs.writeFileSync(path.join(workspaceFolder, 'notes.txt'), 'A small workspace for the tests.\n');
  }
  return {
    extensionPaths: request.extensionPaths ?? [ROOT],
    workspaceFolder,
    userDataDir: path.join(folder, 'user'),
    size: request.size ?? { width: 1280, height: 800 },
    watch: request.watch ?? (() => undefined),
  };
}
