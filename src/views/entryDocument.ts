/** Entries as read-only JSON documents, asked from the server whenever they are opened. */
import * as vscode from 'vscode';
import { explainEntry } from '../core/reasons';
import type { EntryRef, ListRef } from '../core/refs';
import { DOCUMENT_SCHEME } from '../ids';
import type { Entry } from '../mailgun/records';
import { entryText, failureText, missingText } from './entryText';
import { entryLocation, entryOfQuery } from './entryUri';

export interface EntryDocumentDeps {
  /** The account's name; undefined when there is no such account any more. */
  accountName(accountId: string): string | undefined;
  /** Asks the server for one entry; undefined when it is not on the list. Throws MailgunError. */
  find(ref: EntryRef): Promise<Entry | undefined>;
}

/**
 * Serves `mailgun-suppressions:/<account>/<domain>/<list>/<address>.json?<ids>`. It is a file system rather than a content provider, because
 * VS Code brings only documents of file systems back after a reload.
 */
export class EntryDocuments implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  /** When each open document was last made stale, by URI. */
  private readonly stale = new Map<string, number>();

  constructor(private readonly deps: EntryDocumentDeps) {}

  register(): vscode.Disposable {
    return vscode.workspace.registerFileSystemProvider(DOCUMENT_SCHEME, this, {
      isReadonly: true,
      isCaseSensitive: true,
    });
  }

  /** Opens the document of an entry. */
  async show(ref: EntryRef): Promise<void> {
    const uri = this.uriOf(ref);
    this.refresh(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  /** Reads the documents of these entries anew where they are open, after a change. */
  applyChange(refs: readonly EntryRef[]): void {
    const open = new Set(vscode.workspace.textDocuments.map((document) => document.uri.toString()));
    for (const uri of refs.map((ref) => this.uriOf(ref))) if (open.has(uri.toString())) this.refresh(uri);
  }

  /** Reads the documents of these lists anew where they are open, after changes of more entries than are named. */
  refreshLists(lists: readonly ListRef[]): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      const ref = uri.scheme === DOCUMENT_SCHEME ? entryOfQuery(uri.query) : undefined;
      if (ref === undefined) continue;
      const { accountId, domain, list } = ref;
      if (lists.some((at) => at.accountId === accountId && at.domain === domain && at.list === list)) this.refresh(uri);
    }
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    if (!entryOfQuery(uri.query)) throw vscode.FileSystemError.FileNotFound(uri);
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: this.stale.get(uri.toString()) ?? 0,
      size: 0,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return new TextEncoder().encode(await this.textOf(entryOfQuery(uri.query)));
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private uriOf(ref: EntryRef): vscode.Uri {
    const name = this.deps.accountName(ref.accountId) ?? ref.accountId;
    return vscode.Uri.from({ scheme: DOCUMENT_SCHEME, ...entryLocation(ref, name) });
  }

  private refresh(uri: vscode.Uri): void {
    this.stale.set(uri.toString(), Date.now());
    this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  /** The document's text; a failure is a document too, so that it can be read. */
  private async textOf(ref: EntryRef | undefined): Promise<string> {
    const account = ref && this.deps.accountName(ref.accountId);
    if (!ref || account === undefined) {
      return failureText(ref?.accountId ?? '', ref, new Error(vscode.l10n.t('There is no such account any more.')));
    }
    try {
      const entry = await this.deps.find(ref);
      return entry ? entryText(account, ref.domain, entry, explainEntry(entry)) : missingText(account, ref);
    } catch (error) {
      return failureText(account, ref, error);
    }
  }
}
