/** What is done with entries without changing them: details, copying. */
import * as vscode from 'vscode';
import type { EntryRef } from '../core/refs';
import { oneLine } from '../core/text';
import { UserError } from '../ui/userError';
import type { CommandServices } from './commandServices';
import type { RowSet } from './panelRows';
import type { Call, Handlers } from './run';
import { targetOf } from './targets';
import { checkCopiable } from './tooMany';

export function entryCommands(services: CommandServices): Pick<Handlers, 'showDetails' | 'copyAddress'> {
  return {
    showDetails: (call) => showDetails(call, services),
    copyAddress: (call) => copyAddress(call, services),
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

async function copyAddress(call: Call<'copyAddress'>, services: CommandServices): Promise<{ copied: number }> {
  if (call.rows !== undefined) return copyRows(call.rows, services);
  const { args, nodes } = call;
  const addresses = nodes.flatMap((node) => {
    if (node.kind === 'entry') return [node.address];
    return node.kind === 'domain' ? [node.domain] : [];
  });
  if (args.address !== undefined) addresses.push(args.address);
  if (addresses.length === 0)
    throw new UserError(vscode.l10n.t('No address is selected.'), {
      nextStep: vscode.l10n.t('Select one or more addresses in the Mailgun view.'),
    });
  return copyAll(addresses, services);
}

/** The addresses of selected rows, unless they are too many. */
async function copyRows(rows: RowSet, services: CommandServices): Promise<{ copied: number }> {
  checkCopiable(rows.count, rows, services);
  return copyAll(rows.addresses?.() ?? Array.from(rows.refs(), ({ address }) => address), services);
}

async function copyAll(addresses: readonly string[], services: CommandServices): Promise<{ copied: number }> {
  await vscode.env.clipboard.writeText(addresses.map(oneLine).join('\n'));
  const [only] = addresses;
  services.say(
    addresses.length === 1 && only !== undefined
      ? vscode.l10n.t('Copied {0}', only)
      : vscode.l10n.t('Copied {0} addresses', addresses.length),
  );
  return { copied: addresses.length };
}
