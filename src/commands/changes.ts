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

/** Somebody who shows entries and is to hear what was changed: a table, a matrix. */
export interface ChangeListener {
  /** These entries are as `after` says now; null: gone. */
  changed(items: readonly ChangedEntry[]): void;
  /** More entries of these lists were changed than are named: what is shown of them is to be read again. */
  listsChanged(lists: readonly ListRef[]): void;
  /** There is something to undo now, or nothing any more. */
  undoChanged?(): void;
}

/** Spreads the news of changes made by this extension. */
export class Changes {
  readonly #listeners = new Set<ChangeListener>();
  #canUndo = false;

  constructor(
    private readonly views: ChangeViews,
    private readonly ask: Ask,
    /** Finds out whether there is a change to undo, and tells VS Code. */
    private readonly updateCanUndo: () => Promise<boolean>,
  ) {}

  /** Whether there is a change to undo, as far as is known. */
  get canUndo(): boolean {
    return this.#canUndo;
  }

  /** Looks whether there is a change to undo. */
  async refreshUndo(): Promise<void> {
    this.#canUndo = await this.updateCanUndo();
    for (const listener of this.#listeners) listener.undoChanged?.();
  }

  /** Tells a listener of every change from now on. */
  subscribe(listener: ChangeListener): vscode.Disposable {
    this.#listeners.add(listener);
    return new vscode.Disposable(() => this.#listeners.delete(listener));
  }

  /**
   * Shows what was changed in every view. Returns the first entry that stands beyond what is loaded of its list, which is then
   * not shown.
   */
  async show(items: readonly ChangedEntry[]): Promise<ChangedEntry | undefined> {
    const { model, checkResult, entryDocuments } = this.views;
    const shown = items.map(dated);
    const [beyond] = model.apply(shown);
    for (const listener of this.#listeners) listener.changed(shown);
    checkResult.applyChange(
      items.filter(({ after }) => after === null),
      items.filter(({ after }) => after !== null),
    );
    entryDocuments.applyChange(items);
    await this.refreshUndo();
    return beyond;
  }

  /** Reads again what is shown of these lists, after changes of more entries than are named. What cannot be read says so in its place. */
  async showLists(refs: readonly ListRef[]): Promise<void> {
    const { model, entryDocuments } = this.views;
    for (const listener of this.#listeners) listener.listsChanged(refs);
    await this.refreshUndo();
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
