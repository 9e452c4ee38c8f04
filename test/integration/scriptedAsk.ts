/** Prompts answered by a script: a prompt that nobody expects fails at once, and so does an answer that nobody asked for. */
import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import {
  Cancelled,
  WentBack,
  type Ask,
  type ChooseOptions,
  type ConfirmOptions,
  type FileOptions,
  type InputOptions,
  type NotifyOptions,
  type PickItem,
  type PickOptions,
  type ProgressOptions,
  type TaskProgress,
} from '../../src/ui/ask';

/** What the script does at the next prompt. `title` or `message`, if given, must match what is asked. */
export type Answer =
  /** Types a text; `rejected`: the text is refused with a message that matches, and the script goes on with the next answer. */
  | { readonly input: string; readonly rejected?: RegExp; readonly title?: RegExp }
  /** Takes what the box holds already. */
  | { readonly accept: true; readonly title?: RegExp }
  /** Chooses the item with this label. */
  | { readonly pick: string; readonly title?: RegExp }
  /** Chooses the items with these labels. */
  | { readonly pickMany: readonly string[]; readonly title?: RegExp }
  | { readonly confirm: 'yes' | 'dontAskAgain'; readonly message?: RegExp }
  /** Presses this button of a dialog with several; without one closes it. */
  | { readonly choose: string | undefined; readonly message?: RegExp }
  | { readonly file: Uri }
  /** Presses Back, with this text in the input box. */
  | { readonly back: string; readonly title?: RegExp }
  /** Closes the prompt or says no. */
  | { readonly cancel: true; readonly title?: RegExp };

/** What the prompts looked like. */
export interface SeenPrompt {
  readonly kind: 'input' | 'pick' | 'pickMany' | 'confirm' | 'choose' | 'file';
  readonly title: string;
  readonly step?: number | undefined;
  readonly totalSteps?: number | undefined;
  readonly back: boolean;
  /** What stood in the input box. */
  readonly value?: string | undefined;
  readonly password?: boolean | undefined;
  /** Labels of the items. */
  readonly labels?: readonly string[] | undefined;
  readonly placeholder?: string | undefined;
}

type AnswerOf<K extends string> = Extract<Answer, Readonly<Record<K, unknown>>>;

export class ScriptedAsk implements Ask {
  readonly prompts: SeenPrompt[] = [];
  readonly notifications: NotifyOptions[] = [];
  readonly titles: string[] = [];
  readonly #answers: Answer[];
  readonly #cancelled = new Set<number>();

  constructor(...answers: readonly Answer[]) {
    this.#answers = [...answers];
  }

  /** Adds answers for what comes next. */
  expect(...answers: readonly Answer[]): this {
    this.#answers.push(...answers);
    return this;
  }

  /** Cancels the piece of work that shows progress next, or one of those after it. */
  cancelProgress(nth = 1): this {
    this.#cancelled.add(this.titles.length + nth);
    return this;
  }

