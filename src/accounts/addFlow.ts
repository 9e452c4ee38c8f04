/** The steps of *Add Account…*: region, endpoint, key, name; back and forth without losing what was typed. */
import * as vscode from 'vscode';
import { MailgunError } from '../mailgun/errors';
import { normalizeBaseUrl, REGIONS, type Region } from '../mailgun/regions';
import { wentBack, type PickItem, type PickOptions, type PromptOptions } from '../ui/ask';
import { UserError } from '../ui/userError';
import type { AccountAnswers, AccountPrompts, NewAccount } from './accountAnswers';
import type { Account } from './accounts';
import { askKey, type KeyStepOptions } from './keyStep';
import { defaultName, freeName, nameProblem } from './keyText';

type RegionName = Account['region'];
type Step = 'region' | 'endpoint' | 'key' | 'name';

const STEPS: readonly Step[] = ['region', 'endpoint', 'key', 'name'];

/** One run through the steps. Answers given in advance are not asked for. */
export class AddFlow {
  readonly #prompts: AccountPrompts;
  readonly #regions: Readonly<Record<Region, string>>;
  readonly #subaccountId: string | undefined;
  /** Whether everything was given: then nothing is asked, whatever happens. */
  readonly #unattended: boolean;
  /** Steps answered in advance, until the user goes to one. */
  readonly #given: Set<Step>;
  #region: RegionName;
  #endpoint: string;
  #key: string;
  #name: string | undefined;
  /** Whether the key is to be tried as it is, without asking for it first. */
  #keyReady: boolean;

  /** Throws UserError or MailgunError `invalid` for answers that cannot be used. */
  constructor(prompts: AccountPrompts, answers: AccountAnswers) {
    this.#prompts = prompts;
    this.#regions = prompts.regions ?? REGIONS;
    const region = answers.region ?? (answers.baseUrl === undefined ? undefined : 'custom');
    this.#region = region ?? 'us';
    this.#endpoint = answers.baseUrl === undefined ? '' : normalizeBaseUrl(answers.baseUrl);
    this.#key = answers.apiKey ?? '';
    this.#keyReady = answers.apiKey !== undefined;
    this.#name = answers.name?.trim();
    this.#subaccountId = answers.subaccountId?.trim() || undefined;
    this.#check(answers);
    const answered = { region, endpoint: answers.baseUrl, key: answers.apiKey, name: answers.name };
    this.#given = new Set(STEPS.filter((step) => answered[step] !== undefined));
    this.#unattended = this.#asked().length === 0;
  }

