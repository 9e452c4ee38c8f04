/** Where VS Code enters. Registers, and waits for nobody. */
import * as vscode from 'vscode';
import { accountCommands } from './commands/accounts';
import { addCommands } from './commands/add';
import { browseCommands } from './commands/browse';
import { checkCommands } from './commands/check';
import { entryCommands } from './commands/entries';
import { removeCommands } from './commands/remove';
import { removeTagCommands } from './commands/removeTag';
import { registerCommands, type Handlers } from './commands/run';
import { undoCommands } from './commands/undo';
import { createServices, type Services } from './services';

/** What the extension exports: nothing but, in test mode, its services and what they are made from. */
export interface TestExports {
  readonly services: Services;
  readonly context: vscode.ExtensionContext;
}

export function activate(context: vscode.ExtensionContext): TestExports | undefined {
  const services = createServices(context);
  const { ask, log, explorer, checkResult, entryDocuments } = services;
  const handlers: Handlers = {
    ...accountCommands(services),
    ...addCommands(services),
    ...browseCommands(services),
    ...checkCommands(services),
    ...entryCommands(services),
    ...removeCommands(services),
    ...removeTagCommands(services),
    ...undoCommands(services),
  };
  context.subscriptions.push(
    services,
    registerCommands(handlers, { ask, log, selection: () => explorer.selection }),
    checkResult.register(),
    entryDocuments.register(),
  );
  return context.extensionMode === vscode.ExtensionMode.Test ? { services, context } : undefined;
}
