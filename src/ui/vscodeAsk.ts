/** The real prompts. */
import * as vscode from 'vscode';
import { VIEW_ID } from '../ids';
import {
  Cancelled,
  type Ask,
  type ChooseOptions,
  type ConfirmOptions,
  type FileOptions,
  type InputOptions,
  type NotifyOptions,
  type PickOptions,
  type ProgressOptions,
  type TaskProgress,
} from './ask';
import { withoutLinks } from './markup';
import { showInput, showPick } from './quickInputs';

/** Asks through VS Code's quick inputs, notifications and dialogs. */
export class VscodeAsk implements Ask {
  readonly #onError: (error: unknown) => void;

  /** `onError` is told when the action of a notification fails. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  input(options: InputOptions): Promise<string> {
    return showInput(options);
  }

  async pick<T>(options: PickOptions<T>): Promise<T> {
    const [first] = await showPick(options, false);
    if (first === undefined) throw new Cancelled();
    return first.value;
  }

  async pickMany<T>(options: PickOptions<T>): Promise<readonly T[]> {
    return (await showPick(options, true)).map((item) => item.value);
  }

  async confirm(options: ConfirmOptions): Promise<{ readonly dontAskAgain: boolean }> {
    const buttons = options.dontAskAgain === undefined ? [options.action] : [options.action, options.dontAskAgain];
    const pressed = await vscode.window.showWarningMessage(options.message, modal(options), ...buttons);
    if (pressed === undefined) throw new Cancelled();
    return { dontAskAgain: pressed === options.dontAskAgain };
  }

  async choose<T>(options: ChooseOptions<T>): Promise<T> {
    const labels = options.choices.map(({ label }) => label);
    const pressed = await vscode.window.showWarningMessage(options.message, modal(options), ...labels);
    const choice = options.choices.find(({ label }) => label === pressed);
    return choice === undefined ? options.otherwise : choice.value;
  }

  async notify(options: NotifyOptions): Promise<string | undefined> {
    const actions = options.actions ?? [];
    const labels = actions.map((action) => action.label);
    try {
      const pressed = await SHOW[options.level ?? 'info'](withoutLinks(options.message), ...labels);
      await actions.find((action) => action.label === pressed)?.run?.();
      return pressed;
    } catch (error) {
      this.#onError(error);
      return undefined;
    }
  }

  async progress<T>(options: ProgressOptions, task: (progress: TaskProgress) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const shown = new DelayedReport();
    const work = task({ signal: controller.signal, report: (value) => shown.report(value) });
    if ((options.delay ?? 0) > 0 && (await settlesWithin(work, options.delay ?? 0))) return work;
    const location = options.location ?? 'notification';
    const cancellable = options.cancellable ?? location === 'notification';
    const place = { location: LOCATIONS[location], title: withoutLinks(options.title), cancellable };
    return vscode.window.withProgress(place, (progress, token) => {
      shown.attach(progress);
      token.onCancellationRequested(() => controller.abort(new Cancelled()));
      return work;
    });
  }

  openFile(options: FileOptions): Promise<vscode.Uri> {
    return open({ ...dialogOptions(options), canSelectMany: false });
  }

  openFolder(options: FileOptions): Promise<vscode.Uri> {
    return open({ ...dialogOptions(options), canSelectMany: false, canSelectFiles: false, canSelectFolders: true });
  }

  async saveFile(options: FileOptions & { readonly fileName?: string | undefined }): Promise<vscode.Uri> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = options.fileName;
    const start =
      name === undefined ? {} : { defaultUri: folder ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(name) };
    const picked = await vscode.window.showSaveDialog({ ...dialogOptions(options), ...start });
    if (picked === undefined) throw new Cancelled();
    return picked;
  }
}

const SHOW = {
  info: (message: string, ...labels: string[]) => vscode.window.showInformationMessage(message, ...labels),
  warning: (message: string, ...labels: string[]) => vscode.window.showWarningMessage(message, ...labels),
  error: (message: string, ...labels: string[]) => vscode.window.showErrorMessage(message, ...labels),
};

const LOCATIONS = {
  notification: vscode.ProgressLocation.Notification,
  window: vscode.ProgressLocation.Window,
  view: { viewId: VIEW_ID },
};

function modal({ detail }: { readonly detail?: string | undefined }): vscode.MessageOptions {
  return { modal: true, ...(detail === undefined ? {} : { detail }) };
}

/** Keeps what a task reports until there is something to show it in. */
class DelayedReport {
  #target: vscode.Progress<{ message?: string; increment?: number }> | undefined;
  #message: string | undefined;
  #increment = 0;

  report(value: { readonly message?: string | undefined; readonly increment?: number | undefined }): void {
    if (value.message !== undefined) this.#message = withoutLinks(value.message);
    this.#increment += value.increment ?? 0;
    this.#flush();
  }

  attach(target: vscode.Progress<{ message?: string; increment?: number }>): void {
    this.#target = target;
    if (this.#message !== undefined || this.#increment > 0) this.#flush();
  }

  #flush(): void {
    if (this.#target === undefined) return;
    const message = this.#message === undefined ? {} : { message: this.#message };
    this.#target.report({ ...message, increment: this.#increment });
    this.#increment = 0;
  }
}

/** Whether work is done, well or badly, within so many milliseconds. */
async function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const done = () => true;
  try {
    return await Promise.race([work.then(done, done), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function open(options: vscode.OpenDialogOptions): Promise<vscode.Uri> {
  const [first] = (await vscode.window.showOpenDialog(options)) ?? [];
  if (first === undefined) throw new Cancelled();
  return first;
}

interface DialogOptions {
  readonly title: string;
  readonly saveLabel?: string;
  readonly openLabel?: string;
  readonly filters?: Record<string, string[]>;
}

function dialogOptions({ title, action, filters }: FileOptions): DialogOptions {
  const copy = Object.entries(filters ?? {}).map(([name, extensions]): [string, string[]] => [name, [...extensions]]);
  return {
    title,
    ...(action !== undefined && { saveLabel: action, openLabel: action }),
    ...(copy.length > 0 && { filters: Object.fromEntries(copy) }),
  };
}
