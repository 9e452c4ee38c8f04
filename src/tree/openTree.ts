/** The view in the sidebar as VS Code gets to know it: whatever answers for its rows is loaded when they are first asked for. */
import * as vscode from 'vscode';
import type { Lazy } from '../core/lazy';
import { VIEW_ID } from '../ids';
import type { FileDrop } from './dropFiles';
import type { TreeNode } from './nodes';
import type { TreeProvider } from './provider';

/** What answers for the rows. */
export interface TreeParts {
  readonly provider: TreeProvider;
  readonly drop: FileDrop;
}

/** The view, and how it hears of changes. */
export interface OpenTree extends vscode.Disposable {
  readonly view: vscode.TreeView<TreeNode>;
  /** Rows whose children are to be asked for anew; undefined: all. */
  readonly changes: vscode.EventEmitter<TreeNode[] | undefined>;
}

/** Registers the view. */
export function openTree(parts: Lazy<TreeParts>): OpenTree {
  const changes = new vscode.EventEmitter<TreeNode[] | undefined>();
  const view = vscode.window.createTreeView<TreeNode>(VIEW_ID, {
    treeDataProvider: {
      onDidChangeTreeData: changes.event,
      getTreeItem: (node) => parts.use(({ provider }) => provider.getTreeItem(node)),
      getChildren: (node) => parts.use(({ provider }) => provider.getChildren(node)),
      getParent: (node) => parts.use(({ provider }) => provider.getParent(node)),
      resolveTreeItem: (item, node) => parts.use(({ provider }) => provider.resolveTreeItem(item, node)),
    },
    canSelectMany: true,
    showCollapseAll: true,
    dragAndDropController: {
      dropMimeTypes: ['text/uri-list', 'files'],
      dragMimeTypes: ['text/plain'],
      handleDrag: (nodes, data) => parts.use(({ drop }) => drop.handleDrag(nodes, data)),
      handleDrop: (target, data, token) => parts.use(({ drop }) => drop.handleDrop(target, data, token)),
    },
  });
  return {
    ...{ view, changes },
    dispose: () => {
      view.dispose();
      changes.dispose();
    },
  };
}