  /** Fails when an answer was never asked for. To be called at the end of every test. */
  done(): void {
    assert.deepEqual(this.#answers, [], 'answers that nobody asked for');
  }

  async input(options: InputOptions): Promise<string> {
    const { title, step, totalSteps, value, password } = options;
    this.prompts.push({ kind: 'input', title, step, totalSteps, back: options.back === true, value, password });
    for (;;) {
      const answer = this.#next(`input “${title}”`, title);
      if ('back' in answer) throw this.#wentBack(options.back, answer.back);
      const text = 'accept' in answer ? (value ?? '') : this.#expectKind('input', answer, title).input;
      const problem = await options.validate?.(text);
      const rejected = 'rejected' in answer ? answer.rejected : undefined;
      if (rejected === undefined) {
        assert.equal(problem, undefined, `“${title}” refused what was typed`);
        return text;
      }
      assert.match(problem ?? 'nothing was refused', rejected);
    }
  }

  async pick<T>(options: PickOptions<T>): Promise<T> {
    const items = await this.#seen('pick', options);
    const answer = this.#next(`pick “${options.title}”`, options.title);
    if ('back' in answer) throw this.#wentBack(options.back);
    return find(items, this.#expectKind('pick', answer, options.title).pick).value;
  }

  async pickMany<T>(options: PickOptions<T>): Promise<readonly T[]> {
    const items = await this.#seen('pickMany', options);
    const answer = this.#next(`pickMany “${options.title}”`, options.title);
    if ('back' in answer) throw this.#wentBack(options.back);
    return this.#expectKind('pickMany', answer, options.title).pickMany.map((label) => find(items, label).value);
  }

  async confirm(options: ConfirmOptions): Promise<{ readonly dontAskAgain: boolean }> {
    this.prompts.push({ kind: 'confirm', title: options.message, back: false });
    const answer = this.#expectKind(
      'confirm',
      this.#next(`confirm “${options.message}”`, options.message),
      options.message,
    );
    if (answer.message !== undefined) assert.match(options.message, answer.message);
    if (answer.confirm === 'dontAskAgain') assert.ok(options.dontAskAgain, 'there is no such button');
    return { dontAskAgain: answer.confirm === 'dontAskAgain' };
  }

  async choose<T>(options: ChooseOptions<T>): Promise<T> {
    const labels = options.choices.map(({ label }) => label);
    this.prompts.push({ kind: 'choose', title: options.message, back: false, labels });
    const answer = this.#expectKind(
      'choose',
      this.#next(`choose “${options.message}”`, options.message),
      options.message,
    );
    if (answer.message !== undefined) assert.match(options.message, answer.message);
    if (answer.choose === undefined) return options.otherwise;
    const choice = options.choices.find(({ label }) => label === answer.choose);
    assert.ok(choice, `no button “${answer.choose}” among ${labels.join(', ')}`);
    return choice.value;
  }

  async notify(options: NotifyOptions): Promise<string | undefined> {
    this.notifications.push(options);
    return undefined;
  }

  /** Presses a button of the last notification. */
  async press(label: string): Promise<void> {
    const actions = this.notifications.at(-1)?.actions ?? [];
    const action = actions.find((candidate) => candidate.label === label);
    assert.ok(action, `no button “${label}” among ${actions.map((other) => other.label).join(', ')}`);
    await action.run?.();
  }

  async progress<T>(options: ProgressOptions, task: (progress: TaskProgress) => Promise<T>): Promise<T> {
    this.titles.push(options.title);
    const cancelled = this.#cancelled.delete(this.titles.length);
    return task({ signal: cancelled ? AbortSignal.abort() : new AbortController().signal, report: () => undefined });
  }

  async openFile(options: FileOptions): Promise<Uri> {
    return this.#file(options);
  }

  async openFolder(options: FileOptions): Promise<Uri> {
    return this.#file(options);
  }

  async saveFile(options: FileOptions): Promise<Uri> {
    return this.#file(options);
  }

  #file({ title }: FileOptions): Uri {
    this.prompts.push({ kind: 'file', title, back: false });
    return this.#expectKind('file', this.#next(`file “${title}”`, title), title).file;
  }

  async #seen<T>(kind: 'pick' | 'pickMany', options: PickOptions<T>): Promise<readonly PickItem<T>[]> {
    const items = await options.items;
    const { title, step, totalSteps, placeholder } = options;
    const labels = items.map(({ label }) => label);
    this.prompts.push({ kind, title, step, totalSteps, back: options.back === true, labels, placeholder });
    return items;
  }

  #next(what: string, title: string): Answer {
    const answer = this.#answers.shift();
    assert.ok(answer, `unexpected prompt: ${what}`);
    if ('title' in answer && answer.title !== undefined) assert.match(title, answer.title);
    if ('cancel' in answer) throw new Cancelled();
    return answer;
  }

  #wentBack(back: boolean | undefined, typed?: string): WentBack {
    assert.ok(back, 'there is no Back button');
    return new WentBack(typed);
  }

  #expectKind<K extends string>(kind: K, answer: Answer, title: string): AnswerOf<K> {
    assert.ok(kind in answer, `“${title}” is a prompt for ${kind}, the script has ${JSON.stringify(answer)}`);
    return answer as AnswerOf<K>;
  }
}

function find<T>(items: readonly PickItem<T>[], label: string): PickItem<T> {
  const item = items.find((candidate) => candidate.label === label);
  assert.ok(item, `no item “${label}” among ${items.map((other) => other.label).join(', ')}`);
  return item;
}
