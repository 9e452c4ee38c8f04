/** The rows of the tree as data: what each stands for, its id and how to name it. No behaviour, no VS Code. */
import type { DomainRef, EntryRef, ListRef } from '../core/refs';
import type { Domain, Entry } from '../mailgun/records';

export interface AccountNode {
  readonly kind: 'account';
  readonly accountId: string;
}

export interface DomainNode extends DomainRef {
  readonly kind: 'domain';
  readonly details: Domain;
}

export interface ListNode extends ListRef {
  readonly kind: 'list';
}

export interface EntryNode extends EntryRef {
  readonly kind: 'entry';
  readonly entry: Entry;
}

/** A row that loads what follows (`more`) or comes before (`earlier`) the loaded rows of its parent. */
export interface PagerNode {
  readonly kind: 'more' | 'earlier';
  readonly parent: AccountNode | ListNode;
}

/** A row that says something instead of showing something. */
export interface MessageNode {
  readonly kind: 'message';
  readonly message: 'loading' | 'empty' | 'failed' | 'missingKey';
  readonly parent: AccountNode | ListNode;
  /** Why, for `failed`. */
  readonly error?: unknown;
}

export type TreeNode = AccountNode | DomainNode | ListNode | EntryNode | PagerNode | MessageNode;

/** A node that loads its children from the server. */
export type LoadingNode = AccountNode | ListNode;

// JSON first: it keeps texts apart that are no well-formed Unicode, on which encodeURIComponent throws.
const encode = (text: string): string => encodeURIComponent(JSON.stringify(text));

/** An id that stays the same whenever the same thing is shown again, and is that of nothing else. */
export function nodeId(node: TreeNode): string {
  switch (node.kind) {
    case 'account':
      return `account/${encode(node.accountId)}`;
    case 'domain':
      return `domain/${encode(node.accountId)}/${encode(node.domain)}`;
    case 'list':
      return `list/${encode(node.accountId)}/${encode(node.domain)}/${node.list}`;
    case 'entry':
      return `entry/${encode(node.accountId)}/${encode(node.domain)}/${node.list}/${encode(node.address)}`;
    case 'more':
    case 'earlier':
      return `${node.kind}/${nodeId(node.parent)}`;
    case 'message':
      return `${node.message}/${nodeId(node.parent)}`;
  }
}

/** Whether something handed to a command is a row of the tree. */
export function isTreeNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}
