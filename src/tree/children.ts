/** From what the model holds to rows: which children a node has right now. Asks nobody and changes nothing. */
import { MissingKeyError } from '../accounts/clients';
import { LIST_NAMES } from '../mailgun/lists';
import type { TreeModel } from './model';
import type { AccountNode, ListNode, LoadingNode, MessageNode, TreeNode } from './nodes';

/** The rows below a node, or the accounts without one. */
export function childrenOf(model: TreeModel, node?: TreeNode): TreeNode[] {
  switch (node?.kind) {
    case undefined:
      return model.accountNodes();
    case 'account':
      return accountChildren(model, node);
    case 'domain':
      return LIST_NAMES.map((list) => model.listNode({ accountId: node.accountId, domain: node.domain, list }));
    case 'list':
      return listChildren(model, node);
    default:
      return [];
  }
}

/** The row above a node. */
export function parentOf(model: TreeModel, node: TreeNode): TreeNode | undefined {
  switch (node.kind) {
    case 'account':
      return undefined;
    case 'domain':
      return model.node({ kind: 'account', accountId: node.accountId });
    case 'list': {
      const details = model.domains(node.accountId).domains.find(({ name }) => name === node.domain);
      if (details === undefined) return undefined;
      return model.node({ kind: 'domain', accountId: node.accountId, domain: node.domain, details });
    }
    case 'entry':
      return model.listNode(node);
    default:
      return node.parent;
  }
}

function accountChildren(model: TreeModel, node: AccountNode): TreeNode[] {
  const source = model.domains(node.accountId);
  const rows: TreeNode[] = source.domains.map((details) =>
    model.node({ kind: 'domain', accountId: node.accountId, domain: details.name, details }),
  );
  return [...rows, ...closingRows(model, node, rows.length)];
}

function listChildren(model: TreeModel, node: ListNode): TreeNode[] {
  const source = model.list(node);
  const rows: TreeNode[] = source.entries.map((entry) => model.entryNode(node, entry));
  if (source.hasEarlier) rows.unshift(model.node({ kind: 'earlier', parent: node }));
  return [...rows, ...closingRows(model, node, source.entries.length)];
}

/** What stands below the loaded rows: that they are on their way, that there are none, why not, or how to get more. */
function closingRows(model: TreeModel, parent: LoadingNode, loaded: number): TreeNode[] {
  const { state, error, hasMore } = model.source(parent);
  const message = (kind: MessageNode['message']): TreeNode[] => [
    model.node({ kind: 'message', message: kind, parent, ...(kind === 'failed' && { error }) }),
  ];
  if (state === 'failed') return message(error instanceof MissingKeyError ? 'missingKey' : 'failed');
  if (hasMore && loaded > 0) return [model.node({ kind: 'more', parent })];
  if (loaded > 0) return [];
  return state === 'ready' ? message('empty') : message('loading');
}
