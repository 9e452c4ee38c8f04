/** Files that VS Code names by a URI, as files on this machine: an import reads them piece by piece and again when it is resumed. */
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import * as vscode from 'vscode';
import { safeFileName } from '../../core/fileNames';

/** The path of a file; one of a remote or virtual file system is copied first. */
export async function localFile(uri: vscode.Uri, storage: string): Promise<string> {
  if (uri.scheme === 'file') return uri.fsPath;
  const folder = join(storage, 'dropped', randomUUID());
  await mkdir(folder, { recursive: true });
  const file = join(folder, safeFileName(posix.basename(uri.path)));
  await writeFile(file, await vscode.workspace.fs.readFile(uri), { mode: 0o600 });
  return file;
}
