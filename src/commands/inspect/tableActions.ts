/** What the buttons and keys of a table do with its selected rows. */
import * as vscode from 'vscode';
import { safeFileName } from '../../core/fileNames';
import type { ListRef } from '../../core/refs';
import { commandId, type CommandName, type DeleteMatchingResult, type DeleteResult } from '../../ids';
import { isCancelled } from '../../ui/ask';
import { UserError } from '../../ui/userError';
import type { TableAction } from '../../views/tableMessages';
import type { TableActions, TablePanel } from '../../views/tablePanel';
import type { CommandServices } from '../commandServices';
import type { RowSet } from '../panelRows';
import { chunksOf } from '../rowChunks';
import { remedy } from './tableProblem';
import { selectedRows } from './tableRowSet';

/** Largest picture that is written, in characters of base64. */
const MAX_PICTURE = 50_000_000;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

/** The command that does it, with all selected rows or with the first one alone. */
const COMMANDS: Readonly<Record<Exclude<TableAction, 'delete'>, readonly [CommandName, 'all' | 'first']>> = {
  copyAddresses: ['copyAddress', 'all'],
  copyCsv: ['copyAsCsv', 'all'],
  copyJson: ['copyAsJson', 'all'],
  exportSelection: ['exportSelection', 'all'],
  copyToDomains: ['copyEntries', 'all'],
  checkElsewhere: ['checkAddress', 'all'],
  showDetails: ['showDetails', 'first'],
  showEvents: ['showEvents', 'first'],
  openInTree: ['revealEntry', 'first'],
  copyAsCurl: ['copyAsCurl', 'all'],
};

/** Of more than one address, where each of them stands. */
const MANY = ['checkAddresses', 'all'] as const;

export class TableActs implements TableActions {
  /** Tables that delete, with the lists that were changed meanwhile: what went is known when it is done. */
  readonly #deleting = new Map<TablePanel, ListRef[]>();

  constructor(private readonly services: CommandServices) {}

  async act(action: TableAction, panel: TablePanel): Promise<void> {
    const { source, data } = panel.session;
    const rows = selectedRows(source.accountId, data);
    if (rows === undefined)
      throw new UserError(vscode.l10n.t('No row is selected. Select one or more rows of the table.'));
    if (action === 'delete') return this.#delete(rows, panel);
    const [command, which] = action === 'checkElsewhere' && rows.count > 1 ? MANY : COMMANDS[action];
    const [first] = rows.nodes();
    await vscode.commands.executeCommand(commandId(command), which === 'all' ? rows : [first]);
  }

  async undo(): Promise<void> {
    await vscode.commands.executeCommand(commandId('undo'));
  }

  remedy(panel: TablePanel): Promise<void> {
    return remedy(panel, this.services.accounts.get(panel.session.source.accountId) !== undefined);
  }

  async savePicture({ name, png }: { readonly name: string; readonly png: string }): Promise<boolean> {
    const bytes = Buffer.from(png.length > MAX_PICTURE ? '' : png, 'base64');
    if (!bytes.subarray(0, PNG.length).equals(PNG)) throw new UserError(vscode.l10n.t('This is not a picture.'));
    try {
      const uri = await this.services.ask.saveFile({
        title: vscode.l10n.t('Save Picture'),
        fileName: `${safeFileName(name.replace(/\.png$/i, ''))}.png`,
        filters: { PNG: ['png'] },
      });
      await vscode.workspace.fs.writeFile(uri, bytes);
      return true;
    } catch (error) {
      if (isCancelled(error)) return false;
      throw error;
    }
  }

  async copyText(text: string): Promise<void> {
    await vscode.env.clipboard.writeText(text);
    this.services.say(vscode.l10n.t('Copied'));
  }

  /** Lists were changed by more than is named: they are read again, unless the table itself is about to learn what went. */
  reread(panel: TablePanel, lists: readonly ListRef[]): void {
    const stale = this.#deleting.get(panel);
    if (stale === undefined) panel.session.reread(lists);
    else stale.push(...lists);
  }

  /** Deletes by the command, so that the question, the undo and the journal are those of every deletion. */
  async #delete(rows: RowSet, panel: TablePanel): Promise<void> {
    const stale: ListRef[] = [];
    this.#deleting.set(panel, stale);
    let result: DeleteResult | DeleteMatchingResult | undefined;
    try {
      result = await vscode.commands.executeCommand(commandId('deleteEntries'), rows);
    } finally {
      this.#deleting.delete(panel);
    }
    if (stale.length === 0) return;
    const isWhole = result?.failed.length === 0 && !('notSent' in result && result.notSent > 0);
    if (!isWhole) return panel.session.reread(stale);
    for (const list of rows.lists)
      for await (const refs of chunksOf(rows.refs(list)))
        panel.session.removed(
          list,
          refs.map(({ address }) => address),
        );
  }
}
