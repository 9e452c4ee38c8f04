/** What other windows change, as far as the changes that they keep for undoing tell. */
import { watch } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { isBulk, type Change } from '../../core/change';
import { readChange } from '../../core/changeFormat';
import type { ListRef } from '../../core/refs';
import type { CommandServices } from '../commandServices';

/** A change that is kept, or is being undone by a process. */
const FILE = /^([\w-]+)\.(?:json|claimed-(\d+))$/;

/**
 * Tells of lists that another window changes or has begun to change; costs no request. Resolves when it watches. Where folders cannot be
 * watched nothing is told.
 */
export async function watchOtherWindows(
  { changeStore, log, storage }: Pick<CommandServices, 'changeStore' | 'log' | 'storage'>,
  onChange: (lists: readonly ListRef[]) => void,
): Promise<vscode.Disposable> {
  const folder = join(storage, 'changes');
  const look = async (name: string): Promise<void> => {
    const [, id = '', process_] = FILE.exec(name) ?? [];
    const isOther = process_ === undefined ? !changeStore.isOwn(id) : Number(process_) !== process.pid;
    if (id === '' || !isOther) return;
    // It may be gone by now.
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    const change = readChange(text);
    if (typeof change !== 'string') onChange(listsOf(change));
  };
  try {
    await mkdir(folder, { recursive: true });
    const watcher = watch(folder, { persistent: false }, (_event, name) => void (name !== null && look(name)));
    watcher.on('error', () => watcher.close());
    return new vscode.Disposable(() => watcher.close());
  } catch (error) {
    log.warn('Changes of other windows are not seen.', error);
    return new vscode.Disposable(() => undefined);
  }
}

function listsOf(change: Change): readonly ListRef[] {
  return isBulk(change) ? change.parts : change.items;
}
