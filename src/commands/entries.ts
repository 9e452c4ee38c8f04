/** What is done with entries without changing them: details, copying, exporting. */
import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import type { EntryRef } from '../core/refs';
import type { ExportFormat } from '../core/transfer/exportFormat';
import { listLabel } from '../tree/lists';
import { UserError } from '../ui/userError';
import type { CommandServices } from './commandServices';
import type { Call, Handlers } from './run';
import { targetOf } from './targets';

export function entryCommands(services: CommandServices): Pick<Handlers, 'showDetails' | 'copyAddress' | 'exportList'> {
  return {
    showDetails: (call) => showDetails(call, services),
    copyAddress: (call) => copyAddress(call, services),
    exportList: (call) => exportCommand(call, services),
  };
}

async function showDetails({ args, nodes }: Call<'showDetails'>, services: CommandServices): Promise<void> {
  const { targets, ask, entryDocuments } = services;
  const title = vscode.l10n.t('Show Details');
  const [node] = nodes;
  const ref = await targets.list(title, { ...targetOf(node), ...args });
  const address =
    args.address ??
    (node?.kind === 'entry' ? node.address : await ask.input({ title, prompt: vscode.l10n.t('Address to show') }));
  const { accountId, domain, list } = ref;
  const target: EntryRef = { accountId, domain, list, address };
  await entryDocuments.show(target);
}

async function copyAddress(
  { args, nodes }: Call<'copyAddress'>,
  services: CommandServices,
): Promise<{ copied: number }> {
  const addresses = nodes.flatMap((node) => {
    if (node.kind === 'entry') return [node.address];
    return node.kind === 'domain' ? [node.domain] : [];
  });
  if (args.address !== undefined) addresses.push(args.address);
  if (addresses.length === 0)
    throw new UserError(vscode.l10n.t('No address is selected.'), {
      nextStep: vscode.l10n.t('Select one or more addresses in the Mailgun view.'),
    });
  await vscode.env.clipboard.writeText(addresses.join('\n'));
  const [only] = addresses;
  services.say(
    addresses.length === 1 && only !== undefined
      ? vscode.l10n.t('Copied {0}', only)
      : vscode.l10n.t('Copied {0} addresses', addresses.length),
  );
  return { copied: addresses.length };
}

const FORMATS: Readonly<Record<string, ExportFormat>> = { '.csv': 'csv', '.json': 'json', '.ndjson': 'ndjson' };

async function exportCommand(
  { args, nodes }: Call<'exportList'>,
  { targets, ask, clients, model }: CommandServices,
): Promise<{ records: number }> {
  const ref = await targets.list(vscode.l10n.t('Export'), { ...targetOf(nodes[0]), ...args });
  const term = nodes.length > 0 ? model.list(ref).term : '';
  const file = args.file ?? (await askForFile(ref, term, ask));
  const format = args.format ?? FORMATS[extname(file).toLowerCase()] ?? 'csv';
  const api = await clients.get(ref.accountId);
  const { exportList } = await import('../core/transfer');
  const title = vscode.l10n.t('Exporting {0} of {1}', listLabel(ref.list), ref.domain);
  const result = await ask.progress({ title }, ({ signal, report }) =>
    exportList(api, ref, file, format, {
      signal,
      term,
      onProgress: (records) => report({ message: vscode.l10n.t('{0} records', records.toLocaleString('en')) }),
    }),
  );
  void ask.notify({
    message: vscode.l10n.t('Exported {0} records to {1}.', result.records.toLocaleString('en'), basename(file)),
    actions: [
      {
        label: vscode.l10n.t('Open File'),
        run: () => vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file)),
      },
    ],
  });
  return result;
}

async function askForFile(
  { list, domain }: { list: string; domain: string },
  term: string,
  ask: CommandServices['ask'],
): Promise<string> {
  const uri = await ask.saveFile({
    title:
      term === ''
        ? vscode.l10n.t('Export {0} of {1}', list, domain)
        : vscode.l10n.t('Export the addresses of {0} of {1} that start with “{2}”', list, domain, term),
    fileName: `${domain}-${list}.csv`,
    filters: { CSV: ['csv'], JSON: ['json'], NDJSON: ['ndjson'] },
  });
  return uri.fsPath;
}
