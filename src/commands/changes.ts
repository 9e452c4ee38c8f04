/** After a change: every view shows it, and the user is offered to take it back. */
import * as vscode from 'vscode';
import type { Change, ChangedEntry } from '../core/change';
import type { EntryRef, ListRef } from '../core/refs';
import { commandId } from '../ids';
import type { Entry } from '../mailgun/records';
import type { Explorer } from '../tree/explorer';
import type { TreeModel } from '../tree/model';
import type { Ask, NotifyAction } from '../ui/ask';
import type { CheckResultPanel } from '../views/checkResult';
import type { EntryDocuments } from '../views/entryDocument';

/** Views that show entries. */
export interface ChangeViews {
  readonly model: TreeModel;
  readonly explorer: Explorer;
  readonly checkResult: CheckResultPanel;
  readonly entryDocuments: EntryDocuments;
  /** Asks the server for one entry; undefined when it is not on the list. */
  find(ref: EntryRef): Promise<Entry | undefined>;
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

  /** Reads again what is shown of these lists, after changes of more entries than are named. What cannot be read says so in its place. */
  async showLists(refs: readonly ListRef[]): Promise<void> {
    const { model, entryDocuments } = this.views;
    await this.updateCanUndo();
    await Promise.all([...refs.map((ref) => model.refresh(model.listNode(ref))), this.#recheck(refs)]);
    entryDocuments.refreshLists(refs);
  }

  /** Asks again for what the check result shows of these lists. */
  async #recheck(lists: readonly ListRef[]): Promise<void> {
    const { checkResult } = this.views;
    const removed: EntryRef[] = [];
    const there: EntryRef[] = [];
    await Promise.all(
      checkResult.shownOn(lists).map(async (ref) => {
        // What cannot be asked stays as it was shown.
        const entry = await this.views.find(ref).catch(() => null);
        if (entry !== null) (entry === undefined ? removed : there).push(ref);
      }),
    );
    checkResult.applyChange(removed, there);
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
  offerUndo(
    message: string,
    change: Pick<Change, 'id'> | undefined,
    level: 'info' | 'warning' = 'info',
    more: readonly NotifyAction[] = [],
  ): void {
    const undo = {
      label: vscode.l10n.t('Undo'),
      run: () => vscode.commands.executeCommand(commandId('undo'), { changeId: change?.id }),
    };
    const log = { label: vscode.l10n.t('Show Log'), run: () => vscode.commands.executeCommand(commandId('showLog')) };
    const actions = [...(change === undefined ? [] : [undo]), ...more, ...(level === 'warning' ? [log] : [])];
    void this.ask.notify({ level, message, actions });
  }
}

/** An entry written without a date got that of now from the server. */
function dated(item: ChangedEntry): ChangedEntry {
  if (item.after === null || item.after.createdAt !== undefined) return item;
  return { ...item, after: { ...item.after, createdAt: Date.now() } };
}
