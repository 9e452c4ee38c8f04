/** *Open as Table*: from the tree, by arguments and from the palette; one tab for each source. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createInspect } from '../../src/commands/inspect';
import { readCall, run as runCommand } from '../../src/commands/run';
import { Targets } from '../../src/commands/targets';
import { until } from './extension';
import { ScriptedAsk, type Answer } from './scriptedAsk';
import { childrenOf, DOMAIN, listRow, numbered, openTestAccount, run, services, type TestAccount } from './support';

describe('Open as Table', () => {
  let account: TestAccount;

  beforeEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    account = await openTestAccount();
    account.server.store.putEntries(DOMAIN, 'bounces', numbered(3));
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await account.close();
  });

  /** Labels of the open tabs. */
  const tabs = (): string[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));

  /** The command with scripted prompts, as a person sees it. */
  async function asking(answers: readonly Answer[], ...raw: unknown[]): Promise<ScriptedAsk> {
    const all = await services();
    const ask = new ScriptedAsk(...answers);
    const inspect = createInspect({ ...all, ask, targets: new Targets(ask, all.accounts, all.model) });
    await runCommand('openTable', inspect.handlers.openTable, readCall<'openTable'>(raw), { ask, log: all.log });
    ask.done();
    return ask;
  }

  it('opens one tab for each source, and shows that one again', async () => {
    const at = { accountId: account.accountId, domain: DOMAIN };
    await run('openTable', { ...at, list: 'bounces' });
    await until('there is a tab', () => tabs().length === 1);
    assert.deepEqual(tabs(), [`Bounces · ${DOMAIN}`]);
    await run('openTable', { ...at, list: 'bounces' });
    await run('openTable', at);
    await run('openTable', { accountId: account.accountId });
    await until('there are three tabs', () => tabs().length === 3);
    assert.deepEqual(tabs().sort(), ['All Lists · Test', `All Lists · ${DOMAIN}`, `Bounces · ${DOMAIN}`]);
    await run('openTable', { ...at, list: 'bounces' });
    await until(
      'the first is in front',
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === `Bounces · ${DOMAIN}`,
    );
    assert.equal(tabs().length, 3);
  });

  it('opens from rows of the tree: an account, a domain, a list', async () => {
    const accountRow = { kind: 'account', accountId: account.accountId } as const;
    const [domainRow] = await childrenOf(accountRow);
    for (const row of [accountRow, domainRow, await listRow(account.accountId, 'complaints')])
      await run('openTable', row);
    await until('there are three tabs', () => tabs().length === 3);
    assert.deepEqual(tabs().sort(), ['All Lists · Test', `All Lists · ${DOMAIN}`, `Complaints · ${DOMAIN}`]);
  });

  it('asks from the palette what to open, with everything among the choices', async () => {
    await asking([{ pick: DOMAIN }, { pick: 'Bounces' }]);
    await asking([{ pick: DOMAIN }, { pick: 'All Four Lists' }]);
    await asking([{ pick: 'All Domains' }]);
    await until('there are three tabs', () => tabs().length === 3);
    assert.deepEqual(tabs().sort(), ['All Lists · Test', `All Lists · ${DOMAIN}`, `Bounces · ${DOMAIN}`]);
    await asking([{ cancel: true }]);
    assert.equal(tabs().length, 3);
  });

  it('asks for the domain of a list, and refuses a list and an account that there are not', async () => {
    await asking([{ pick: DOMAIN }], { accountId: account.accountId, list: 'allowlist' });
    await until('there is a tab', () => tabs().length === 1);
    assert.deepEqual(tabs(), [`Allowlist · ${DOMAIN}`]);
    const at = { accountId: account.accountId, domain: DOMAIN };
    await assert.rejects(run('openTable', { ...at, list: 'whitelists' }), /is not a list/);
    await assert.rejects(run('openTable', { ...at, accountId: 'gone' }), /no such account/);
    assert.equal(tabs().length, 1);
  });
});
