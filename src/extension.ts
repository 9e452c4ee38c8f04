/** Where VS Code enters. Registers, and waits for nobody: what answers is loaded when VS Code first asks for something. */
import * as vscode from 'vscode';
import { registerCommands } from './commands/registerCommands';
import { Lazy } from './core/lazy';
import { CHECK_RESULT_VIEW, IMPORT_VIEW, INSPECT_VIEWS } from './ids';
import type { Services } from './services';
import { openTree, type OpenTree } from './tree/openTree';
import { openDocuments } from './views/openDocuments';
import type { LoadedWindow } from './window';

/** What the extension exports: nothing but, in test mode, its services and what they are made from. */
export interface TestExports {
  readonly services: Services;
  readonly context: vscode.ExtensionContext;
}

export function activate(context: vscode.ExtensionContext): Promise<TestExports> | undefined {
  const window = new Lazy<LoadedWindow>(async () => {
    const { loadWindow } = await import('./window');
    return loadWindow(context, { tree: openViews(), documents });
  });
  const documents = openDocuments(window);
  let tree: OpenTree | undefined;
  const openViews = (): OpenTree => {
    if (tree === undefined) context.subscriptions.push((tree = openTree(window)), registerPanels(window));
    return tree;
  };
  // Commands and documents have to be there when this returns; for a view, and for who restores its pages, VS Code waits.
  const soon = setImmediate(openViews);
  context.subscriptions.push(
    { dispose: () => clearImmediate(soon) },
    { dispose: () => window.ifWanted((loaded) => loaded.dispose()) },
    documents,
    registerCommands(window),
  );
  if (context.extensionMode !== vscode.ExtensionMode.Test) return undefined;
  return window.get().then(({ services }) => ({ services, context }));
}

/** Registers who restores the pages that were open. */
function registerPanels(window: Lazy<LoadedWindow>): vscode.Disposable {
  const panels: vscode.WebviewPanelSerializer = {
    deserializeWebviewPanel: async (panel, stored: unknown) => (await window.get()).restore(panel, stored),
  };
  const views = [CHECK_RESULT_VIEW, IMPORT_VIEW, ...INSPECT_VIEWS];
  return vscode.Disposable.from(...views.map((view) => vscode.window.registerWebviewPanelSerializer(view, panels)));
}
