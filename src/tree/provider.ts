/** The tree as VS Code asks for it. */
import * as vscode from 'vscode';
import { Answers, type RoundTrip } from './answers';
import { childrenOf, parentOf } from './children';
import type { ItemContext } from './items';
import { entryTooltip, treeItem } from './items';
import type { TreeModel } from './model';
import type { LoadingNode, TreeNode } from './nodes';

/**
 * How long rows are waited for before it is shown that they are on their way, in milliseconds. To show that at once would make those
 * that come soon wait: VS Code draws no two changes within 200 ms.
 */
const PATIENCE = 150;
/** How long changes are gathered before they are handed to VS Code, which itself waits 200 ms. */
const GATHER = 20;

/** Maps the model to tree items, loads what is opened, and hands on changes node by node. */
export class TreeProvider implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #changes = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changes.event;
  readonly #pending = new Set<TreeNode | undefined>();
  /** Nodes whose rows VS Code waits for: to tell it meanwhile that they changed would make it ask twice. */
  readonly #awaited = new Set<TreeNode>();
  readonly #answers: Answers;
  #timer: NodeJS.Timeout | undefined;
  /** When it ends. */
  #due = Infinity;
  readonly #subscription: { dispose(): void };

  constructor(
    private readonly model: TreeModel,
    private readonly context: ItemContext,
    roundTrip: RoundTrip,
  ) {
    this.#answers = new Answers(roundTrip);
    this.#subscription = model.onDidChange((node) => this.#gather(node, this.#isLoading(node) ? PATIENCE : GATHER));
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return treeItem(node, this.context);
  }

  getChildren(node?: TreeNode): Promise<TreeNode[]> {
    return this.#answers.give(async () => {
      if (node?.kind === 'account' || node?.kind === 'list') await this.#loadPatiently(node);
      return childrenOf(this.model, node);
    });
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return parentOf(this.model, node);
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    if (node.kind === 'entry') item.tooltip = entryTooltip(node, this.context);
    return item;
  }

  /**
   * Hands pending changes to VS Code and resolves when they are handed over. They wait while VS Code asks for rows: it
   * forgets the rows below a changed one at once, and where the window has not yet taken in an answer about them, it goes
   * on showing the forgotten rows, on which commands then get no argument.
   */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = Infinity;
    if (this.#pending.size === 0) return;
    await this.#answers.taken();
    if (this.#pending.size === 0) return;
    const nodes = [...this.#pending];
    this.#pending.clear();
    const known = nodes.filter((node) => node !== undefined);
    this.#changes.fire(known.length === nodes.length ? known : undefined);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#changes.dispose();
  }

  async #loadPatiently(node: LoadingNode): Promise<void> {
    const source = this.model.source(node);
    if (source.state !== 'idle') return;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE)));
    this.#awaited.add(node);
    await Promise.race([source.load(), patience]).finally(() => clearTimeout(timer));
    this.#awaited.delete(node);
    // The rows go to VS Code as the answer; only a list says on its own row how many there are.
    if (node.kind === 'list') this.#gather(node);
  }

  #isLoading(node: TreeNode | undefined): boolean {
    return (node?.kind === 'account' || node?.kind === 'list') && this.model.source(node).state === 'loading';
  }

  #gather(node: TreeNode | undefined, ms = GATHER): void {
    if (node !== undefined && this.#awaited.has(node)) return;
    this.#pending.add(node);
    const due = performance.now() + ms;
    if (due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => void this.flush(), ms);
  }
}
