/** What does not fit into a notification: a text that is opened, and not meant to be changed. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { NotifyAction } from '../../ui/ask';
import { safeFileName } from '../../core/fileNames';
import { oneLine } from '../../core/text';

/** Reports kept, so that one that is still open comes back after a reload. */
const KEPT = 20;

/** A button that opens a text. It is written when the button is pressed. */
export function reportAction(
  label: string,
  name: string,
  lines: () => readonly string[],
  storage: string,
): NotifyAction {
  return { label, run: () => open(name, lines(), join(storage, 'reports')) };
}

async function open(name: string, lines: readonly string[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const old = (await readdir(folder)).sort().reverse().slice(KEPT);
  await Promise.all(old.map((file) => rm(join(folder, file), { force: true })));
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const file = join(folder, `${stamp} ${safeFileName(name)}.txt`);
  await writeFile(file, `${lines.map(oneLine).join('\n')}\n`, { mode: 0o600 });
  await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: true });
  await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
}
