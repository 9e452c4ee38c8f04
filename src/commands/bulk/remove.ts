/** *Delete*: entries of any lists, after a question that names them. */
import * as vscode from 'vscode';
import { deleteEntries } from '../../core/changes';
import { plainText } from '../../core/reasons';
import type { EntryRef, ListRef } from '../../core/refs';
import type { DeleteResult } from '../../ids';
import { listLabel } from '../../tree/lists';
import type { EntryNode } from '../../tree/nodes';
import { errorText } from '../../ui/report';
import { UserError } from '../../ui/userError';
import type { CommandServices } from '../commandServices';
import type { RowSet } from '../panelRows';
import { chunksOf } from '../rowChunks';
import type { Call, Handlers } from '../run';
import type { BulkServices } from './bulkServices';
import { deleteMany } from './deleteMany';
import { meanings, namedEntries } from './entryWords';
import { domains as domainWords, entries as entryWords, lists as listWords, place, sayWait } from './words';

/** More entries than these are deleted with a journal, to be resumed. */
const MANY = 100;

export function removeCommands(services: BulkServices): Pick<Handlers, 'deleteEntries'> {
  return { deleteEntries: (call) => deleteCommand(call, services) };
}

async function deleteCommand(call: Call<'deleteEntries'>, services: BulkServices): Promise<DeleteResult> {
  const { rows } = call;
  if (rows !== undefined && rows.count > MANY) return deleteRows(rows, services);
  const refs = await refsOf(call, services);
  if (refs.length > MANY)
    return deleteMany(() => ({ refs }), {
      confirm: call.args.confirm === true,
      nothing: vscode.l10n.t('None of these {0} is there any more.', entryWords(refs.length)),
      services,
    });
  await confirmDelete(refs, call, services);
  const { ask, changes } = services;
  const { ports } = services;
  const outcome = await ask.progress({ title: deletingTitle(refs), delay: 500 }, ({ signal, report }) =>
    deleteEntries(refs, ports, {
      signal,
      onProgress: (done, total) => report({ message: `${done} / ${total}`, increment: 100 / total }),
      onWait: sayWait(report),
    }),
  );
  const gone = [...outcome.deleted, ...outcome.missing];
  await changes.show(gone.map((ref) => ({ ...ref, before: null, after: null })));
  const failed = outcome.failed.map(({ ref, error }) => ({
    address: ref.address,
    domain: ref.domain,
    list: ref.list,
    reason: errorText(error),
  }));
  changes.offerUndo(deletedMessage(outcome, refs), outcome.change, failed.length > 0 ? 'warning' : 'info');
  for (const { address, list, domain, reason } of failed)
    services.log.warn(`Not deleted: ${address} on ${list} of ${domain}: ${reason}`);
  return { deleted: outcome.deleted.length, missing: outcome.missing.length, failed };
}

/** Deletes the selected rows of a panel, which may be very many. */
function deleteRows(rows: RowSet, services: BulkServices): Promise<DeleteResult> {
  const addresses = async function* (list: ListRef): AsyncGenerator<readonly string[]> {
    for await (const refs of chunksOf(rows.refs(list))) yield refs.map(({ address }) => address);
  };
  return deleteMany(() => ({ lists: rows.lists.map((list) => ({ list, addresses: addresses(list) })) }), {
    confirm: false,
    nothing: vscode.l10n.t('None of these {0} is there any more.', entryWords(rows.count)),
    services,
  });
}

async function refsOf({ args, nodes }: Call<'deleteEntries'>, services: CommandServices): Promise<readonly EntryRef[]> {
  const selected = nodes.filter((node) => node.kind === 'entry');
  if (selected.length > 0) return selected.map(refOf);
  const title = vscode.l10n.t('Delete');
  if (nodes.length > 0)
    throw new UserError(vscode.l10n.t('No address is selected.'), {
      nextStep: vscode.l10n.t('Select one or more addresses below a list, then delete.'),
    });
  const ref = await services.targets.list(title, args);
  const addresses = args.addresses ?? (await askForAddresses(title, services));
  return addresses.map((address) => ({ ...ref, address }));
}

