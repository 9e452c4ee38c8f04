/** The rows that are selected in a panel, for the commands of its context menu. */
import * as vscode from 'vscode';
import type { EntryRef, ListRef } from '../core/refs';
import type { EntryNode } from '../tree/nodes';

/** Selected entries: perhaps a million of them, so told one by one. */
export interface RowSet {
  readonly kind: 'rows';
  readonly accountId: string;
  readonly count: number;
  /** The lists on which they stand. */
  readonly lists: readonly ListRef[];
  /** The entries, or those of one of the lists. */
  refs(list?: ListRef): Iterable<EntryRef>;
  /** The entries with what is known of them. */
  nodes(): Iterable<EntryNode>;
  /** The addresses that are meant when they are copied, where rows are not entries but addresses. */
  addresses?(): readonly string[];
}

/** A panel with rows to select. */
export interface PanelOfRows {
  /** What is selected; undefined when nothing is. */
  readonly rows: () => RowSet | undefined;
  /** Whether the panel has the focus. */
  readonly active: () => boolean;
}

/** Knows for each open panel what is selected in it. */
export class PanelRows {
  readonly #panels = new Map<string, PanelOfRows>();

  /** Makes a panel known, by a name that its page puts as `panel` into the context of its rows. */
  add(panel: string, of: PanelOfRows): vscode.Disposable {
    this.#panels.set(panel, of);
    return new vscode.Disposable(() => this.#panels.delete(panel));
  }

  /** What is selected in the panel whose context VS Code handed to a command. */
  of({ panel }: { readonly panel: string }): RowSet | undefined {
    return this.#panels.get(panel)?.rows();
  }

  /** What is selected in the panel that is in front and has the focus. */
  active(): RowSet | undefined {
    return [...this.#panels.values()].find(({ active }) => active())?.rows();
  }
}

/** Whether something handed to a command is the selection of a panel. */
export function isRowSet(value: unknown): value is RowSet {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'rows';
}

/** Whether something handed to a command is the context of one of our panels: `webview` is put there by VS Code. */
export function isPanelContext(value: unknown): value is { readonly webview: string; readonly panel: string } {
  if (typeof value !== 'object' || value === null) return false;
  const { webview, panel } = value as { webview?: unknown; panel?: unknown };
  return typeof webview === 'string' && typeof panel === 'string';
}
