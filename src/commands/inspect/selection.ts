/** What is done with selected rows, of a table or of the tree, without changing them: *Copy as CSV*, *Copy as JSON*, *Export Selection…*. */
import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { safeFileName } from '../../core/fileNames';
import type { ListRef } from '../../core/refs';
import type { ExportFormat } from '../../core/transfer/files/exportFormat';
import { exportRows } from '../../core/transfer/selection/exportRows';
import { rowWriter, type PlacedEntry } from '../../core/transfer/selection/rowFormat';
import type { ExportResult } from '../../ids';
import type { EntryNode } from '../../tree/nodes';
import { UserError } from '../../ui/userError';
import { records, withGuard } from '../bulk/words';
import type { CommandServices } from '../commandServices';
import type { RowSet } from '../panelRows';
import type { Call, Handlers } from '../run';
import { chunksOf } from '../rowChunks';
import { checkCopiable, COPIED_CHARACTERS, offerExport } from '../tooMany';

type SelectionCommand = 'copyAsCsv' | 'copyAsJson' | 'exportSelection';

/** Formats by the ending of the file. */
const FORMATS: Readonly<Record<string, ExportFormat>> = { '.csv': 'csv', '.json': 'json', '.ndjson': 'ndjson' };

/** Selected entries, and the lists they stand on. */
interface Chosen {
  readonly count: number;
  readonly lists: readonly ListRef[];
  nodes(): Iterable<EntryNode>;
  /** The same, as a command takes it. */
  readonly rows: RowSet | readonly EntryNode[];
}

export function selectionCommands(services: CommandServices): Pick<Handlers, SelectionCommand> {
  return {
    copyAsCsv: (call) => copyAs('csv', call, services),
    copyAsJson: (call) => copyAs('json', call, services),
    exportSelection: (call) => exportSelection(call, services),
  };
}

async function copyAs(
  format: ExportFormat,
  call: Call<SelectionCommand>,
  services: CommandServices,
): Promise<{ copied: number }> {
  const chosen = chosenIn(call, services);
  checkCopiable(chosen.count, chosen.rows, services);
  const writer = rowWriter(format, chosen.lists);
  let text = writer.head;
  let copied = 0;
  for await (const rows of chunksOf(placed(chosen.nodes()))) {
    text += writer.rows(rows, copied === 0);
    copied += rows.length;
    if (text.length > COPIED_CHARACTERS) return offerExport(chosen.rows, services);
  }
  await vscode.env.clipboard.writeText(text + writer.tail);
  services.say(vscode.l10n.t('Copied {0}', records(copied)));
  return { copied };
}

async function exportSelection(call: Call<'exportSelection'>, services: CommandServices): Promise<ExportResult> {
  const { ask, settings } = services;
  const chosen = chosenIn(call, services);
  const file = call.args.file ?? (await askForFile(chosen, services));
  const format = call.args.format ?? FORMATS[extname(file).toLowerCase()] ?? 'csv';
  const writer = rowWriter(format, chosen.lists, { guardFormulas: settings.exportGuardFormulas });
  const title = vscode.l10n.t('Exporting {0}', records(chosen.count));
  const result = await ask.progress({ title, delay: 500 }, ({ signal, report }) => {
    let shown = 0;
    const onProgress = (done: number): void => {
      const percent = Math.floor((100 * done) / chosen.count);
      report({ message: records(done), increment: percent - shown });
      shown = percent;
    };
    return exportRows(file, writer, chunksOf(placed(chosen.nodes())), { signal, onProgress });
  });
  const uri = vscode.Uri.file(file);
  void ask.notify({
    message: vscode.l10n.t('Exported {0} to {1}.', records(result.records), basename(file)),
    actions: [{ label: vscode.l10n.t('Open File'), run: () => vscode.commands.executeCommand('vscode.open', uri) }],
  });
  return result;
}

/** The rows of the call; those of the table in front for a call from the palette. Throws UserError when there are none. */
function chosenIn(call: Call<SelectionCommand>, { panelRows }: CommandServices): Chosen {
  const rows = call.rows ?? (call.nodes.length === 0 ? panelRows.active() : undefined);
  if (rows !== undefined) return { count: rows.count, lists: rows.lists, nodes: () => rows.nodes(), rows };
  const nodes = call.nodes.filter((node) => node.kind === 'entry');
  if (nodes.length === 0)
    throw new UserError(vscode.l10n.t('No entry is selected.'), {
      nextStep: vscode.l10n.t('Select one or more rows of a table, or addresses in the Mailgun view.'),
    });
  const lists = new Map(
    nodes.map(({ accountId, domain, list }) => [`${accountId} ${list} ${domain}`, { accountId, domain, list }]),
  );
  return { count: nodes.length, lists: [...lists.values()], nodes: () => nodes, rows: nodes };
}

function* placed(nodes: Iterable<EntryNode>): Iterable<PlacedEntry> {
  for (const { domain, entry } of nodes) yield { domain, entry };
}

async function askForFile({ lists }: Chosen, { ask, settings }: CommandServices): Promise<string> {
  const [first] = lists;
  const domain = lists.every((list) => list.domain === first?.domain) ? (first?.domain ?? '') : '';
  const list = lists.length === 1 ? (first?.list ?? '') : '';
  const name = [domain, list, 'selection'].filter((part) => part !== '').join('-');
  const title = vscode.l10n.t('Export Selection');
  const uri = await ask.saveFile({
    title: settings.exportGuardFormulas ? withGuard(title) : title,
    fileName: `${safeFileName(name)}.csv`,
    filters: { CSV: ['csv'], JSON: ['json'], NDJSON: ['ndjson'] },
  });
  return uri.fsPath;
}
