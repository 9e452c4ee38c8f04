/** *Open in Mailgun*: the suppressions of a domain in Mailgun's own control panel. */
import * as vscode from 'vscode';
import type { Account } from '../../accounts/accounts';
import { suppressionsPage } from '../../core/inspect/controlPanel';
import { UserError } from '../../ui/userError';
import type { CommandServices } from '../commandServices';
import type { Call, Handlers } from '../run';
import { targetOf } from '../targets';
import { entryOf } from './recipient';

export function panelCommands(services: CommandServices): Pick<Handlers, 'openInMailgun'> {
  return { openInMailgun: (call) => openInMailgun(call, services) };
}

async function openInMailgun(
  call: Call<'openInMailgun'>,
  { accounts, targets }: CommandServices,
): Promise<{ url: string; opened: boolean }> {
  const title = vscode.l10n.t('Open in Mailgun');
  const row = entryOf(call) ?? targetOf(call.rows === undefined ? call.nodes[0] : undefined);
  const known = { ...row, ...call.args };
  const accountId = await targets.account(title, known.accountId);
  const account = accounts.get(accountId);
  const region = account && regionOf(account);
  if (region === undefined) throw new UserError(vscode.l10n.t('There is no such account.'));
  const { domain } = await targets.domain(title, { accountId, domain: known.domain });
  const url = suppressionsPage(region, domain);
  return { url, opened: await vscode.env.openExternal(vscode.Uri.parse(url, true)) };
}

/** The region whose control panel knows an account. Throws UserError where none does. */
function regionOf({ name, region, sample }: Account): 'us' | 'eu' {
  if (sample === true) {
    throw new UserError(vscode.l10n.t('“{0}” is sample data inside this window, which Mailgun does not know.', name), {
      nextStep: vscode.l10n.t('Add an account of your own to open its domains in Mailgun.'),
    });
  }
  if (region === 'custom') {
    throw new UserError(vscode.l10n.t('“{0}” has an endpoint of its own, of which no control panel is known.', name), {
      nextStep: vscode.l10n.t('Open the control panel of that endpoint in a browser.'),
    });
  }
  return region;
}
