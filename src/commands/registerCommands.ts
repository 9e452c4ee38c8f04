/** The commands as VS Code gets to know them: by their names, before anything is loaded that can run them. */
import * as vscode from 'vscode';
import type { Lazy } from '../core/lazy';
import { commandId, COMMANDS, type CommandName } from '../ids';
import type { RunCommand } from './run';

/** Registers all commands. Disposing takes them away again. */
export function registerCommands(runner: Lazy<{ readonly runCommand: RunCommand }>): vscode.Disposable {
  const names = Object.keys(COMMANDS) as CommandName[];
  const registered = names.map((name) =>
    vscode.commands.registerCommand(commandId(name), (...raw: unknown[]) =>
      runner.use(({ runCommand }) => runCommand(name, raw)),
    ),
  );
  return vscode.Disposable.from(...registered);
}
