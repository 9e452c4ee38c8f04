/** After a change: every view shows it, and the user is offered to take it back. */
import * as vscode from 'vscode';
import type { Change, ChangedEntry } from '../core/change';
import { commandId } from '../ids';
import type { Explorer } from '../tree/explorer';
import type { TreeModel } from '../tree/model';
import type { Ask } from '../ui/ask';
import type { CheckResultPanel } from '../views/checkResult';
import type { EntryDocuments } from '../views/entryDocument';

/** Views that show entries. */
export interface ChangeViews {
  readonly model: TreeModel;
  readonly explorer: Explorer;
  readonly checkResult: CheckResultPanel;
  readonly entryDocuments: EntryDocuments;
}

/** Spreads the news of changes made by this extension. */
export class Changes {
  constructor(
    private readonly views: ChangeViews,
    private readonly ask: Ask,
    private readonly updateCanUndo: () => Promise<void>,
  ) {}

  /**
   * Shows what was changed in every view. Returns the first entry that stands beyond what is loaded of its list, which is then
   * not shown.
   */
  async show(items: readonly ChangedEntry[]): Promise<ChangedEntry | undefined> {
    const { model, checkResult, entryDocuments } = this.views;
    const [beyond] = model.apply(items.map(dated));
    checkResult.applyChange(
      items.filter(({ after }) => after === null),
      items.filter(({ after }) => after !== null),
    );
    entryDocuments.applyChange(items);
    await this.updateCanUndo();
    return beyond;
  }

  /** Shows what was added, and brings into sight what stands further down, unless a filter leaves it out. */
  async showAdded(items: readonly ChangedEntry[]): Promise<void> {
    const { model, explorer } = this.views;
    const beyond = await this.show(items);
    if (beyond !== undefined && explorer.view.visible && model.list(beyond).term === '') {
      await explorer.revealEntry(beyond);
    }
  }

  /** Says what was done, with a button to take it back. Does not wait for the notification. */
  offerUndo(message: string, change: Change | undefined, level: 'info' | 'warning' = 'info'): void {
    const undo = {
      label: vscode.l10n.t('Undo'),
      run: () => vscode.commands.executeCommand(commandId('undo'), { changeId: change?.id }),
    };
    const log = { label: vscode.l10n.t('Show Log'), run: () => vscode.commands.executeCommand(commandId('showLog')) };
    const actions = [...(change === undefined ? [] : [undo]), ...(level === 'warning' ? [log] : [])];
    void this.ask.notify({ level, message, actions });
  }
}

/** An entry written without a date got that of now from the server. */
function dated(item: ChangedEntry): ChangedEntry {
  if (item.after === null || item.after.createdAt !== undefined) return item;
  return { ...item, after: { ...item.after, createdAt: Date.now() } };
}
