/** What is too much for the clipboard is offered as a file. */
import * as vscode from 'vscode';
import { commandId } from '../ids';
import type { TreeNode } from '../tree/nodes';
import { Cancelled } from '../ui/ask';
import type { CommandServices } from './commandServices';
import type { RowSet } from './panelRows';

/** What was to be copied, as a command takes it. */
type CopiedRows = RowSet | readonly TreeNode[];

/** Most rows that are copied. */
export const COPIED_ROWS = 100_000;
/** Longest text that is copied, in UTF-16 units. */
export const COPIED_CHARACTERS = 16_000_000;

/** Offers an export and throws Cancelled when there are more rows than are copied. */
export function checkCopiable(count: number, rows: CopiedRows, services: Pick<CommandServices, 'ask'>): void {
  if (count > COPIED_ROWS) offerExport(rows, services);
}

/** Offers an export. Always throws Cancelled: nothing is copied. */
export function offerExport(rows: CopiedRows, { ask }: Pick<CommandServices, 'ask'>): never {
  void ask.notify({
    message: vscode.l10n.t('The selection is too large for the clipboard. Write it to a file instead.'),
    actions: [
      {
        label: vscode.l10n.t('Export Selection…'),
        run: () => vscode.commands.executeCommand(commandId('exportSelection'), rows),
      },
    ],
  });
  throw new Cancelled();
}
