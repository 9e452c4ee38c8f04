/** *Import CSV…*: a file onto the lists of a domain, with a preview unless everything was said in advance. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { inspectFile, replan, type Inspection, type Mapping } from '../../core/transfer/read';
import { FIELDS } from '../../core/transfer/read/readPlan';
import type { ImportArgs, ImportResult } from '../../ids';
import type { ListName } from '../../mailgun/lists';
import { UserError } from '../../ui/userError';
import { ImportPanel } from '../../views/importPanel';
import type { ImportTarget } from '../../views/importSession';
import { readKept } from '../../views/storedImport';
import type { Call, Handlers } from '../run';
import { checkListName, listItems, targetOf as targetOfNode } from '../targets';
import type { BulkServices } from './bulkServices';
import { importSession, targetOf } from './importSession';
import { localFile } from './localFile';
import { showProgress } from './progress';
import { sayWait } from './words';

/** Previews that are opened at once; more files than these are most likely a mistake. */
const MAX_FILES = 10;
const EXTENSIONS = ['csv', 'tsv', 'txt', 'json', 'ndjson', 'jsonl'];

/** Panels that VS Code has brought back with an interrupted import in them. */
const restored = new Map<string, ImportPanel>();

export function importCommands(services: BulkServices): Pick<Handlers, 'importCsv'> {
  return { importCsv: (call) => importCommand(call, services) };
}

async function importCommand(call: Call<'importCsv'>, services: BulkServices): Promise<ImportResult> {
  const { args, nodes, uris } = call;
  const title = vscode.l10n.t('Import CSV');
  const known = { ...targetOfNode(nodes[0]), ...args };
  checkListName(known.list);
  const files = args.file === undefined ? await filesOf(title, uris, services) : [args.file];
  if (args.confirm === true) {
    const target = targetOf(await services.targets.domain(title, known), services);
    const [file] = files;
    if (file === undefined) throw noFile();
    return importNow({ ...args, file, list: known.list }, target, services);
  }
  const target = await targetFor(title, known, services);
  const [first] = await Promise.all(
    files.map(async (file) => {
      const mapping = args.mapping === undefined ? undefined : mappingOf(args.mapping, await inspectFile(file));
      return openPanel({ file, target, list: known.list, method: args.method, mapping }, services).result;
    }),
  );
  if (first === undefined) throw noFile();
  return first;
}

function noFile(): UserError {
  return new UserError(vscode.l10n.t('There is no file to import.'));
}

/** The preview asks on its page where to, unless that goes without saying. */
async function targetFor(
  title: string,
  { accountId, domain }: { readonly accountId?: string | undefined; readonly domain?: string | undefined },
  services: BulkServices,
): Promise<ImportTarget | undefined> {
  const { accounts, model, targets } = services;
  const all = accounts.list();
  if (domain !== undefined || all.length === 0)
    return targetOf(await targets.domain(title, { accountId, domain }), services);
  const id = accountId ?? (all.length === 1 ? all[0]?.id : undefined);
  if (id === undefined) return undefined;
  const domains = model.domains(id);
  await domains.load();
  const [only] = domains.domains;
  if (only === undefined || domains.domains.length > 1 || domains.hasMore) return undefined;
  return targetOf({ accountId: id, domain: only.name }, services);
}

async function filesOf(title: string, uris: Call<'importCsv'>['uris'], services: BulkServices): Promise<string[]> {
  const { ask, storage } = services;
  const filters = { [vscode.l10n.t('Lists of addresses')]: EXTENSIONS, [vscode.l10n.t('All files')]: ['*'] };
  const chosen = uris.length > 0 ? uris : [await ask.openFile({ title, action: vscode.l10n.t('Preview'), filters })];
  if (chosen.length > MAX_FILES)
    throw new UserError(vscode.l10n.t('These are more than {0} files.', MAX_FILES), {
      nextStep: vscode.l10n.t('Import a few at a time.'),
    });
  return Promise.all(chosen.map((uri) => localFile(uri, storage)));
}

