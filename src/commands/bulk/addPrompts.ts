/** The questions of *Add Addresses…*, with a way back from each to the one before. */
import * as vscode from 'vscode';
import type { EntryInput } from '../../core/entryInput';
import { ALL_TAGS, DEFAULT_CODE, readLines } from '../../core/entryInput';
import { addingMeans, plainText } from '../../core/reasons';
import type { ListName } from '../../mailgun/lists';
import { clipboardText } from '../../ui/clipboard';
import { wentBack, type Ask, type InputOptions } from '../../ui/ask';

/** Fields that all pasted addresses share. */
type Common = Omit<EntryInput, 'address' | 'domain'>;

/** One question. `read` takes the typed text into the answers. */
interface Step {
  readonly options: Omit<InputOptions, 'title' | 'step' | 'totalSteps' | 'back'>;
  take(text: string): void;
  value(): string;
}

/** For which list is asked, and how. */
export interface EntryQuestion {
  readonly title: string;
  readonly list: ListName;
  /** Whether exactly one address is wanted. */
  readonly single?: boolean | undefined;
}

/** Asks for the addresses and for what the list keeps beside them. The text is valid for `readLines`. */
export async function askForEntries(
  { title, list, single = false }: EntryQuestion,
  ask: Ask,
): Promise<{ readonly text: string; readonly common: Common }> {
  const answers = { text: single ? '' : await suggestion(list), common: {} as Common };
  const steps = [addressStep(list, answers, single), ...fieldSteps(list, answers)];
  for (let at = 0; at < steps.length;) {
    const step = steps[at];
    if (step === undefined) break;
    const position = { title, step: at + 1, totalSteps: steps.length, back: at > 0 };
    try {
      step.take(await ask.input({ ...step.options, ...position, value: step.value() }));
      at += 1;
    } catch (error) {
      if (!wentBack(error)) throw error;
      at -= 1;
    }
  }
  return answers;
}

/** Addresses in the clipboard are offered: one cannot paste lines into a field that has only one. */
async function suggestion(list: ListName): Promise<string> {
  const { entries, problems } = readLines(list, await clipboardText(1_000_000));
  return problems.length === 0 && entries.length > 0 ? entries.map(({ address }) => address).join(', ') : '';
}

function addressStep(list: ListName, answers: { text: string; common: Common }, single: boolean): Step {
  return {
    options: {
      prompt:
        list === 'allowlist'
          ? vscode.l10n.t('Addresses or domains, separated by commas. {0}', addingMeans(list))
          : vscode.l10n.t('Addresses, separated by commas. {0}', addingMeans(list)),
      placeholder: list === 'allowlist' ? 'jane@example.com, example.org' : 'jane@example.com, joe@example.org',
      validate: (text) => addressProblem(list, text, single),
    },
    take: (text) => (answers.text = asLines(text)),
    value: () => answers.text.replaceAll('\n', ' '),
  };
}

/** A field with one line turns pasted line ends into spaces: what looks like another address begins a line of its own. */
function asLines(text: string): string {
  return /[<"]/.test(text) ? text : text.replace(/(?<![,;\s])\s+(?=[^\s,;]*[@.])/g, '\n');
}

function addressProblem(list: ListName, text: string, single: boolean): string | undefined {
  const { entries, problems } = readLines(list, asLines(text));
  const [first] = problems;
  if (first !== undefined) return `${plainText(first.text, 60)}: ${first.problem}`;
  if (single && entries.length > 1) return vscode.l10n.t('Type one address only.');
  return entries.length === 0 ? vscode.l10n.t('Type at least one address.') : undefined;
}

function fieldSteps(list: ListName, answers: { common: Common }): Step[] {
  const field = (name: keyof Common, initial: string, options: Step['options'], parse: (text: string) => unknown) => {
    let typed = initial;
    return {
      options,
      take: (text: string) => {
        typed = text;
        answers.common = { ...answers.common, [name]: parse(text) };
      },
      value: () => typed,
    };
  };
  switch (list) {
    case 'bounces':
      return [codeStep(field), errorStep(field)];
    case 'unsubscribes':
      return [tagStep(field)];
    case 'allowlist':
      return [
        field('reason', '', { prompt: vscode.l10n.t('Reason, for your colleagues (optional)') }, (text) => text.trim()),
      ];
    case 'complaints':
      return [];
  }
}

type Field = (name: keyof Common, initial: string, options: Step['options'], parse: (text: string) => unknown) => Step;

function codeStep(field: Field): Step {
  const validate = (text: string) =>
    /^\d{3}$/.test(text.trim()) ? undefined : vscode.l10n.t('The code must be three digits, such as 550.');
  return field('code', DEFAULT_CODE, { prompt: vscode.l10n.t('SMTP code of the bounce'), validate }, (text) =>
    text.trim(),
  );
}

function errorStep(field: Field): Step {
  const prompt = vscode.l10n.t('Error text, as the receiving server would say it (optional)');
  return field('error', '', { prompt, placeholder: '5.1.1 No such user' }, (text) => text.trim());
}

function tagStep(field: Field): Step {
  const split = (text: string) => text.split(',').map((tag) => tag.trim());
  const validate = (text: string) =>
    split(text).includes('') ? vscode.l10n.t('Type a tag, or * for all mail of the domain.') : undefined;
  const prompt = vscode.l10n.t(
    'Tags, separated by commas: * is all mail of the domain, a tag only messages that carry it',
  );
  return field('tags', ALL_TAGS, { prompt, validate }, split);
}
