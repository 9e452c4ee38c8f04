/** The lists of a domain, or of all domains of an account, into a folder. One list that refuses does not stop the others. */
import { access, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { cancelledError, errorText } from '../../core/errorText';
import { readAllDomains } from '../../core/pagedDomains';
import { runPool } from '../../core/pool';
import type { ListRef } from '../../core/refs';
import { exportList } from '../../core/transfer/files/exportList';
import type { ExportFormat } from '../../core/transfer/files/exportFormat';
import type { ExportResult } from '../../ids';
import type { MailgunApi } from '../../mailgun/api';
import { LIST_NAMES } from '../../mailgun/lists';
import { isCancelled, type TaskProgress } from '../../ui/ask';
import type { CommandServices } from '../commandServices';
import type { Call } from '../run';
import type { Scope } from '../targets';
import { distinctFileNames } from '../../core/fileNames';
import {
  count,
  duration,
  files as fileWords,
  lists as listWords,
  place,
  records as recordWords,
  sayWait,
  withGuard,
} from './words';

/** Lists at once: each reads with several requests at once. */
const LISTS_AT_ONCE = 4;

/** One list and where it goes. */
interface Piece extends ListRef {
  readonly file: string;
  readonly term: string;
}

/** What came of the pieces that were begun. */
interface Outcome {
  records: number;
  readonly files: string[];
  readonly failed: { readonly piece: Piece; readonly error: unknown }[];
}

/** Asks for format and folder as far as they are not given, and exports. */
export async function exportMany(
  { accountId, domain }: Pick<Scope, 'accountId' | 'domain'>,
  { args, nodes }: Call<'exportList'>,
  services: CommandServices,
): Promise<ExportResult> {
  const { ask, clients, model } = services;
  const api = await clients.get(accountId);
  const names = domain === undefined ? (await readAllDomains(api)).map(({ name }) => name) : [domain];
  const format = args.format ?? (args.file === undefined ? await askForFormat(services) : 'csv');
  const folder = args.file ?? (await askForFolder(accountId, domain, format, services));
  const filtered = nodes.length > 0;
  const folders = distinctFileNames(names);
  const pieces = names.flatMap((name, index) =>
    LIST_NAMES.map((list): Piece => {
      const ref = { accountId, domain: name, list };
      const place = domain === undefined ? join(folder, folders[index] ?? '_') : folder;
      const term = args.term ?? (filtered ? model.term(ref) : '');
      return { ...ref, file: join(place, `${list}.${format}`), term };
    }),
  );
  if (args.file === undefined) await confirmOverwrite(pieces, folder, services);
  const begun = performance.now();
  const title = vscode.l10n.t('Exporting {0}', domain ?? accountName(accountId, services));
  const outcome = await ask.progress({ title }, (progress) => run(pieces, format, api, progress, services));
  say(outcome, pieces, folder, performance.now() - begun, services);
  const { records, files, failed } = outcome;
  return {
    records,
    files,
    failed: failed.map(({ piece, error }) => ({
      domain: piece.domain,
      list: piece.list,
      reason: errorText(error).reason,
    })),
  };
}

/** Exports, some lists at once. Throws only when cancelled; files that are whole by then stay. */
async function run(
  pieces: readonly Piece[],
  format: ExportFormat,
  api: MailgunApi,
  { signal, report }: TaskProgress,
  { settings }: CommandServices,
): Promise<Outcome> {
  const outcome: Outcome = { records: 0, files: [], failed: [] };
  const reading = new Map<Piece, number>();
  const show = () => {
    const done = outcome.files.length + outcome.failed.length;
    const sum = [...reading.values()].reduce((a, b) => a + b, outcome.records);
    report({ message: vscode.l10n.t('{0} of {1} · {2}', count(done), listWords(pieces.length), recordWords(sum)) });
  };
  const exportPiece = async (piece: Piece): Promise<void> => {
    try {
      await mkdir(dirname(piece.file), { recursive: true });
      const { records } = await exportList(api, piece, piece.file, format, {
        signal,
        term: piece.term,
        walkers: Math.max(1, Math.floor(settings.concurrency / LISTS_AT_ONCE)),
        guardFormulas: settings.exportGuardFormulas,
        onProgress: (done) => {
          reading.set(piece, done);
          show();
        },
        onWait: sayWait(report),
      });
      outcome.records += records;
      outcome.files.push(piece.file);
    } catch (error) {
      if (isCancelled(error)) throw error;
      outcome.failed.push({ piece, error });
    } finally {
      reading.delete(piece);
    }
    show();
  };
  const finished = await runPool(pieces, exportPiece, { concurrency: LISTS_AT_ONCE, signal });
  if (!finished) throw cancelledError();
  outcome.files.sort();
  return outcome;
}

function say(
  { records, files, failed }: Outcome,
  pieces: readonly Piece[],
  folder: string,
  ms: number,
  { ask, log }: CommandServices,
): void {
  for (const { piece, error } of failed) log.warn(`Not exported: ${piece.list} of ${piece.domain}`, error);
  const parts = [
    vscode.l10n.t('Exported {0} to {1} in {2}.', recordWords(records), fileWords(files.length), duration(ms)),
  ];
  const [first] = failed;
  if (first !== undefined)
    parts.push(
      vscode.l10n.t(
        '{0} of {1} could not be exported, the first being {2}: {3}',
        count(failed.length),
        listWords(pieces.length),
        place(first.piece),
        errorText(first.error).reason,
      ),
    );
  const show = () => vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(files[0] ?? folder));
  void ask.notify({
    level: first === undefined ? 'info' : 'warning',
    message: parts.join(' '),
    actions: [
      ...(files.length > 0 && isDesktop() ? [{ label: vscode.l10n.t('Show Folder'), run: show }] : []),
      ...(first === undefined ? [] : [{ label: vscode.l10n.t('Show Log'), run: () => log.show() }]),
    ],
  });
}

