/** VS Code as one window sees it that nobody looks at: its own commands, prompts, messages and panels; the rest is the real one. */
import * as vscode from 'vscode';
import type { TreeNode } from '../../../src/tree/nodes';
import { promptBox, type Answerer } from './prompts';

/** A message at the edge of the window or in a dialog. */
export interface Shown {
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly modal: boolean;
  readonly buttons: readonly string[];
  /** Presses a button of a message that is not a dialog. */
  readonly answer: (label: string) => void;
}

/** What happens in a window. */
export interface WindowEvents extends Answerer {
  readonly commands: Map<string, (...args: unknown[]) => unknown>;
  readonly serializers: Map<string, vscode.WebviewPanelSerializer>;
  /** What answers for the rows of the view. */
  tree?: vscode.TreeViewOptions<TreeNode>;
  /** What answers for documents. */
  documents?: vscode.FileSystemProvider;
  readonly messages: Shown[];
  readonly panels: FakePanel[];
  readonly log: string[];
  /** Commands of VS Code that were asked for. */
  readonly asked: string[];
  clipboard: string;
  /** Presses a button of a modal dialog; undefined closes it. */
  press: (shown: Shown) => string | undefined;
  /** What file dialogs give. */
  readonly files: { readonly open: string; readonly save: string; readonly folder: string };
}

/** A panel without a page. */
export interface FakePanel extends vscode.WebviewPanel {
  /** What was sent to the page. */
  readonly posted: unknown[];
  readonly isOpen: boolean;
  /** Hands over what the page would send. */
  send(message: unknown): void;
}

export function fakePanel(viewType: string, title: string): FakePanel {
  const received = new vscode.EventEmitter<unknown>();
  const disposed = new vscode.EventEmitter<void>();
  const changed = new vscode.EventEmitter<vscode.WebviewPanelOnDidChangeViewStateEvent>();
  const posted: unknown[] = [];
  const webview = {
    ...{ options: {}, html: '', cspSource: 'https://page' },
    asWebviewUri: (uri: vscode.Uri) => uri,
    postMessage: (message: unknown) => (posted.push(JSON.parse(JSON.stringify(message))), Promise.resolve(true)),
    onDidReceiveMessage: received.event,
  };
  let open = true;
  return {
    ...{ viewType, title, webview, options: {}, viewColumn: 1, active: true, visible: true, posted },
    get isOpen() {
      return open;
    },
    onDidDispose: disposed.event,
    onDidChangeViewState: changed.event,
    reveal: () => undefined,
    send: (message: unknown) => received.fire(message),
    dispose: () => {
      const was = open;
      open = false;
      if (was) disposed.fire();
    },
  };
}

/** What `require('vscode')` gives in that window. */
export function fakeVscode(events: WindowEvents): object {
  const over = (real: object, own: object): object =>
    Object.defineProperties(
      {},
      { ...Object.getOwnPropertyDescriptors(real), ...Object.getOwnPropertyDescriptors(own) },
    );
  return over(vscode, {
    commands: over(vscode.commands, commandsOf(events)),
    env: over(vscode.env, {
      clipboard: {
        readText: () => Promise.resolve(events.clipboard),
        writeText: (text: string) => Promise.resolve(void (events.clipboard = text)),
      },
      openExternal: (uri: vscode.Uri) => Promise.resolve(events.asked.push(uri.toString()) > 0),
    }),
    window: over(vscode.window, { ...messagesOf(events), ...dialogsOf(events), ...viewsOf(events) }),
    workspace: over(vscode.workspace, documentsOf(events)),
  });
}

function commandsOf({ commands, asked }: WindowEvents): object {
  return {
    registerCommand: (id: string, run: (...args: unknown[]) => unknown) => {
      commands.set(id, run);
      return new vscode.Disposable(() => commands.delete(id));
    },
    executeCommand: async (id: string, ...args: unknown[]): Promise<unknown> => {
      const own = commands.get(id);
      if (own === undefined) asked.push(id);
      return own?.(...args);
    },
  };
}

function messagesOf(events: WindowEvents): object {
  const show =
    (level: Shown['level']) =>
    (text: string, ...rest: unknown[]): Promise<string | undefined> => {
      const buttons = rest.filter((item) => typeof item === 'string');
      const options = rest.find((item) => typeof item === 'object') as vscode.MessageOptions | undefined;
      const modal = options?.modal === true;
      let answer: (label: string) => void = () => undefined;
      const pressed = new Promise<string>((resolve) => (answer = resolve));
      const shown = { level, text: [text, options?.detail ?? ''].join(' ').trim(), modal, buttons, answer };
      events.messages.push(shown);
      return modal ? Promise.resolve(events.press(shown)) : pressed;
    };
  return {
    showInformationMessage: show('info'),
    showWarningMessage: show('warning'),
    showErrorMessage: show('error'),
    setStatusBarMessage: () => new vscode.Disposable(() => undefined),
  };
}

function dialogsOf(events: WindowEvents): object {
  const { files } = events;
  return {
    createInputBox: () => promptBox('input', events),
    createQuickPick: () => promptBox('pick', events),
    showOpenDialog: ({ canSelectFolders }: vscode.OpenDialogOptions) =>
      Promise.resolve([vscode.Uri.file(canSelectFolders === true ? files.folder : files.open)]),
    showSaveDialog: () => Promise.resolve(vscode.Uri.file(files.save)),
    withProgress: (_: unknown, task: (progress: object, token: vscode.CancellationToken) => unknown) =>
      Promise.resolve(task({ report: () => undefined }, new vscode.CancellationTokenSource().token)),
  };
}

function viewsOf(events: WindowEvents): object {
  const { log, panels, serializers } = events;
  const write = (line: unknown): void => void log.push(String(line));
  const none = new vscode.EventEmitter<unknown>().event;
  return {
    activeTextEditor: undefined,
    createOutputChannel: () => ({
      ...{ trace: write, debug: write, info: write, warn: write, error: write },
      ...{ show: () => undefined, dispose: () => undefined },
    }),
    createTreeView: (_: string, options: vscode.TreeViewOptions<TreeNode>) => {
      events.tree = options;
      return {
        ...{ selection: [], visible: true, onDidChangeVisibility: none },
        ...{ reveal: () => Promise.resolve(), dispose: () => undefined },
      };
    },
    createWebviewPanel: (viewType: string, title: string) => {
      const panel = fakePanel(viewType, title);
      panels.push(panel);
      return panel;
    },
    registerWebviewPanelSerializer: (viewType: string, serializer: vscode.WebviewPanelSerializer) => {
      serializers.set(viewType, serializer);
      return new vscode.Disposable(() => serializers.delete(viewType));
    },
    onDidChangeWindowState: none,
    showTextDocument: () => Promise.resolve(undefined),
  };
}

function documentsOf(events: WindowEvents): object {
  return {
    registerFileSystemProvider: (_: string, served: vscode.FileSystemProvider) => {
      events.documents = served;
      return new vscode.Disposable(() => undefined);
    },
    openTextDocument: async (uri: vscode.Uri) => {
      const bytes = (await events.documents?.readFile(uri)) ?? new Uint8Array();
      events.said.push(new TextDecoder().decode(bytes));
      return { uri, getText: () => new TextDecoder().decode(bytes) };
    },
    textDocuments: [],
    onDidCloseTextDocument: new vscode.EventEmitter<unknown>().event,
  };
}
