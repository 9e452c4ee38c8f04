/** *Check Address…*: where addresses stand, on every domain of every account. */
import * as vscode from 'vscode';
import { extractAddresses } from '../core/addresses';
import type { CheckResult } from '../core/findings';
import { checkAddresses } from '../core/lookup';
import { readAllDomains } from '../core/pagedDomains';
import { commandId, type CheckManyResult } from '../ids';
import type { CallOptions } from '../mailgun/api';
import type { TreeNode } from '../tree/nodes';
import { Cancelled } from '../ui/ask';
import { clipboardText } from '../ui/clipboard';
import type { CheckSession } from '../views/checkSession';
import type { CommandServices } from './commandServices';
import type { RowSet } from './panelRows';
import type { Call, Handlers } from './run';

type CheckHandlers = Pick<Handlers, 'checkAddress' | 'checkSelection'>;

/** Where to ask what. */
interface Scope {
  readonly addresses: readonly string[];
  readonly accountIds: readonly string[];
  readonly domains?: readonly string[] | undefined;
}

/** More addresses than these open the matrix, unless a caller gave them. */
const FEW = 10;
/** Longest text taken from the clipboard or a selection to look for addresses, in characters. */
const MAX_TEXT = 5_000_000;

export function checkCommands(services: CommandServices): CheckHandlers {
  return {
    checkAddress: (call) => checkAddress(call, services),
    checkSelection: () => checkSelection(services),
  };
}

async function checkAddress(call: Call<'checkAddress'>, services: CommandServices): Promise<CheckResult> {
  if (call.rows !== undefined && call.rows.count > FEW) return checkMany(call.rows);
  const { args, nodes } = call;
  const given = args.addresses ?? nodes.flatMap((node) => (node.kind === 'entry' ? [node.address] : []));
  const accountIds = args.accountIds ?? accountsOf(nodes) ?? (await allAccounts(services));
  for (const accountId of accountIds) await services.targets.account(vscode.l10n.t('Check Address'), accountId);
  const addresses = given.length > 0 ? given : await askForAddresses(services);
  const scope = { addresses, accountIds, domains: args.domains ?? domainsOf(nodes) };
  return call.byArguments || addresses.length <= FEW ? check(scope, services) : checkMany(scope);
}

/** Without a selection, the address under the cursor. */
async function checkSelection(services: CommandServices): Promise<CheckResult> {
  const accountIds = await allAccounts(services);
  const found = addressesIn(vscode.window.activeTextEditor);
  const addresses = found.length > 0 ? found : await askForAddresses(services);
  const scope = { addresses, accountIds };
  return addresses.length <= FEW ? check(scope, services) : checkMany(scope);
}

/** More addresses than a page of findings is good for are checked as a matrix. */
async function checkMany(scope: Scope | RowSet): Promise<CheckResult> {
  const id = commandId('checkAddresses');
  const result = await vscode.commands.executeCommand<CheckManyResult | undefined>(id, scope);
  if (result === undefined) throw new Cancelled();
  return Object.assign([...result.findings], { notAsked: result.notAsked });
}

/** Runs a check and shows what comes in the panel; also used by *Check again*. */
export async function check(scope: Scope, services: CommandServices): Promise<CheckResult> {
  const { accounts, checkResult, clients, settings } = services;
  const accountNames = Object.fromEntries(scope.accountIds.map((id) => [id, accounts.get(id)?.name ?? id]));
  const question = { addresses: scope.addresses, scope: '', accountNames, domains: scope.domains };
  const session = checkResult.start(question);
  const domains = new Map<string, readonly string[]>();
  const ports = {
    api: (accountId: string) => clients.get(accountId),
    concurrency: () => settings.concurrency,
    domains: async (accountId: string, call: CallOptions) => {
      const read = await readAllDomains(await clients.get(accountId), call);
      const names = read.map(({ name }) => name);
      domains.set(
        accountId,
        scope.domains === undefined ? names : names.filter((name) => scope.domains?.includes(name)),
      );
      sayScope(session, domains);
      return names;
    },
  };
  const result = await checkAddresses(scope, ports, {
    signal: session.signal,
    onFinding: (finding) => session.finding(finding),
    onNotAsked: (notAsked) => session.notAsked(notAsked),
    onProgress: ({ done, answered, total }) => session.progress(done, total, answered),
    onWait: ({ ms }) => session.notice(vscode.l10n.t('Mailgun asks to wait {0} s.', Math.ceil(ms / 1000))),
  });
  session.finish(session.signal.aborted ? 'cancelled' : 'done');
  return result;
}

function sayScope(session: CheckSession, byAccount: ReadonlyMap<string, readonly string[]>): void {
  const domains = [...byAccount.values()].reduce((sum, names) => sum + names.length, 0);
  const accounts = byAccount.size;
  const domainWords = domains === 1 ? vscode.l10n.t('1 domain') : vscode.l10n.t('{0} domains', domains);
  const accountWords = accounts === 1 ? vscode.l10n.t('1 account') : vscode.l10n.t('{0} accounts', accounts);
  session.scope(vscode.l10n.t('{0} of {1}', domainWords, accountWords));
}

async function allAccounts({ accounts, targets }: CommandServices): Promise<readonly string[]> {
  const ids = accounts.list().map(({ id }) => id);
  return ids.length > 0 ? ids : [await targets.account(vscode.l10n.t('Check Address'))];
}

/** The accounts a check from the tree is about: those of the clicked account or domain rows, all for an entry. */
function accountsOf(nodes: readonly TreeNode[]): readonly string[] | undefined {
  const ids = nodes.flatMap((node) => (node.kind === 'account' || node.kind === 'domain' ? [node.accountId] : []));
  return ids.length === 0 ? undefined : [...new Set(ids)];
}

function domainsOf(nodes: readonly TreeNode[]): readonly string[] | undefined {
  const names = nodes.flatMap((node) => (node.kind === 'domain' ? [node.domain] : []));
  return names.length === 0 ? undefined : names;
}

/** Asks for addresses, with what the selection or the clipboard holds already filled in. */
async function askForAddresses({ ask }: CommandServices): Promise<readonly string[]> {
  const offered = [addressesIn(vscode.window.activeTextEditor), addressesOf(await clipboardText(MAX_TEXT))];
  const value = offered.find((addresses) => addresses.length > 0) ?? [];
  const text = await ask.input({
    title: vscode.l10n.t('Check Address'),
    prompt: vscode.l10n.t('One address, or any text that holds addresses: a list, a header, a log line.'),
    placeholder: 'jane@example.com',
    value: value.join(', '),
    validate: (typed) =>
      addressesOf(typed).length === 0 ? vscode.l10n.t('There is no e-mail address in this text.') : undefined,
  });
  return addressesOf(text);
}

function addressesOf(text: string): string[] {
  return extractAddresses(text.slice(0, MAX_TEXT));
}

/** The addresses in the selections of an editor, or the one under its cursor. */
function addressesIn(editor: vscode.TextEditor | undefined): string[] {
  if (editor === undefined) return [];
  const selected = editor.selections.filter((selection) => !selection.isEmpty);
  if (selected.length > 0) return addressesOf(selected.map((range) => editor.document.getText(range)).join('\n'));
  const { active } = editor.selection;
  const line = editor.document.lineAt(active.line).text;
  const under = addressesOf(line).filter((address) => isUnder(line, address, active.character));
  return under.slice(0, 1);
}

function isUnder(line: string, address: string, column: number): boolean {
  const lower = line.toLowerCase();
  const wanted = address.toLowerCase();
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + 1))
    if (column >= at && column <= at + wanted.length) return true;
  return false;
}
