/** Where VS Code enters. Registers, and waits for nobody. */
import * as vscode from 'vscode';
import { accountCommands } from './commands/accounts';
import { browseCommands } from './commands/browse';
import { checkCommands } from './commands/check';
import { entryCommands } from './commands/entries';
import { inspectBundle, inspectCommands, lateBundle, lateCommands } from './commands/late';
import { registerCommands, type Handlers } from './commands/run';
import { offerUnfinished } from './commands/unfinished';
import { IMPORT_VIEW, INSPECT_VIEWS } from './ids';
import { createServices, type Services } from './services';

/** What the extension exports: nothing but, in test mode, its services and what they are made from. */
export interface TestExports {
  readonly services: Services;
  readonly context: vscode.ExtensionContext;
}

export function activate(context: vscode.ExtensionContext): TestExports | undefined {
  const services = createServices(context);
  const { ask, log, explorer, checkResult, entryDocuments, panelRows, storage } = services;
  const late = lateBundle(services);
  const inspect = inspectBundle(services);
  const handlers: Handlers = {
    ...accountCommands(services),
    ...browseCommands(services),
    ...checkCommands(services),
    ...entryCommands(services),
    ...lateCommands(late),
    ...inspectCommands(inspect),
  };
  context.subscriptions.push(
    services,
    registerCommands(handlers, { ask, log, selection: () => explorer.selection, panelRows }),
    checkResult.register(),
    entryDocuments.register(async () => (await inspect()).stories),
    vscode.window.registerWebviewPanelSerializer(IMPORT_VIEW, {
      deserializeWebviewPanel: async (panel, stored: unknown) => (await late()).restoreImport(panel, stored),
    }),
    ...INSPECT_VIEWS.map((view) =>
      vscode.window.registerWebviewPanelSerializer(view, {
        deserializeWebviewPanel: async (panel, stored: unknown) => (await inspect()).restore(panel, stored),
      }),
    ),
  );
  offerUnfinished(storage, late).catch((error: unknown) =>
    log.error('Unfinished work could not be looked for.', error),
  );
  return context.extensionMode === vscode.ExtensionMode.Test ? { services, context } : undefined;
}
