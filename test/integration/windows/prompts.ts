/** Prompts that answer themselves, as somebody who accepts what is offered and types what is asked for. */
import { QuickPickItemKind, type QuickPickItem } from 'vscode';

/** Who answers: what to type where nothing fits that is offered, what was asked, and how often answers are given. */
export interface Answerer {
  readonly typed: readonly string[];
  readonly said: string[];
  patience: number;
}

interface Listeners {
  accept: (() => void)[];
  hide: (() => void)[];
  value: ((text: string) => void)[];
}

interface Box {
  [name: string]: unknown;
  title?: string;
  placeholder?: string;
  prompt?: string;
  value?: string;
  busy?: boolean;
  validationMessage?: string | undefined;
  items?: readonly QuickPickItem[];
  selectedItems?: readonly QuickPickItem[];
  canSelectMany?: boolean;
}

const nothing = { dispose: () => undefined };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A box that is answered when it is shown. */
export function promptBox(kind: 'input' | 'pick', answerer: Answerer): object {
  const listeners: Listeners = { accept: [], hide: [], value: [] };
  let open = false;
  const box: Box = {
    items: [],
    selectedItems: [],
    value: '',
    onDidAccept: (listener: () => void) => (listeners.accept.push(listener), nothing),
    onDidHide: (listener: () => void) => (listeners.hide.push(listener), nothing),
    onDidChangeValue: (listener: (text: string) => void) => (listeners.value.push(listener), nothing),
    onDidTriggerButton: () => nothing,
    show: () => {
      open = true;
      void (kind === 'input' ? type : pick)(box, listeners, answerer, () => open);
    },
    dispose: () => (open = false),
  };
  return box;
}

function hide(listeners: Listeners): void {
  for (const listener of listeners.hide) listener();
}

async function accept(listeners: Listeners): Promise<void> {
  for (const listener of listeners.accept) listener();
  await turn();
  await turn();
}

async function type(box: Box, listeners: Listeners, answerer: Answerer, isOpen: () => boolean): Promise<void> {
  answerer.said.push([box.title, box.prompt].join(' '));
  if (answerer.patience-- <= 0) return hide(listeners);
  for (const text of [box.value ?? '', ...answerer.typed]) {
    if (text === '') continue;
    box.value = text;
    for (const listener of listeners.value) listener(text);
    await turn();
    await turn();
    if (box.validationMessage === undefined) await accept(listeners);
    if (!isOpen()) return;
  }
  hide(listeners);
}

async function pick(box: Box, listeners: Listeners, answerer: Answerer, isOpen: () => boolean): Promise<void> {
  while (box.busy === true && isOpen()) await new Promise((resolve) => setTimeout(resolve, 5));
  if (!isOpen()) return;
  answerer.said.push([box.title, box.placeholder].join(' '));
  const [first] = (box.items ?? []).filter((item) => item.kind !== QuickPickItemKind.Separator);
  if (answerer.patience-- <= 0 || first === undefined) return hide(listeners);
  box.selectedItems = [first];
  await accept(listeners);
  if (isOpen()) hide(listeners);
}
