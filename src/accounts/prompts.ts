/** Asks for what makes an account. The key is tried before it is taken. */
import * as vscode from 'vscode';
import type { Account } from './accounts';
import { AddFlow } from './addFlow';
import type { AccountAnswers, AccountPrompts, NewAccount } from './accountAnswers';
export type { AccountPrompts } from './accountAnswers';
import { askKey } from './keyStep';

/**
 * Asks for what `answers` does not say. With all said nothing is asked, and a key that fails is thrown as a ProbeError.
 * Throws UserError or MailgunError `invalid` for answers that cannot be used.
 */
export function askAccount(prompts: AccountPrompts, answers: AccountAnswers): Promise<NewAccount> {
  return new AddFlow(prompts, answers).run();
}

/** Asks for a new key of an account, tried like the first. Throws ProbeError when `given` fails. */
export async function askNewKey(prompts: AccountPrompts, account: Account, given?: string): Promise<string> {
  const { ask, regions, log } = prompts;
  const { apiKey } = await askKey({
    ask,
    prompt: { title: vscode.l10n.t('Replace API Key of {0}', account.name) },
    target: { baseUrl: account.baseUrl, subaccountId: account.subaccountId, regions },
    log,
    typed: '',
    given,
    unattended: given !== undefined,
    // The region stays: another one would be another account.
    ways: {
      editKey: vscode.l10n.t('Enter Another Key…'),
      retry: vscode.l10n.t('Try Again'),
      proxySettings: vscode.l10n.t('Open Proxy Settings'),
      addAnyway: vscode.l10n.t('Use It Anyway'),
    },
  });
  return apiKey;
}
