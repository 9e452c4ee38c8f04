/** Entries as read-only JSON documents, asked from the server whenever they are opened. */
import * as vscode from 'vscode';
import type { EntryRef, ListRef } from '../core/refs';
import { DOCUMENT_SCHEME } from '../ids';
import { failureText } from './entryText';
import { entryLocation, entryOfQuery } from './entryUri';

/** The texts of the documents. `key` is one for each document. */
export interface EntryTexts {
  /** The text as it stands now, a failure too. `again` is called when there is more to tell. Never rejects. */
  read(key: string, ref: EntryRef, again: () => void): Promise<string>;
  /** What is known for a document is out of date, or the document was closed. */
  forget(key: string): void;
}

export interface EntryDocumentDeps {
  /** The account's name; undefined when there is no such account any more. */
  accountName(accountId: string): string | undefined;
}

/**
 * Serves `mailgun-suppressions:/<account>/<domain>/<list>/<address>.json?<ids>`. It is a file system rather than a content provider, because
 * VS Code brings only documents of file systems back after a reload.
 */
export class EntryDocuments implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  /** When each open document last got another text, by URI. */
  private readonly stale = new Map<string, number>();
  private texts: EntryTexts | undefined;
  private load: () => Promise<EntryTexts> = () => Promise.reject(new Error('Nobody tells of entries.'));

  constructor(private readonly deps: EntryDocumentDeps) {}

  /** Says where the texts come from when the first of them is read, and follows which documents are open. */
  follow(load: () => Promise<EntryTexts>): vscode.Disposable {
    this.load = load;
    return vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === DOCUMENT_SCHEME) this.texts?.forget(uri.toString());
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
    return new TextEncoder().encode(await this.textOf(uri));
  }

  dispose(): void {
    this.changed.dispose();
  }

  private uriOf(ref: EntryRef): vscode.Uri {
    const name = this.deps.accountName(ref.accountId) ?? ref.accountId;
    return vscode.Uri.from({ scheme: DOCUMENT_SCHEME, ...entryLocation(ref, name) });
  }

  private refresh(uri: vscode.Uri): void {
    this.texts?.forget(uri.toString());
    this.tell(uri);
  }

  /** VS Code reads a document again when its time is another. */
  private tell(uri: vscode.Uri): void {
    const key = uri.toString();
    this.stale.set(key, Math.max(Date.now(), (this.stale.get(key) ?? 0) + 1));
    this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  private async textOf(uri: vscode.Uri): Promise<string> {
    const ref = entryOfQuery(uri.query);
    if (!ref || this.deps.accountName(ref.accountId) === undefined) {
      return failureText(ref?.accountId ?? '', ref, new Error(vscode.l10n.t('There is no such account any more.')));
    }
    try {
      this.texts ??= await this.load();
    } catch (error) {
      return failureText(ref.accountId, ref, error);
    }
    return this.texts.read(uri.toString(), ref, () => this.tell(uri));
  }
}
