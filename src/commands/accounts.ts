/** Add, open the sample, rename, replace the key, remove. */
import * as vscode from 'vscode';
import * as v from 'valibot';
import type { Account, Accounts } from '../accounts/accounts';
import { nameProblem } from '../accounts/keyText';
import { askAccount, askNewKey, type AccountPrompts } from '../accounts/prompts';
import type { SampleAccount } from '../accounts/sampleAccount';
import type { CommandName } from '../ids';
import { once } from '../mailgun/once';
import type { Region } from '../mailgun/regions';
import type { Ask } from '../ui/ask';
import type { Log } from '../ui/log';
import { UserError } from '../ui/userError';
import { accountOf, type Call, type Handlers } from './run';
import type { Targets } from './targets';

/** What the account commands work with. */
export interface AccountCommandsOptions {
  readonly accounts: Accounts;
  readonly sample: SampleAccount;
  readonly ask: Ask;
  readonly log: Log;
  readonly targets: Pick<Targets, 'account'>;
  /** Base URLs of the regions; for tests. */
  readonly regions?: Readonly<Record<Region, string>> | undefined;
}

type AccountCommand = 'addAccount' | 'openSampleAccount' | 'replaceKey' | 'renameAccount' | 'removeAccount';

/** The handlers of the account commands. */
export function accountCommands(options: AccountCommandsOptions): Pick<Handlers, AccountCommand> {
  const { accounts, sample } = options;
  return {
    addAccount: async ({ args }) => {
      const { fields, apiKey } = await askAccount(prompts(options), checkTexts(args));
      return { accountId: (await accounts.add(fields, apiKey)).id };
    },
    openSampleAccount: () => sample.open(),
    replaceKey: async (call) => {
      const { apiKey } = checkTexts(call.args);
      const account = await chooseAccount(options, vscode.l10n.t('Replace API Key'), call);
      if (account.sample === true) throw noKey(account);
      const key = await askNewKey(prompts(options), account, apiKey);
      await accounts.replaceKey(account.id, key);
      return { accountId: account.id };
    },
    renameAccount: async (call) => {
      const given = checkTexts(call.args).name;
      const account = await chooseAccount(options, vscode.l10n.t('Rename Account'), call);
      const name = await newName(options, account, given);
      await accounts.rename(account.id, name);
      return { accountId: account.id, name };
    },
    removeAccount: async (call) => {
      const account = await chooseAccount(options, vscode.l10n.t('Remove Account'), call);
      if (call.args.confirm !== true) await options.ask.confirm(removeQuestion(account));
      await accounts.remove(account.id);
      return { removed: true };
    },
  };
}

function prompts({ ask, accounts, regions, log }: AccountCommandsOptions): AccountPrompts {
  return { ask, regions, names: accounts.list().map(({ name }) => name), log };
}

async function chooseAccount(
  { accounts, targets }: AccountCommandsOptions,
  title: string,
  call: Pick<Call<CommandName>, 'args' | 'nodes'>,
): Promise<Account> {
  const account = accounts.get(await targets.account(title, accountOf(call)));
  // It may have been removed in another window while it was being chosen.
  if (account === undefined) throw new UserError(vscode.l10n.t('There is no such account.'));
  return account;
}

async function newName({ accounts, ask }: AccountCommandsOptions, account: Account, given?: string): Promise<string> {
  const others = accounts.list().flatMap(({ id, name }) => (id === account.id ? [] : [name]));
  const validate = (name: string) => nameProblem(name, others);
  if (given === undefined) {
    const title = vscode.l10n.t('Rename Account');
    const prompt = vscode.l10n.t('New name of “{0}”', account.name);
    return (await ask.input({ title, prompt, value: account.name, validate })).trim();
  }
  const problem = validate(given);
  if (problem !== undefined)
    throw new UserError(vscode.l10n.t('The account cannot have this name.'), { nextStep: problem });
  return given.trim();
}

function removeQuestion(account: Account): Parameters<Ask['confirm']>[0] {
  const detail =
    account.sample === true
      ? vscode.l10n.t('Changes made to its sample data are forgotten. Open it again at any time.')
      : vscode.l10n.t('Its API key is deleted from this computer. Nothing changes at Mailgun.');
  return { message: vscode.l10n.t('Remove the account “{0}”?', account.name), detail, action: vscode.l10n.t('Remove') };
}

function noKey(account: Account): UserError {
  return new UserError(vscode.l10n.t('“{0}” is a sample and needs no API key.', account.name));
}

const texts = once(() =>
  v.object({
    name: v.optional(v.string()),
    region: v.optional(v.picklist(['us', 'eu', 'custom'])),
    baseUrl: v.optional(v.string()),
    apiKey: v.optional(v.string()),
    subaccountId: v.optional(v.string()),
  }),
);

/** The arguments as what they should be. Throws UserError, without the value, when a keybinding or caller gave something else. */
function checkTexts(args: object): v.InferOutput<ReturnType<typeof texts>> {
  const parsed = v.safeParse(texts(), args);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new UserError(vscode.l10n.t('The argument “{0}” is not what it should be.', v.getDotPath(issue) ?? ''), {
    nextStep: vscode.l10n.t('Expected: {0}.', issue.expected ?? ''),
  });
}
