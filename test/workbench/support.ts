/** A window of VS Code and a Mailgun of our own behind it, with what most tests do first. */
import fs from 'node:fs';
import path from 'node:path';
import { startSample, type SampleServer } from '../../src/sample/server';
import { openWorkbench, TAKES_PICTURES, type ThemeName, type Workbench } from '../host/workbench';
import { addAccount } from './account';
import { giveBack, takeWindow } from './sharedWindow';

export { ACCOUNT, type AccountServer, addAccount, credentials } from './account';

/** The first domain of the account that the tests add by typing. */
export const DOMAIN = 'mail.test.example';

/** Themes in which the views are gone through for their pictures. */
export const PICTURE_THEMES: readonly ThemeName[] = TAKES_PICTURES ? ['dark', 'light', 'highContrast'] : ['dark'];

/** Starts a server with one domain, whose entries a test puts in itself. */
export async function startServer(): Promise<SampleServer> {
  const server = await startSample({ data: 'empty' });
  server.store.addDomain('Sample Account', DOMAIN);
  return server;
}

/** Opens a window with the server's account in the sidebar; without options it may be one that was given back. */
export async function openWithAccount(
  server: SampleServer,
  options?: Parameters<typeof openWorkbench>[0],
): Promise<Workbench> {
  const workbench = await (options === undefined ? takeWindow() : openWorkbench(options));
  try {
    await workbench.openSidebar();
    await addAccount(workbench, server);
    return workbench;
  } catch (error) {
    await workbench.keepFailure('to open');
    await workbench.close();
    throw error;
  }
}

/**
 * After each test of a `describe` keeps a picture of a failure and clears away what is left; at its end closes what it has opened, or gives a window
 * with the usual settings back for the next.
 */
export function tidyUp(
  opened: () => { readonly server?: SampleServer; readonly workbench?: Workbench },
  { ownWindow = false } = {},
): void {
  let isUsable = !ownWindow;
  after(async () => {
    const { server, workbench } = opened();
    // Neither is there where it could not be opened.
    if (workbench !== undefined) await (isUsable ? giveBack(workbench) : workbench.close());
    await server?.close();
  });

  afterEach(async function () {
    const { server, workbench } = opened();
    if (this.currentTest?.state === 'failed') {
      isUsable = false;
      await workbench?.keepFailure(this.currentTest.title);
    }
    server?.faults.clear();
    await workbench?.notifications.clear();
  });
}

/** Bounces `prefix00000@example.com`, … */
export function numbered(count: number, prefix = 'user'): { address: string; code: string; error: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    address: `${prefix}${String(index).padStart(5, '0')}@example.com`,
    code: '550',
    error: '5.1.1 The email account that you tried to reach does not exist',
  }));
}

/** Writes a file into the workspace; the result is its path. */
export function putFile(workbench: Workbench, name: string, text: string): string {
  const file = path.join(workbench.workspaceFolder, name);
  fs.writeFileSync(file, text);
  return file;
}
