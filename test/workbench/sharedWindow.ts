/**
 * One window for the describes of a job, one after the other: it takes a core ten seconds to bring up, and two to make it as new.
 * A window in which a test failed is not used again, nor one that does not become as new.
 */
import fs from 'node:fs';
import path from 'node:path';
import { openWorkbench, until, type Workbench } from '../host/workbench';

/** Each file of tests is a bundle of its own; what they share is here. */
const kept = globalThis as unknown as { keptWindow?: Workbench | undefined };

// Of the job, when its last test has run.
after(closeKept);

/** Closes the window that is kept for the next. */
export async function closeKept(): Promise<void> {
  const window = kept.keptWindow;
  kept.keptWindow = undefined;
  await window?.close();
}

/** Opens a window with the usual settings in the dark theme, or takes the one that another describe has given back. */
export async function takeWindow(): Promise<Workbench> {
  const window = kept.keptWindow;
  kept.keptWindow = undefined;
  return window ?? openWorkbench();
}

/** Makes a window as new, for the next to take: no account, no editor, no file but the first, nothing on the clipboard. */
export async function giveBack(workbench: Workbench): Promise<void> {
  try {
    await clean(workbench);
  } catch (error) {
    console.log(`A window is not used again: ${error instanceof Error ? error.message : String(error)}`);
    await workbench.close();
    return;
  }
  await closeKept();
  kept.keptWindow = workbench;
}

async function clean(workbench: Workbench): Promise<void> {
  const { editor, modal, notifications, page, quickInput, sidebar, tree } = workbench;
  if (await quickInput.isOpen()) await quickInput.cancel();
  await workbench.palette('View: Close All Editors');
  await until('no editor', async () => {
    if (await modal.isOpen()) await modal.press("Don't Save");
    return (await editor.tabs()).length === 0;
  });
  await workbench.openSidebar();
  await tree.row(/./).rightClick();
  await workbench.contextMenu.choose('Remove Account…');
  await modal.press('Remove');
  await sidebar.welcomeText();
  await notifications.clear();
  emptyFolder(workbench.workspaceFolder);
  await page.evaluate("navigator.clipboard.writeText('')");
  await page.mouse.move(0, 0);
}

function emptyFolder(folder: string): void {
  for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  fs.writeFileSync(path.join(folder, 'notes.txt'), 'A small workspace for the tests.\n');
}
