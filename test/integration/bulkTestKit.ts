/** What the tests of work on many entries share: a server with two domains, a folder for files, and commands with scripted prompts. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { createLate } from '../../src/commands/bulk';
import { Changes } from '../../src/commands/changes';
import type { Late, LateCommand } from '../../src/commands/late';
import { readCall, run as runCommand } from '../../src/commands/run';
import { Targets } from '../../src/commands/targets';
import type { CommandTypes } from '../../src/ids';
import type { Services } from '../../src/services';
import type { DomainNode, EntryNode, ListNode, TreeNode } from '../../src/tree/nodes';
import { ScriptedAsk, type Answer } from './scriptedAsk';
import { childrenOf, DOMAIN, entriesOf, listRow, openTestAccount, services, type TestAccount } from './support';

export const OTHER = 'other.test.example';

export interface BulkTestKit {
  readonly account: TestAccount;
  readonly at: { readonly accountId: string; readonly domain: string };
  readonly other: { readonly accountId: string; readonly domain: string };
  readonly services: Services;
  /** A path in a folder that goes with the test. */
  path(name: string): string;
  /** Writes a file into that folder; returns its path. */
  put(name: string, text: string | Uint8Array): Promise<string>;
  /** The commands with scripted prompts, as a person sees them. */
  late(ask: ScriptedAsk): Late;
  /** Runs a command with scripted prompts; `raw` is what VS Code hands over. */
  asking<N extends LateCommand>(
    name: N,
    answers: readonly Answer[],
    ...raw: unknown[]
  ): { readonly ask: ScriptedAsk; readonly result: Promise<CommandTypes[N]['result'] | undefined> };
  domainRow(domain?: string): Promise<DomainNode>;
  entryRows(list?: ListNode['list']): Promise<EntryNode[]>;
}

/** Sets everything up for each test of the enclosing `describe`. Read it inside tests only. */
export function bulkTestKit(): BulkTestKit {
  let account: TestAccount;
  let folder: string;
  let all: Services;
  const asks: ScriptedAsk[] = [];
  beforeEach(async () => {
    account = await openTestAccount();
    account.server.store.addDomain('Sample Account', OTHER);
    folder = await mkdtemp(join(tmpdir(), 'bulk-'));
    all = await services();
  });
  afterEach(async function () {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await account.close();
    await rm(folder, { recursive: true, force: true });
    const used = asks.splice(0);
    if (this.currentTest?.state === 'passed') for (const ask of used) ask.done();
  });
  const late = (ask: ScriptedAsk): Late => {
    const { accounts, clients, model, explorer, checkResult, entryDocuments } = all;
    const find: ConstructorParameters<typeof Changes>[0]['find'] = async (ref) =>
      (await clients.get(ref.accountId)).find(ref.domain, ref.list, ref.address);
    const changes = new Changes({ model, explorer, checkResult, entryDocuments, find }, ask, () =>
      Promise.resolve(false),
    );
    return createLate({ ...all, ask, changes, targets: new Targets(ask, accounts, model) });
  };
  return {
    get account() {
      return account;
    },
    get at() {
      return { accountId: account.accountId, domain: DOMAIN };
    },
    get other() {
      return { accountId: account.accountId, domain: OTHER };
    },
    get services() {
      return all;
    },
    path: (name) => join(folder, name),
    put: async (name, text) => {
      await writeFile(join(folder, name), text);
      return join(folder, name);
    },
    late,
    asking: (name, answers, ...raw) => {
      const ask = new ScriptedAsk(...answers);
      asks.push(ask);
      const handler = late(ask).handlers[name];
      return { ask, result: runCommand(name, handler, readCall<typeof name>(raw), { ask, log: all.log }) };
    },
    domainRow: async (domain = DOMAIN) => {
      const rows = await childrenOf({ kind: 'account', accountId: account.accountId });
      const row = rows.find((node: TreeNode) => node.kind === 'domain' && node.domain === domain);
      if (row?.kind !== 'domain') throw new Error(`There is no row for ${domain}.`);
      return row;
    },
    entryRows: async (list = 'bounces') => entriesOf(await childrenOf(await listRow(account.accountId, list))),
  };
}
