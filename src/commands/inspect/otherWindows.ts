/** What other windows change, as far as what they keep on this machine tells. */
import { watch } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { isBulk, type Change } from '../../core/change';
import { readChange } from '../../core/changeFormat';
import type { ListRef } from '../../core/refs';
import type { CommandServices } from '../commandServices';
import { jobsFolder } from '../unfinished';
import { OtherJobs } from './otherJobs';

/** A change that is kept, or is being undone by a process. */
const FILE = /^([\w-]+)\.(?:json|claimed-(\d+))$/;

/**
 * Tells of lists that another window changes or has begun to change: by what it keeps for undoing, and by the journals of its imports and
 * copies. Costs no request. Resolves when it watches. Where folders cannot be watched nothing is told.
 */
export async function watchOtherWindows(
  { changeStore, log, storage }: Pick<CommandServices, 'changeStore' | 'log' | 'storage'>,
  onChange: (lists: readonly ListRef[]) => void,
): Promise<vscode.Disposable> {
  const changes = join(storage, 'changes');
  const look = async (name: string): Promise<void> => {
    const [, id = '', process_] = FILE.exec(name) ?? [];
    const isOther = process_ === undefined ? !changeStore.isOwn(id) : Number(process_) !== process.pid;
    if (id === '' || !isOther) return;
    // It may be gone by now.
    const text = await readFile(join(changes, name), 'utf8').catch(() => '');
    const change = readChange(text);
    if (typeof change !== 'string') onChange(listsOf(change));
  };
  const jobs = new OtherJobs(jobsFolder(storage), onChange);
  try {
    const watching = [
      await watchFolder(changes, look),
      await watchFolder(jobsFolder(storage), (name) => jobs.look(name)),
      jobs,
    ];
    return vscode.Disposable.from(...watching);
  } catch (error) {
    log.warn('Changes of other windows are not seen.', error);
    return new vscode.Disposable(() => undefined);
  }
}

async function watchFolder(folder: string, look: (name: string) => Promise<void>): Promise<{ dispose(): void }> {
  await mkdir(folder, { recursive: true });
  // What cannot be read says nothing.
  const onName = (name: string | null): void => void (name !== null && look(name).catch(() => undefined));
  const watcher = watch(folder, { persistent: false }, (_event, name) => onName(name));
  watcher.on('error', () => watcher.close());
  return { dispose: () => watcher.close() };
}

function listsOf(change: Change): readonly ListRef[] {
  return isBulk(change) ? change.parts : change.items;
}
