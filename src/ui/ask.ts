/** Every way to ask and to tell the user something, as an interface: the real one speaks VS Code, tests script it. */
import type { Uri } from 'vscode';
import { MailgunError } from '../mailgun/errors';

/** Thrown when the user closes a prompt, declines a question or cancels work. Never shown. */
export class Cancelled extends Error {
  override readonly name: string = 'Cancelled';

  constructor() {
    super('Cancelled');
  }
}

/** Thrown when the user presses the Back button of a step. Not handled, it is a cancel. */
export class WentBack extends Cancelled {
  override readonly name = 'WentBack';

  /** `typed` is what stood in the input box. */
  constructor(readonly typed?: string | undefined) {
    super();
  }
}

/**
 * Whether something thrown only says that the user does not want to go on. By name, as below: a bundle that is loaded on demand has
 * classes of its own.
 */
export function isCancelled(error: unknown): boolean {
  if (MailgunError.is(error, 'cancelled') || wentBack(error)) return true;
  return error instanceof Error && error.name === 'Cancelled';
}

/** Whether something thrown says that the user pressed Back. */
export function wentBack(error: unknown): error is WentBack {
  return error instanceof Error && error.name === 'WentBack';
}

/** What all prompts have. */
export interface PromptOptions {
  readonly title: string;
  /** Number of this step, from 1. */
  readonly step?: number | undefined;
  readonly totalSteps?: number | undefined;
  /** Shows the Back button; pressing it throws WentBack. */
  readonly back?: boolean | undefined;
}

/** One line of text to ask for. */
export interface InputOptions extends PromptOptions {
  readonly prompt: string;
  readonly value?: string | undefined;
  readonly placeholder?: string | undefined;
  /** Masks what is typed. */
  readonly password?: boolean | undefined;
  /** What is wrong with the text, or undefined. Called on every change and before the text is taken. */
  readonly validate?: ((text: string) => string | undefined | Promise<string | undefined>) | undefined;
}

/** One choice. Its texts are shown as they are, never as icons or links. */
export interface PickItem<T> {
  readonly label: string;
  readonly value: T;
  /** A codicon before the label, such as `trash`. */
  readonly icon?: string | undefined;
  readonly description?: string | undefined;
  readonly detail?: string | undefined;
  /** Chosen from the start; for pickMany. */
  readonly picked?: boolean | undefined;
  /** A heading above this item. */
  readonly group?: string | undefined;
}

/** Choices to ask for; a promise shows the prompt at once, busy until they are there. */
export interface PickOptions<T> extends PromptOptions {
  readonly items: readonly PickItem<T>[] | Promise<readonly PickItem<T>[]>;
  readonly placeholder?: string | undefined;
  /** Stays when something else gets the focus; steps do in any case. */
  readonly keepOpen?: boolean | undefined;
}

/** A question in a modal dialog before something that matters. */
export interface ConfirmOptions {
  /** The question. */
  readonly message: string;
  readonly detail?: string | undefined;
  /** Label of the button that says yes, a verb. */
  readonly action: string;
  /** Label of a second button that says yes and "never ask this again". */
  readonly dontAskAgain?: string | undefined;
}

/** A question in a modal dialog with several ways on. */
export interface ChooseOptions<T> {
  readonly message: string;
  readonly detail?: string | undefined;
  readonly choices: readonly { readonly label: string; readonly value: T }[];
  /** The answer of a user who closes the dialog. */
  readonly otherwise: T;
}

/** A button of a notification. */
export interface NotifyAction {
  readonly label: string;
  /** What it does. An error of it is logged. */
  readonly run?: (() => unknown) | undefined;
}

/** A message at the edge of the window. */
export interface NotifyOptions {
  readonly level?: 'info' | 'warning' | 'error' | undefined;
  readonly message: string;
  readonly actions?: readonly NotifyAction[] | undefined;
}

/** What a task is given to show how far it is and to hear that it should stop. */
export interface TaskProgress {
  /** Aborted when the user cancels. */
  readonly signal: AbortSignal;
  /** Shows a message; `increment` is in percent of the whole. */
  readonly report: (value: { readonly message?: string | undefined; readonly increment?: number | undefined }) => void;
}

/** How work shows itself. */
export interface ProgressOptions {
  readonly title: string;
  /** Default `notification`, the only one with a Cancel button. */
  readonly location?: 'notification' | 'window' | 'view' | undefined;
  /** Default true for a notification. */
  readonly cancellable?: boolean | undefined;
  /** Milliseconds before anything is shown, so that quick work does not flicker. Default 0. */
  readonly delay?: number | undefined;
}

/** Which file to ask for. `filters`: name → extensions without dot, as in VS Code's dialogs. */
export interface FileOptions {
  readonly title: string;
  readonly action?: string | undefined;
  readonly filters?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** All prompts, questions and messages. Every prompt throws Cancelled when the user turns it down. */
export interface Ask {
  input(options: InputOptions): Promise<string>;
  pick<T>(options: PickOptions<T>): Promise<T>;
  pickMany<T>(options: PickOptions<T>): Promise<readonly T[]>;
  confirm(options: ConfirmOptions): Promise<{ readonly dontAskAgain: boolean }>;
  choose<T>(options: ChooseOptions<T>): Promise<T>;
  /** Resolves when the message is gone, with the label of the pressed button. Not to be awaited by commands. */
  notify(options: NotifyOptions): Promise<string | undefined>;
  /** Runs a task and shows that it runs. Rejects as the task does. */
  progress<T>(options: ProgressOptions, task: (progress: TaskProgress) => Promise<T>): Promise<T>;
  openFile(options: FileOptions): Promise<Uri>;
  openFolder(options: FileOptions): Promise<Uri>;
  saveFile(options: FileOptions & { readonly fileName?: string | undefined }): Promise<Uri>;
}
