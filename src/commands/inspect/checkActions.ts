/** What the buttons, keys and menus of a matrix do with what is selected in it. */
import { writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { matrixCsv, matrixJson, type MatrixFileOptions } from '../../core/matrix/matrixFile';
import { commandId, type CommandName } from '../../ids';
import type { EntryNode } from '../../tree/nodes';
import { isCancelled } from '../../ui/ask';
import { UserError } from '../../ui/userError';
import type { MatrixAction } from '../../views/matrixMessages';
import type { MatrixSession } from '../../views/matrixSession';
import { count, withGuard } from '../bulk/words';
import type { CommandServices } from '../commandServices';
import type { RowSet } from '../panelRows';
import { COPIED_CHARACTERS } from '../tooMany';

/** Actions that are commands on the selected entries; `first`: on one alone. */
const ON_ENTRIES: Readonly<Partial<Record<MatrixAction, readonly [CommandName, 'all' | 'first']>>> = {
  delete: ['deleteEntries', 'all'],
  copyToDomains: ['copyEntries', 'all'],
  openInTree: ['revealEntry', 'first'],
  showDetails: ['showDetails', 'first'],
};

export class MatrixActs {
  constructor(private readonly services: CommandServices) {}

  /** Throws UserError when nothing is selected that this could be done with. */
  async act(action: MatrixAction, session: MatrixSession): Promise<void> {
    const command = ON_ENTRIES[action];
    if (command !== undefined) return this.#onEntries(...command, session);
    switch (action) {
      case 'undo':
        await vscode.commands.executeCommand(commandId('undo'));
        return;
      case 'export':
        return this.#export(session);
      case 'copyAddresses':
        return this.#copy(addressesOf(session).join('\n'), session.chosen().length);
      case 'copyCsv':
        return this.#copy(text(matrixCsv(session.matrix, this.#fileOf(session, false))), session.chosen().length);
      case 'copyJson':
        return this.#copy(text(matrixJson(session.matrix, this.#fileOf(session, false))), session.chosen().length);
      default:
        throw new Error(`Unknown action: ${String(action)}`);
    }
  }

  async #onEntries(command: CommandName, which: 'all' | 'first', session: MatrixSession): Promise<void> {
    const rows = rowSetOf(session);
    const [first] = rows?.nodes() ?? [];
    if (rows === undefined || first === undefined)
      throw new UserError(vscode.l10n.t('Nothing that stands on a list is selected.'), {
        nextStep: vscode.l10n.t('Select rows or cells with an entry.'),
      });
    await vscode.commands.executeCommand(commandId(command), which === 'all' ? rows : [first]);
  }

  async #copy(copied: string, rows: number): Promise<void> {
    if (copied.length > COPIED_CHARACTERS)
      throw new UserError(vscode.l10n.t('This is too much for the clipboard.'), {
        nextStep: vscode.l10n.t('Export it to a file instead.'),
      });
    await vscode.env.clipboard.writeText(copied);
    this.services.say(
      rows === 1 ? vscode.l10n.t('Copied 1 address') : vscode.l10n.t('Copied {0} addresses', count(rows)),
    );
  }

  async #export(session: MatrixSession): Promise<void> {
    const { ask, settings } = this.services;
    try {
      const title = vscode.l10n.t('Export the Matrix');
      const uri = await ask.saveFile({
        title: settings.exportGuardFormulas ? withGuard(title) : title,
        fileName: 'addresses.csv',
        filters: { CSV: ['csv'], JSON: ['json'] },
      });
      const file = uri.fsPath;
      const options = this.#fileOf(session, true);
      const isJson = extname(file).toLowerCase() === '.json';
      const pieces = isJson ? matrixJson(session.matrix, options) : matrixCsv(session.matrix, options);
      await writeFile(file, joined(pieces));
      const open = () => vscode.commands.executeCommand('vscode.open', uri);
      void ask.notify({
        message: vscode.l10n.t(
          'Exported {0} addresses to {1}.',
          count(session.matrix.addresses.length),
          basename(file),
        ),
        actions: [{ label: vscode.l10n.t('Open File'), run: open }],
      });
    } catch (error) {
      if (!isCancelled(error)) throw error;
    }
  }

  /** The selected rows and columns, or everything. */
  #fileOf(session: MatrixSession, isWhole: boolean): MatrixFileOptions {
    const { matrix, selection, progress } = session;
    const rows = isWhole ? [...matrix.addresses.keys()] : session.chosen();
    const all = [...matrix.places.keys()];
    const selected = new Set(isWhole || selection.size === 0 ? all : rows.flatMap((row) => selection.places(row)));
    const { accounts, settings } = this.services;
    return {
      rows,
      places: all.filter((place) => selected.has(place)),
      accountName: (accountId) =>
        accounts.get(accountId)?.name ?? session.question.accountNames[accountId] ?? accountId,
      isWhole: progress.problems.length === 0,
      guardFormulas: settings.exportGuardFormulas,
    };
  }
}

/** What stands in the selected cells, as a command takes it; undefined when nothing is selected. */
export function rowSetOf(session: MatrixSession): RowSet | undefined {
  if (session.selection.size === 0) return undefined;
  const found = session.found();
  const lists = new Map(
    found.map(({ accountId, domain, list }) => [
      JSON.stringify([accountId, domain, list]),
      { accountId, domain, list },
    ]),
  );
  const [first] = session.question.accountIds;
  return {
    kind: 'rows',
    accountId: found[0]?.accountId ?? first ?? '',
    count: found.length,
    lists: [...lists.values()],
    addresses: () => addressesOf(session),
    *refs(of) {
      for (const { accountId, domain, list, address } of found)
        if (of === undefined || (of.accountId === accountId && of.domain === domain && of.list === list))
          yield { accountId, domain, list, address };
    },
    *nodes(): Iterable<EntryNode> {
      for (const entry of found) yield { kind: 'entry', ...entry };
    },
  };
}

function addressesOf(session: MatrixSession): string[] {
  return session.chosen().map((row) => session.matrix.addresses[row] ?? '');
}

function text(pieces: Iterable<string>): string {
  return [...pieces].join('');
}

/** In pieces that are worth a write each. */
function* joined(pieces: Iterable<string>): Iterable<string> {
  let held = '';
  for (const piece of pieces) {
    held += piece;
    if (held.length < 65_536) continue;
    yield held;
    held = '';
  }
  yield held;
}
