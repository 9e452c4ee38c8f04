/** *Copy as cURL*: the call behind a row, for a shell. The key is a variable there. */
import * as vscode from 'vscode';
import { curlCommand, KEY_VARIABLE, type CurlAccount, type CurlTarget } from '../../core/inspect/curl';
import type { EntryRef } from '../../core/refs';
import type { CopyAsCurlArgs } from '../../ids';
import { UserError } from '../../ui/userError';
import type { TreeNode } from '../../tree/nodes';
import type { CommandServices } from '../commandServices';
import type { Call, Handlers } from '../run';
import { checkListName, targetOf, type Scope } from '../targets';
import { entryOf } from './recipient';

/** The most calls that are copied at once. */
const MOST = 1000;
const DAY = 86_400_000;

/** A call, and the account that makes it. */
interface CurlCall {
  readonly accountId: string;
  readonly target: CurlTarget;
}

export function curlCommands(services: CommandServices): Pick<Handlers, 'copyAsCurl'> {
  return { copyAsCurl: (call) => copyAsCurl(call, services) };
}

async function copyAsCurl(
  call: Call<'copyAsCurl'>,
  services: CommandServices,
): Promise<{ copied: number; text: string }> {
  const calls = await callsOf(call, services);
  if (calls.length > MOST) {
    throw new UserError(vscode.l10n.t('More than {0} calls are not copied.', MOST), {
      nextStep: vscode.l10n.t('Select fewer rows, or the list itself.'),
    });
  }
  const accounts = new Map<string, CurlAccount>();
  for (const { accountId } of calls) accounts.set(accountId, await endpointOf(accountId, services));
  const { method } = call.args;
  const texts = calls.map(({ accountId, target }) =>
    curlCommand(accounts.get(accountId) ?? { baseUrl: '' }, target, method),
  );
  const text = `${texts.join('\n\n')}\n`;
  await vscode.env.clipboard.writeText(text);
  tell(calls, services);
  return { copied: calls.length, text };
}

/** What is to be copied: of rows, of a document, of arguments, else of what is asked for. */
async function callsOf(call: Call<'copyAsCurl'>, services: CommandServices): Promise<readonly CurlCall[]> {
  const { args, rows } = call;
  if (rows !== undefined) {
    // A million of them are not made before it is known that they are too many.
    const some: CurlCall[] = [];
    for (const ref of rows.refs()) {
      if (some.push(entryCall(ref)) > MOST) break;
    }
    return some;
  }
  const { nodes } = call;
  const entry = entryOf(call);
  if (nodes.length === 0 && entry !== undefined) return [entryCall(entry)];
  if (nodes.length > 0 && !call.byArguments) return nodes.map((node) => nodeCall(node, services));
  if (args.address !== undefined) return [argumentCall(args)];
  const title = vscode.l10n.t('Copy as cURL');
  const whole = args.accountId !== undefined && (args.domain === undefined || args.list === undefined);
  return [scopeCall(whole ? scopeOf(args) : await services.targets.scope(title, args), services)];
}

function nodeCall(node: TreeNode, services: CommandServices): CurlCall {
  return node.kind === 'entry' ? entryCall(node) : scopeCall(scopeOf(targetOf(node)), services);
}

function entryCall({ accountId, domain, list, address }: EntryRef): CurlCall {
  return { accountId, target: { kind: 'entry', domain, list, address } };
}

function argumentCall({
  accountId = '',
  domain = '',
  list,
  address = '',
  events,
}: Call<'copyAsCurl'>['args']): CurlCall {
  if (events === true) {
    const end = Math.ceil(Date.now() / 1000) * 1000;
    return { accountId, target: { kind: 'events', domain, query: { recipient: address, begin: end - 30 * DAY, end } } };
  }
  checkListName(list);
  if (list === undefined) throw new UserError(vscode.l10n.t('The call needs to know the list of the address.'));
  return entryCall({ accountId, domain, list, address });
}

function scopeOf({
  accountId = '',
  domain,
  list,
}: Partial<Scope> | CopyAsCurlArgs | Call<'copyAsCurl'>['args']): Scope {
  return { accountId, domain, list };
}

function scopeCall({ accountId, domain, list }: Scope, { model }: CommandServices): CurlCall {
  if (domain === undefined) return { accountId, target: { kind: 'domains' } };
  if (list === undefined) return { accountId, target: { kind: 'domain', domain } };
  return { accountId, target: { kind: 'list', domain, list, term: model.term({ accountId, domain, list }) } };
}

async function endpointOf(accountId: string, { accounts, sample }: CommandServices): Promise<CurlAccount> {
  const account = accounts.get(accountId);
  if (account === undefined) throw new UserError(vscode.l10n.t('There is no such account.'));
  if (account.sample !== true) return account;
  const { baseUrl } = await sample.endpoint(accountId);
  return { baseUrl, subaccountId: account.subaccountId };
}

function tell(calls: readonly CurlCall[], services: CommandServices): void {
  const { accounts, ask } = services;
  const isSample = calls.some(({ accountId }) => accounts.get(accountId)?.sample === true);
  if (isSample) {
    void ask.notify({
      message: vscode.l10n.t(
        'Copied. The sample account answers in this window only and keeps its key to itself, so the call shows its shape and is refused elsewhere.',
      ),
    });
    return;
  }
  services.say(
    calls.length === 1
      ? vscode.l10n.t('Copied as cURL; put the API key into {0}', KEY_VARIABLE)
      : vscode.l10n.t('Copied {0} calls as cURL; put the API key into {1}', calls.length, KEY_VARIABLE),
  );
}
