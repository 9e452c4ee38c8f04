/** What a window works with once something is to be shown or done: a bundle of its own, read when that is first so. */
import type * as vscode from 'vscode';
import { accountCommands } from './commands/accounts';
import { browseCommands } from './commands/browse';
import { checkCommands } from './commands/check';
import { entryCommands } from './commands/entries';
import { inspectBundle, inspectCommands, lateBundle, lateCommands } from './commands/late';
import { commandRunner, type RunCommand } from './commands/run';
import { offerUnfinished } from './commands/unfinished';
import { CHECK_RESULT_VIEW, IMPORT_VIEW } from './ids';
import { createServices, type Registered, type Services } from './services';
import type { TreeParts } from './tree/openTree';
import type { EntryDocuments } from './views/entryDocument';

/** What answers for all that is registered. */
export interface LoadedWindow extends TreeParts {
  readonly services: Services;
  readonly entryDocuments: EntryDocuments;
  readonly runCommand: RunCommand;
  /** Takes over a panel that VS Code has kept across a reload; its view type says which. */
  restore(panel: vscode.WebviewPanel, stored: unknown): Promise<void>;
  dispose(): void;
}

/** Makes it all. Asks no network and awaits nothing. */
export function loadWindow(context: vscode.ExtensionContext, registered: Registered): LoadedWindow {
  const services = createServices(context, registered);
  const { ask, log, explorer, checkResult, entryDocuments, panelRows, provider, drop, storage } = services;
  const late = lateBundle(services);
  const inspect = inspectBundle(services);
  const handlers = {
    ...accountCommands(services),
    ...browseCommands(services),
    ...checkCommands(services),
    ...entryCommands(services),
    ...lateCommands(late),
    ...inspectCommands(inspect),
  };
  const texts = entryDocuments.follow(async () => (await inspect()).stories);
  offerUnfinished(storage, late).catch((error: unknown) =>
    log.error('Unfinished work could not be looked for.', error),
  );
  return {
    ...{ services, provider, drop, entryDocuments },
    runCommand: commandRunner(handlers, { ask, log, selection: () => explorer.selection, panelRows }),
    restore: async (panel, stored) => {
      if (panel.viewType === CHECK_RESULT_VIEW) await checkResult.restore(panel, stored);
      else if (panel.viewType === IMPORT_VIEW) (await late()).restoreImport(panel, stored);
      else (await inspect()).restore(panel, stored);
    },
    dispose: () => {
      texts.dispose();
      services.dispose();
    },
  };
}
