/** *Add to All Domains…* and *Delete from All Domains…*: one address, on every domain of every account. */
import * as vscode from 'vscode';
import { deleteEntries, type DeleteOutcome } from '../../core/changes';
import { readEntry, readLines } from '../../core/entryInput';
import type { NotAsked } from '../../core/findings';
import { addingMeans, plainText } from '../../core/reasons';
import { addToAllDomains, findOnAllDomains } from '../../core/transfer/bulk/everywhere';
import type { AddEverywhereResult, DeleteEverywhereResult } from '../../ids';
import type { Entry } from '../../mailgun/records';
import { listLabel } from '../../tree/lists';
import { errorText } from '../../ui/report';
import { UserError } from '../../ui/userError';
import type { CommandServices } from '../commandServices';
import type { Call, Handlers } from '../run';
import { checkListName, listItems } from '../targets';
import { askForEntries } from './addPrompts';
import { changePorts } from './ports';
import { meanings, namedEntries } from './entryWords';
import { count, domains as domainWords, entries as entryWords, lists as listWords, place, sayWait } from './words';

type EverywhereCommand = 'addToAllDomains' | 'deleteFromAllDomains';

export function everywhereCommands(services: CommandServices): Pick<Handlers, EverywhereCommand> {
  return {
    addToAllDomains: (call) => addCommand(call, services),
    deleteFromAllDomains: (call) => deleteCommand(call, services),
  };
}

async function deleteCommand(
  { args, nodes }: Call<'deleteFromAllDomains'>,
  services: CommandServices,
): Promise<DeleteEverywhereResult> {
  const { ask, changes } = services;
  const title = vscode.l10n.t('Delete from All Domains');
  const accountIds = await accountsOf(args.accountIds, title, services);
  const address = args.address ?? addressOf(nodes) ?? (await askForAddress(title, services));
  const shown = plainText(address, 120);
  const ports = changePorts(services);
  const found = await ask.progress({ title: vscode.l10n.t('Looking for {0}', shown), delay: 500 }, (progress) =>
    findOnAllDomains(address, { accountIds, lists: args.lists }, ports, following(progress)),
  );
  if (found.length === 0) {
    sayNotFound(shown, found.notAsked, services);
    return { deleted: 0, missing: 0, failed: [], notAsked: found.notAsked };
  }
  if (args.confirm !== true)
    await ask.confirm({
      message: vscode.l10n.t('Delete {0} from {1}?', shown, listWords(found.length)),
      detail: [
        ...namedEntries(found.map((ref) => place(ref))),
        ...notAskedWords(found.notAsked),
        '',
        ...meanings(found.map(({ list }) => list)),
      ].join('\n'),
      action: vscode.l10n.t('Delete'),
    });
  const outcome = await ask.progress({ title: vscode.l10n.t('Deleting {0}', shown), delay: 500 }, (progress) =>
    deleteEntries(found, ports, following(progress)),
  );
  await changes.show([...outcome.deleted, ...outcome.missing].map((ref) => ({ ...ref, before: null, after: null })));
  changes.offerUndo(
    [deletedWords(shown, outcome), ...notAskedWords(found.notAsked)].join(' '),
    outcome.change,
    outcome.failed.length + found.notAsked.length > 0 ? 'warning' : 'info',
  );
  return {
    deleted: outcome.deleted.length,
    missing: outcome.missing.length,
    failed: outcome.failed.map(({ ref: { address: failed, domain, list }, error }) => ({
      ...{ address: failed, domain, list },
      reason: errorText(error),
    })),
    notAsked: found.notAsked,
  };
}

async function addCommand(call: Call<'addToAllDomains'>, services: CommandServices): Promise<AddEverywhereResult> {
  const { ask, changes, log } = services;
  const title = vscode.l10n.t('Add to All Domains');
  const accountIds = await accountsOf(call.args.accountIds, title, services);
  const entry = await entryOf(title, call, services);
  const shown = plainText(entry.address, 120);
  const ports = changePorts(services);
  if (call.args.confirm !== true) {
    const total = await ask.progress({ title, delay: 500 }, async ({ signal }) => {
      const names = await Promise.all(accountIds.map((id) => ports.domains(id, { signal })));
      return names.reduce((sum, { length }) => sum + length, 0);
    });
    await ask.confirm({
      message: vscode.l10n.t('Add {0} to {1} of {2}?', shown, listLabel(entry.list), domainWords(total)),
      detail: addingMeans(entry.list),
      action: vscode.l10n.t('Add'),
    });
  }
  const outcome = await ask.progress({ title: vscode.l10n.t('Adding {0}', shown), delay: 500 }, (progress) =>
    addToAllDomains(entry, { accountIds }, ports, following(progress)),
  );
  await changes.show(outcome.added);
  const { added, same, rejected, notAsked, change } = outcome;
  for (const { ref, error } of rejected) log.warn(`Not added: ${entry.list} of ${ref.domain}`, error);
  const parts = [
    vscode.l10n.t('Added {0} to {1} of {2}.', shown, listLabel(entry.list), domainWords(added.length)),
    ...(same.length > 0 ? [vscode.l10n.t('It stood on {0} already.', count(same.length))] : []),
    ...refusedWords(rejected),
    ...notAskedWords(notAsked),
  ];
  changes.offerUndo(parts.join(' '), change, rejected.length + notAsked.length > 0 ? 'warning' : 'info');
  const failed = rejected.map(({ ref: { accountId, domain }, reason }) => ({ accountId, domain, reason }));
  return { added: added.length, same: same.length, failed, notAsked };
}