  async run(): Promise<NewAccount> {
    const passed: Step[] = [];
    let step = this.#after(undefined);
    while (step !== undefined) {
      try {
        const goTo = await this.#take(step, passed.length > 0);
        if (goTo !== undefined && passed.includes(goTo)) passed.splice(passed.indexOf(goTo));
        if (goTo === undefined && !this.#given.has(step)) passed.push(step);
        step = goTo ?? this.#after(step);
      } catch (error) {
        const previous = wentBack(error) ? passed.pop() : undefined;
        if (previous === undefined) throw error;
        step = previous;
      }
    }
    const name = this.#name ?? this.#suggestedName();
    const fields = { name, region: this.#region, baseUrl: this.#baseUrl(), subaccountId: this.#subaccountId };
    return { fields, apiKey: this.#key };
  }

  /** Does a step; returns the step to go to, where it is not the next one. */
  #take(step: Step, back: boolean): Promise<Step | undefined> {
    switch (step) {
      case 'region':
        return this.#takeRegion(back);
      case 'endpoint':
        return this.#takeEndpoint(back);
      case 'key':
        return this.#takeKey(back);
      case 'name':
        return this.#takeName(back);
    }
  }

  async #takeRegion(back: boolean): Promise<undefined> {
    this.#region = await this.#prompts.ask.pick({ ...this.#prompt('region', back), ...regionChoices(this.#regions) });
  }

  async #takeEndpoint(back: boolean): Promise<undefined> {
    const input = this.#prompts.ask.input({
      ...this.#prompt('endpoint', back),
      prompt: vscode.l10n.t('Endpoint URL: https, or http on this machine'),
      placeholder: 'https://api.mailgun.net',
      value: this.#endpoint,
      validate: endpointProblem,
    });
    this.#endpoint = normalizeBaseUrl(await keepTyped(input, (typed) => (this.#endpoint = typed)));
  }

  async #takeKey(back: boolean): Promise<Step | undefined> {
    const prompt = this.#prompt('key', back);
    const answer = await keepTyped(askKey(this.#keyOptions(prompt)), (typed) => (this.#key = typed));
    this.#key = answer.apiKey;
    this.#keyReady = answer.kind === 'otherRegion';
    if (answer.kind === 'key') return undefined;
    if (answer.kind === 'otherRegion') {
      this.#region = answer.region;
      return 'key';
    }
    const goTo = this.#region === 'custom' ? 'endpoint' : 'region';
    this.#given.delete(goTo);
    this.#given.delete('key');
    return goTo;
  }

  #keyOptions(prompt: PromptOptions): KeyStepOptions {
    const custom = this.#region === 'custom';
    return {
      ask: this.#prompts.ask,
      prompt,
      target: { baseUrl: this.#baseUrl(), subaccountId: this.#subaccountId, regions: this.#regions },
      log: this.#prompts.log,
      typed: this.#key,
      given: this.#keyReady ? this.#key : undefined,
      unattended: this.#unattended,
      ways: {
        editKey: vscode.l10n.t('Enter Another Key…'),
        otherRegion: this.#region === 'us' ? vscode.l10n.t('Use the EU Region') : vscode.l10n.t('Use the US Region'),
        editEndpoint: custom ? vscode.l10n.t('Change the Endpoint…') : vscode.l10n.t('Choose Another Region…'),
        retry: vscode.l10n.t('Try Again'),
        proxySettings: vscode.l10n.t('Open Proxy Settings'),
        addAnyway: vscode.l10n.t('Add It Anyway'),
      },
    };
  }

  async #takeName(back: boolean): Promise<undefined> {
    const input = this.#prompts.ask.input({
      ...this.#prompt('name', back),
      prompt: vscode.l10n.t('Name of the account in the sidebar'),
      value: this.#name ?? this.#suggestedName(),
      validate: (value) => nameProblem(value, this.#prompts.names),
    });
    const text = await keepTyped(input, (typed) => {
      // The suggestion follows the region as long as nobody wrote another name.
      if (typed !== this.#suggestedName()) this.#name = typed;
    });
    this.#name = text.trim();
  }

  /** The next step that is not answered yet; the key is tried even if it was given. */
  #after(step: Step | undefined): Step | undefined {
    const rest = STEPS.slice(step === undefined ? 0 : STEPS.indexOf(step) + 1);
    return rest.find((next) => next === 'key' || this.#asked().includes(next));
  }

  /** The steps that are asked, in order. */
  #asked(): readonly Step[] {
    return STEPS.filter((step) => !this.#given.has(step) && (step !== 'endpoint' || this.#region === 'custom'));
  }

  #prompt(step: Step, back: boolean): PromptOptions {
    const asked = this.#asked();
    const title = vscode.l10n.t('Add Mailgun Account');
    return asked.includes(step)
      ? { title, back, step: asked.indexOf(step) + 1, totalSteps: asked.length }
      : { title, back };
  }

  #baseUrl(): string {
    return this.#region === 'custom' ? this.#endpoint : this.#regions[this.#region];
  }

  #suggestedName(): string {
    return freeName(defaultName(this.#region, this.#baseUrl()), this.#prompts.names);
  }

  #check({ region, baseUrl, name }: AccountAnswers): void {
    const foreign = region === 'us' || region === 'eu' ? this.#endpoint !== this.#regions[region] : false;
    if (baseUrl !== undefined && foreign) {
      throw new UserError(vscode.l10n.t('An endpoint can only be given for the region “custom”.'));
    }
    const nextStep = name === undefined ? undefined : nameProblem(name, this.#prompts.names);
    if (nextStep !== undefined) throw new UserError(vscode.l10n.t('The account cannot have this name.'), { nextStep });
  }
}

function regionChoices(
  regions: Readonly<Record<Region, string>>,
): Pick<PickOptions<RegionName>, 'items' | 'placeholder'> {
  const items: PickItem<RegionName>[] = [
    { label: 'US', description: new URL(regions.us).host, value: 'us' },
    { label: 'EU', description: new URL(regions.eu).host, value: 'eu' },
    {
      label: vscode.l10n.t('Custom Endpoint…'),
      description: vscode.l10n.t('a proxy or a test server'),
      value: 'custom',
    },
  ];
  return { placeholder: vscode.l10n.t('Region of the Mailgun account'), items };
}

function endpointProblem(text: string): string | undefined {
  if (text.trim() === '') return vscode.l10n.t('Enter the URL under which the Mailgun API answers.');
  try {
    normalizeBaseUrl(text);
    return undefined;
  } catch (error) {
    if (!MailgunError.is(error)) throw error;
    return [error.message, error.nextStep].filter(Boolean).join(' ');
  }
}

/** Keeps what stood in the box when the user goes back. */
async function keepTyped<T>(prompt: Promise<T>, keep: (typed: string) => void): Promise<T> {
  try {
    return await prompt;
  } catch (error) {
    if (wentBack(error) && error.typed !== undefined) keep(error.typed);
    throw error;
  }
}
