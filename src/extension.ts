/** Where VS Code enters. Registers, and waits for nobody: what answers is loaded when VS Code first asks for something. */
import * as vscode from 'vscode';
import { registerCommands } from './commands/registerCommands';
import { Lazy } from './core/lazy';
import { CHECK_RESULT_VIEW, IMPORT_VIEW, INSPECT_VIEWS } from './ids';
import type { Services } from './services';
import { openTree } from './tree/openTree';
import { openDocuments } from './views/openDocuments';
import type { LoadedWindow } from './window';

/** What the extension exports: nothing but, in test mode, its services and what they are made from. */
export interface TestExports {
  readonly services: Services;
  readonly context: vscode.ExtensionContext;
}

export function activate(context: vscode.ExtensionContext): Promise<TestExports> | undefined {
  const window = new Lazy<LoadedWindow>(async () =>
    (await import('./window')).loadWindow(context, { tree, documents }),
  );
  const tree = openTree(window);
  const documents = openDocuments(window);
  const panels: vscode.WebviewPanelSerializer = {
    deserializeWebviewPanel: async (panel, stored: unknown) => (await window.get()).restore(panel, stored),
  };
  context.subscriptions.push(
    { dispose: () => window.ifWanted((loaded) => loaded.dispose()) },
    tree,
    documents,
    registerCommands(window),
    ...[CHECK_RESULT_VIEW, IMPORT_VIEW, ...INSPECT_VIEWS].map((view) =>
      vscode.window.registerWebviewPanelSerializer(view, panels),
    ),
  );
  if (context.extensionMode !== vscode.ExtensionMode.Test) return undefined;
  return window.get().then(({ services }) => ({ services, context }));
}