async function askForFormat({ ask }: CommandServices): Promise<ExportFormat> {
  return ask.pick<ExportFormat>({
    title: vscode.l10n.t('Export'),
    placeholder: vscode.l10n.t('Format of the files'),
    items: [
      { label: 'CSV', value: 'csv', detail: vscode.l10n.t('The columns and order that Mailgun imports') },
      { label: 'NDJSON', value: 'ndjson', detail: vscode.l10n.t('One JSON object a line, with every field') },
      { label: 'JSON', value: 'json', detail: vscode.l10n.t('One array of objects, with every field') },
    ],
  });
}

async function askForFolder(
  accountId: string,
  domain: string | undefined,
  format: ExportFormat,
  services: CommandServices,
): Promise<string> {
  const title =
    domain === undefined
      ? vscode.l10n.t('Export {0}: a folder for each domain, in this folder', accountName(accountId, services))
      : vscode.l10n.t('Export {0}: four files, in this folder', domain);
  const guarded = services.settings.exportGuardFormulas && format === 'csv';
  const uri = await services.ask.openFolder({
    title: guarded ? withGuard(title) : title,
    action: vscode.l10n.t('Export Here'),
  });
  return uri.fsPath;
}

async function confirmOverwrite(pieces: readonly Piece[], folder: string, { ask }: CommandServices): Promise<void> {
  const found = await Promise.all(pieces.map(({ file }) => exists(file)));
  const existing = pieces.filter((_, index) => found[index]).map(({ file }) => file);
  if (existing.length === 0) return;
  await ask.confirm({
    message:
      existing.length === 1
        ? vscode.l10n.t('One file is there already. Replace it?')
        : vscode.l10n.t('{0} are there already. Replace them?', fileWords(existing.length)),
    detail: existing
      .slice(0, 5)
      .map((file) => `• ${file.slice(folder.length + 1)}`)
      .join('\n'),
    action: vscode.l10n.t('Replace'),
  });
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function accountName(accountId: string, { accounts }: CommandServices): string {
  return accounts.get(accountId)?.name ?? accountId;
}

/** Whether there is a file manager to show a folder in, on the machine where the files are. */
function isDesktop(): boolean {
  return vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
}
