/** *Export…*: a list into a file, the lists of a domain or an account into a folder. */
import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import type { ListRef } from '../../core/refs';
import { exportList } from '../../core/transfer/files/exportList';
import type { ExportFormat } from '../../core/transfer/files/exportFormat';
import type { ExportResult } from '../../ids';
import type { CommandServices } from '../commandServices';
import type { Call, Handlers } from '../run';
import { targetOf, type Scope } from '../targets';
import { exportMany } from './exportMany';
import { safeFileName } from '../../core/fileNames';
import { duration, place, records, sayWait, withGuard } from './words';

/** Formats by the ending of the file. */
const FORMATS: Readonly<Record<string, ExportFormat>> = { '.csv': 'csv', '.json': 'json', '.ndjson': 'ndjson' };

export function exportCommands(services: CommandServices): Pick<Handlers, 'exportList'> {
  return { exportList: (call) => exportCommand(call, services) };
}

async function exportCommand(call: Call<'exportList'>, services: CommandServices): Promise<ExportResult> {
  const { accountId, domain, list } = await scopeOf(call, services);
  if (domain === undefined || list === undefined) return exportMany({ accountId, domain }, call, services);
  const { args, nodes } = call;
  const ref: ListRef = { accountId, domain, list };
  const term = args.term ?? (nodes.length > 0 ? services.model.term(ref) : '');
  const file = args.file ?? (await askForFile(ref, term, services));
  const format = args.format ?? FORMATS[extname(file).toLowerCase()] ?? 'csv';
  return exportOne(ref, { file, format, term }, services);
}

/** A row says what is meant. Who names a file, and no list or domain, means all there are. */
async function scopeOf({ args, nodes }: Call<'exportList'>, { targets }: CommandServices): Promise<Scope> {
  const title = vscode.l10n.t('Export');
  const [node] = nodes;
  const whole = node?.kind === 'account' || node?.kind === 'domain';
  const known = { ...targetOf(node), ...args };
  if (known.list !== undefined) return targets.list(title, known);
  if (!whole && (args.file === undefined || args.accountId === undefined)) return targets.scope(title, known);
  return { accountId: await targets.account(title, known.accountId), domain: known.domain };
}

interface Where {
  readonly file: string;
  readonly format: ExportFormat;
  readonly term: string;
}

async function exportOne(
  ref: ListRef,
  { file, format, term }: Where,
  { ask, clients, settings }: CommandServices,
): Promise<ExportResult> {
  const api = await clients.get(ref.accountId);
  const begun = performance.now();
  const result = await ask.progress({ title: vscode.l10n.t('Exporting {0}', place(ref)) }, ({ signal, report }) =>
    exportList(api, ref, file, format, {
      signal,
      term,
      walkers: settings.concurrency,
      guardFormulas: settings.exportGuardFormulas,
      onProgress: (done) => report({ message: records(done) }),
      onWait: sayWait(report),
    }),
  );
  const took = duration(performance.now() - begun);
  void ask.notify({
    message: vscode.l10n.t('Exported {0} to {1} in {2}.', records(result.records), basename(file), took),
    actions: [openFile(file)],
  });
  return { records: result.records };
}

function openFile(file: string) {
  const uri = vscode.Uri.file(file);
  return { label: vscode.l10n.t('Open File'), run: () => vscode.commands.executeCommand('vscode.open', uri) };
}

async function askForFile(ref: ListRef, term: string, { ask, settings }: CommandServices): Promise<string> {
  const what =
    term === ''
      ? vscode.l10n.t('Export {0}', place(ref))
      : vscode.l10n.t('Export the addresses of {0} that start with “{1}”', place(ref), term);
  const uri = await ask.saveFile({
    title: settings.exportGuardFormulas ? withGuard(what) : what,
    fileName: `${safeFileName(ref.domain)}-${ref.list}.csv`,
    filters: { CSV: ['csv'], JSON: ['json'], NDJSON: ['ndjson'] },
  });
  return uri.fsPath;
}
