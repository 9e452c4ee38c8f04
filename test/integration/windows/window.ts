/** A window of VS Code with the extension as it is shipped, on a machine of the test's own. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TestExports } from '../../../src/extension';
import { commandId, type CommandName, type CommandTypes } from '../../../src/ids';
import type { TreeNode } from '../../../src/tree/nodes';
import { fakePanel, fakeVscode, type FakePanel, type WindowEvents } from './fakeVscode';
import { loadBundle } from './load';
import type { Machine } from './machine';

/** What a window can be told in advance. */
export interface WindowOptions {
  /** What is typed into prompts that hold nothing yet. */
  readonly typed?: readonly string[];
  readonly files?: WindowEvents['files'];
  readonly skipped?: readonly number[];
}

/** A window in which the extension has just been activated. */
export interface ActivatedWindow {
  /** What `activate` has returned. */
  readonly returned: unknown;
  readonly events: WindowEvents;
  /** The extension's bundles that have been read. */
  readonly bundles: ReadonlySet<string>;
  readonly close: () => void;
}

/** Activates the extension in a window of its own, from the bundles that are shipped. */
export function activateIn(
  machine: Machine,
  extensionMode: vscode.ExtensionMode,
  { typed = [], files, skipped = [] }: WindowOptions = {},
): ActivatedWindow {
  const events: WindowEvents = {
    ...{ typed, said: [], patience: 12, commands: new Map(), serializers: new Map() },
    ...{ messages: [], panels: [], log: [], asked: [], clipboard: '' },
    press: ({ buttons }) => buttons[0],
    files: files ?? { open: '', save: '', folder: machine.folder },
  };
  const real = vscode.extensions.getExtension('mailgun-suppressions.mailgun-suppressions');
  if (real === undefined) throw new Error('The extension is not installed.');
  const processId = machine.startProcess();
  const { globalState, secrets, close } = machine.connect();
  const context = {
    ...{ globalState, secrets, extensionMode },
    subscriptions: [] as vscode.Disposable[],
    extensionUri: real.extensionUri,
    globalStorageUri: vscode.Uri.file(join(machine.folder, 'storage')),
  };
  const isRunning = (id: number) => machine.isRunning(id);
  const bundles = new Set<string>();
  const world = { vscode: fakeVscode(events), processId, isRunning, skipped, bundles };
  const bundle = loadBundle(join(real.extensionPath, 'dist'), 'extension.js', world) as {
    activate(context: object): unknown;
  };
  return {
    ...{ returned: bundle.activate(context), events, bundles },
    close: () => {
      for (const subscription of context.subscriptions) subscription.dispose();
      close();
      machine.endProcess(processId);
    },
  };
}

export class Window {
  private constructor(
    readonly extension: TestExports,
    readonly events: WindowEvents,
    private readonly end: () => void,
  ) {}

  /** Opens a window, with everything loaded in it. */
  static async open(machine: Machine, options: WindowOptions = {}): Promise<Window> {
    const { returned, events, close } = activateIn(machine, vscode.ExtensionMode.Test, options);
    return new Window((await returned) as TestExports, events, close);
  }

  /** Runs a command by its id, as VS Code does. */
  run<N extends CommandName>(name: N, ...args: unknown[]): Promise<CommandTypes[N]['result']> {
    const command = this.events.commands.get(commandId(name));
    if (command === undefined) return Promise.reject(new Error(`There is no command ${name}.`));
    return command(...args) as Promise<CommandTypes[N]['result']>;
  }

  /** Presses a button of the message that was shown last with such a button. */
  async press(label: string): Promise<void> {
    const shown = this.events.messages.findLast(({ buttons }) => buttons.includes(label));
    if (shown === undefined) throw new Error(`There is no button “${label}”.`);
    shown.answer(label);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** The rows below a row, when they are loaded. */
  async rows(node?: TreeNode): Promise<TreeNode[]> {
    const { model, provider } = this.extension.services;
    if (node?.kind === 'account' || node?.kind === 'list') {
      const source = model.source(node);
      await source.load();
      while (source.state === 'loading') await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return provider.getChildren(node);
  }

  /** Brings back a panel with what its page had kept. */
  async restore(viewType: string, stored: unknown): Promise<FakePanel> {
    const panel = fakePanel(viewType, '');
    this.events.panels.push(panel);
    const serializer = this.events.serializers.get(viewType);
    if (serializer === undefined) throw new Error(`Nobody brings back ${viewType}.`);
    await serializer.deserializeWebviewPanel(panel, stored);
    return panel;
  }

  /** All that was shown or asked since the window was opened. */
  get words(): string {
    const { messages, said, panels } = this.events;
    return [...messages.map(({ text }) => text), ...said, JSON.stringify(panels.map(({ posted }) => posted))].join(
      '\n',
    );
  }

  close(): void {
    for (const panel of this.events.panels) panel.dispose();
    this.end();
  }
}
