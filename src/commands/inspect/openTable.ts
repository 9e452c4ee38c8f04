/** *Open as Table*: the entries of a list, a domain or an account in an editor tab. */
import * as vscode from 'vscode';
import type { TableSource } from '../../views/tableMessages';
import type { CommandServices } from '../commandServices';
import type { Call, Handlers } from '../run';
import { targetOf } from '../targets';
import type { Tables } from './tables';

export function tableCommands(tables: Tables, services: CommandServices): Pick<Handlers, 'openTable'> {
  return {
    openTable: async (call) => {
      tables.open(await sourceOf(call, services));
    },
  };
}

/** A row or an argument says what is meant: without a list all lists, without a domain all domains. Otherwise it is asked. */
async function sourceOf(
  { args, nodes }: Call<'openTable'>,
  { targets }: Pick<CommandServices, 'targets'>,
): Promise<TableSource> {
  const title = vscode.l10n.t('Open as Table');
  const { accountId, domain, list } = { ...targetOf(nodes[0]), ...args };
  if (accountId === undefined) return targets.scope(title, { domain, list });
  if (list !== undefined) {
    const ref = await targets.list(title, { accountId, domain, list });
    return { accountId: ref.accountId, domain: ref.domain, list: ref.list };
  }
  return { accountId: await targets.account(title, accountId), domain };
}