function openPanel(question: Parameters<typeof ImportPanel.open>[0], services: BulkServices): ImportPanel {
  const panel: ImportPanel = ImportPanel.open(
    question,
    depsOf(services, () => panel),
  );
  return panel;
}

function depsOf(services: BulkServices, panel: () => ImportPanel): Parameters<typeof ImportPanel.open>[1] {
  const { extensionUri, log } = services;
  return { extensionUri, log, session: importSession(services, panel) };
}

/** Takes over an import panel that VS Code has kept across a reload. */
export function restoreImport(panel: vscode.WebviewPanel, stored: unknown, services: BulkServices): void {
  const taken: ImportPanel = ImportPanel.restore(
    panel,
    stored,
    depsOf(services, () => taken),
  );
  const jobId = readKept(stored)?.jobId;
  if (jobId === undefined) return;
  restored.set(jobId, taken);
  panel.onDidDispose(() => restored.delete(jobId));
}

/** Goes on with an import in a panel; one that was brought back for it makes room. */
export function resumeInPanel(jobId: string, services: BulkServices): ImportPanel {
  restored.get(jobId)?.dispose();
  const panel: ImportPanel = ImportPanel.resume(
    jobId,
    depsOf(services, () => panel),
  );
  return panel;
}

interface Wanted extends Pick<Call<'importCsv'>['args'], 'mapping' | 'method' | 'compare'> {
  readonly file: string;
  readonly list?: ListName | undefined;
}

/** Imports without a preview. */
async function importNow(
  { file, list, mapping, method = 'batches', compare = false }: Wanted,
  target: ImportTarget,
  services: BulkServices,
): Promise<ImportResult> {
  const looked = await inspectFile(file, { list });
  const mapped =
    mapping === undefined ? looked : await replan(file, looked.plan, { mapping: mappingOf(mapping, looked) });
  const { plan, bytes } = mapped.lists.length > 0 ? mapped : await withList(file, mapped, services);
  const session = importSession(services);
  const draft = { file, bytes, read: plan, target, method, compare };
  const title = vscode.l10n.t('Importing {0}', basename(file));
  return services.ask.progress({ title, delay: 500 }, ({ signal, report }) =>
    session.start(draft, {
      signal,
      onProgress: showProgress(report),
      onWait: sayWait(report),
      onJob: () => undefined,
    }),
  );
}

async function withList(file: string, { plan }: Inspection, { ask }: BulkServices): Promise<Inspection> {
  const list = await ask.pick({
    title: vscode.l10n.t('Import CSV'),
    placeholder: vscode.l10n.t('List: the file does not say'),
    items: listItems(),
  });
  return replan(file, plan, { list });
}

/** Columns may be named as the file names them. Throws UserError for a field or a column that there is not. */
function mappingOf(given: NonNullable<ImportArgs['mapping']>, { plan }: Inspection): Mapping {
  const { columns } = plan;
  const wanted = new Map(columns.map((name, index) => [name.trim().toLowerCase(), index]));
  const mapping: Partial<Record<keyof Mapping, number>> = {};
  for (const [name, column] of Object.entries(given)) {
    const field = FIELDS.find((candidate) => candidate === name);
    const index = typeof column === 'number' ? column : wanted.get(String(column).trim().toLowerCase());
    if (field === undefined)
      throw new UserError(vscode.l10n.t('“{0}” is no field of an entry.', name), {
        nextStep: vscode.l10n.t('The fields are: {0}.', FIELDS.join(', ')),
      });
    if (index === undefined || !Number.isInteger(index) || index < 0 || index >= columns.length)
      throw new UserError(vscode.l10n.t('The file has no column “{0}”.', String(column)), {
        nextStep: vscode.l10n.t('Its columns are: {0}.', columns.join(', ')),
      });
    mapping[field] = index;
  }
  return mapping;
}
