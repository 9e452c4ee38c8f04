import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';

import { MatrixActs, rowSetOf } from '../../src/commands/inspect/checkActions';
import { checkAddressesCommands, Matrices } from '../../src/commands/inspect/checkAddresses';
import { readCall, run as runCommand } from '../../src/commands/run';
import type { Services } from '../../src/services';
import type { MatrixSession } from '../../src/views/matrixSession';
import { readKept } from '../../src/views/storedMatrix';
import { until } from './extension';
import { ScriptedAsk, type Answer } from './scriptedAsk';
import { DOMAIN, numbered, openTestAccount, run, services, type TestAccount } from './support';

const OTHERS = ['a.test.example', 'b.test.example', 'c.test.example', 'd.test.example'];

describe('checking many addresses', () => {
  let account: TestAccount;
  let all: Services;
  let folder: string;
  let matrices: Matrices;

  beforeEach(async () => {
    account = await openTestAccount();
    for (const domain of OTHERS) account.server.store.addDomain('Sample Account', domain);
    account.server.requests.clear();
    all = await services();
    matrices = new Matrices(all);
    folder = await mkdtemp(join(tmpdir(), 'check-'));
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await account.close();
    await rm(folder, { recursive: true, force: true });
  });

  const scope = () => ({ accountIds: [account.accountId] });
  const addresses = (count: number): string[] => numbered(count).map(({ address }) => address);

  /** Runs the command with scripted prompts, and gives the matrix it opened. */
  async function asking(answers: readonly Answer[], ...raw: unknown[]) {
    const ask = new ScriptedAsk(...answers);
    const handler = checkAddressesCommands(matrices, { ...all, ask }).checkAddresses;
    const result = await runCommand('checkAddresses', handler, readCall<'checkAddresses'>(raw), { ask, log: all.log });
    ask.done();
    return { ask, result, session: matrices.sessions.at(-1) };
  }

  async function opened(...raw: unknown[]): Promise<MatrixSession> {
    const { session } = await asking([], ...raw);
    assert.ok(session);
    return session;
  }

  it('checks 300 addresses on 5 domains, one of which refuses, with a request for each list', async () => {
    const { store, faults, requests } = account.server;
    store.putEntries(DOMAIN, 'bounces', numbered(2));
    store.putEntries('b.test.example', 'allowlist', [{ address: 'example.com' }]);
    faults.refuseDomain('d.test.example', 401);
    const result = await run('checkAddresses', { addresses: addresses(300), ...scope() });
    assert.equal(result.addresses, 300);
    assert.equal(result.findings.length, 302);
    assert.equal(result.notAsked.length, 4 * 300);
    assert.ok(result.notAsked.every(({ domain }) => domain === 'd.test.example'));
    assert.ok(result.requests <= 20, String(result.requests));
    assert.equal(requests.count({ path: '/v3/' }), result.requests);
  });

  it('takes single questions when told to, some domains only, and refuses what is no way or no account', async () => {
    const given = { addresses: addresses(20), ...scope(), domains: [DOMAIN] };
    const { requests } = await run('checkAddresses', { ...given, method: 'single' });
    assert.equal(requests, 4 * 20 + 1);
    await assert.rejects(run('checkAddresses', { ...given, method: 'guess' }), /not a way to check/);
    await assert.rejects(run('checkAddresses', { ...given, accountIds: ['nope'] }), /no such account/);
    await assert.rejects(run('checkAddresses', { ...scope(), addresses: ['nothing'] }), /no e-mail address/);
  });

  it('takes a file from the explorer, and counts what was left out of it', async () => {
    const file = join(folder, 'who.csv');
    await writeFile(file, ['name,email', 'A,a@x.com', 'B,b@x.com', 'C,', 'A again,A@x.com'].join('\n'));
    const session = await opened(vscode.Uri.file(file), [vscode.Uri.file(file)]);
    const { source, ignored, addresses: count } = session.state();
    assert.equal(count, 2);
    assert.match(source, /who\.csv/);
    assert.match(ignored, /1 repetition, 1 line without an address/);
    const { ignored: left } = await run('checkAddresses', { file, ...scope() });
    assert.deepEqual(left, { repeated: 1, without: 1, beyond: 0 });
    await assert.rejects(run('checkAddresses', { file: join(folder, 'gone.csv'), ...scope() }), /ENOENT/);
  });

  it('asks where the addresses are: the editor, the clipboard, a file, or typed', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'to=<a@x.com> x\nb@x.com\nb@x.com' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 0, 12);
    await vscode.env.clipboard.writeText('c@x.com, d@x.com, e@x.com');
    const pick = async (label: string, ...more: Answer[]): Promise<readonly string[]> => {
      await vscode.window.showTextDocument(document);
      const { session, ask } = await asking([{ pick: label }, ...more]);
      assert.deepEqual(ask.prompts[0]?.labels, [
        'Selection in the Editor',
        'Text in the Editor',
        'Clipboard',
        'File…',
        'Type or Paste…',
      ]);
      return session?.matrix.addresses ?? [];
    };
    assert.deepEqual(await pick('Selection in the Editor'), ['a@x.com']);
    assert.deepEqual(await pick('Text in the Editor'), ['a@x.com', 'b@x.com']);
    assert.deepEqual(await pick('Clipboard'), ['c@x.com', 'd@x.com', 'e@x.com']);
    const file = join(folder, 'list.txt');
    await writeFile(file, 'f@x.com\n');
    assert.deepEqual(await pick('File…', { file: vscode.Uri.file(file) }), ['f@x.com']);
    const typed = { input: 'none', rejected: /no e-mail address/ };
    assert.deepEqual(await pick('Type or Paste…', typed, { input: 'g@x.com h@x.com' }), ['g@x.com', 'h@x.com']);
  });

  it('opens the matrix for more than ten selected entries, and the page of findings for fewer', async () => {
    account.server.store.putEntries(DOMAIN, 'bounces', numbered(12));
    const ref = { accountId: account.accountId, domain: DOMAIN, list: 'bounces' } as const;
    const nodes = addresses(12).map((address) => ({
      kind: 'entry',
      ...ref,
      address,
      entry: { list: 'bounces', address, code: '550', error: '' },
    }));
    const result = await run('checkAddress', nodes[0], nodes);
    assert.equal(result.length, 12);
    assert.deepEqual(result.notAsked, []);
    const labels = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    await until('the matrix', () => labels().includes('Check: 12 addresses'));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await run('checkAddress', nodes[0], nodes.slice(0, 2));
    await until('the page of findings', () => labels().includes('Check: 2 addresses'));
  });

  it('deletes what is selected by the command, shows it, and shows what comes back', async () => {
    const { store } = account.server;
    store.putEntries(DOMAIN, 'bounces', numbered(5));
    store.putEntries('a.test.example', 'complaints', numbered(1));
    const session = await opened({ addresses: addresses(20), ...scope() });
    assert.equal(session.matrix.tally.listed, 6);
    session.setFilter({ show: 'listed', text: '' });
    assert.equal(session.state().view.count, 5);
    session.select({ kind: 'range', from: 0, to: 1 });
    assert.equal(session.state().selection.found, 3);
    const rows = rowSetOf(session);
    assert.deepEqual(rows?.addresses?.(), addresses(2));
    const nodes = [...(rows?.nodes() ?? [])];
    assert.deepEqual(nodes.map(({ address, list }) => `${list} ${address}`).sort(), [
      'bounces user00000@example.com',
      'bounces user00001@example.com',
      'complaints user00000@example.com',
    ]);
    for (const { accountId, domain, list, address } of nodes)
      await run('deleteEntries', { accountId, domain, list, addresses: [address], confirm: true });
    assert.equal(session.matrix.tally.deleted, 3);
    assert.equal(store.count(DOMAIN, 'bounces'), 3);
    await run('undo', {});
    assert.equal(session.matrix.tally.deleted, 2);
    assert.equal(session.matrix.tally.listed, 4);
  });

  it('asks lists anew of which more was changed than is named', async () => {
    const { store } = account.server;
    store.putEntries(DOMAIN, 'bounces', numbered(150));
    const session = await opened({ addresses: addresses(200), ...scope(), domains: [DOMAIN] });
    assert.equal(session.state().listed, 150);
    await run('clearList', { accountId: account.accountId, domain: DOMAIN, list: 'bounces', confirm: true });
    await until('the matrix knows', () => session.matrix.tally.deleted === 150 && !session.running);
    assert.equal(session.state().listed, 0);
  });

  it('copies and exports what is selected, or everything, with formulas guarded where that is set', async () => {
    account.server.store.putEntries(DOMAIN, 'bounces', numbered(1));
    const session = await opened({ addresses: [...addresses(3), '=1+1@x.com'], ...scope(), domains: [DOMAIN] });
    const file = join(folder, 'matrix.csv');
    const ask = new ScriptedAsk({ file: vscode.Uri.file(file) }, { file: vscode.Uri.file(join(folder, 'm.json')) });
    const settings = Object.create(all.settings, { exportGuardFormulas: { value: true } }) as Services['settings'];
    const acts = new MatrixActs({ ...all, ask, settings });
    await acts.act('export', session);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    assert.equal(lines.length, 5);
    assert.match(lines[0] ?? '', /^address,verdict,bounces of mail\.test\.example,/);
    assert.match(lines[1] ?? '', /^user00000@example\.com,listed,/);
    assert.match(lines[4] ?? '', /^'=1\+1@x\.com,clear,clear/);
    await acts.act('export', session);
    assert.equal((JSON.parse(await readFile(join(folder, 'm.json'), 'utf8')) as unknown[]).length, 4);
    session.select({ kind: 'range', from: 1, to: 2, columns: ['bounces'] });
    await acts.act('copyCsv', session);
    assert.equal((await vscode.env.clipboard.readText()).trimEnd().split('\n')[1], 'user00001@example.com,clear,clear');
    await acts.act('copyAddresses', session);
    assert.equal(await vscode.env.clipboard.readText(), addresses(3).slice(1).join('\n'));
    await assert.rejects(acts.act('delete', session), /Nothing that stands on a list is selected/);
    ask.done();
  });

  it('says that another window has changed a list of it, until everything is asked anew', async () => {
    const session = await opened({ addresses: addresses(2), ...scope(), domains: [DOMAIN] });
    const list = { accountId: account.accountId, list: 'bounces' as const };
    matrices.changedElsewhere([{ ...list, domain: 'a.test.example' }]);
    assert.equal(session.state().run.isStale, false);
    matrices.changedElsewhere([{ ...list, domain: DOMAIN }]);
    assert.equal(session.state().run.isStale, true);
    await session.again();
    assert.equal(session.state().run.isStale, false);
  });

  it('keeps what is selected when everything is asked anew, and says where a row has got to', async () => {
    const { store } = account.server;
    store.putEntries(DOMAIN, 'bounces', numbered(2));
    const session = await opened({ addresses: addresses(20), ...scope(), domains: [DOMAIN] });
    const rowsOf = (focus?: number) => session.rows({ from: 0, count: 3, columns: ['bounces'], focus });
    session.setSort({ column: 'bounces', descending: false });
    session.select({ kind: 'only', index: 3, row: 3, column: 'bounces' });
    session.select({ kind: 'toggle', index: 1, row: 1 });
    assert.equal(rowsOf(3).focus, 3);
    const { version } = session.state().view;
    store.putEntries(DOMAIN, 'bounces', numbered(10).slice(9));
    await session.again();
    assert.ok(session.state().view.version > version);
    assert.deepEqual(session.state().selection, { ...session.state().selection, rows: 2, found: 1, hidden: 0 });
    assert.deepEqual(
      [session.selection.has(3), session.selection.has(3, 0), session.selection.has(1)],
      [false, true, true],
    );
    assert.deepEqual(
      rowsOf(3).rows.map(({ id }) => id),
      [0, 1, 9],
    );
    assert.equal(rowsOf(3).focus, 4);
    session.setFilter({ show: 'listed', text: '' });
    assert.equal(rowsOf(3).focus, undefined);
    assert.equal(rowsOf().focus, undefined);
  });

  it('keeps answers and question for a reload, and the question alone where they are too many', async () => {
    account.server.store.putEntries(DOMAIN, 'bounces', numbered(2));
    const session = await opened({ addresses: addresses(50), ...scope(), domains: [DOMAIN] });
    session.setFilter({ show: 'listed', text: 'user' });
    const kept = readKept({ kept: JSON.parse(JSON.stringify(session.keep())) as unknown });
    assert.equal(kept?.state, 'done');
    assert.equal(kept.matrix?.tally.listed, 2);
    assert.equal(kept.matrix.tally.clear, 198);
    assert.deepEqual(kept.filter, { show: 'listed', text: 'user' });
    const long = numbered(1200).map((one) => ({ ...one, error: 'x'.repeat(5000) }));
    account.server.store.putEntries(DOMAIN, 'bounces', long);
    const big = await opened({ addresses: addresses(1200), ...scope(), domains: [DOMAIN] });
    const short = readKept({ kept: JSON.parse(JSON.stringify(big.keep())) as unknown });
    assert.equal(short?.state, 'kept');
    assert.equal(short.matrix, undefined);
    assert.equal(short.question.addresses.length, 1200);
    for (const odd of [
      undefined,
      7,
      {},
      { kept: { version: 2 } },
      { kept: { ...(big.keep() as object), question: 3 } },
    ])
      assert.equal(readKept(odd), undefined);
  });
});
