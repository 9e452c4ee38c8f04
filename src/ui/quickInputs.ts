/** Input boxes and pick lists with steps, a Back button and validation that may take its time. */
import * as vscode from 'vscode';
import { Cancelled, WentBack, type InputOptions, type PickItem, type PickOptions, type PromptOptions } from './ask';
import { withoutIcons, withoutLinks } from './markup';

/**
 * So long after a command was chosen VS Code may still give the focus back to where it was before, when that is a webview: the first
 * question of the command would close unseen (microsoft/vscode#93950). In milliseconds.
 */
const FOCUS_SETTLES = 500;

/** Asks for a line of text. Throws Cancelled or WentBack. */
export function showInput(options: InputOptions): Promise<string> {
  const box = vscode.window.createInputBox();
  prepare(box, options);
  box.prompt = withoutLinks(options.prompt);
  box.placeholder = options.placeholder ?? '';
  box.password = options.password ?? false;
  box.value = options.value ?? '';
  // What was typed or pasted must survive a look at another window.
  box.ignoreFocusOut = true;
  const check = validator(box, options.validate);
  box.onDidChangeValue(() => void check());
  return answer(box, { accept: async () => ((await check()) ? box.value : undefined), typed: () => box.value });
}

/** Shows what is wrong with the text in the box; says whether all is well. The answer to an older text is dropped. */
function validator(box: vscode.InputBox, validate: InputOptions['validate']): () => Promise<boolean> {
  let run = 0;
  return async () => {
    const mine = ++run;
    const outcome = validate?.(box.value);
    if (outcome instanceof Promise) box.busy = true;
    const problem = await outcome;
    if (mine !== run) return false;
    box.busy = false;
    box.validationMessage = problem === undefined ? undefined : withoutLinks(problem);
    return problem === undefined;
  };
}

interface QuickItem<T> extends vscode.QuickPickItem {
  readonly item?: PickItem<T>;
}

/** Asks for one or, with `many`, any number of the items. Throws Cancelled or WentBack, or what the promised items throw. */
export function showPick<T>(options: PickOptions<T>, many: boolean): Promise<readonly PickItem<T>[]> {
  const box = vscode.window.createQuickPick<QuickItem<T>>();
  prepare(box, options);
  box.placeholder = options.placeholder ?? '';
  box.canSelectMany = many;
  box.matchOnDescription = true;
  box.matchOnDetail = true;
  box.ignoreFocusOut = true;
  const settled = setTimeout(() => {
    box.ignoreFocusOut = options.keepOpen === true || options.step !== undefined;
  }, FOCUS_SETTLES);
  const chosen = async () => {
    // Nothing is chosen from what is not there yet.
    if (box.busy) return undefined;
    const items = box.selectedItems.flatMap((entry) => entry.item ?? []);
    return many || items.length > 0 ? items : undefined;
  };
  return answer(box, { accept: chosen, preparation: fill(box, options.items) }).finally(() => clearTimeout(settled));
}

/** Puts the items in: at once, or when they come, busy until then. */
async function fill<T>(box: vscode.QuickPick<QuickItem<T>>, items: PickOptions<T>['items']): Promise<void> {
  if (!(items instanceof Promise)) return put(box, items);
  box.busy = true;
  put(box, await items);
  box.busy = false;
}

function put<T>(box: vscode.QuickPick<QuickItem<T>>, items: readonly PickItem<T>[]): void {
  box.items = items.flatMap((item, index) => [
    ...(item.group !== undefined && item.group !== items[index - 1]?.group
      ? [{ label: item.group, kind: vscode.QuickPickItemKind.Separator }]
      : []),
    quickItem(item),
  ]);
  if (box.canSelectMany) box.selectedItems = box.items.filter((entry) => entry.picked === true);
}

function quickItem<T>(item: PickItem<T>): QuickItem<T> {
  return {
    label: withoutIcons(item.label),
    item,
    ...(item.icon === undefined ? {} : { iconPath: new vscode.ThemeIcon(item.icon) }),
    ...(item.description === undefined ? {} : { description: withoutIcons(item.description) }),
    ...(item.detail === undefined ? {} : { detail: withoutIcons(item.detail) }),
    ...(item.picked === undefined ? {} : { picked: item.picked }),
  };
}

function prepare(box: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox, options: PromptOptions): void {
  box.title = withoutLinks(options.title);
  box.step = options.step;
  box.totalSteps = options.totalSteps;
  if (options.back === true) box.buttons = [vscode.QuickInputButtons.Back];
}

type Box = Pick<vscode.InputBox, 'onDidAccept' | 'onDidHide' | 'onDidTriggerButton' | 'show' | 'dispose'>;

interface Answering<T> {
  /** The answer, or undefined when it cannot be taken yet. */
  readonly accept: () => Promise<T | undefined>;
  readonly typed?: () => string;
  /** What must not fail meanwhile. */
  readonly preparation?: Promise<void>;
}

/** Shows the prompt until there is an answer, the user leaves it, or the preparation fails. */
function answer<T>(box: Box, { accept, typed, preparation }: Answering<T>): Promise<T> {
  const result = new Promise<T>((resolve, reject) => {
    box.onDidAccept(() => {
      accept().then((value) => value !== undefined && resolve(value), reject);
    });
    box.onDidTriggerButton((button) => button === vscode.QuickInputButtons.Back && reject(new WentBack(typed?.())));
    box.onDidHide(() => reject(new Cancelled()));
    preparation?.catch(reject);
  });
  box.show();
  return result.finally(() => box.dispose());
}
