/** An account as a person adds it. */
import type { Workbench } from '../host/workbench';

/** The account that the tests add by typing. */
export const ACCOUNT = 'Shop';

/** What is needed of a server to add its account. */
export interface AccountServer {
  readonly accounts: readonly { readonly baseUrl: string; readonly apiKey: string }[];
}

/** The endpoint and key of the server's account. */
export function credentials(server: AccountServer): { baseUrl: string; apiKey: string } {
  const [account] = server.accounts;
  if (account === undefined) throw new Error('The server has no account.');
  return account;
}

/** Adds the server's account as a person does, from the empty view or the palette. */
export async function addAccount(workbench: Workbench, server: AccountServer, name = ACCOUNT): Promise<void> {
  const { baseUrl, apiKey } = credentials(server);
  const { quickInput } = workbench;
  await workbench.palette('Mailgun: Add Account…');
  await quickInput.pick('Custom Endpoint…');
  await quickInput.waitFor({ title: /2\/4/ });
  await quickInput.type(baseUrl);
  await quickInput.accept();
  await quickInput.waitFor({ title: /3\/4/ });
  await quickInput.type(apiKey);
  await quickInput.accept();
  await quickInput.waitFor({ title: /4\/4/ });
  await quickInput.type(name);
  await quickInput.accept();
  await quickInput.waitForClose();
  await workbench.tree.waitForRow(name);
}
