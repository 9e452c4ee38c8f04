/** The documents of entries as VS Code gets to know them: what tells of entries is loaded when the first is read. */
import * as vscode from 'vscode';
import type { Lazy } from '../core/lazy';
import { DOCUMENT_SCHEME } from '../ids';
import type { EntryDocuments } from './entryDocument';

/** How VS Code hears that documents changed. */
export type DocumentChanges = vscode.EventEmitter<vscode.FileChangeEvent[]>;

/** Registers the documents' file system, which is read only. */
export function openDocuments(
  documents: Lazy<{ readonly entryDocuments: EntryDocuments }>,
): vscode.Disposable & { readonly changes: DocumentChanges } {
  const changes: DocumentChanges = new vscode.EventEmitter();
  const refuse = (uri: vscode.Uri) => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changes.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: (uri) => documents.use(({ entryDocuments }) => entryDocuments.stat(uri)),
    readFile: (uri) => documents.use(({ entryDocuments }) => entryDocuments.readFile(uri)),
    readDirectory: () => [],
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
  const options = { isReadonly: true, isCaseSensitive: true };
  const registered = vscode.workspace.registerFileSystemProvider(DOCUMENT_SCHEME, provider, options);
  return {
    changes,
    dispose: () => {
      registered.dispose();
      changes.dispose();
    },
  };
}
