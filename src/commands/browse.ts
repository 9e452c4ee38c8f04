/** Looking around in the tree: refresh, load, filter, open. */
import * as vscode from 'vscode';
import type { ListRef } from '../core/refs';
import type { PagedDomains } from '../core/pagedDomains';
import { PagedList } from '../core/pagedList';
import { commandId } from '../ids';
import type { CommandServices } from './commandServices';
import { listLabel } from '../tree/lists';
import type { ListNode, LoadingNode, TreeNode } from '../tree/nodes';
import { Cancelled } from '../ui/ask';
import type { Call, Handlers } from './run';
import { targetOf } from './targets';

type BrowseHandlers = Pick<
  Handlers,
  'refresh' | 'loadMore' | 'loadAll' | 'filterList' | 'clearFilter' | 'showFromStart' | 'revealEntry' | 'showLog'
>;

export function browseCommands(services: CommandServices): BrowseHandlers {
  return {
    refresh: (call) => refresh(call, services),
    loadMore: (call) => loadMore(call, services),
    loadAll: (call) => loadAll(call, services),
    filterList: (call) => filterList(call, services),
    clearFilter: (call) => showWhole(call, vscode.l10n.t('Clear Filter'), services),
    showFromStart: (call) => showWhole(call, vscode.l10n.t('Show from the Beginning'), services),
    revealEntry: (call) => revealEntry(call, services),
    showLog: () => {
      services.log.show();
      return Promise.resolve();
    },
  };
}

async function refresh({ args, nodes }: Call<'refresh'>, { model, targets }: CommandServices): Promise<void> {
  if (args.accountId !== undefined) {
    const accountId = await targets.account(vscode.l10n.t('Refresh'), args.accountId);
    const { domain, list } = args;
    await Promise.all(rowsAt(model, { accountId, domain, list }).map((node) => model.refresh(node)));
    return;
  }
  const rows = nodes.flatMap((node) => {
    const row = 'parent' in node ? node.parent : node.kind === 'entry' ? model.listNode(node) : node;
    return [row];
  });
  await (rows.length === 0 ? model.refresh() : Promise.all(rows.map((row) => model.refresh(row))));
}

function rowsAt(
  model: CommandServices['model'],
  { accountId, domain, list }: { accountId: string; domain: string | undefined; list: ListRef['list'] | undefined },
) {
  if (domain === undefined) return [model.node({ kind: 'account', accountId })];
  if (list !== undefined) return [model.listNode({ accountId, domain, list })];
  const details = model.domains(accountId).domains.find(({ name }) => name === domain);
  return details === undefined ? [] : [model.node({ kind: 'domain', accountId, domain, details })];
}

/** Loads the next page; on a failed row it tries again what failed. */
async function loadMore(
  { args, nodes, byArguments }: Call<'loadMore'>,
  services: CommandServices,
): Promise<{ loaded: number }> {
  const { model } = services;
  const [node] = nodes;
  const source = model.source(await loadingNode(args, node, services));
  const before = loadedRows(source);
  if (source.state === 'failed') await source.retry();
  else if (node?.kind === 'earlier' && source instanceof PagedList) await source.loadEarlier();
  else await source.loadMore();
  if (source.state === 'failed' && byArguments) throw source.error;
  return { loaded: loadedRows(source) - before };
}

function loadedRows(source: PagedList | PagedDomains): number {
  return source instanceof PagedList ? source.entries.length : source.domains.length;
}

async function loadingNode(
  args: Call<'loadMore'>['args'],
  node: TreeNode | undefined,
  { model, targets }: CommandServices,
): Promise<LoadingNode> {
  if (node !== undefined && 'parent' in node) return node.parent;
  if (node?.kind === 'account' || node?.kind === 'list') return node;
  const title = vscode.l10n.t('Load More');
  if ('domain' in args || args.accountId === undefined) return model.listNode(await targets.list(title, args));
  return model.node({ kind: 'account', accountId: await targets.account(title, args.accountId) });
}

async function loadAll(
  { args, nodes }: Call<'loadAll'>,
  { model, targets, ask, settings }: CommandServices,
): Promise<{ loaded: number; complete: boolean }> {
  const ref = await targets.list(vscode.l10n.t('Load All'), { ...targetOf(nodes[0]), ...args });
  const list = model.list(ref);
  const limit = settings.loadAllLimit;
  const title = vscode.l10n.t('Loading {0} of {1}', listLabel(ref.list), ref.domain);
  const result = await ask.progress({ title, delay: 500 }, ({ signal, report }) => {
    const subscription = list.onDidChange(() =>
      report({ message: vscode.l10n.t('{0} entries', list.entries.length.toLocaleString('en')) }),
    );
    return list.loadAll(limit, signal).finally(() => subscription.dispose());
  });
  if (list.state === 'failed') throw list.error;
  if (!result.complete) void offerExport(ref, result.loaded, { ask });
  return result;
}

/** A tree is no place for more rows than one can look through; a file is. */
async function offerExport(ref: ListRef, loaded: number, { ask }: Pick<CommandServices, 'ask'>): Promise<void> {
  await ask.notify({
    message: vscode.l10n.t(
      '{0} entries of {1} are loaded, and there may be more. The tree stops here; an export holds the whole list.',
      loaded.toLocaleString('en'),
      listLabel(ref.list),
    ),
    actions: [
      {
        label: vscode.l10n.t('Export…'),
        run: () => vscode.commands.executeCommand(commandId('exportList'), refNode(ref)),
      },
    ],
  });
}

function refNode({ accountId, domain, list }: ListRef): ListNode {
  return { kind: 'list', accountId, domain, list };
}

async function filterList(
  { args, nodes }: Call<'filterList'>,
  { model, targets, ask, explorer }: CommandServices,
): Promise<{ term: string }> {
  const title = vscode.l10n.t('Filter List');
  const ref = await targets.list(title, { ...targetOf(nodes[0]), ...args });
  const list = model.list(ref);
  const term =
    args.term ??
    (await ask.input({
      title: vscode.l10n.t('Filter {0} of {1}', listLabel(ref.list), ref.domain),
      prompt: vscode.l10n.t(
        'Show the addresses that start with this text. Mailgun searches its whole list. Empty shows all.',
      ),
      placeholder: vscode.l10n.t('the beginning of an address, such as jane'),
      value: list.term,
    }));
  await list.setTerm(term.trim());
  if (list.state === 'failed') throw list.error;
  if (nodes.length > 0) await explorer.expand(model.listNode(ref));
  return { term: list.term };
}

/** Shows a list without filter and from its first entry. */
async function showWhole(
  { args, nodes }: Call<'clearFilter' | 'showFromStart'>,
  title: string,
  { model, targets }: CommandServices,
): Promise<void> {
  const ref = await targets.list(title, { ...targetOf(nodes[0]), ...args });
  await model.list(ref).setTerm('');
}

async function revealEntry(
  { args, nodes }: Call<'revealEntry'>,
  { explorer, ask, targets }: CommandServices,
): Promise<{ found: boolean }> {
  const address = args.address ?? (nodes[0]?.kind === 'entry' ? nodes[0].address : undefined);
  if (address === undefined) throw new Cancelled();
  const ref = await targets.list(vscode.l10n.t('Open in Tree'), { ...targetOf(nodes[0]), ...args });
  const found = await explorer.revealEntry({ ...ref, address });
  if (!found)
    void ask.notify({
      message: vscode.l10n.t('{0} is not on {1} of {2} any more.', address, listLabel(ref.list), ref.domain),
    });
  return { found };
}