function refOf({ accountId, domain, list, address }: EntryNode): EntryRef {
  return { accountId, domain, list, address };
}

async function askForAddresses(title: string, { ask }: CommandServices): Promise<readonly string[]> {
  const split = (text: string) => text.split(/[\s,;]+/).filter((part) => part !== '');
  const text = await ask.input({
    title,
    prompt: vscode.l10n.t('Addresses (or domains of the allowlist) to delete, separated by spaces or commas'),
    validate: (typed) => (split(typed).length === 0 ? vscode.l10n.t('Type an address.') : undefined),
  });
  return split(text);
}

/** Asks, naming what goes. Only a single row under the mouse may go unasked, when the user has said so. */
async function confirmDelete(
  refs: readonly EntryRef[],
  { args, nodes, byKey }: Call<'deleteEntries'>,
  { ask, settings }: CommandServices,
): Promise<void> {
  if (args.confirm === true) return;
  const single = refs.length === 1 && nodes.length === 1 && !byKey;
  if (single && !settings.confirmDelete) return;
  const { dontAskAgain } = await ask.confirm({
    message: deleteQuestion(refs),
    detail: [...(refs.length > 1 ? [...namedAddresses(refs), ''] : []), ...meanings(refs.map(({ list }) => list))].join(
      '\n',
    ),
    action: vscode.l10n.t('Delete'),
    ...(single && { dontAskAgain: vscode.l10n.t('Delete and Don’t Ask Again') }),
  });
  if (dontAskAgain) await settings.update('confirmDelete', false);
}

function deleteQuestion(refs: readonly EntryRef[]): string {
  const [first] = refs;
  const count = refs.length.toLocaleString('en');
  const lists = new Set(refs.map(({ list }) => list));
  const domains = new Set(refs.map(({ domain }) => domain));
  if (first === undefined) return vscode.l10n.t('Delete nothing?');
  if (lists.size === 1 && domains.size === 1) {
    const where = [listLabel(first.list), first.domain] as const;
    return refs.length === 1
      ? vscode.l10n.t('Delete {0} from {1} of {2}?', plainText(first.address, 200), ...where)
      : vscode.l10n.t('Delete {0} addresses from {1} of {2}?', count, ...where);
  }
  const places = [listWords(placesOf(refs).size), domainWords(domains.size)] as const;
  return vscode.l10n.t('Delete {0} from {1} of {2}?', entryWords(refs.length), ...places);
}

function placesOf(refs: readonly EntryRef[]): ReadonlySet<string> {
  return new Set(refs.map(place));
}

function namedAddresses(refs: readonly EntryRef[]): string[] {
  const many = placesOf(refs).size > 1;
  return namedEntries(refs.map((ref) => (many ? `${ref.address} — ${place(ref)}` : ref.address)));
}

function deletingTitle(refs: readonly EntryRef[]): string {
  return refs.length === 1
    ? vscode.l10n.t('Deleting {0}', plainText(refs[0]?.address ?? '', 100))
    : vscode.l10n.t('Deleting {0}', entryWords(refs.length));
}

function deletedMessage(outcome: Awaited<ReturnType<typeof deleteEntries>>, refs: readonly EntryRef[]): string {
  const { deleted, missing, failed } = outcome;
  const [only] = refs;
  if (refs.length === 1 && only !== undefined && failed.length === 0) {
    const words = [plainText(only.address, 120), listLabel(only.list), only.domain] as const;
    return missing.length === 1
      ? vscode.l10n.t('{0} was no longer on {1} of {2}.', ...words)
      : vscode.l10n.t('Deleted {0} from {1} of {2}.', ...words);
  }
  const parts = [vscode.l10n.t('Deleted {0} of {1}.', deleted.length, entryWords(refs.length))];
  if (missing.length > 0) parts.push(vscode.l10n.t('Gone already: {0}.', missing.length));
  const [problem] = failed;
  if (problem !== undefined)
    parts.push(
      vscode.l10n.t(
        'Not deleted: {0}, the first being {1}: {2}',
        failed.length,
        plainText(problem.ref.address, 80),
        errorText(problem.error),
      ),
    );
  return parts.join(' ');
}
