/** From a row's data to what VS Code draws: label, description, icon, tooltip, menu context, command. */
import * as vscode from 'vscode';
import type { Account } from '../accounts/accounts';
import { age, plainText } from '../core/reasons';
import { commandId } from '../ids';
import type { Domain } from '../mailgun/records';
import { entryItem } from './entryItem';
import { describeFailure } from './failure';
import { listIcon, listLabel } from './lists';
import type { TreeModel } from './model';
import type { AccountNode, DomainNode, ListNode, MessageNode, PagerNode, TreeNode } from './nodes';
import { nodeId } from './nodes';

export { entryTooltip } from './entryItem';

/** What drawing a row needs beside the row. */
export interface ItemContext {
  readonly model: TreeModel;
  account(accountId: string): Account | undefined;
  readonly now: () => number;
}

/** The tree item of a row. Entry tooltips are left out; they are made when the pointer rests on the row. */
export function treeItem(node: TreeNode, context: ItemContext): vscode.TreeItem {
  const item = itemOf(node, context);
  item.id = nodeId(node);
  return item;
}

function itemOf(node: TreeNode, context: ItemContext): vscode.TreeItem {
  switch (node.kind) {
    case 'account':
      return accountItem(node, context);
    case 'domain':
      return domainItem(node, context);
    case 'list':
      return listItem(node, context);
    case 'entry':
      return entryItem(node, context);
    case 'more':
    case 'earlier':
      return pagerItem(node, context);
    case 'message':
      return messageItem(node, context);
  }
}

function accountItem(node: AccountNode, context: ItemContext): vscode.TreeItem {
  const account = context.account(node.accountId);
  const name = account?.name ?? node.accountId;
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  const region = account?.region === 'custom' ? safeHost(account.baseUrl) : account?.region.toUpperCase();
  item.description = account?.sample === true ? vscode.l10n.t('sample data') : (region ?? '');
  item.iconPath = new vscode.ThemeIcon(account?.sample === true ? 'beaker' : 'account');
  item.contextValue = account?.sample === true ? 'account+sample' : 'account+keyed';
  const details = [
    name,
    account?.baseUrl,
    account?.subaccountId && vscode.l10n.t('Subaccount {0}', account.subaccountId),
  ];
  item.tooltip = details.filter(Boolean).join('\n');
  item.accessibilityInformation = { label: vscode.l10n.t('Mailgun account {0}, {1}', name, item.description) };
  return item;
}

function domainItem(node: DomainNode, context: ItemContext): vscode.TreeItem {
  const { details } = node;
  const name = plainText(node.domain, 320);
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  const state = domainState(details);
  item.description = state.word;
  item.iconPath = new vscode.ThemeIcon(state.icon, state.color && new vscode.ThemeColor(state.color));
  item.contextValue = 'domain';
  const lines = [name, state.word, details.disabledReason && plainText(details.disabledReason, 300)];
  if (details.createdAt !== undefined) lines.push(vscode.l10n.t('Created {0}', age(details.createdAt, context.now())));
  item.tooltip = lines.filter(Boolean).join('\n');
  item.accessibilityInformation = { label: vscode.l10n.t('Domain {0} {1}', name, state.word) };
  return item;
}

interface DomainState {
  readonly word: string;
  readonly icon: string;
  readonly color?: string;
}

function domainState(domain: Domain): DomainState {
  if (domain.isDisabled || domain.state === 'disabled')
    return { word: vscode.l10n.t('disabled'), icon: 'circle-slash', color: 'list.errorForeground' };
  if (domain.state === 'unverified')
    return { word: vscode.l10n.t('unverified'), icon: 'warning', color: 'list.warningForeground' };
  if (domain.type === 'sandbox') return { word: vscode.l10n.t('sandbox'), icon: 'beaker' };
  return { word: '', icon: 'globe' };
}

function listItem(node: ListNode, { model }: ItemContext): vscode.TreeItem {
  const list = model.list(node);
  const label = listLabel(node.list);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  const count = listCount(model, node);
  const filter = list.term === '' ? '' : vscode.l10n.t('starting with “{0}”', plainText(list.term, 60));
  item.description = [filter, count].filter((part) => part !== '').join(' · ');
  item.iconPath = new vscode.ThemeIcon(listIcon(node.list));
  const tokens = ['list', node.list, list.term !== '' && 'filtered', list.hasEarlier && 'windowed'];
  item.contextValue = tokens.filter(Boolean).join('+');
  item.tooltip = [vscode.l10n.t('{0} of {1}', label, plainText(node.domain, 320)), filter, count]
    .filter(Boolean)
    .join('\n');
  item.accessibilityInformation = { label: [label, item.description].filter(Boolean).join(', ') };
  return item;
}

/** How many entries are loaded, and whether these are all. Empty before anything is. */
function listCount(model: TreeModel, node: ListNode): string {
  const list = model.list(node);
  const loaded = list.entries.length.toLocaleString('en');
  if (list.isComplete) return loaded;
  return list.entries.length === 0 ? '' : vscode.l10n.t('{0} of more', loaded);
}

function pagerItem(node: PagerNode, { model }: ItemContext): vscode.TreeItem {
  const busy = model.source(node.parent).state === 'loading';
  const label = node.kind === 'more' ? vscode.l10n.t('Load more…') : vscode.l10n.t('Load earlier…');
  const item = new vscode.TreeItem(label);
  item.iconPath = new vscode.ThemeIcon(busy ? 'loading~spin' : node.kind === 'more' ? 'fold-down' : 'fold-up');
  if (busy) item.description = vscode.l10n.t('loading…');
  item.contextValue = 'pager';
  item.command = { command: commandId('loadMore'), title: label, arguments: [node] };
  return item;
}

function messageItem(node: MessageNode, { model }: ItemContext): vscode.TreeItem {
  switch (node.message) {
    case 'loading':
      return note(vscode.l10n.t('Loading…'), 'loading~spin');
    case 'empty':
      return note(emptyText(node, model), 'circle-outline');
    case 'missingKey': {
      const item = note(vscode.l10n.t('Enter API key…'), 'key');
      item.tooltip = vscode.l10n.t('This machine holds no API key for the account.');
      item.command = { command: commandId('replaceKey'), title: '', arguments: [node.parent] };
      return item;
    }
    case 'failed': {
      const { what, next } = describeFailure(node.error);
      const item = note(what, 'error', 'list.errorForeground');
      item.description = vscode.l10n.t('click to try again');
      item.tooltip = [what, next, vscode.l10n.t('Click to try again.')].filter(Boolean).join('\n');
      item.command = { command: commandId('loadMore'), title: vscode.l10n.t('Try Again'), arguments: [node] };
      return item;
    }
  }
}

function emptyText({ parent }: MessageNode, model: TreeModel): string {
  if (parent.kind === 'account') return vscode.l10n.t('No domains in this account');
  const { term } = model.list(parent);
  if (term === '') return vscode.l10n.t('No entries');
  return vscode.l10n.t('No address here starts with “{0}”', plainText(term, 60));
}

function note(label: string, icon: string, color?: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = 'message';
  return item;
}

function safeHost(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