/** What is added: what stands in the row, what was given, or what is asked for. */
async function entryOf(
  title: string,
  { args, nodes }: Call<'addToAllDomains'>,
  { ask }: CommandServices,
): Promise<Entry> {
  const [node] = nodes;
  if (node?.kind === 'entry') return node.entry;
  checkListName(args.list);
  const list = args.list ?? (await ask.pick({ title, placeholder: vscode.l10n.t('List'), items: listItems() }));
  if (args.address === undefined) {
    const { text, common } = await askForEntries({ title, list, single: true }, ask);
    const [entry] = readLines(list, text, common).entries;
    if (entry !== undefined) return entry;
  }
  const { address = '', code, error, tags, reason, created_at } = args;
  const isDomain = list === 'allowlist' && !address.includes('@');
  const entry = readEntry(list, {
    ...(isDomain ? { domain: address } : { address }),
    ...(code !== undefined && { code }),
    ...(error !== undefined && { error }),
    ...(tags !== undefined && { tags }),
    ...(reason !== undefined && { reason }),
    ...(created_at !== undefined && { created_at }),
  });
  if ('problem' in entry) throw new UserError(entry.problem);
  return entry;
}

async function accountsOf(
  given: readonly string[] | undefined,
  title: string,
  { accounts, targets }: CommandServices,
): Promise<readonly string[]> {
  for (const id of given ?? []) await targets.account(title, id);
  const ids = given ?? accounts.list().map(({ id }) => id);
  return ids.length > 0 ? ids : [await targets.account(title)];
}

function addressOf(nodes: Call<'deleteFromAllDomains'>['nodes']): string | undefined {
  const [node] = nodes;
  return node?.kind === 'entry' ? node.address : undefined;
}

async function askForAddress(title: string, { ask }: CommandServices): Promise<string> {
  const text = await ask.input({
    title,
    prompt: vscode.l10n.t('Address to delete, or a domain of the allowlist'),
    placeholder: 'jane@example.com',
    validate: (typed) => (typed.trim() === '' ? vscode.l10n.t('Type an address.') : undefined),
  });
  return text.trim();
}

function following({ signal, report }: Parameters<Parameters<CommandServices['ask']['progress']>[1]>[0]) {
  return {
    signal,
    onWait: sayWait(report),
    onProgress: (done: number, total: number) => report({ message: `${count(done)} / ${count(total)}` }),
  };
}

function sayNotFound(address: string, notAsked: readonly NotAsked[], { ask }: CommandServices): void {
  void ask.notify({
    level: notAsked.length > 0 ? 'warning' : 'info',
    message: [vscode.l10n.t('{0} was found on no list.', address), ...notAskedWords(notAsked)].join(' '),
  });
}

function deletedWords(address: string, { deleted, failed }: DeleteOutcome): string {
  const done = vscode.l10n.t('Deleted {0} from {1}.', address, listWords(deleted.length));
  const [first] = failed;
  if (first === undefined) return done;
  const words = [entryWords(failed.length), place(first.ref), errorText(first.error)] as const;
  return `${done} ${vscode.l10n.t('Not deleted: {0}, the first being on {1}: {2}', ...words)}`;
}

function refusedWords(
  rejected: readonly { readonly ref: Parameters<typeof place>[0]; readonly reason: string }[],
): string[] {
  const [first] = rejected;
  if (first === undefined) return [];
  return [
    vscode.l10n.t(
      'Refused by {0}, the first being {1}: {2}',
      domainWords(rejected.length),
      first.ref.domain,
      first.reason,
    ),
  ];
}

function notAskedWords(notAsked: readonly NotAsked[]): string[] {
  const [first] = notAsked;
  if (first === undefined) return [];
  return [vscode.l10n.t('Not everything could be asked: {0}', first.reason)];
}
