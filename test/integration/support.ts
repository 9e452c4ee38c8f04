/** The extension as it runs in this VS Code, and a server of our own for it to talk to. */
import * as vscode from 'vscode';
import { commandId, type CommandName, type CommandTypes } from '../../src/ids';
import type { EntryNode, ListNode, TreeNode } from '../../src/tree/nodes';
import { startSample, type SampleServer } from '../../src/sample/server';
import type { Services } from '../../src/services';
import { extensionUnderTest } from './extension';

/** The extension's own services: it exports them in test mode only. */
export async function services(): Promise<Services> {
  return (await extensionUnderTest()).services;
}

/** Runs a command by its id, as a keybinding or another extension would. */
export async function run<N extends CommandName>(name: N, ...args: unknown[]): Promise<CommandTypes[N]['result']> {
  return vscode.commands.executeCommand<CommandTypes[N]['result']>(commandId(name), ...args);
}

/** A domain of the test server. */
export const DOMAIN = 'mail.test.example';

/** A server with one account in the extension; `close` takes both away. */
export interface TestAccount {
  readonly server: SampleServer;
  readonly accountId: string;
  close(): Promise<void>;
}

/** Starts a server with one domain and adds an account for it by the command. */
export async function openTestAccount(name = 'Test'): Promise<TestAccount> {
  const server = await startSample({ data: 'empty' });
  server.store.addDomain('Sample Account', DOMAIN);
  const [account] = server.accounts;
  if (account === undefined) throw new Error('The server has no account.');
  const { baseUrl, apiKey } = account;
  const { accountId } = await run('addAccount', { name, region: 'custom', baseUrl, apiKey });
  server.requests.clear();
  return {
    server,
    accountId,
    close: async () => {
      await run('removeAccount', { accountId, confirm: true });
      await server.close();
    },
  };
}

/** Entries `prefix000@example.com`, … of bounces. */
export function numbered(count: number, prefix = 'user'): { address: string; code: string; error: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    address: `${prefix}${String(index).padStart(5, '0')}@example.com`,
    code: '550',
    error: '5.1.1 No such user',
  }));
}

/** The rows below a node, waiting until they are loaded. */
export async function childrenOf(node?: TreeNode): Promise<TreeNode[]> {
  const { model, provider } = await services();
  if (node?.kind === 'account' || node?.kind === 'list') await settled(model.source(node));
  return provider.getChildren(node);
}

/** Resolves when a paged source is neither idle nor loading. */
export async function settled(source: { readonly state: string; load(): Promise<void> }): Promise<void> {
  await source.load();
  while (source.state === 'loading') await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The list row of the test domain. */
export async function listRow(accountId: string, list: ListNode['list'] = 'bounces'): Promise<ListNode> {
  return (await services()).model.listNode({ accountId, domain: DOMAIN, list });
}

/** The entry rows among rows. */
export function entriesOf(rows: readonly TreeNode[]): EntryNode[] {
  return rows.filter((row) => row.kind === 'entry');
}
