/** Asks for a key, tries it, and when it fails offers the ways on. */
import * as vscode from 'vscode';
import { Cancelled, isCancelled, wentBack, type Ask, type PickItem, type PromptOptions } from '../ui/ask';
import type { Log } from '../ui/log';
import { openProxySettings } from '../ui/report';
import { UserError } from '../ui/userError';
import { cleanKey, keyProblem } from './keyText';
import { probeAccount, type ProbeResult, type ProbeTarget } from './probe';
import { isProblem, ProbeError, probeText, type ProbeProblem, type WayOn } from './probeText';

/** How the key is asked for. */
export interface KeyStepOptions {
  readonly ask: Ask;
  readonly prompt: PromptOptions;
  readonly target: Omit<ProbeTarget, 'apiKey' | 'log'>;
  readonly log: Log;
  /** What was typed before. */
  readonly typed: string;
  /** A key from the caller, tried without asking for one. */
  readonly given?: string | undefined;
  /** Whether a failure throws a ProbeError instead of offering the ways on. */
  readonly unattended: boolean;
  /** Labels of the ways on that make sense here. */
  readonly ways: Readonly<Partial<Record<WayOn, string>>>;
}

/** A key to keep, or another step to go to with the key as typed. */
export type KeyStepResult =
  | { readonly kind: 'key'; readonly apiKey: string }
  | { readonly kind: 'otherRegion'; readonly apiKey: string; readonly region: 'us' | 'eu' }
  | { readonly kind: 'editEndpoint'; readonly apiKey: string };

/** Asks until there is a key that works or that the user wants all the same. Throws Cancelled, WentBack or ProbeError. */
export async function askKey(options: KeyStepOptions): Promise<KeyStepResult> {
  let typed = options.typed;
  let apiKey = options.given === undefined ? undefined : checkedKey(options.given);
  for (;;) {
    apiKey ??= await inputKey(options, typed);
    typed = apiKey;
    options.log.addSecret(apiKey);
    const result = await tryKey(options, apiKey);
    if (result !== undefined && !isProblem(result)) return { kind: 'key', apiKey };
    if (result !== undefined && options.unattended) throw new ProbeError(result);
    // Cancelling the attempt leads back to what was typed.
    const way = result === undefined ? 'editKey' : await askWay(options, result);
    if (way === 'addAnyway') return { kind: 'key', apiKey };
    if (way === 'editEndpoint') return { kind: 'editEndpoint', apiKey };
    if (way === 'otherRegion' && result?.kind === 'wrongRegion') {
      return { kind: 'otherRegion', apiKey, region: result.other.region };
    }
    if (way === 'editKey') apiKey = undefined;
  }
}

/** The key in what a caller gave. Throws UserError when it is none. */
function checkedKey(text: string): string {
  const key = cleanKey(text);
  const problem = keyProblem(key);
  if (problem !== undefined) throw new UserError(vscode.l10n.t('The API key cannot be used.'), { nextStep: problem });
  return key;
}

async function inputKey({ ask, prompt }: KeyStepOptions, typed: string): Promise<string> {
  const text = await ask.input({
    ...prompt,
    prompt: vscode.l10n.t('API key of the account. It is kept in the secret storage of this computer.'),
    value: typed,
    password: true,
    validate: (value) => keyProblem(cleanKey(value)),
  });
  return cleanKey(text);
}

/** Tries a key while saying so; undefined when the user cancelled the attempt. */
async function tryKey(options: KeyStepOptions, apiKey: string): Promise<ProbeResult | undefined> {
  try {
    return await options.ask.progress({ title: vscode.l10n.t('Trying the API key…') }, ({ signal, report }) =>
      probeAccount(
        { ...options.target, apiKey, log: (event) => options.log.request(event) },
        { signal, onWait: () => report({ message: vscode.l10n.t('Mailgun asks to wait.') }) },
      ),
    );
  } catch (error) {
    if (!isCancelled(error)) throw error;
    if (options.unattended) throw new Cancelled();
    return undefined;
  }
}

async function askWay(options: KeyStepOptions, problem: ProbeProblem): Promise<WayOn> {
  const { message, nextStep, ways } = probeText(problem);
  const items = ways.flatMap((way): PickItem<WayOn>[] => {
    const label = options.ways[way];
    return label === undefined ? [] : [{ label, value: way, icon: ICONS[way] }];
  });
  for (;;) {
    const way = await pickWay(options, { title: message, placeholder: nextStep, items });
    if (way !== 'proxySettings') return way;
    // The settings open behind the prompt, which stays for another attempt.
    await openProxySettings();
  }
}

async function pickWay(
  { ask, prompt }: KeyStepOptions,
  texts: { readonly title: string; readonly placeholder: string; readonly items: readonly PickItem<WayOn>[] },
): Promise<WayOn> {
  try {
    return await ask.pick({ ...texts, step: prompt.step, totalSteps: prompt.totalSteps, back: true, keepOpen: true });
  } catch (error) {
    if (wentBack(error)) return 'editKey';
    throw error;
  }
}

const ICONS: Readonly<Record<WayOn, string>> = {
  editKey: 'edit',
  otherRegion: 'globe',
  editEndpoint: 'globe',
  retry: 'refresh',
  proxySettings: 'settings-gear',
  addAnyway: 'add',
};
