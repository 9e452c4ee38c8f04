/** What the tree shows, apart from how: per account the domains, per list the entries, each read when first asked for. */
import type { ChangedEntry } from '../core/change';
import { PagedDomains } from '../core/pagedDomains';
import { PagedList } from '../core/pagedList';
import type { ListRef } from '../core/refs';
import type { MailgunApi } from '../mailgun/api';
import type { Entry } from '../mailgun/records';
import type { AccountNode, DomainNode, EntryNode, ListNode, LoadingNode, TreeNode } from './nodes';
import { nodeId } from './nodes';

/** What the model needs from outside. */
export interface TreeModelPorts {
  accountIds(): readonly string[];
  /** The client of an account; rejects when the account has no key. */
  api(accountId: string): Promise<MailgunApi>;
  /** Entries a page. */
  pageSize(): number;
}

type ChangeListener = (node: TreeNode | undefined) => void;

/** Holds the loaded part of every account. `onDidChange` names the node whose row or children changed; undefined is the root. */
export class TreeModel {
  readonly #domains = new Map<string, PagedDomains>();
  readonly #lists = new Map<string, { readonly ref: ListRef; readonly list: PagedList }>();
  // VS Code knows a row by the object it was given, so the same thing is always the same object.
  readonly #nodes = new Map<string, TreeNode>();
  readonly #entries = new WeakMap<Entry, EntryNode>();
  readonly #listeners = new Set<ChangeListener>();

  constructor(private readonly ports: TreeModelPorts) {}

  onDidChange(listener: ChangeListener): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  accountNodes(): AccountNode[] {
    return this.ports.accountIds().map((accountId) => this.node({ kind: 'account', accountId }));
  }

  /** The one object that stands for a node; a newer version of it takes the older's place. */
  node<N extends TreeNode>(node: N): N {
    const id = nodeId(node);
    const known = this.#nodes.get(id) as N | undefined;
    if (known !== undefined && sameNode(known, node)) return known;
    this.#nodes.set(id, node);
    return node;
  }

  entryNode(ref: ListRef, entry: Entry): EntryNode {
    let node = this.#entries.get(entry);
    if (node === undefined) {
      const { accountId, domain, list } = ref;
      node = { kind: 'entry', accountId, domain, list, address: entry.address, entry };
      this.#entries.set(entry, node);
    }
    return node;
  }

  listNode(ref: ListRef): ListNode {
    return this.node({ kind: 'list', accountId: ref.accountId, domain: ref.domain, list: ref.list });
  }

  /** The domains of an account, not necessarily loaded. */
  domains(accountId: string): PagedDomains {
    let domains = this.#domains.get(accountId);
    if (domains === undefined) {
      domains = new PagedDomains(async (query, call) => (await this.ports.api(accountId)).listDomains(query, call));
      domains.onDidChange(() => this.#changed(this.node({ kind: 'account', accountId })));
      this.#domains.set(accountId, domains);
    }
    return domains;
  }

  /** The entries of a list, not necessarily loaded. */
  list(ref: ListRef): PagedList {
    const node = this.listNode(ref);
    const id = nodeId(node);
    let known = this.#lists.get(id);
    if (known === undefined) {
      const { accountId, domain, list } = ref;
      const read = async (...[query, call]: Parameters<ConstructorParameters<typeof PagedList>[0]>) =>
        (await this.ports.api(accountId)).listPage(domain, list, query, call);
      known = { ref: node, list: new PagedList(read, { pageSize: () => this.ports.pageSize() }) };
      known.list.onDidChange(() => this.#changed(this.listNode(ref)));
      this.#lists.set(id, known);
    }
    return known.list;
  }

  /** The filter of a list; empty where none was set. */
  term(ref: ListRef): string {
    return this.#lists.get(nodeId(this.listNode(ref)))?.list.term ?? '';
  }

  /** The loaded state behind a node that loads its children. */
  source(node: LoadingNode): PagedDomains | PagedList {
    return node.kind === 'account' ? this.domains(node.accountId) : this.list(node);
  }

  /** Reads again what is loaded at and below a node (everything without one), to the same depth. */
  async refresh(node?: AccountNode | DomainNode | ListNode): Promise<void> {
    const sources: (PagedDomains | PagedList)[] = [];
    for (const [accountId, domains] of this.#domains) {
      const wanted = node === undefined || (node.kind === 'account' && node.accountId === accountId);
      if (wanted) sources.push(domains);
    }
    for (const { ref, list } of this.#lists.values()) if (contains(node, ref)) sources.push(list);
    await Promise.all(sources.filter((source) => source.state !== 'idle').map((source) => source.refresh()));
  }

  /**
   * Shows what this extension changed on the server in the lists that are loaded. Returns the entries that stand beyond
   * the loaded part of their list, so that the caller may bring one into view.
   */
  apply(items: readonly ChangedEntry[]): ChangedEntry[] {
    const beyond: ChangedEntry[] = [];
    for (const [id, group] of groupByList(items)) {
      const known = this.#lists.get(id);
      if (known === undefined || known.list.state === 'idle') continue;
      known.list.remove(group.filter((item) => item.after === null).map((item) => item.address));
      const notShown = new Set(known.list.upsert(group.flatMap((item) => (item.after === null ? [] : [item.after]))));
      beyond.push(...group.filter((item) => item.after !== null && notShown.has(item.after)));
    }
    return beyond;
  }

  /** Forgets what was loaded of an account, because it went or its key changed. */
  forget(accountId: string): void {
    this.#domains.get(accountId)?.dispose();
    this.#domains.delete(accountId);
    for (const [id, { ref, list }] of this.#lists) {
      if (ref.accountId !== accountId) continue;
      list.dispose();
      this.#lists.delete(id);
    }
  }

  /** Says that a row, or without one the list of accounts, is to be drawn again. */
  touch(node?: TreeNode): void {
    this.#changed(node);
  }

  dispose(): void {
    for (const accountId of this.#domains.keys()) this.forget(accountId);
    for (const { list } of this.#lists.values()) list.dispose();
    this.#listeners.clear();
  }

  #changed(node: TreeNode | undefined): void {
    for (const listener of this.#listeners) listener(node);
  }
}

function sameNode(a: TreeNode, b: TreeNode): boolean {
  if (a.kind === 'domain' && b.kind === 'domain') return a.details === b.details;
  if (a.kind === 'message' && b.kind === 'message') return a.error === b.error;
  return true;
}

function contains(node: AccountNode | DomainNode | ListNode | undefined, ref: ListRef): boolean {
  if (node === undefined) return true;
  if (node.accountId !== ref.accountId) return false;
  if (node.kind === 'account') return true;
  return node.domain === ref.domain && (node.kind === 'domain' || node.list === ref.list);
}

function groupByList(items: readonly ChangedEntry[]): Map<string, ChangedEntry[]> {
  const groups = new Map<string, ChangedEntry[]>();
  for (const item of items) {
    const id = nodeId({ kind: 'list', accountId: item.accountId, domain: item.domain, list: item.list });
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [item]);
    else group.push(item);
  }
  return groups;
}
