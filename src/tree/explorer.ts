/** The view in the sidebar: selection, and bringing an entry into sight wherever it stands. */
import type * as vscode from 'vscode';
import type { EntryRef } from '../core/refs';
import type { MailgunApi } from '../mailgun/api';
import type { TreeModel } from './model';
import type { TreeNode } from './nodes';
import type { TreeProvider } from './provider';

/** VS Code redraws 200 ms after a change; a reveal that came before is tried again after this many milliseconds. */
const REDRAW = 300;

/** What is done with the tree view. */
export class Explorer {
  constructor(
    private readonly model: TreeModel,
    private readonly provider: TreeProvider,
    private readonly api: (accountId: string) => Promise<MailgunApi>,
    readonly view: vscode.TreeView<TreeNode>,
  ) {}

  /** The selected rows, in the order VS Code gives them. */
  get selection(): readonly TreeNode[] {
    return this.view.selection;
  }

  /**
   * Shows and selects an entry, loading its list from that entry on where it is not loaded yet.
   * Resolves to false when the server says that the address is not on the list. Throws MailgunError.
   */
  async revealEntry(ref: EntryRef): Promise<boolean> {
    const api = await this.api(ref.accountId);
    const entry = await api.find(ref.domain, ref.list, ref.address);
    if (entry === undefined) return false;
    const list = this.model.list(ref);
    const loaded = () => list.entries.find(({ address }) => address === entry.address);
    await Promise.all([this.#ensureDomain(ref, api), loaded() === undefined ? list.showFrom(entry) : undefined]);
    await this.reveal(this.model.entryNode(ref, loaded() ?? entry));
    return true;
  }

  /** Selects and focuses a row, opening what is above it. */
  async reveal(node: TreeNode): Promise<void> {
    await this.provider.flush();
    const show = () => this.view.reveal(node, { select: true, focus: true, expand: false });
    try {
      await show();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, REDRAW));
      await show();
    }
  }

  /** Opens a row's children. */
  async expand(node: TreeNode): Promise<void> {
    await this.provider.flush();
    await this.view.reveal(node, { select: false, focus: false, expand: true });
  }

  /** A domain beyond the loaded ones gets its row without loading all in between. */
  async #ensureDomain({ accountId, domain }: EntryRef, api: MailgunApi): Promise<void> {
    const domains = this.model.domains(accountId);
    await domains.load();
    if (domains.domains.some(({ name }) => name === domain)) return;
    domains.include(await api.getDomain(domain));
  }
}
